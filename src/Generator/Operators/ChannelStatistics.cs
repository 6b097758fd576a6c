using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// What a normalization knows of each channel, four vectors one behind the other: the mean, 1/σ, the scale γ/σ and the shift β − mean·γ/σ.
/// Its gradient is part of that of <see cref="ChannelAffine"/>, which reads it.
/// </summary>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="IsAffine">Whether there are γ and β.</param>
public abstract record ChannelStatistics(double Epsilon, bool IsAffine) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "s";

    /// <summary>How many inputs stand before γ and β.</summary>
    public abstract int InputsBeforeScale { get; }

    /// <summary>What gathers the gradient of what was normalized, from Σ δ, Σ δ · x̂ and these statistics.</summary>
    public virtual Operator Coefficients => throw new GraphException($"{Name} has no adjoint.");

    /// <inheritdoc/>
    public override long Cost(Node node) => 8L * node.Result.Shape.Length / 4;

    /// <summary>Writes the statistics of a channel.</summary>
    /// <param name="statistics">Where to.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="sample">The ordinal of the sample.</param>
    /// <param name="channel">The ordinal of the channel.</param>
    /// <param name="mean">Its mean.</param>
    /// <param name="variance">Its variance.</param>
    protected void Set(Tensor statistics, IReadOnlyList<Tensor> inputs, int sample, int channel, double mean, double variance)
    {
        int channels = statistics.Shape.Length / 4, at = (sample * statistics.Shape.Length) + channel;
        var inverse = 1 / Math.Sqrt(variance + Epsilon);
        var scale = IsAffine ? inputs[InputsBeforeScale][channel] * inverse : inverse;
        statistics[at] = mean;
        statistics[at + channels] = inverse;
        statistics[at + (2 * channels)] = scale;
        statistics[at + (3 * channels)] = (IsAffine ? inputs[InputsBeforeScale + 1][channel] : 0) - (mean * scale);
    }

    /// <summary>The right-hand side of the formula.</summary>
    /// <param name="node">The node.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="variance">The variance.</param>
    /// <returns>The formula.</returns>
    protected string Describe(Node node, string mean, string variance)
    {
        var γ = IsAffine ? node.Inputs[InputsBeforeScale].Display : "1";
        return $"({mean}, 1/σ, {γ}/σ, {(IsAffine ? node.Inputs[InputsBeforeScale + 1].Display + " " : string.Empty)}− mean·{γ}/σ), σ = √({variance} + ε)";
    }
}

/// <summary>
/// The statistics of a whole batch, which training normalizes by. Inputs: the moments of its samples, or where each has one element a
/// channel the value itself; γ and β, if there are any; then the running mean, the running variance and the number of batches, which are
/// buffers and follow: μ ← μ + momentum · (mean − μ), v likewise with the unbiased variance.
/// </summary>
/// <param name="Positions">How many elements of a sample each channel has.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="Momentum">The share of the new statistics in the running ones; null for the mean of all batches.</param>
/// <param name="IsAffine">Whether there are γ and β.</param>
public sealed record BatchStatistics(int Positions, double Epsilon, double? Momentum, bool IsAffine) : ChannelStatistics(Epsilon, IsAffine), IInferenceForm
{
    /// <inheritdoc/>
    // The running statistics change each time.
    public override bool IsPure => false;

    /// <inheritdoc/>
    public override int LeastSamples => Positions == 1 ? 2 : 1;

    /// <inheritdoc/>
    public override Operator? WithChannelsLast(IReadOnlyList<Shape> inputs) => this;

    /// <inheritdoc/>
    public override int InputsBeforeScale => 1;

    /// <inheritdoc/>
    public override Operator Coefficients => new BatchCoefficients(Positions);

    /// <inheritdoc/>
    public Operator? AtInference => new RunningStatistics(Epsilon, IsAffine);

    /// <inheritdoc/>
    public Value[] InputsAtInference(Node node) => [.. node.Inputs.Skip(1).Take(node.Inputs.Length - 2)];

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) =>
        [new ValueType(Shape.Vector(checked(4 * inputs[inputs.Count - 2].Shape.Length)), Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor m = inputs[0], μ = inputs[inputs.Count - 3], v = inputs[inputs.Count - 2], batches = inputs[inputs.Count - 1];
        int channels = v.Shape.Length, stride = m.Shape.Length;
        var statistics = new Tensor(Shape.Vector(4 * channels), 1);
        var share = Momentum ?? 1 / (batches[0] + 1);
        batches[0]++;
        for (var c = 0; c < channels; c++)
        {
            var means = Enumerable.Range(0, m.Count).Select(sample => m[(sample * stride) + c]).ToArray();
            var mean = means.Average();
            var sum = Positions * means.Sum(other => (other - mean) * (other - mean));
            for (var sample = 0; Positions > 1 && sample < m.Count; sample++)
                sum += m[(sample * stride) + channels + c];
            double size = (double)m.Count * Positions;
            Set(statistics, inputs, 0, c, mean, sum / size);
            μ[c] += share * (mean - μ[c]);
            v[c] += share * ((sum / (size - 1)) - v[c]);
        }

        return [statistics];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) =>
        $"{Describe(node, "mean", "variance")} of the batch, from {node.Inputs[0].Display}; {node.Inputs[node.Inputs.Length - 3].Display} and {node.Inputs[node.Inputs.Length - 2].Display} follow";

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var inputs = context.Node.Inputs;
        int channels = inputs[inputs.Length - 2].Shape.Length, given = inputs.Length - 3;
        var kernel = new BatchStatisticsKernel(ChannelVector.MayBePartial(channels), Positions > 1, Epsilon, Momentum, IsAffine, context.IsDouble);
        CallArgument[] rows = Positions > 1 ? [context.Size(Positions)] : [];
        context.Call(kernel, [.. inputs.Take(given).Select(context.Read), .. inputs.Skip(given).Select(context.Write), context.Write(context.Node.Result), context.Size(channels), .. rows, context.Count(1)]);
    }
}

/// <summary>The running statistics, which predictions normalize by. Inputs: γ and β, if there are any, the running mean and variance.</summary>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="IsAffine">Whether there are γ and β.</param>
public sealed record RunningStatistics(double Epsilon, bool IsAffine) : ChannelStatistics(Epsilon, IsAffine)
{
    /// <inheritdoc/>
    public override int InputsBeforeScale => 0;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) =>
        [new ValueType(Shape.Vector(checked(4 * inputs[inputs.Count - 1].Shape.Length)), Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor μ = inputs[inputs.Count - 2], v = inputs[inputs.Count - 1];
        var statistics = new Tensor(Shape.Vector(4 * v.Shape.Length), 1);
        for (var c = 0; c < v.Shape.Length; c++)
            Set(statistics, inputs, 0, c, μ[c], v[c]);
        return [statistics];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => Describe(node, node.Inputs[node.Inputs.Length - 2].Display, node.Inputs[node.Inputs.Length - 1].Display);

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var inputs = context.Node.Inputs;
        var channels = inputs[inputs.Length - 1].Shape.Length;
        var kernel = new RunningStatisticsKernel(ChannelVector.MayBePartial(channels), Epsilon, IsAffine, context.IsDouble);
        context.Call(kernel, [.. inputs.Select(context.Read), context.Write(context.Node.Result), context.Size(channels)]);
    }
}

/// <summary>An operator in whose place another one stands at inference.</summary>
public interface IInferenceForm
{
    /// <summary>The other operator; null where this one stays.</summary>
    Operator? AtInference { get; }

    /// <summary>What the other operator reads.</summary>
    /// <param name="node">The node of this one.</param>
    /// <returns>The values.</returns>
    Value[] InputsAtInference(Node node);
}
