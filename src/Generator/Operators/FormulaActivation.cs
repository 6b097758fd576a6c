using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>An activation written as a formula: its slope is derived, and both are emitted from their steps.</summary>
public sealed record FormulaActivation : Activation
{
    private readonly Formula gradient;
    private readonly Formula slope;

    /// <summary>Makes an activation.</summary>
    /// <param name="name">The name, for kernels; unique among activations that differ.</param>
    /// <param name="notation">How the function is written in formulas.</param>
    /// <param name="value">The function, of one argument.</param>
    /// <param name="slope">What counts as its slope, where that is not the derivative.</param>
    /// <param name="isNamed">Whether it has a method of its own, with its formula as the comment, even where an expression would do.</param>
    public FormulaActivation(string name, string notation, Formula value, Formula? slope = null, bool isNamed = false)
    {
        (Name, Notation, Function) = (name, notation, value);
        var fromValue = slope is null ? value.SlopeFromValue() : null;
        SlopeFromOutput = fromValue is not null;
        Derivative = slope ?? value.Derivative();
        this.slope = fromValue ?? Derivative;
        gradient = Formulas.Formula.Of("δ", this.slope.Variables[0], (δ, saved) => δ * this.slope.Apply(saved));
        var isExpression = !isNamed && VectorFunction.IsExpression(value);
        var isGradientExpression = !isNamed && VectorFunction.IsExpression(gradient);
        ValueFunction = isExpression ? null : new VectorFunction(name, value, $"{notation}({value.Variables[0]})");
        GradientFunction = isGradientExpression ? null : new VectorFunction(name + "Gradient", gradient, $"δ · {notation}′({value.Variables[0]})" + (SlopeFromOutput ? $" at y = {notation}({value.Variables[0]})" : string.Empty));
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Notation { get; }

    /// <inheritdoc/>
    public override bool SlopeFromOutput { get; }

    /// <inheritdoc/>
    public override Formula Function { get; }

    /// <inheritdoc/>
    public override Formula Derivative { get; }

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> ValueFunctions => ValueFunction is null ? [] : [ValueFunction];

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> GradientFunctions => GradientFunction is null ? [] : [GradientFunction];

    private VectorFunction? ValueFunction { get; }

    private VectorFunction? GradientFunction { get; }

    /// <inheritdoc/>
    public override double Value(double x) => Function.Evaluate(x);

    /// <inheritdoc/>
    public override double Slope(double saved) => slope.Evaluate(saved);

    /// <inheritdoc/>
    public override string EmitValue(VectorTarget target, string x) =>
        ValueFunction?.Call(target, x) ?? VectorFunction.Expression(Function, target, x);

    /// <inheritdoc/>
    public override string EmitGradient(VectorTarget target, string gradient, string saved) =>
        GradientFunction?.Call(target, gradient, saved) ?? VectorFunction.Expression(this.gradient, target, gradient, saved);
}

/// <summary>How the attribute of an activation that is a formula becomes a node.</summary>
public abstract class FormulaDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.Add(Make(layer), layer.Input);

    /// <summary>The activation.</summary>
    /// <param name="layer">The arguments.</param>
    /// <returns>The activation with them.</returns>
    protected abstract FormulaActivation Make(LayerBuilder layer);

    /// <summary>Reads a number.</summary>
    /// <param name="layer">The arguments.</param>
    /// <param name="argument">Its name.</param>
    /// <param name="fallback">Its value where it was not given.</param>
    /// <returns>The number, which is finite.</returns>
    internal static double Finite(LayerBuilder layer, string argument, double fallback) => Check(layer, argument, fallback, _ => true, "it must be finite");

    /// <summary>Reads a number that is not negative.</summary>
    /// <param name="layer">The arguments.</param>
    /// <param name="argument">Its name.</param>
    /// <param name="fallback">Its value where it was not given.</param>
    /// <returns>The number, which is finite and at least 0.</returns>
    internal static double NotNegative(LayerBuilder layer, string argument, double fallback) =>
        Check(layer, argument, fallback, value => value >= 0, "it must be finite and at least 0");

    /// <summary>Reads a positive number.</summary>
    /// <param name="layer">The arguments.</param>
    /// <param name="argument">Its name.</param>
    /// <param name="fallback">Its value where it was not given.</param>
    /// <returns>The number, which is finite and above 0.</returns>
    internal static double Positive(LayerBuilder layer, string argument, double fallback) =>
        Check(layer, argument, fallback, value => value > 0, "it must be positive and finite");

    /// <summary>A number in a message.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Its digits.</returns>
    internal static string Number(double value) => CSharpLiteral.Of(value, true).Replace("double.", string.Empty).TrimEnd('d');

    private static double Check(LayerBuilder layer, string argument, double fallback, Func<double, bool> isValid, string rule)
    {
        var value = layer.Real(argument, fallback);
        return !double.IsNaN(value) && !double.IsInfinity(value) && isValid(value)
            ? value
            : throw layer.Error(DiagnosticIds.InvalidArgument, argument, argument, layer.Name, Number(value), rule);
    }
}
