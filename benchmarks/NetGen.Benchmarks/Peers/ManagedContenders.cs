using System.Numerics.Tensors;

namespace NetGen.Benchmarks.Peers;

/// <summary>What both managed peers share: a stack of dense layers with ReLU between them, sample by sample.</summary>
internal abstract class ManagedContender : InferenceContender
{
    private readonly float[] input;
    private readonly float[] output;
    private readonly float[] even;
    private readonly float[] odd;
    private readonly bool softmax;

    /// <summary>Makes the contender.</summary>
    /// <param name="peer">Its name.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="input">The samples.</param>
    /// <param name="softmax">Whether a softmax follows the last layer.</param>
    protected ManagedContender(string peer, DenseWeights weights, float[] input, bool softmax)
        : base(peer)
    {
        Weights = weights;
        this.input = input;
        this.softmax = softmax;
        output = new float[input.Length / weights.Inputs * weights.Outputs];
        even = new float[weights.Widest];
        odd = new float[weights.Widest];
    }

    /// <summary>The weights.</summary>
    protected DenseWeights Weights { get; }

    /// <inheritdoc/>
    protected override ReadOnlySpan<float> Output => output;

    /// <inheritdoc/>
    public override void Run(int calls)
    {
        int inputs = Weights.Inputs, outputs = Weights.Outputs;
        for (int call = 0; call < calls; call++)
        {
            for (int sample = 0; sample * inputs < input.Length; sample++)
                Predict(input.AsSpan(sample * inputs, inputs), output.AsSpan(sample * outputs, outputs));
        }
    }

    /// <summary>y = W x + b.</summary>
    /// <param name="weight">W, row-major.</param>
    /// <param name="bias">b.</param>
    /// <param name="x">The inputs of the layer.</param>
    /// <param name="y">Its outputs.</param>
    protected abstract void Dense(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> x, Span<float> y);

    /// <summary>y = max(0, y).</summary>
    /// <param name="y">The values.</param>
    protected abstract void ReLU(Span<float> y);

    /// <summary>y = e^y / Σ e^y.</summary>
    /// <param name="y">The values.</param>
    protected abstract void Softmax(Span<float> y);

    private void Predict(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int layer = 0; layer < Weights.Depth; layer++)
        {
            bool last = layer == Weights.Depth - 1;
            Span<float> next = last ? y : (layer % 2 == 0 ? even : odd).AsSpan(0, Weights.Bias[layer].Length);
            Dense(Weights.Weight[layer], Weights.Bias[layer], x, next);
            if (!last)
                ReLU(next);
            x = next;
        }

        if (softmax)
            Softmax(y);
    }
}

/// <summary>The loops that a programmer writes first.</summary>
internal sealed class PlainLoopsContender(DenseWeights weights, float[] input, bool softmax) : ManagedContender("plain C# loops", weights, input, softmax)
{
    /// <inheritdoc/>
    protected override void Dense(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> x, Span<float> y)
    {
        for (int row = 0; row < y.Length; row++)
        {
            float sum = bias[row];
            for (int column = 0; column < x.Length; column++)
                sum += weight[(row * x.Length) + column] * x[column];
            y[row] = sum;
        }
    }

    /// <inheritdoc/>
    protected override void ReLU(Span<float> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = Math.Max(0, y[i]);
    }

    /// <inheritdoc/>
    protected override void Softmax(Span<float> y)
    {
        float largest = y[0];
        foreach (float value in y)
            largest = Math.Max(largest, value);
        float sum = 0;
        for (int i = 0; i < y.Length; i++)
            sum += y[i] = MathF.Exp(y[i] - largest);
        for (int i = 0; i < y.Length; i++)
            y[i] /= sum;
    }
}

/// <summary>The same with the vectorized primitives of System.Numerics.Tensors.</summary>
internal sealed class TensorPrimitivesContender(DenseWeights weights, float[] input, bool softmax) : ManagedContender("TensorPrimitives", weights, input, softmax)
{
    /// <inheritdoc/>
    protected override void Dense(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> x, Span<float> y)
    {
        for (int row = 0; row < y.Length; row++)
            y[row] = bias[row] + TensorPrimitives.Dot(weight.Slice(row * x.Length, x.Length), x);
    }

    /// <inheritdoc/>
    protected override void ReLU(Span<float> y) => TensorPrimitives.Max(y, 0, y);

    /// <inheritdoc/>
    protected override void Softmax(Span<float> y) => TensorPrimitives.SoftMax(y, y);
}
