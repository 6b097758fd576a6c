using NetGen.Generator.Emission;
using NetGen.Generator.Formulas;

namespace NetGen.Generator.Operators;

/// <summary>max(0, x).</summary>
public sealed record ReLU : Activation
{
    private static readonly Formula Written = Formulas.Formula.Of("x", x => Term.Of(FormulaOperation.Maximum, 0, x));

    /// <inheritdoc/>
    public override bool SlopeFromOutput => true;

    /// <inheritdoc/>
    public override Formula Function => Written;

    /// <inheritdoc/>
    public override double Value(double x) => x <= 0 ? 0 : x;

    /// <inheritdoc/>
    public override double Slope(double saved) => saved <= 0 ? 0 : 1;

    /// <inheritdoc/>
    public override string EmitValue(VectorTarget target, string x) =>
        // The native maximum gives its second operand where one is NaN, so a NaN stays visible, at the cost of one instruction.
        $"{target.Static}.MaxNative({target.Zero}, {x})";

    /// <inheritdoc/>
    public override string EmitGradient(VectorTarget target, string gradient, string saved) =>
        $"{target.Static}.ConditionalSelect({target.Static}.LessThanOrEqual({saved}, {target.Zero}), {target.Zero}, {gradient})";
}

/// <summary>The attribute <c>[ReLU]</c>.</summary>
public sealed class ReLUDefinition : ActivationDefinition<ReLU>;
