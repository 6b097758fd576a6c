using NetGen.Generator.Emission;
using NetGen.Generator.Formulas;

namespace NetGen.Generator.Operators;

/// <summary>The hyperbolic tangent.</summary>
public sealed record Tanh : Activation
{
    private static readonly Formula Written = Formulas.Formula.Of("x", x => Term.Of(FormulaOperation.Tanh, x));

    /// <inheritdoc/>
    public override bool SlopeFromOutput => true;

    /// <inheritdoc/>
    public override string Notation => "tanh";

    /// <inheritdoc/>
    public override Formula Function => Written;

    /// <inheritdoc/>
    public override double Value(double x) => Math.Tanh(x);

    /// <inheritdoc/>
    public override double Slope(double saved) => 1 - (saved * saved);

    /// <inheritdoc/>
    public override string EmitValue(VectorTarget target, string x) => target.Math("Tanh", x);

    /// <inheritdoc/>
    public override string EmitGradient(VectorTarget target, string gradient, string saved) =>
        $"{gradient} * ({target.Type}.One - ({saved} * {saved}))";
}

/// <summary>The attribute <c>[Tanh]</c>.</summary>
public sealed class TanhDefinition : ActivationDefinition<Tanh>;
