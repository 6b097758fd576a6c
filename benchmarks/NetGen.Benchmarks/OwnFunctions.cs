using System.Diagnostics;
using NetGen.Benchmarks.Peers;

namespace NetGen.Benchmarks;

/// <summary>Mish, between layers that cost little beside it.</summary>
[Network, Input(1), Dense(4096), Mish, MeanSquaredError]
public sealed partial class BuiltInMish;

/// <summary>The same from a method.</summary>
[Network, Input(1), Dense(4096), Activation(nameof(Mish)), Loss(nameof(Square))]
public sealed partial class OwnMish
{
    private static float Mish(float x) => x * MathF.Tanh(MathF.Log(1 + MathF.Exp(x)));

    private static float Square(float output, float target) => (output - target) * (output - target);
}

/// <summary>SiLU, whose kernel is written by hand.</summary>
[Network, Input(1), Dense(4096), SiLU, MeanSquaredError]
public sealed partial class BuiltInSiLU;

/// <summary>The same from a method.</summary>
[Network, Input(1), Dense(4096), Activation(nameof(Swish)), MeanSquaredError]
public sealed partial class OwnSiLU
{
    private static float Swish(float x) => x / (1 + MathF.Exp(-x));
}

/// <summary>The hyperbolic tangent, whose slope is told from its result.</summary>
[Network, Input(1), Dense(4096), Tanh, MeanSquaredError]
public sealed partial class BuiltInTanh;

/// <summary>The same from a method.</summary>
[Network, Input(1), Dense(4096), Activation(nameof(Squash)), MeanSquaredError]
public sealed partial class OwnTanh
{
    private static float Squash(float x) => MathF.Tanh(x);
}

/// <summary>A rectifier, the cheapest function there is.</summary>
[Network, Input(1), Dense(4096), LeakyReLU(0.1), MeanSquaredError]
public sealed partial class BuiltInLeakyReLU;

/// <summary>The same from a method.</summary>
[Network, Input(1), Dense(4096), Activation(nameof(Leaky)), MeanSquaredError]
public sealed partial class OwnLeakyReLU
{
    private static float Leaky(float x) => x > 0 ? x : 0.1f * x;
}

/// <summary>Predictions of a network in which an activation is most of the work.</summary>
/// <typeparam name="TNetwork">The network.</typeparam>
/// <param name="peer">What it is in the table.</param>
internal sealed class ActivationInference<TNetwork>(string peer) : InferenceContender(peer)
    where TNetwork : class, INetwork<TNetwork, float>
{
    private const int Batch = OwnFunctions.Batch;

    private readonly TNetwork network = TNetwork.Create(seed: 1);
    private readonly float[] inputs = OwnFunctions.Inputs;
    private readonly float[] outputs = new float[Batch * TNetwork.Signature.Outputs[0].Length];

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> Output => outputs;

    /// <inheritdoc/>
    public override void Run(int calls)
    {
        Slot<float>[] slots = [new Slot<float>(inputs)];
        Memory<float>[] results = [outputs];
        for (int i = 0; i < calls; i++)
            network.Predict(new Batch<float>(slots, [], Batch), results);
    }
}

/// <summary>Loss and gradients of a network in which an activation is most of the work.</summary>
/// <typeparam name="TNetwork">The network.</typeparam>
/// <param name="peer">What it is in the table.</param>
internal sealed class ActivationTraining<TNetwork>(string peer) : Contender(peer)
    where TNetwork : class, INetwork<TNetwork, float>
{
    private const int Batch = OwnFunctions.Batch;

    private readonly ITrainingSession<float> session = TNetwork.Create(seed: 1).CreateTrainingSession(Batch);
    private readonly Slot<float>[] inputs = [new Slot<float>(OwnFunctions.Inputs)];
    private readonly Slot<float>[] targets = [new Slot<float>(new float[Batch * TNetwork.Signature.Targets[0].Length])];

    /// <inheritdoc/>
    public override double Measure(int calls)
    {
        Step();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            Step();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    /// <inheritdoc/>
    public override float[] Results() => [Step(), .. session.Gradients.Span];

    /// <inheritdoc/>
    public override void Dispose()
    {
        session.Dispose();
        base.Dispose();
    }

    private float Step() => session.Backward(new Batch<float>(inputs, targets, Batch));
}

/// <summary>What networks with functions of the user's own are given.</summary>
internal static class OwnFunctions
{
    /// <summary>The samples of a call: what a layer holds of them fits into the second-level cache.</summary>
    public const int Batch = 16;

    /// <summary>A number a sample.</summary>
    public static float[] Inputs => [.. Enumerable.Range(0, Batch).Select(sample => 0.5f + (0.25f * sample))];
}
