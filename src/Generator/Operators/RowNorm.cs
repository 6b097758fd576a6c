using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// Rows of the last axes, or of the channels wherever they stand, each normalized by itself: γ ⊙ (x − mean) / √(variance + ε) + β, or γ ⊙ x / √(mean x² + ε). Inputs: x, then γ
/// and β, where there are any.
/// </summary>
/// <param name="Width">How many elements a row has.</param>
/// <param name="IsOfChannels">Whether a row is the channels, or else the features, of a position.</param>
/// <param name="IsCentered">Whether the mean is taken off.</param>
/// <param name="HasScale">Whether there is a γ.</param>
/// <param name="HasShift">Whether there is a β.</param>
/// <param name="Epsilon">What is added to the variance, or to the mean square.</param>
public sealed record RowNorm(int Width, bool IsOfChannels, bool IsCentered, bool HasScale, bool HasShift, double Epsilon) : Operator
{
    /// <inheritdoc/>
    public override string Name => IsCentered ? "LayerNorm" : "RMSNorm";

    /// <inheritdoc/>
    public override string Symbol => "z";

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override int OverwritableInputs => 1;

    /// <inheritdoc/>
    public override bool WantsChannelsLast => IsOfChannels;

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    // What belongs to the elements of several axes has their order; without that, a whole sample may lie as it likes.
    public override Operator? WithChannelsLast(IReadOnlyList<Shape> inputs) => IsOfChannels || (!HasScale && Width == inputs[0].Length) ? this : null;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var x = inputs[0];
        var y = new Tensor(x.Shape, x.Count);
        foreach (var row in Rows(x))
        {
            var (mean, inverse) = Statistics(x, row);
            for (var i = 0; i < Width; i++)
                y[row[i]] = ((x[row[i]] - mean) * inverse * (HasScale ? inputs[1][i] : 1)) + (HasShift ? inputs[2][i] : 0);
        }

        return [y];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        var inputs = context.Node.Inputs;
        var results = context.Add(new RowNormGradient(this), [context.Gradient, inputs[0], .. inputs.Skip(1).Take(HasScale ? 1 : 0)]).Producer!.Results;
        for (var i = 1; i < results.Count; i++)
            context.ContributeParameter(inputs[i], new DenseBiasGradient(), results[i]);
        context.Contribute(inputs[0], results[0]);
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var x = node.Inputs[0].Display;
        var normalized = IsCentered ? $"({x} − mean) / √(variance + ε)" : $"{x} / √(mean {x}² + ε)";
        return $"{(HasScale ? node.Inputs[1].Display + " ⊙ " : string.Empty)}{normalized}{(HasShift ? " + " + node.Inputs[2].Display : string.Empty)} of rows of {CSharpLiteral.Of(Width)}";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => (IsCentered ? 8L : 5L) * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var y = context.Node.Result;
        if (IsOfChannels)
            _ = ChannelAxis.OfRows(y.Shape);
        var kernel = new RowNormKernel(Width, IsCentered, HasScale, HasShift, Epsilon, context.IsDouble);
        context.Call(kernel, [.. context.Node.Inputs.Select(context.Read), context.Write(y), context.Count(y.Shape.Length / Width)]);
    }

    /// <summary>The rows of a value.</summary>
    /// <param name="x">The value.</param>
    /// <returns>The ordinals of the elements of each, in the order of the samples.</returns>
    internal IEnumerable<int[]> Rows(Tensor x)
    {
        var inner = IsOfChannels ? ChannelAxis.Of(x.Shape).Inner : 1;
        return Enumerable.Range(0, x.Data.Length / Width).Select(row =>
            Enumerable.Range(0, Width).Select(i => (row / inner * inner * Width) + (i * inner) + (row % inner)).ToArray());
    }

    /// <summary>What a row is normalized by.</summary>
    /// <param name="x">The value.</param>
    /// <param name="row">The ordinals of its elements.</param>
    /// <returns>The mean, or 0 where it is not taken off, and 1/σ.</returns>
    internal (double Mean, double Inverse) Statistics(Tensor x, int[] row)
    {
        var elements = row.Select(at => x[at]).ToArray();
        var mean = IsCentered ? elements.Average() : 0;
        return (mean, 1 / Math.Sqrt(elements.Average(element => (element - mean) * (element - mean)) + Epsilon));
    }
}

/// <summary>
/// The gradient of what was normalized row by row, and Σ δ ⊙ x̂ and Σ δ over the rows of each sample, where there are γ and β. Inputs: δ, x
/// and γ, if there is one.
/// </summary>
/// <param name="Norm">The normalization.</param>
public sealed record RowNormGradient(RowNorm Norm) : Operator
{
    /// <inheritdoc/>
    public override string Name => Norm.Name + "Gradient";

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override int OverwritableInputs => 2;

    private int Sums => (Norm.HasScale ? 1 : 0) + (Norm.HasShift ? 1 : 0);

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) =>
        [inputs[0], .. Enumerable.Repeat(inputs[0] with { Shape = Shape.Vector(Norm.Width) }, Sums)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor δ = inputs[0], x = inputs[1], dx = new(x.Shape, x.Count);
        var width = Norm.Width;
        Tensor[] sums = [.. Enumerable.Range(0, Sums).Select(_ => new Tensor(Shape.Vector(width), x.Count))];
        foreach (var row in Norm.Rows(x))
        {
            var (mean, inverse) = Norm.Statistics(x, row);
            var own = row[0] / x.Shape.Length * width;
            double level = 0, slope = 0;
            for (var i = 0; i < width; i++)
            {
                var g = δ[row[i]] * (Norm.HasScale ? inputs[2][i] : 1);
                level += g / width;
                slope += g * (x[row[i]] - mean) * inverse / width;
            }

            for (var i = 0; i < width; i++)
            {
                var normalized = (x[row[i]] - mean) * inverse;
                var g = δ[row[i]] * (Norm.HasScale ? inputs[2][i] : 1);
                dx[row[i]] = (g - (Norm.IsCentered ? level : 0) - (normalized * slope)) * inverse;
                if (Norm.HasScale)
                    sums[0][own + i] += δ[row[i]] * normalized;
                if (Norm.HasShift)
                    sums[1][own + i] += δ[row[i]];
            }
        }

        return [dx, .. sums];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var δ = node.Inputs[0].Display;
        var g = Norm.HasScale ? $"{node.Inputs[2].Display} ⊙ {δ}" : δ;
        return $"(g − {(Norm.IsCentered ? "mean g − " : string.Empty)}x̂ mean(g ⊙ x̂)) / σ with g = {g}{(Norm.HasScale ? $", Σ {δ} ⊙ x̂" : string.Empty)}{(Norm.HasShift ? $", Σ {δ}" : string.Empty)}, rows of {CSharpLiteral.Of(Norm.Width)}";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 16L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var rows = context.Node.Result.Shape.Length / Norm.Width;
        var kernel = new RowNormGradientKernel(Norm.Width, rows, Norm.IsCentered, Norm.HasScale, Norm.HasShift, Norm.Epsilon, context.IsDouble);
        context.Call(kernel, [.. context.Node.Inputs.Select(context.Read), .. context.Node.Results.Select(context.Write), context.Count(1)]);
    }
}
