using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// The normalized value, f(x · scale + shift) for each channel. Inputs: x and its <see cref="ChannelStatistics"/>, of a batch or of each
/// sample. Its adjoint also is that of the statistics: two sums a channel, from them coefficients, and one pass of δ and x.
/// </summary>
/// <param name="Activation">f, where a pass has taken an activation over; otherwise null.</param>
public sealed record ChannelAffine(Activation? Activation = null) : Operator, ITakesActivation
{
    /// <inheritdoc/>
    public bool MayTakeActivation => Activation is null;

    /// <inheritdoc/>
    public bool MayTakeSlope => false;

    /// <inheritdoc/>
    public override string Name => Activation is null ? "ChannelAffine" : "ChannelAffine+" + Activation.Name;

    /// <inheritdoc/>
    public override string Symbol => "z";

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override int OverwritableInputs => 1;

    /// <inheritdoc/>
    public override bool WantsChannelsLast => true;

    /// <inheritdoc/>
    public override Operator? WithChannelsLast(IReadOnlyList<Shape> inputs) => this;

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor x = inputs[0], s = inputs[1];
        var axis = ChannelAxis.Of(x.Shape);
        var y = new Tensor(x.Shape, x.Count);
        for (var i = 0; i < y.Data.Length; i++)
        {
            var at = ChannelGradientSums.Own(x, s, i) + axis.ChannelOf(i);
            var z = (x[i] * s[at + (2 * axis.Channels)]) + s[at + (3 * axis.Channels)];
            y[i] = Activation?.Value(z) ?? z;
        }

        return [y];
    }

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    /// <inheritdoc/>
    public Operator WithSlope(Activation activation) => throw new GraphException("A normalization is no gradient.");

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        Value x = context.Node.Inputs[0], s = context.Node.Inputs[1];
        if (Activation is not null)
            throw new GraphException("A normalization is differentiated before it takes an activation over.");
        if (s.Producer is not { Operator: ChannelStatistics statistics } origin)
            throw new GraphException($"{s} are no statistics.");
        var sums = context.Add(new ChannelGradientSums(), context.Gradient, x, s).Producer!.Results;
        if (statistics.IsAffine)
        {
            context.ContributeParameter(origin.Inputs[statistics.InputsBeforeScale + 1], new DenseBiasGradient(), sums[0]);
            context.ContributeParameter(origin.Inputs[statistics.InputsBeforeScale], new DenseBiasGradient(), sums[1]);
        }

        var coefficients = context.Add(statistics.Coefficients, sums[0], sums[1], s);
        context.Contribute(x, context.Add(new ChannelGradient(), context.Gradient, x, coefficients));
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var z = Scaled(node.Inputs[0].Display, node.Inputs[1]);
        return Activation is null ? z : $"{Activation.Notation}({z})";
    }

    /// <summary>What is normalized in a formula.</summary>
    /// <param name="x">What is scaled.</param>
    /// <param name="statistics">The statistics.</param>
    /// <returns>The notation.</returns>
    internal static string Scaled(string x, Value statistics) => $"{x} ⊙ scale({statistics.Display}) + shift({statistics.Display})";

    /// <inheritdoc/>
    public override long Cost(Node node) => 2L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], s = context.Node.Inputs[1], y = context.Node.Result;
        var axis = ChannelAxis.OfRows(x.Shape);
        context.Call(new ChannelAffineKernel(ChannelGroup.Remainder(axis.Channels), s.Type.Batched, context.IsDouble, Activation is null ? null : new ActivationExpression(Activation)), [context.Read(x), context.Read(s), context.Write(y), .. axis.Sizes(context)]);
    }
}

/// <summary>Σ δ and Σ δ · x̂ of each channel of each sample, two results. Inputs: δ, x and its statistics.</summary>
public sealed record ChannelGradientSums : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        var sums = inputs[0] with { Shape = Shape.Vector(ChannelAxis.Of(inputs[0].Shape).Channels) };
        return [sums, sums];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor δ = inputs[0], x = inputs[1], s = inputs[2];
        var axis = ChannelAxis.Of(x.Shape);
        var sums = Enumerable.Range(0, 2).Select(_ => new Tensor(Shape.Vector(axis.Channels), x.Count)).ToArray();
        for (var i = 0; i < δ.Data.Length; i++)
        {
            int to = (i / x.Shape.Length * axis.Channels) + axis.ChannelOf(i), at = Own(x, s, i) + axis.ChannelOf(i);
            sums[0][to] += δ[i];
            sums[1][to] += δ[i] * (x[i] - s[at]) * s[at + axis.Channels];
        }

        return sums;
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"Σ {node.Inputs[0].Display}, Σ {node.Inputs[0].Display} ⊙ ({node.Inputs[1].Display} − mean)/σ of each channel and sample";

    /// <inheritdoc/>
    public override long Cost(Node node) => 4L * node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value δ = context.Node.Inputs[0], x = context.Node.Inputs[1], s = context.Node.Inputs[2];
        var axis = ChannelAxis.OfRows(x.Shape);
        var kernel = new ChannelGradientSumsKernel(ChannelGroup.Remainder(axis.Channels), s.Type.Batched, context.IsDouble);
        context.Call(kernel, [context.Read(δ), context.Read(x), context.Read(s), .. context.Node.Results.Select(context.Write), .. axis.Sizes(context)]);
    }

    /// <summary>Where the statistics, or the coefficients, of the sample of an element begin.</summary>
    /// <param name="x">What is normalized.</param>
    /// <param name="s">What belongs to its channels, of a batch or of each sample.</param>
    /// <param name="i">The ordinal of the element.</param>
    /// <returns>The ordinal in <paramref name="s"/>.</returns>
    internal static int Own(Tensor x, Tensor s, int i) => s.Count > 1 ? i / x.Shape.Length * s.Shape.Length : 0;
}

/// <summary>The coefficients of <see cref="ChannelGradient"/> where statistics are those of a batch. Inputs: Σ δ, Σ δ · x̂ and the statistics.</summary>
/// <param name="Positions">How many elements of a sample each channel has.</param>
public sealed record BatchCoefficients(int Positions) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "k";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Vector(checked(4 * inputs[0].Shape.Length)), Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor a = inputs[0], b = inputs[1], s = inputs[2];
        var channels = a.Shape.Length;
        var k = new Tensor(Shape.Vector(4 * channels), 1);
        for (var c = 0; c < channels; c++)
        {
            double sum = 0, product = 0, size = (double)a.Count * Positions, inverse = s[channels + c], scale = s[(2 * channels) + c];
            for (var sample = 0; sample < a.Count; sample++)
            {
                sum += a[(sample * channels) + c];
                product += b[(sample * channels) + c];
            }

            k[c] = scale;
            k[channels + c] = -scale * inverse * product / size;
            k[(2 * channels) + c] = -scale * sum / size;
            k[(3 * channels) + c] = s[c];
        }

        return [k];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        string a = node.Inputs[0].Display, b = node.Inputs[1].Display;
        return $"p, q, r with p δ + q (x − mean) + r = γ/σ ⊙ (δ − Σ {a}/n − x̂ ⊙ Σ {b}/n)";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 2L * node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var axis = new ChannelAxis(context.Node.Inputs[0].Shape.Length, 1, Positions);
        context.Call(new BatchCoefficientsKernel(ChannelVector.MayBePartial(axis.Channels), context.IsDouble), [.. context.Node.Inputs.Select(context.Read), context.Write(context.Node.Result), .. axis.Sizes(context)]);
    }
}

/// <summary>The gradient of what was normalized, p · δ + q · (x − mean) + r. Inputs: δ, x and the coefficients of each channel, of a batch or of each sample.</summary>
public sealed record ChannelGradient : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override int OverwritableInputs => 2;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor δ = inputs[0], x = inputs[1], k = inputs[2];
        var axis = ChannelAxis.Of(x.Shape);
        var dx = new Tensor(x.Shape, x.Count);
        for (var i = 0; i < dx.Data.Length; i++)
        {
            var at = ChannelGradientSums.Own(x, k, i) + axis.ChannelOf(i);
            dx[i] = (k[at] * δ[i]) + (k[at + axis.Channels] * (x[i] - k[at + (3 * axis.Channels)])) + k[at + (2 * axis.Channels)];
        }

        return [dx];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        string δ = node.Inputs[0].Display, x = node.Inputs[1].Display, k = node.Inputs[2].Display;
        return $"p({k}) ⊙ {δ} + q({k}) ⊙ ({x} − mean({k})) + r({k})";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 5L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value δ = context.Node.Inputs[0], x = context.Node.Inputs[1], k = context.Node.Inputs[2], dx = context.Node.Result;
        var axis = ChannelAxis.OfRows(x.Shape);
        context.Call(new ChannelGradientKernel(ChannelGroup.Remainder(axis.Channels), k.Type.Batched, context.IsDouble), [context.Read(δ), context.Read(x), context.Read(k), context.Write(dx), .. axis.Sizes(context)]);
    }
}
