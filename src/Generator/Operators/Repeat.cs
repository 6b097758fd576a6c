using NetGen.Generator.Emission;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>The attribute <c>[Repeat&lt;Body&gt;(n)]</c>: a block several times in a row.</summary>
public sealed class RepeatDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Repeat";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var count = layer.PositiveInteger("Count");
        var bindings = layer.Bindings();
        var value = layer.Input;
        for (var i = 0; i < count; i++)
            value = layer.Block(0, value, CSharpLiteral.Of(i), bindings).Value;
        return value;
    }
}
