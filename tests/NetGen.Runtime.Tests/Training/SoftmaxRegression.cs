using System.Collections.Immutable;

namespace NetGen.Tests.Training;

/// <summary>A network written by hand as the generator would: two inputs, three classes, softmax with cross-entropy.</summary>
internal sealed class SoftmaxRegression : INetwork<SoftmaxRegression, double>
{
    private const int Inputs = 2, Classes = 3;

    private static readonly BufferLayout Layout = new(
    [
        new TensorLayout("Dense1.weight", "Dense1.weight", [Classes, Inputs], 0, Packing.RowMajor, default),
        new TensorLayout("Dense1.bias", "Dense1.bias", [Classes], 16, Packing.RowMajor, default),
    ]);

    public static NetworkSignature Signature { get; } = new(
        "Test.SoftmaxRegression",
        [new SlotSignature("input", [Inputs], ElementType.Float)],
        [new SlotSignature("output", [Classes], ElementType.Float, Classes)],
        [new SlotSignature("label", [], ElementType.Int32, Classes)],
        Layout,
        BufferLayout.Empty,
        string.Empty);

    public FlatBuffer<double> Parameters { get; } = new(Layout);

    public FlatBuffer<double> Buffers { get; } = new(BufferLayout.Empty);

    /// <summary>How many samples each training batch had, and the seed of its session.</summary>
    public List<int> BatchCounts { get; } = [];

    public ulong SessionSeed { get; private set; }

    public int OpenSessions { get; private set; }

    /// <summary>At which training step the loss becomes NaN.</summary>
    public int DivergeAt { get; set; } = -1;

    public static SoftmaxRegression Create(ulong seed) => new();

    public void Predict(scoped Batch<double> batch, ReadOnlySpan<Memory<double>> outputs)
    {
        // No Assert here: it allocates.
        if (batch.Inputs[0].Values.Length != batch.Count * Inputs || outputs[0].Length != batch.Count * Classes)
            throw new ArgumentException("A span has the wrong length.", nameof(batch));
        for (int sample = 0; sample < batch.Count; sample++)
            Logits(batch, sample, outputs[0].Span.Slice(sample * Classes, Classes));
    }

    public double Evaluate(scoped Batch<double> batch) => Loss(batch, null);

    public ITrainingSession<double> CreateTrainingSession(int capacity)
    {
        OpenSessions++;
        return new Session(this, capacity);
    }

    private void Logits(scoped Batch<double> batch, int sample, Span<double> logits)
    {
        ReadOnlySpan<double> input = batch.Inputs[0].Values.Slice(sample * Inputs, Inputs);
        ReadOnlySpan<double> parameters = Parameters.Span;
        for (int k = 0; k < Classes; k++)
            logits[k] = parameters[16 + k] + (parameters[k * Inputs] * input[0]) + (parameters[(k * Inputs) + 1] * input[1]);
    }

    private double Loss(scoped Batch<double> batch, FlatBuffer<double>? gradients)
    {
        Span<double> logits = stackalloc double[Classes];
        double loss = 0;
        for (int sample = 0; sample < batch.Count; sample++)
        {
            Logits(batch, sample, logits);
            int label = batch.Targets[0].Indices[sample];
            double sum = 0;
            foreach (double logit in logits)
                sum += Math.Exp(logit);
            loss += (Math.Log(sum) - logits[label]) / batch.Count;
            if (gradients is null)
                continue;
            ReadOnlySpan<double> input = batch.Inputs[0].Values.Slice(sample * Inputs, Inputs);
            for (int k = 0; k < Classes; k++)
            {
                double delta = ((Math.Exp(logits[k]) / sum) - (k == label ? 1 : 0)) / batch.Count;
                gradients.Span[16 + k] += delta;
                gradients.Span[k * Inputs] += delta * input[0];
                gradients.Span[(k * Inputs) + 1] += delta * input[1];
            }
        }

        return loss;
    }

    private sealed class Session(SoftmaxRegression network, int capacity) : ITrainingSession<double>
    {
        public int Capacity => capacity;

        public FlatBuffer<double> Gradients { get; } = new(Layout);

        public ulong Seed { get; set; }

        public ulong Step { get; set; }

        public double Backward(scoped Batch<double> batch)
        {
            Gradients.Span.Clear();
            return Accumulate(batch);
        }

        public double Accumulate(scoped Batch<double> batch)
        {
            if (batch.Count < 1 || batch.Count > capacity)
                throw new ArgumentException("The batch does not fit the session.", nameof(batch));
            network.SessionSeed = Seed;
            if (network.BatchCounts.Count < network.BatchCounts.Capacity)
                network.BatchCounts.Add(batch.Count);
            double loss = network.Loss(batch, Gradients);
            return Step++ == (ulong)network.DivergeAt ? double.NaN : loss;
        }

        public void Dispose() => network.OpenSessions--;
    }
}

/// <summary>Three clouds of points in the plane, a class each.</summary>
internal static class Clouds
{
    public static Dataset<double> Make(int count, ulong seed)
    {
        var random = new Philox(seed);
        double[] inputs = new double[2 * count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            double angle = labels[i] * 2 * Math.PI / 3;
            inputs[2 * i] = (2 * Math.Cos(angle)) + (0.5 * random.Normal((ulong)(2 * i)));
            inputs[(2 * i) + 1] = (2 * Math.Sin(angle)) + (0.5 * random.Normal((ulong)((2 * i) + 1)));
        }

        return Dataset.FromArrays(inputs, labels, 2);
    }
}
