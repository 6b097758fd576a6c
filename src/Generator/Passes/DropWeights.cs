using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>Lets dense layers that drop weights read what is left of them. Not an optimization: programs that train need it before they are differentiated.</summary>
public sealed class DropWeights : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not Dense { DropConnect: > 0 } dense)
                continue;
            var w = node.Inputs[1];
            var left = graph.Insert(IndexOf(graph, node), new WeightDropout(dense.DropConnect, node.Layer.Ordinal, dense.Channels), [w], node.Layer).Result;
            (left.Name, left.Display) = (w.Name + "_kept", w.Name + "_kept");
            Replace(graph, node, dense with { DropConnect = 0 }, [node.Inputs[0], left, .. node.Inputs.Skip(2)]);
        }
    }
}
