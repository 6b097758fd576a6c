using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>A loss of each element and its target that is written as a formula; its slope is derived.</summary>
public sealed record FormulaLoss : ElementwiseLoss
{
    private readonly Formula slope;

    /// <summary>Makes a loss.</summary>
    /// <param name="name">The name, for kernels; unique among losses that differ.</param>
    /// <param name="notation">How the function is written in formulas.</param>
    /// <param name="value">The function, of what the network says and the target.</param>
    public FormulaLoss(string name, string notation, Formula value)
    {
        (Name, Notation, slope) = (name, notation, value.Derivative());
        ValueFunction = new VectorFunction(name, value, $"{notation}({string.Join(", ", value.Variables)})");
        SlopeFunction = new VectorFunction(name + "Slope", slope, $"∂{notation}({string.Join(", ", value.Variables)}) / ∂{value.Variables[0]}");
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> ValueFunctions => [ValueFunction];

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> SlopeFunctions => [SlopeFunction];

    private string Notation { get; }

    private VectorFunction ValueFunction { get; }

    private VectorFunction SlopeFunction { get; }

    /// <inheritdoc/>
    public override double Value(double y, double t) => ValueFunction.Formula.Evaluate(y, t);

    /// <inheritdoc/>
    public override double Slope(double y, double t) => slope.Evaluate(y, t);

    /// <inheritdoc/>
    public override string EmitValue(VectorTarget target, string y, string t) => ValueFunction.Call(target, y, t);

    /// <inheritdoc/>
    public override string EmitSlope(VectorTarget target, string y, string t) => SlopeFunction.Call(target, y, t);

    /// <inheritdoc/>
    public override string ValueFormula(string y, string t) => $"{Notation}({y}, {t})";

    /// <inheritdoc/>
    public override string SlopeFormula(string y, string t) => $"{Notation}′({y}, {t})";
}

/// <summary>The attribute <c>[Loss]</c>: a method of the user's own, by its formula.</summary>
public sealed class OwnLossDefinition : LossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Loss";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.Function is { } function
        ? layer.Add(new FormulaLoss("Loss_" + function.UniqueName, function.Name, function.Formula), layer.Input, ValueTarget(layer))
        : throw layer.Error(DiagnosticIds.UnknownFunction, "Method", layer.Name, layer.Kind, "it has no formula");
}
