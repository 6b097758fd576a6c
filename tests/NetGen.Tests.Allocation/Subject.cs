using System.Numerics;
using System.Reflection;

namespace NetGen.Tests.Allocation;

/// <summary>The methods of a generated classifier and its training session, which no interface has with spans, and arguments for them.</summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
internal sealed class Subject<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public const int Samples = 3;

    /// <summary>So many samples that threads share them.</summary>
    public const int SharedSamples = 64;

    private readonly FlatBuffer<T> parameters, gradients;
    private readonly ScratchPool<T> scratch;
    private readonly int inputLength, outputLength;
    private readonly T[] inputs, outputs;
    private readonly int[] labels = new int[Samples];
    private readonly OfSample predictOne;
    private readonly OfBatch predictBatch, forward;
    private readonly ClassOf classify;
    private readonly LossOf evaluate, backward, accumulate;
    private readonly OfOutputs backwardOfOutputs;

    private Subject(object network, ITrainingSession<T> session, FlatBuffer<T> parameters, NetworkSignature signature)
    {
        (this.parameters, gradients) = (parameters, session.Gradients);
        scratch = (ScratchPool<T>)network.GetType().GetField("scratch", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(network)!;
        (inputLength, outputLength) = (signature.Inputs[0].Length, signature.Outputs[0].Length);
        (inputs, outputs) = (Values(Samples * inputLength), new T[Samples * outputLength]);
        (predictOne, predictBatch) = (Method<OfSample>(network, "Predict"), Method<OfBatch>(network, "Predict"));
        (classify, evaluate) = (Method<ClassOf>(network, "Classify"), Method<LossOf>(network, "Evaluate"));
        (backward, accumulate) = (Method<LossOf>(session, "Backward"), Method<LossOf>(session, "Accumulate"));
        (forward, backwardOfOutputs) = (Method<OfBatch>(session, "Forward"), Method<OfOutputs>(session, "Backward"));
    }

    public delegate void OfSample(ReadOnlySpan<T> input, Span<T> output);

    public delegate void OfBatch(ReadOnlySpan<T> inputs, Span<T> outputs, int count);

    public delegate int ClassOf(ReadOnlySpan<T> input);

    public delegate T LossOf(ReadOnlySpan<T> inputs, ReadOnlySpan<int> labels, int count);

    public delegate void OfOutputs(ReadOnlySpan<T> outputGradients);

    /// <summary>Makes a network and its session.</summary>
    /// <typeparam name="TNetwork">The classifier: one input, one output, class indices as targets.</typeparam>
    /// <returns>Their methods.</returns>
    public static Subject<T> Of<TNetwork>()
        where TNetwork : class, INetwork<TNetwork, T>
    {
        var network = TNetwork.Create(seed: 1);
        return new(network, network.CreateTrainingSession(Samples), network.Parameters, TNetwork.Signature);
    }

    /// <summary>A method that is found by its name and what it takes.</summary>
    /// <typeparam name="TDelegate">What it takes and gives.</typeparam>
    /// <param name="target">The object that has it.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The method of that object.</returns>
    public static TDelegate Method<TDelegate>(object target, string name)
        where TDelegate : Delegate => (TDelegate)Delegate.CreateDelegate(typeof(TDelegate), target, name);

    public void CallPredictOne() => predictOne(inputs.AsSpan(0, inputLength), outputs.AsSpan(0, outputLength));

    public void CallPredictBatch() => predictBatch(inputs, outputs, Samples);

    public void CallClassify() => classify(inputs.AsSpan(0, inputLength));

    public void CallEvaluate() => evaluate(inputs, labels, Samples);

    /// <summary>A training step of every kind, the last with a loss of the caller's own.</summary>
    public void CallStep(Optimizer<T> optimizer)
    {
        backward(inputs, labels, Samples);
        accumulate(inputs, labels, Samples);
        optimizer.Step(parameters, gradients);
        forward(inputs, outputs, Samples);
        backwardOfOutputs(outputs);
    }

    /// <summary>Calls that predict into memory of their own, for one of several threads.</summary>
    public Action OfThread()
    {
        var own = new T[outputs.Length];
        return () =>
        {
            predictOne(inputs.AsSpan(0, inputLength), own.AsSpan(0, outputLength));
            predictBatch(inputs, own, Samples);
            CallClassify();
            CallEvaluate();
        };
    }

    /// <summary>Has the pool hold a buffer for each thread, as if so many had predicted at once before: scratch is allocated only when more do than ever.</summary>
    public void FillPool(int threads)
    {
        var buffers = new AlignedBuffer<T>[threads];
        for (int i = 0; i < threads; i++)
            buffers[i] = scratch.Rent();
        foreach (var buffer in buffers)
            scratch.Return(buffer);
    }

    private static T[] Values(int count)
    {
        var random = new Random(17);
        return [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating((random.NextDouble() * 2) - 1))];
    }
}
