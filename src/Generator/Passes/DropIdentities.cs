using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>Takes out nodes that change nothing, and joins reshapes of reshapes.</summary>
public sealed class DropIdentities : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is Reshape reshape && node.Inputs[0].Producer is { Operator: Reshape } before)
                Replace(graph, node, reshape, before.Inputs[0]);
        }

        foreach (var node in graph.Nodes.Where(IsIdentity).ToArray())
            graph.ReplaceUses(node.Result, node.Inputs[0]);
        graph.RemoveNodes(IsIdentity);
    }

    /// <summary>Whether a node computes its input.</summary>
    /// <param name="node">The node.</param>
    /// <returns>Whether its readers may read its input instead.</returns>
    internal static bool IsIdentity(Node node) => node.Operator switch
    {
        Reshape reshape => reshape.Shape.SameSizes(node.Inputs[0].Shape) && reshape.Shape.Roles.IndexOf('C') == node.Inputs[0].Shape.Roles.IndexOf('C'),
        Permute permute => permute.Axes.SequenceEqual(Enumerable.Range(0, permute.Axes.Count)),
        Dropout dropout => dropout.Rate == 0,
        SpatialDropout dropout => dropout.Rate == 0,
        LeakyReLU leaky => leaky.NegativeSlope == 1,
        _ => false,
    };
}
