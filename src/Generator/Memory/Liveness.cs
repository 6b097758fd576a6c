using NetGen.Generator.Graph;

namespace NetGen.Generator.Memory;

/// <summary>Which values share memory, and from which node to which each piece of memory is needed.</summary>
public sealed class Liveness
{
    private readonly Dictionary<Value, Value> roots = [];
    private readonly Dictionary<Value, int> first = [];
    private readonly Dictionary<Value, int> last = [];

    /// <summary>Analyses a graph.</summary>
    /// <param name="graph">The graph; its outputs are needed to the end.</param>
    public Liveness(NetworkGraph graph)
    {
        foreach (var source in graph.Sources)
            roots.Add(source, source);
        for (var at = 0; at < graph.Nodes.Count; at++)
        {
            var node = graph.Nodes[at];
            foreach (var input in node.Inputs)
                last[RootOf(input)] = at;
            for (var i = 0; i < node.Results.Count; i++)
            {
                var shared = i > 0 ? null : node.Operator.IsView ? node.Inputs[0] : node.OverwrittenInput >= 0 ? node.Inputs[node.OverwrittenInput] : null;
                var root = shared is null ? node.Results[i] : RootOf(shared);
                roots.Add(node.Results[i], root);
                if (!first.ContainsKey(root))
                    first.Add(root, at);
                last[root] = at;
            }
        }

        foreach (var output in graph.Outputs)
            last[RootOf(output)] = graph.Nodes.Count;
    }

    /// <summary>The values that have memory of their own.</summary>
    public IEnumerable<Value> Roots => first.Keys;

    /// <summary>The value whose memory a value lies in.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Itself, unless it is a view or written over another.</returns>
    public Value RootOf(Value value) => roots[value];

    /// <summary>The node that first writes the memory.</summary>
    /// <param name="root">The value that has it.</param>
    /// <returns>The index of the node.</returns>
    public int FirstUse(Value root) => first.TryGetValue(root, out var at) ? at : -1;

    /// <summary>The last node that reads or writes the memory; for an output the number of nodes.</summary>
    /// <param name="root">The value that has it.</param>
    /// <returns>The index of the node.</returns>
    public int LastUse(Value root) => last.TryGetValue(root, out var at) ? at : -1;
}
