using NetGen.Generator.Graph;
using NetGen.Generator.Model;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>Takes out nodes that change nothing, and joins reshapes of reshapes, and permutations of permutations, also where an activation stands between them.</summary>
public sealed class DropIdentities : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        if (!graph.Nodes.Any(node => node.IsBackward))
            ActivateBeforePermutations(graph);
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is Reshape reshape && node.Inputs[0].Producer is { Operator: Reshape } before)
                Replace(graph, node, reshape, before.Inputs[0]);
            else if (node.Operator is Permute permute && node.Inputs[0].Producer is { Operator: Permute first } other)
                Replace(graph, node, new Permute(new EquatableArray<int>(permute.Axes.Select(axis => first.Axes[axis]))), other.Inputs[0]);
        }

        foreach (var node in graph.Nodes.Where(IsIdentity).ToArray())
            graph.ReplaceUses(node.Result, node.Inputs[0]);
        graph.RemoveNodes(IsIdentity);

        // One that nobody reads any more must not keep what it reads from being taken over.
        graph.RemoveNodes(node => node.Operator is Permute && !graph.Outputs.Contains(node.Result) && !graph.UsersOf(node.Result).Any());
    }

    // f(permute(x)) is permute(f(x)): the activation stands behind what computed x, and the permutation before what undoes it.
    private static void ActivateBeforePermutations(NetworkGraph graph)
    {
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not Activation { IsElementwise: true } || node.Inputs[0].Producer is not { Operator: Permute } permute || !HasOneReader(graph, permute.Result))
                continue;
            var first = graph.Insert(IndexOf(graph, node), node.Operator, [permute.Inputs[0]], node.Layer).Result;
            (first.Name, first.Display) = (permute.Inputs[0].Name + "_" + node.Result.Name, node.Result.Display);
            Replace(graph, node, permute.Operator, first);
        }
    }

    /// <summary>Whether a node computes its input.</summary>
    /// <param name="node">The node.</param>
    /// <returns>Whether its readers may read its input instead.</returns>
    internal static bool IsIdentity(Node node) => node.Operator switch
    {
        Reshape reshape => reshape.Shape.SameSizes(node.Inputs[0].Shape) && reshape.Shape.Roles.IndexOf('C') == node.Inputs[0].Shape.Roles.IndexOf('C'),
        Permute permute => permute.Axes.SequenceEqual(Enumerable.Range(0, permute.Axes.Count)),
        Noise noise => noise.IsNone,
        SpatialDropout dropout => dropout.Rate == 0,
        LeakyReLU leaky => leaky.NegativeSlope == 1,
        _ => false,
    };
}
