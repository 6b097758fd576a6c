using NetGen.Generator.Emission;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>x above 0, slope · x below.</summary>
/// <param name="NegativeSlope">The slope below 0.</param>
public sealed record LeakyReLU(double NegativeSlope) : Activation
{
    /// <inheritdoc/>
    public override string Name => "LeakyReLU" + KernelName.Of(NegativeSlope);

    /// <inheritdoc/>
    public override string Notation => "LeakyReLU";

    /// <inheritdoc/>
    // With a slope above 0 the sign of the result is that of the input.
    public override bool SlopeFromOutput => NegativeSlope > 0;

    /// <inheritdoc/>
    public override Formula Function => PReLUDefinition.Function.At(1, NegativeSlope);

    /// <inheritdoc/>
    public override double Value(double x) => x > 0 ? x : NegativeSlope * x;

    /// <inheritdoc/>
    public override double Slope(double saved) => saved > 0 ? 1 : NegativeSlope;

    /// <inheritdoc/>
    public override string EmitValue(VectorTarget target, string x) =>
        $"{target.Static}.ConditionalSelect({target.Static}.GreaterThan({x}, {target.Zero}), {x}, {x} * {target.Constant(NegativeSlope)})";

    /// <inheritdoc/>
    public override string EmitGradient(VectorTarget target, string gradient, string saved) =>
        $"{target.Static}.ConditionalSelect({target.Static}.GreaterThan({saved}, {target.Zero}), {gradient}, {gradient} * {target.Constant(NegativeSlope)})";
}

/// <summary>The attribute <c>[LeakyReLU]</c>.</summary>
public sealed class LeakyReLUDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "LeakyReLU";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.Add(new LeakyReLU(layer.Real("NegativeSlope", 0.01)), layer.Input);
}
