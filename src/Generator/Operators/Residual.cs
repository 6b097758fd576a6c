using NetGen.Generator.Diagnostics;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>The attributes <c>[Residual&lt;Body&gt;]</c> and <c>[Residual&lt;Body, Shortcut&gt;]</c>: a sum of two paths.</summary>
public sealed class ResidualDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Residual";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var rate = DropoutDefinition.Rate(layer, "DropPath", 0);
        var isBatch = layer.Choice("DropPathMode", "Row") == "Batch";
        Value Dropped(Value body) => rate == 0 ? body : layer.Add(new StochasticDepth(rate, isBatch, layer.Ordinal), body);
        var bindings = layer.Bindings();
        var x = layer.Input;
        if (layer.TypeArguments.Count == 1)
        {
            var (_, end) = layer.Block(0, x, null, bindings);
            if (!end.Shape.SameSizes(x.Shape))
                throw layer.Error(DiagnosticIds.ResidualChangesShape, null, SimpleName(layer.TypeArguments[0]), x.Shape.ToString(), end.Shape.ToString());
            return layer.Add(new Sum(2), x, Dropped(end));
        }

        var body = layer.Block(0, x, "body", bindings);
        var shortcut = layer.Block(1, x, "shortcut", bindings);
        if (!body.Value.Shape.SameSizes(shortcut.Value.Shape))
        {
            throw layer.Error(
                DiagnosticIds.BranchShapeMismatch, null, layer.Name, "Add", SimpleName(layer.TypeArguments[0]), body.Value.Shape.ToString(), SimpleName(layer.TypeArguments[1]), shortcut.Value.Shape.ToString());
        }

        return layer.Add(new Sum(2), shortcut.Value, Dropped(body.Value));
    }

    /// <summary>The last part of a full name.</summary>
    /// <param name="fullName">The full name.</param>
    /// <returns>The simple one.</returns>
    internal static string SimpleName(string fullName) => fullName.Substring(fullName.LastIndexOf('.') + 1);
}
