using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>Alpha dropout: a x + b where an element is kept and a α′ + b where it is dropped, so that mean 0 and variance 1 stay.</summary>
/// <param name="Rate">The probability of an element to be dropped.</param>
/// <param name="Ordinal">The ordinal of the layer, which keys the mask.</param>
public sealed record AlphaDropout(double Rate, int Ordinal) : Noise(Ordinal)
{
    // −λα of SELU.
    private const double Saturation = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717;

    /// <inheritdoc/>
    public override bool IsNone => Rate == 0;

    /// <inheritdoc/>
    protected override string Function => "AlphaDropout.Apply";

    /// <inheritdoc/>
    protected override double Amount => Rate;

    /// <summary>a, what everything is multiplied by.</summary>
    internal double Scale => 1 / Math.Sqrt((1 - Rate) * (1 + (Rate * Saturation * Saturation)));

    /// <inheritdoc/>
    public override double Value(EvaluationContext context, double x, int sample, int index, int length) =>
        Scale * ((context.IsKept(Ordinal, sample, index, Rate) ? x : Saturation) - (Rate * Saturation));

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context) =>
        context.Contribute(context.Node.Inputs[0], context.Add(new AlphaDropoutGradient(Rate, Ordinal), context.Gradient));

    /// <inheritdoc/>
    public override string Formula(Node node) => $"a (m ⊙ {node.Inputs[0].Display} + (1 − m) α′ − {Text(Rate)} α′),  a = {Text(Math.Round(Scale, 4))}, α′ = {Text(Math.Round(Saturation, 4))}";
}

/// <summary>The adjoint of <see cref="AlphaDropout"/>: a δ where an element was kept, otherwise 0.</summary>
/// <param name="Rate">The probability of an element to have been dropped.</param>
/// <param name="Ordinal">The ordinal of the layer, which keys the mask.</param>
public sealed record AlphaDropoutGradient(double Rate, int Ordinal) : Noise(Ordinal)
{
    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override bool IsNone => Rate == 0;

    /// <inheritdoc/>
    protected override string Function => "AlphaDropout.ApplyGradient";

    /// <inheritdoc/>
    protected override double Amount => Rate;

    /// <inheritdoc/>
    public override double Value(EvaluationContext context, double x, int sample, int index, int length) =>
        context.IsKept(Ordinal, sample, index, Rate) ? new AlphaDropout(Rate, Ordinal).Scale * x : 0;

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{Text(Math.Round(new AlphaDropout(Rate, Ordinal).Scale, 4))} m ⊙ {node.Inputs[0].Display}";
}

/// <summary>The attribute <c>[AlphaDropout]</c>.</summary>
public sealed class AlphaDropoutDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "AlphaDropout";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.Add(new AlphaDropout(DropoutDefinition.Rate(layer), layer.Ordinal), layer.Input);
}
