using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>A rewriting of a graph that leaves what it computes as it is.</summary>
public abstract class GraphPass
{
    /// <summary>The name, for printed graphs.</summary>
    public string Name => GetType().Name;

    /// <summary>Rewrites the graph.</summary>
    /// <param name="graph">The graph.</param>
    public abstract void Run(NetworkGraph graph);

    /// <summary>Puts a new node where an old one was; the new result takes over name and readers of the old.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="old">The node that goes.</param>
    /// <param name="op">What is computed instead.</param>
    /// <param name="inputs">From what.</param>
    /// <returns>The new node.</returns>
    protected static Node Replace(NetworkGraph graph, Node old, Operator op, params Value[] inputs) => Replace(graph, old, old.Layer, op, inputs);

    /// <summary>Puts a new node of another layer where an old one was.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="old">The node that goes.</param>
    /// <param name="layer">The layer the new node belongs to.</param>
    /// <param name="op">What is computed instead.</param>
    /// <param name="inputs">From what.</param>
    /// <returns>The new node.</returns>
    protected static Node Replace(NetworkGraph graph, Node old, LayerOrigin layer, Operator op, params Value[] inputs)
    {
        var node = graph.Insert(IndexOf(graph, old), op, inputs, layer, old.IsBackward);
        node.Result.Name = old.Result.Name;
        node.Result.Display = old.Result.Display;
        node.Result.GradientOf = old.Result.GradientOf;
        graph.ReplaceUses(old.Result, node.Result);
        graph.RemoveNodes(candidate => candidate == old);
        return node;
    }

    /// <summary>Whether a value has one reader and is no output.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether its only reader may take it over.</returns>
    protected static bool HasOneReader(NetworkGraph graph, Value value) =>
        !graph.Outputs.Contains(value) && graph.Nodes.Sum(node => node.Inputs.Count(input => input == value)) == 1;

    /// <summary>Where a node stands.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">The node.</param>
    /// <returns>Its index.</returns>
    protected static int IndexOf(NetworkGraph graph, Node node)
    {
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            if (graph.Nodes[i] == node)
                return i;
        }

        throw new GraphException($"{node.Operator.Name} is not in the graph.");
    }
}
