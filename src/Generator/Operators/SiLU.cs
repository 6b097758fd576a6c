using NetGen.Generator.Emission;
using NetGen.Generator.Formulas;

namespace NetGen.Generator.Operators;

/// <summary>x σ(x).</summary>
public sealed record SiLU : Activation
{
    private static readonly Sigmoid Sigmoid = new();
    private static readonly Formula Written = Formulas.Formula.Of("x", x => x * Term.Of(FormulaOperation.Sigmoid, x));

    /// <inheritdoc/>
    public override bool SlopeFromOutput => false;

    /// <inheritdoc/>
    public override Formula Function => Written;

    /// <inheritdoc/>
    public override double Value(double x) => x * Sigmoid.Value(x);

    /// <inheritdoc/>
    public override double Slope(double saved)
    {
        var σ = Sigmoid.Value(saved);
        return σ * (1 + (saved * (1 - σ)));
    }

    /// <inheritdoc/>
    public override string EmitValue(VectorTarget target, string x) => $"{x} * {target.Math("Sigmoid", x)}";

    /// <inheritdoc/>
    public override string EmitGradient(VectorTarget target, string gradient, string saved) => $"{gradient} * {target.Math("SiLUSlope", saved)}";
}

/// <summary>The attribute <c>[SiLU]</c>.</summary>
public sealed class SiLUDefinition : ActivationDefinition<SiLU>;
