using NetGen.Generator.Operators;

namespace NetGen.Generator.Graph;

/// <summary>Evaluates a graph in double precision, one plain loop an operator: the reference that generated code must equal.</summary>
public static class GraphInterpreter
{
    /// <summary>Evaluates every node.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="sources">A tensor for every source that is not a constant; a buffer that is not given is as it starts. What changes buffers writes to these tensors.</param>
    /// <param name="count">How many samples there are.</param>
    /// <param name="word">A random word, by layer, sample and element; by default the largest, with which dropout keeps everything.</param>
    /// <returns>A tensor for every value.</returns>
    public static IReadOnlyDictionary<Value, Tensor> Run(
        NetworkGraph graph,
        IReadOnlyDictionary<Value, Tensor> sources,
        int count,
        Func<int, int, int, uint>? word = null)
    {
        var values = new Dictionary<Value, Tensor>();
        foreach (var source in graph.Sources)
        {
            if (source.Elements is { } elements)
                values.Add(source, new Tensor(source.Shape, 1, elements.ToArray()));
            else if (sources.TryGetValue(source, out var given))
                values.Add(source, given);
            else if (source is { Kind: ValueKind.Buffer, Tensor: { } tensor })
                values.Add(source, new Tensor(source.Shape, 1).Map(_ => tensor.Initializer == "Ones" ? 1 : 0));
        }

        foreach (var node in graph.Nodes)
        {
            var inputs = node.Inputs.Select(input => values.TryGetValue(input, out var value) ? value : throw new GraphException($"{input} was not given.")).ToArray();
            var results = node.Operator.Evaluate(new EvaluationContext(node, count, word ?? ((_, _, _) => uint.MaxValue)), inputs);
            for (var i = 0; i < results.Count; i++)
            {
                if (results[i].Shape.Length != node.Results[i].Shape.Length)
                    throw new GraphException($"{node.Operator.Name} evaluates to {results[i].Shape} instead of {node.Results[i].Shape}.");
                values.Add(node.Results[i], results[i]);
            }
        }

        return values;
    }
}
