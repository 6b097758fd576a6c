using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>Multiplies by an activation's slope where the gradient of the layer behind it is still in registers.</summary>
public sealed class FuseActivationGradients : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is ActivationGradient gradient
                && node.Inputs[0].Producer is { Operator: ITakesActivation { MayTakeSlope: true } product, IsBackward: true } layer
                && HasOneReader(graph, layer.Result)
                && node.Inputs[1] != layer.Result)
            {
                Replace(graph, node, layer.Layer, product.WithSlope(gradient.Activation), [.. layer.Inputs, node.Inputs[1]]);
                graph.RemoveNodes(candidate => candidate == layer);
            }
        }
    }
}
