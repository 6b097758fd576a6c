using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// x / (k + α/n Σ x²)^β, the sum over n neighbouring channels: n/2 before (rounded down) and the rest behind, as in PyTorch; beyond the
/// first and the last there is 0. Krizhevsky et al. (2012).
/// </summary>
/// <param name="Size">n.</param>
/// <param name="Alpha">α.</param>
/// <param name="Beta">β.</param>
/// <param name="K">k.</param>
public sealed record LocalResponseNorm(int Size, double Alpha, double Beta, double K) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "z";

    /// <inheritdoc/>
    public override bool WantsChannelsLast => true;

    /// <inheritdoc/>
    public override Operator? WithChannelsLast(IReadOnlyList<Shape> inputs) => this;

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var x = inputs[0];
        var y = new Tensor(x.Shape, x.Count);
        for (var i = 0; i < y.Data.Length; i++)
            y[i] = x[i] * Math.Pow(Level(x, i), -Beta);
        return [y];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context) =>
        context.Contribute(context.Node.Inputs[0], context.Add(new LocalResponseNormGradient(this), context.Gradient, context.Node.Inputs[0]));

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var x = node.Inputs[0].Display;
        return $"{x} / ({Text(K)} + {Text(Alpha)}/{CSharpLiteral.Of(Size)} Σ {x}²)^{Text(Beta)}, over {CSharpLiteral.Of(Size)} neighbouring channels";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => (Size + 10L) * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], y = context.Node.Result;
        var axis = ChannelAxis.OfRows(x.Shape);
        var kernel = new LocalResponseNormKernel(axis.Channels, Size, Alpha, Beta, K, IsGradient: false, context.IsDouble);
        context.Call(kernel, [context.Read(x), context.Write(y), context.Scratch(), context.Count(axis.Positions)]);
    }

    /// <summary>The base of the power at an element.</summary>
    /// <param name="x">What is normalized.</param>
    /// <param name="i">The ordinal of the element.</param>
    /// <returns>k + α/n Σ x².</returns>
    internal double Level(Tensor x, int i) => K + (Alpha / Size * Neighbours(x, i, Size / 2).Sum(at => x[at] * x[at]));

    /// <summary>The elements of the neighbouring channels of an element at its position.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="i">The ordinal of the element.</param>
    /// <param name="before">How many of them stand before it.</param>
    /// <returns>Their ordinals, itself among them.</returns>
    internal IEnumerable<int> Neighbours(Tensor x, int i, int before)
    {
        var axis = ChannelAxis.Of(x.Shape);
        var c = axis.ChannelOf(i);
        for (var other = Math.Max(0, c - before); other <= Math.Min(axis.Channels - 1, c - before + Size - 1); other++)
            yield return i + ((other - c) * axis.Inner);
    }

    private static string Text(double value) => CSharpLiteral.Of(value, true).TrimEnd('d');
}

/// <summary>The gradient of what was normalized by neighbouring channels: δ d^−β − 2αβ/n · x Σ δ x d^(−β−1), d the base of the power. Inputs: δ and x.</summary>
/// <param name="Norm">The normalization.</param>
public sealed record LocalResponseNormGradient(LocalResponseNorm Norm) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor δ = inputs[0], x = inputs[1], dx = new(x.Shape, x.Count);
        for (var i = 0; i < dx.Data.Length; i++)
        {
            // Those whose sum this element is in: as many stand behind it as it has before it.
            var sum = Norm.Neighbours(x, i, (Norm.Size - 1) / 2).Sum(at => δ[at] * x[at] * Math.Pow(Norm.Level(x, at), -Norm.Beta - 1));
            dx[i] = (δ[i] * Math.Pow(Norm.Level(x, i), -Norm.Beta)) - (2 * Norm.Alpha * Norm.Beta / Norm.Size * x[i] * sum);
        }

        return [dx];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        string δ = node.Inputs[0].Display, x = node.Inputs[1].Display;
        return $"{δ} ⊙ d^−β − 2αβ/n {x} ⊙ Σ {δ} ⊙ {x} ⊙ d^(−β−1), d = k + α/n Σ {x}²";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => ((2L * Norm.Size) + 20) * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value δ = context.Node.Inputs[0], x = context.Node.Inputs[1], dx = context.Node.Result;
        var axis = ChannelAxis.OfRows(x.Shape);
        var kernel = new LocalResponseNormKernel(axis.Channels, Norm.Size, Norm.Alpha, Norm.Beta, Norm.K, IsGradient: true, context.IsDouble);
        context.Call(kernel, [context.Read(δ), context.Read(x), context.Write(dx), context.Scratch(), context.Count(axis.Positions)]);
    }
}

/// <summary>The attribute <c>[LocalResponseNorm]</c>.</summary>
public sealed class LocalResponseNormDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "LocalResponseNorm";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        layer.RequireChannels(layer.Input);
        var size = layer.PositiveInteger("Size");
        double alpha = layer.Real("Alpha", 1e-4), beta = layer.Real("Beta", 0.75), k = layer.Real("K", 1);
        if (!(alpha >= 0) || double.IsInfinity(alpha))
            throw Normalization.Invalid(layer, "Alpha", "it must be finite and not negative");
        if (double.IsNaN(beta) || double.IsInfinity(beta))
            throw Normalization.Invalid(layer, "Beta", "it must be finite");
        if (!(k > 0) || double.IsInfinity(k))
            throw Normalization.Invalid(layer, "K", "it must be positive and finite");
        return Normalization.OnChannels(layer, x => layer.Add(new LocalResponseNorm(size, alpha, beta, k), x));
    }
}
