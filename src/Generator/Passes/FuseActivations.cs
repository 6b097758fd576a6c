using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>Applies an activation where its layer's sums are still in registers, when nobody else reads the sums.</summary>
public sealed class FuseActivations : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is Activation activation
                && node.Inputs[0].Producer is { Operator: ITakesActivation { MayTakeActivation: true } product } layer
                && HasOneReader(graph, layer.Result))
            {
                Replace(graph, node, layer.Layer, product.WithActivation(activation), layer.Inputs);
                graph.RemoveNodes(candidate => candidate == layer);
            }
        }
    }
}
