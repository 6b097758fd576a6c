using NetGen.Generator.Graph;

namespace NetGen.Generator.Passes;

/// <summary>Takes out every node nobody asked for, above all the gradient of the network's input.</summary>
public sealed class DropUnusedGradients : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        var wanted = new HashSet<Value>(graph.Outputs);
        var kept = new HashSet<Node>();
        foreach (var node in graph.Nodes.Reverse())
        {
            if (!node.Operator.HasEffect && !node.Results.Any(wanted.Contains))
                continue;
            kept.Add(node);
            wanted.UnionWith(node.Inputs);
        }

        graph.RemoveNodes(node => !kept.Contains(node));
    }
}
