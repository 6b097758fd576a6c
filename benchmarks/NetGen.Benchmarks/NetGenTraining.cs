using System.Diagnostics;
using NetGen.Benchmarks.Peers;

namespace NetGen.Benchmarks;

/// <summary>NetGen's side of a training step: loss, gradients and Adam on one batch that stays in memory.</summary>
/// <typeparam name="TNetwork">The network.</typeparam>
internal sealed class NetGenTraining<TNetwork> : Contender
    where TNetwork : class, INetwork<TNetwork, float>
{
    private readonly TNetwork network;
    private readonly ITrainingSession<float> session;
    private readonly float[] initial;
    private readonly Slot<float>[] inputs;
    private readonly Slot<float>[] targets;
    private readonly int batch;

    /// <summary>Makes the contender.</summary>
    /// <param name="name">The network's folder.</param>
    /// <param name="batch">The samples of a step.</param>
    /// <param name="team">The threads that share it, or null.</param>
    public NetGenTraining(string name, int batch, Parallelism? team)
        : base("NetGen")
    {
        this.batch = batch;
        network = NetGenInference.Load<TNetwork>(name);
        session = network.CreateTrainingSession(batch);
        session.Parallelism = team;
        initial = network.Parameters.Span.ToArray();
        NetworkSignature signature = TNetwork.Signature;
        inputs = [new Slot<float>(NetGenInference.InputOf(name, batch, signature.Inputs[0].Length))];
        targets = [Targets(name, signature.Targets[0])];
    }

    /// <inheritdoc/>
    public override double Measure(int calls)
    {
        // Fresh weights and moments for every block, so that none runs on a network that has already collapsed.
        Adam<float> optimizer = Fresh();
        Step(optimizer);
        Step(optimizer);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            Step(optimizer);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }

    /// <inheritdoc/>
    public override float[] Results()
    {
        Adam<float> optimizer = Fresh();
        return [.. Enumerable.Range(0, PyTorchContender.TrainingLosses).Select(_ => Step(optimizer))];
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        session.Dispose();
        base.Dispose();
    }

    private Adam<float> Fresh()
    {
        initial.CopyTo(network.Parameters.Span);
        return new Adam<float>(learningRate: 1e-3) { Parallelism = session.Parallelism };
    }

    private float Step(Adam<float> optimizer)
    {
        float loss = session.Backward(new Batch<float>(inputs, targets, batch));
        optimizer.Step(network.Parameters, session.Gradients);
        return loss;
    }

    private Slot<float> Targets(string name, SlotSignature target)
    {
        if (target.Type == ElementType.Int32)
            return new Slot<float>(PeerFiles.AreExported ? PeerFiles.Read<int>(name, "targets.bin") : [.. Enumerable.Range(0, batch).Select(sample => sample % target.Classes)]);
        return new Slot<float>(PeerFiles.AreExported ? PeerFiles.Read<float>(name, "targets.bin") : new float[batch * target.Length]);
    }
}

/// <summary>The training steps that are measured.</summary>
internal static class NetGenTraining
{
    /// <summary>784-128-64-10 with softmax and cross-entropy on 64 samples.</summary>
    /// <param name="team">The threads that share it, or null.</param>
    /// <returns>The contender.</returns>
    public static Contender Digits(Parallelism? team) => new NetGenTraining<Digits>("digits", 64, team);

    /// <summary>Three layers of 1024 with the mean squared error on 128 samples.</summary>
    /// <param name="team">The threads that share it, or null.</param>
    /// <returns>The contender.</returns>
    public static Contender Wide(Parallelism? team) => new NetGenTraining<Wide>("wide", 128, team);

    /// <summary>LeNet-5 on 64 samples.</summary>
    /// <param name="team">The threads that share it, or null.</param>
    /// <returns>The contender.</returns>
    public static Contender LeNet(Parallelism? team) => new NetGenTraining<LeNet>("lenet", 64, team);

    /// <summary>Four convolutions on 32 samples.</summary>
    /// <param name="team">The threads that share it, or null.</param>
    /// <returns>The contender.</returns>
    public static Contender FourConvolutions(Parallelism? team) => new NetGenTraining<FourConvolutions>("convolutions", 32, team);

    /// <summary>ResNet-20 on 32 samples.</summary>
    /// <param name="team">The threads that share it, or null.</param>
    /// <returns>The contender.</returns>
    public static Contender ResNet(Parallelism? team) => new NetGenTraining<ResNet20>("resnet", 32, team);
}
