using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>The attributes <c>[Branch&lt;…&gt;(Join)]</c>: several blocks on one input, brought together.</summary>
public sealed class BranchDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Branch";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var bindings = layer.Bindings();
        var join = layer.Choice("Join", "Add");
        var ends = layer.TypeArguments.Select((_, i) => layer.Block(i, layer.Input, CSharpLiteral.Of(i), bindings).Value).ToArray();
        var first = ends[0].Shape;
        var axis = Math.Max(first.FeatureAxis, 0);
        for (var i = 1; i < ends.Length; i++)
        {
            var other = ends[i].Shape;
            if (join == "Concat" ? other.Rank == first.Rank && other.With(axis, 1).SameSizes(first.With(axis, 1)) : other.SameSizes(first))
                continue;
            throw layer.Error(
                DiagnosticIds.BranchShapeMismatch,
                null,
                layer.Name,
                join,
                ResidualDefinition.SimpleName(layer.TypeArguments[0]),
                first.ToString(),
                ResidualDefinition.SimpleName(layer.TypeArguments[i]),
                other.ToString());
        }

        return layer.Add(join switch { "Concat" => new Concat(axis), "Multiply" => new Product(ends.Length), _ => new Sum(ends.Length) }, ends);
    }
}
