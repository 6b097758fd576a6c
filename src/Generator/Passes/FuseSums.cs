using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>Adds the other value of a sum where a convolution's sums are still in registers, when nobody else reads them.</summary>
public sealed class FuseSums : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node is not { Operator: Sum { Count: 2 }, IsBackward: false } || node.Inputs[0] == node.Inputs[1])
                continue;
            var last = Enumerable.Reverse(node.Inputs).FirstOrDefault(input => input.Producer is { Operator: ConvolutionMap { MayTakeAddend: true } } && HasOneReader(graph, input));
            if (last?.Producer is not { Operator: ConvolutionMap map } layer)
                continue;
            Replace(graph, node, layer.Layer, map.WithAddend(), [.. layer.Inputs, node.Inputs[0] == last ? node.Inputs[1] : node.Inputs[0]]);
            graph.RemoveNodes(candidate => candidate == layer);
        }
    }
}
