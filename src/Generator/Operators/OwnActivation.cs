using NetGen.Generator.Diagnostics;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>The attribute <c>[Activation]</c>: a method of the user's own, by its formula.</summary>
public sealed class OwnActivationDefinition : FormulaDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Activation";

    /// <inheritdoc/>
    protected override FormulaActivation Make(LayerBuilder layer) => layer.Function is { } function
        ? new FormulaActivation("Activation_" + function.UniqueName, function.Name, function.Formula, isNamed: true)
        : throw layer.Error(DiagnosticIds.UnknownFunction, "Method", layer.Name, layer.Kind, "it has no formula");
}
