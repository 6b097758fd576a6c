using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// The statistics of groups of neighbouring channels of each sample, given for each channel. Inputs: the moments; γ and β, if there are
/// any; then, where running statistics follow, their mean, variance and the number of batches, which stays as it is, as in PyTorch.
/// </summary>
/// <param name="Groups">How many groups there are.</param>
/// <param name="Positions">How many elements of a sample each channel has.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="Momentum">The share of the new statistics in the running ones; null where there are none.</param>
/// <param name="IsAffine">Whether there are γ and β.</param>
public sealed record GroupStatistics(int Groups, int Positions, double Epsilon, double? Momentum, bool IsAffine) : ChannelStatistics(Epsilon, IsAffine), IInferenceForm
{
    /// <inheritdoc/>
    public override bool IsPure => Momentum is null;

    /// <inheritdoc/>
    public override int InputsBeforeScale => 1;

    /// <inheritdoc/>
    public override Operator Coefficients => new GroupCoefficients(Groups, Positions);

    /// <inheritdoc/>
    public Operator? AtInference => Momentum is null ? null : new RunningStatistics(Epsilon, IsAffine);

    /// <inheritdoc/>
    public Value[] InputsAtInference(Node node) => [.. node.Inputs.Skip(1).Take(node.Inputs.Length - 2)];

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0] with { Shape = Shape.Vector(checked(2 * inputs[0].Shape.Length)) }];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var m = inputs[0];
        int channels = m.Shape.Length / 2, members = channels / Groups;
        var statistics = new Tensor(Shape.Vector(4 * channels), m.Count);
        double[] means = new double[channels], variances = new double[channels];
        for (var sample = 0; sample < m.Count; sample++)
        {
            for (var c = 0; c < channels; c++)
            {
                var group = Enumerable.Range(c / members * members, members).Select(member => (m.Shape.Length * sample) + member).ToArray();
                var mean = group.Average(at => m[at]);
                var sum = group.Sum(at => m[at + channels] + (Positions * (m[at] - mean) * (m[at] - mean)));
                Set(statistics, inputs, sample, c, mean, sum / ((double)Positions * members));
                means[c] += mean / m.Count;
                variances[c] += sum / (Positions - 1) / m.Count;
            }
        }

        for (var c = 0; Momentum is { } share && c < channels; c++)
        {
            inputs[inputs.Count - 3][c] += share * (means[c] - inputs[inputs.Count - 3][c]);
            inputs[inputs.Count - 2][c] += share * (variances[c] - inputs[inputs.Count - 2][c]);
        }

        return [statistics];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var text = $"{Describe(node, "mean", "variance")} of {CSharpLiteral.Of(Groups)} groups of channels of each sample, from {node.Inputs[0].Display}";
        return Momentum is null ? text : $"{text}; {node.Inputs[node.Inputs.Length - 3].Display} and {node.Inputs[node.Inputs.Length - 2].Display} follow";
    }

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var inputs = context.Node.Inputs;
        var channels = inputs[0].Shape.Length / 2;
        CallArgument[] affine = [.. inputs.Skip(1).Take(IsAffine ? 2 : 0).Select(context.Read)];
        context.Call(new GroupStatisticsKernel(channels, Groups, Positions, Epsilon, IsAffine, context.IsDouble), [context.Read(inputs[0]), .. affine, context.Write(context.Node.Result), context.Count(1)]);
        if (Momentum is { } momentum)
        {
            var kernel = new InstanceMeansKernel(ChannelVector.MayBePartial(channels), momentum, context.IsDouble);
            var sizes = new ChannelAxis(channels, 1, Positions).Sizes(context);
            context.Call(kernel, [context.Read(inputs[0]), context.Write(inputs[inputs.Length - 3]), context.Write(inputs[inputs.Length - 2]), .. sizes]);
        }
    }
}

/// <summary>The coefficients of <see cref="ChannelGradient"/> where statistics are those of groups of channels of each sample. Inputs: Σ δ, Σ δ · x̂ and the statistics.</summary>
/// <param name="Groups">How many groups there are.</param>
/// <param name="Positions">How many elements of a sample each channel has.</param>
public sealed record GroupCoefficients(int Groups, int Positions) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "k";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[2]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor a = inputs[0], b = inputs[1], s = inputs[2], k = new(s.Shape, s.Count);
        int channels = a.Shape.Length, members = channels / Groups;
        for (var i = 0; i < a.Data.Length; i++)
        {
            int c = i % channels, own = i / channels * s.Shape.Length, start = c / members * members;
            double sum = 0, product = 0, size = (double)members * Positions;
            for (var member = start; member < start + members; member++)
            {
                var scale = s[own + (2 * channels) + member];
                sum += scale * a[i - c + member];
                product += scale * b[i - c + member];
            }

            k[own + c] = s[own + (2 * channels) + c];
            k[own + channels + c] = -s[own + channels + c] * product / size;
            k[own + (2 * channels) + c] = -sum / size;
            k[own + (3 * channels) + c] = s[own + c];
        }

        return [k];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        string a = node.Inputs[0].Display, b = node.Inputs[1].Display;
        return $"p, q, r with p δ + q (x − mean) + r = (γ δ − Σ γ {a}/n − x̂ ⊙ Σ γ {b}/n)/σ, sums over groups of channels";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 6L * node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var kernel = new GroupCoefficientsKernel(context.Node.Inputs[0].Shape.Length, Groups, Positions, context.IsDouble);
        context.Call(kernel, [.. context.Node.Inputs.Select(context.Read), context.Write(context.Node.Result), context.Count(1)]);
    }
}
