using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Autodiff;

/// <summary>
/// Reverse-mode differentiation: walks the graph from the end and lets every operator add the nodes that compute the gradients of
/// its inputs. The rules stand with the operators.
/// </summary>
public static class ReverseMode
{
    /// <summary>Adds the backward pass to a graph.</summary>
    /// <param name="graph">The graph; afterwards its outputs are followed by the gradient of each parameter that has one.</param>
    /// <param name="seeds">Values whose gradients are given, or none where the last node is the loss.</param>
    /// <returns>The gradient of each parameter that anything depends on.</returns>
    public static IReadOnlyDictionary<Value, Value> Differentiate(NetworkGraph graph, IReadOnlyDictionary<Value, Value> seeds)
    {
        var contributions = seeds.ToDictionary(pair => pair.Key, pair => new List<Value> { pair.Value });
        var parameterGradients = new Dictionary<Value, Value>();
        var forward = graph.Nodes.Where(node => !node.IsBackward).ToArray();
        foreach (var node in Enumerable.Reverse(forward))
        {
            var upstream = node.Results.Select(result => Total(graph, node, result, contributions)).ToArray();
            if (node.Operator is not MeanLoss && upstream.All(gradient => gradient is null))
                continue;
            node.Operator.Differentiate(new AdjointContext(graph, node, upstream, contributions, parameterGradients));
        }

        foreach (var pair in parameterGradients)
            graph.Outputs.Add(pair.Value);
        return parameterGradients;
    }

    private static Value? Total(NetworkGraph graph, Node node, Value value, Dictionary<Value, List<Value>> contributions)
    {
        if (!contributions.TryGetValue(value, out var parts))
            return null;
        var total = parts.Count == 1 ? parts[0] : graph.Add(new Sum(parts.Count), parts, node.Layer, isBackward: true).Result;
        total.GradientOf ??= value;
        return total;
    }
}
