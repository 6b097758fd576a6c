using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>The attribute <c>[Linear]</c>: the identity, which needs no node.</summary>
public sealed class LinearDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Linear";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.Input;
}
