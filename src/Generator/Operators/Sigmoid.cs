using NetGen.Generator.Emission;
using NetGen.Generator.Formulas;

namespace NetGen.Generator.Operators;

/// <summary>The logistic function.</summary>
public sealed record Sigmoid : Activation
{
    private static readonly Formula Written = Formulas.Formula.Of("x", x => Term.Of(FormulaOperation.Sigmoid, x));

    /// <inheritdoc/>
    public override bool SlopeFromOutput => true;

    /// <inheritdoc/>
    public override string Notation => "σ";

    /// <inheritdoc/>
    public override Formula Function => Written;

    /// <inheritdoc/>
    public override double Value(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    /// <inheritdoc/>
    public override double Slope(double saved) => saved * (1 - saved);

    /// <inheritdoc/>
    public override string EmitValue(VectorTarget target, string x) => target.Math("Sigmoid", x);

    /// <inheritdoc/>
    public override string EmitGradient(VectorTarget target, string gradient, string saved) =>
        $"{gradient} * ({saved} * ({target.Type}.One - {saved}))";
}

/// <summary>The attribute <c>[Sigmoid]</c>.</summary>
public sealed class SigmoidDefinition : ActivationDefinition<Sigmoid>;
