using System.Numerics;

namespace NetGen.Tests.Allocation;

/// <summary>A classifier whose work threads share, its training session and an optimizer, and arguments for them.</summary>
/// <typeparam name="TNetwork">The classifier: one input, one output, class indices as targets.</typeparam>
/// <typeparam name="TLarge">A network with so many parameters that threads share the optimizer's step.</typeparam>
/// <typeparam name="T">The networks' floating-point type.</typeparam>
internal sealed class SharedSubject<TNetwork, TLarge, T>
    where TNetwork : class, INetwork<TNetwork, T>
    where TLarge : class, INetwork<TLarge, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly TNetwork network;
    private readonly ITrainingSession<T> session;
    private readonly Parallelism team;
    private readonly TLarge large = TLarge.Create(seed: 1);
    private readonly FlatBuffer<T> gradients;
    private readonly Adam<T> optimizer;
    private readonly Slot<T>[] inputs, targets;
    private readonly T[] values, outputs;
    private readonly Memory<T>[] outputSlots;
    private readonly int samples = Subject<T>.SharedSamples;
    private readonly Subject<T>.OfBatch forward;
    private readonly Subject<T>.OfOutputs backwardOfOutputs;

    /// <summary>Has threads share the work of a network.</summary>
    /// <param name="team">The threads.</param>
    public SharedSubject(Parallelism team)
    {
        (network, this.team) = (TNetwork.Create(seed: 1), team);
        session = network.CreateTrainingSession(samples);
        session.Parallelism = team;
        (forward, backwardOfOutputs) = (Subject<T>.Method<Subject<T>.OfBatch>(session, "Forward"), Subject<T>.Method<Subject<T>.OfOutputs>(session, "Backward"));
        optimizer = new Adam<T>(1e-3) { Parallelism = team };
        gradients = large.CreateTrainingSession(1).Gradients;
        values = new T[samples * TNetwork.Signature.Inputs[0].Length];
        outputs = new T[samples * TNetwork.Signature.Outputs[0].Length];
        (inputs, targets, outputSlots) = ([new Slot<T>(values)], [new Slot<T>(new int[samples])], [outputs]);
    }

    /// <summary>Predicts and evaluates.</summary>
    public void CallPredict()
    {
        network.Predict(new Batch<T>(inputs, [], samples), outputSlots, team);
        network.Evaluate(new Batch<T>(inputs, targets, samples), team);
    }

    /// <summary>A training step of every kind, the last with a loss of the caller's own, and an optimizer's.</summary>
    public void CallStep()
    {
        session.Backward(new Batch<T>(inputs, targets, samples));
        session.Accumulate(new Batch<T>(inputs, targets, samples));
        forward(values, outputs, samples);
        backwardOfOutputs(outputs);
        optimizer.Step(large.Parameters, gradients);
    }
}
