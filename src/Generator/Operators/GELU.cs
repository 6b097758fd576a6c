using NetGen.Generator.Emission;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>x Φ(x), with the error function.</summary>
public sealed record GELU : Activation
{
    private static readonly Formula Written = Formulas.Formula.Of("x", x => x * Term.Of(FormulaOperation.NormalCdf, x));

    /// <inheritdoc/>
    public override bool SlopeFromOutput => false;

    /// <inheritdoc/>
    public override Formula Function => Written;

    /// <inheritdoc/>
    public override double Value(double x) => x * SpecialFunctions.NormalCdf(x);

    /// <inheritdoc/>
    public override double Slope(double saved) => SpecialFunctions.NormalCdf(saved) + (saved * Math.Exp(-0.5 * saved * saved) / Math.Sqrt(2 * Math.PI));

    /// <inheritdoc/>
    public override string EmitValue(VectorTarget target, string x) => $"{x} * {target.Math("NormalCdf", x)}";

    /// <inheritdoc/>
    public override string EmitGradient(VectorTarget target, string gradient, string saved) =>
        $"{gradient} * ({target.Math("NormalCdf", saved)} + ({saved} * {target.Math("NormalPdf", saved)}))";
}

/// <summary>½x (1 + tanh(√(2/π) (x + 0.044715 x³))), which is x σ(2u) with the argument u of the tangent.</summary>
public sealed record GELUTanh : Activation
{
    private const double Root = 0.79788456080286535588;
    private const double Cubic = 0.044715;
    private static readonly Formula Written = Formulas.Formula.Of("x", x => 0.5 * x * (1 + Term.Of(FormulaOperation.Tanh, Root * (x + (Cubic * x * x * x)))));

    /// <inheritdoc/>
    public override string Notation => "GELU";

    /// <inheritdoc/>
    public override bool SlopeFromOutput => false;

    /// <inheritdoc/>
    public override Formula Function => Written;

    /// <inheritdoc/>
    public override double Value(double x) => 0.5 * x * (1 + Math.Tanh(Root * (x + (Cubic * x * x * x))));

    /// <inheritdoc/>
    public override double Slope(double saved)
    {
        var tanh = Math.Tanh(Root * (saved + (Cubic * saved * saved * saved)));
        return (0.5 * (1 + tanh)) + (0.5 * saved * (1 - (tanh * tanh)) * Root * (1 + (3 * Cubic * saved * saved)));
    }

    /// <inheritdoc/>
    public override string EmitValue(VectorTarget target, string x) => target.Math("GeluTanh", x);

    /// <inheritdoc/>
    public override string EmitGradient(VectorTarget target, string gradient, string saved) => $"{gradient} * {target.Math("GeluTanhSlope", saved)}";
}

/// <summary>The attribute <c>[GELU]</c>.</summary>
public sealed class GELUDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "GELU";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) =>
        layer.Add(layer.Choice("Approximate", "None") == "Tanh" ? new GELUTanh() : new GELU(), layer.Input);
}
