using NetGen.Benchmarks.Peers;

namespace NetGen.Benchmarks;

/// <summary>NetGen's side of an inference: the network as a user calls it.</summary>
internal abstract class NetGenInference : InferenceContender
{
    /// <summary>Makes the contender.</summary>
    /// <param name="network">The network's folder.</param>
    /// <param name="batch">The samples of a call.</param>
    /// <param name="inputs">The inputs of a sample.</param>
    /// <param name="outputs">The outputs of a sample.</param>
    protected NetGenInference(string network, int batch, int inputs, int outputs)
        : base("NetGen")
    {
        Input = InputOf(network, batch, inputs);
        Result = new float[batch * outputs];
    }

    /// <summary>The samples.</summary>
    protected float[] Input { get; }

    /// <summary>Where the outputs go.</summary>
    protected float[] Result { get; }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> Output => Result;

    /// <summary>The samples that every contender gets; without exported ones, drawn from a fixed seed.</summary>
    /// <param name="network">The network's folder.</param>
    /// <param name="batch">How many samples.</param>
    /// <param name="inputs">The inputs of a sample.</param>
    /// <returns>The samples, one after another.</returns>
    public static float[] InputOf(string network, int batch, int inputs)
    {
        if (PeerFiles.AreExported)
            return PeerFiles.Read<float>(network, $"b{batch}.input.bin");
        var random = new Random(batch);
        return [.. Enumerable.Range(0, batch * inputs).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    /// <summary>The weights that every contender has.</summary>
    /// <param name="network">The network's folder.</param>
    /// <returns>Copies in row-major order.</returns>
    public static DenseWeights WeightsOf(string network) => DenseWeights.From(network switch
    {
        "iris" => Load<Iris>(network).Parameters,
        "digits" => Load<Digits>(network).Parameters,
        "wide" => Load<Wide>(network).Parameters,
        "policy" => Load<Policy>(network).Parameters,
        _ => throw new ArgumentException($"There is no network '{network}'.", nameof(network)),
    });

    /// <summary>Makes a network with the weights that every contender has.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <param name="network">The network's folder.</param>
    /// <returns>The network.</returns>
    public static TNetwork Load<TNetwork>(string network)
        where TNetwork : class, INetwork<TNetwork, float>
    {
        TNetwork made = TNetwork.Create(seed: 1);
        PeerFiles.LoadInto(made.Parameters, network);
        PeerFiles.LoadInto(made.Buffers, network);
        return made;
    }
}

/// <summary>4-16-16-3 on one sample.</summary>
internal sealed class NetGenIris() : NetGenInference("iris", 1, 4, 3)
{
    private readonly Iris network = Load<Iris>("iris");

    /// <inheritdoc/>
    public override void Run(int calls)
    {
        float[] x = Input, y = Result;
        for (int i = 0; i < calls; i++)
            network.Predict(x, y);
    }
}

/// <summary>784-128-64-10.</summary>
/// <param name="batch">The samples of a call.</param>
internal sealed class NetGenDigits(int batch) : NetGenInference("digits", batch, 784, 10)
{
    private readonly Digits network = Load<Digits>("digits");
    private readonly int batch = batch;

    /// <inheritdoc/>
    public override void Run(int calls)
    {
        float[] x = Input, y = Result;
        if (batch == 1)
        {
            for (int i = 0; i < calls; i++)
                network.Predict(x, y);
        }
        else
        {
            for (int i = 0; i < calls; i++)
                network.Predict(x, y, batch);
        }
    }
}

/// <summary>1024-1024-1024-1024.</summary>
/// <param name="batch">The samples of a call.</param>
/// <param name="team">The threads that share it, or null.</param>
internal sealed class NetGenWide(int batch, Parallelism? team = null) : NetGenInference("wide", batch, 1024, 1024)
{
    private readonly Wide network = Load<Wide>("wide");
    private readonly int batch = batch;

    /// <inheritdoc/>
    public override void Run(int calls)
    {
        float[] x = Input, y = Result;
        if (batch == 1)
        {
            for (int i = 0; i < calls; i++)
                network.Predict(x, y);
        }
        else
        {
            for (int i = 0; i < calls; i++)
                network.Predict(x, y, batch, team);
        }
    }
}

/// <summary>64-64-64 on a thousand samples.</summary>
/// <param name="team">The threads that share it, or null.</param>
internal sealed class NetGenPolicy(Parallelism? team = null) : NetGenInference("policy", 1000, 64, 64)
{
    private readonly Policy network = Load<Policy>("policy");

    /// <inheritdoc/>
    public override void Run(int calls)
    {
        float[] x = Input, y = Result;
        for (int i = 0; i < calls; i++)
            network.Predict(x, y, 1000, team);
    }
}

/// <summary>A network on pictures.</summary>
/// <typeparam name="TNetwork">The network.</typeparam>
/// <param name="name">The network's folder.</param>
/// <param name="batch">The samples of a call.</param>
/// <param name="predict">Calls the network on so many samples.</param>
internal sealed class NetGenPictures<TNetwork>(string name, int batch, Action<TNetwork, float[], float[], int> predict)
    : NetGenInference(name, batch, TNetwork.Signature.Inputs[0].Length, TNetwork.Signature.Outputs[0].Length)
    where TNetwork : class, INetwork<TNetwork, float>
{
    private readonly TNetwork network = Load<TNetwork>(name);
    private readonly int batch = batch;

    /// <inheritdoc/>
    public override void Run(int calls)
    {
        float[] x = Input, y = Result;
        for (int i = 0; i < calls; i++)
            predict(network, x, y, batch);
    }
}

/// <summary>The networks on pictures that are measured.</summary>
internal static class NetGenPictures
{
    /// <summary>LeNet-5.</summary>
    /// <param name="batch">The samples of a call.</param>
    /// <param name="team">The threads that share it, or null.</param>
    /// <returns>The contender.</returns>
    public static NetGenInference LeNet(int batch, Parallelism? team = null) => batch == 1
        ? new NetGenPictures<LeNet>("lenet", 1, (net, x, y, _) => net.Predict(x, y))
        : new NetGenPictures<LeNet>("lenet", batch, (net, x, y, count) => net.Predict(x, y, count, team));

    /// <summary>Four convolutions.</summary>
    /// <param name="batch">The samples of a call.</param>
    /// <param name="team">The threads that share it, or null.</param>
    /// <returns>The contender.</returns>
    public static NetGenInference FourConvolutions(int batch, Parallelism? team = null) => batch == 1
        ? new NetGenPictures<FourConvolutions>("convolutions", 1, (net, x, y, _) => net.Predict(x, y))
        : new NetGenPictures<FourConvolutions>("convolutions", batch, (net, x, y, count) => net.Predict(x, y, count, team));

    /// <summary>ResNet-20.</summary>
    /// <param name="batch">The samples of a call.</param>
    /// <param name="team">The threads that share it, or null.</param>
    /// <returns>The contender.</returns>
    public static NetGenInference ResNet(int batch, Parallelism? team = null) => batch == 1
        ? new NetGenPictures<ResNet20>("resnet", 1, (net, x, y, _) => net.Predict(x, y))
        : new NetGenPictures<ResNet20>("resnet", batch, (net, x, y, count) => net.Predict(x, y, count, team));
}
