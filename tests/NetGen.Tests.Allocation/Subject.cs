using System.Numerics;

namespace NetGen.Tests.Allocation;

/// <summary>The methods of a generated classifier and its training session, and arguments for them.</summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
/// <param name="parameters">Its parameters.</param>
/// <param name="gradients">The session's gradients.</param>
/// <param name="inputLength">How many elements an input has.</param>
/// <param name="outputLength">How many an output has.</param>
/// <param name="scratch">The network's pool of scratch memory.</param>
internal sealed class Subject<T>(FlatBuffer<T> parameters, FlatBuffer<T> gradients, int inputLength, int outputLength, ScratchPool<T> scratch)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public const int Samples = 3;

    /// <summary>So many samples that threads share them.</summary>
    public const int SharedSamples = 64;

    private readonly T[] inputs = Values(Samples * inputLength);
    private readonly T[] outputs = new T[Samples * outputLength];
    private readonly int[] labels = new int[Samples];

    public delegate void OfSample(ReadOnlySpan<T> input, Span<T> output);

    public delegate void OfBatch(ReadOnlySpan<T> inputs, Span<T> outputs, int count);

    public delegate int ClassOf(ReadOnlySpan<T> input);

    public delegate T LossOf(ReadOnlySpan<T> inputs, ReadOnlySpan<int> labels, int count);

    public delegate void OfOutputs(ReadOnlySpan<T> outputGradients);

    public required OfSample PredictOne { get; init; }

    public required OfBatch PredictBatch { get; init; }

    public required ClassOf Classify { get; init; }

    public required LossOf Evaluate { get; init; }

    public required LossOf Backward { get; init; }

    public required LossOf Accumulate { get; init; }

    public required OfBatch Forward { get; init; }

    public required OfOutputs BackwardOfOutputs { get; init; }

    public void CallPredictOne() => PredictOne(inputs.AsSpan(0, inputLength), outputs.AsSpan(0, outputLength));

    public void CallPredictBatch() => PredictBatch(inputs, outputs, Samples);

    public void CallClassify() => Classify(inputs.AsSpan(0, inputLength));

    public void CallEvaluate() => Evaluate(inputs, labels, Samples);

    /// <summary>A training step of every kind, the last with a loss of the caller's own.</summary>
    public void CallStep(Optimizer<T> optimizer)
    {
        Backward(inputs, labels, Samples);
        Accumulate(inputs, labels, Samples);
        optimizer.Step(parameters, gradients);
        Forward(inputs, outputs, Samples);
        BackwardOfOutputs(outputs);
    }

    /// <summary>Calls that predict into memory of their own, for one of several threads.</summary>
    public Action OfThread()
    {
        var own = new T[outputs.Length];
        return () =>
        {
            PredictOne(inputs.AsSpan(0, inputLength), own.AsSpan(0, outputLength));
            PredictBatch(inputs, own, Samples);
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
