using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>Takes out what does nothing at inference, such as dropout.</summary>
public sealed class DropTrainingOnly : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        foreach (var node in graph.Nodes.Where(node => node.Operator is Dense { DropConnect: > 0 }).ToArray())
            Replace(graph, node, ((Dense)node.Operator) with { DropConnect = 0 }, node.Inputs);
        foreach (var node in graph.Nodes.Where(node => node.Operator is ITrainingOnly).ToArray())
            graph.ReplaceUses(node.Result, node.Inputs[0]);
        graph.RemoveNodes(node => node.Operator is ITrainingOnly);
    }
}
