using NetGen.Generator.Operators;

namespace NetGen.Generator.Graph;

/// <summary>Checks that a graph is one: after every pass in tests and debug builds.</summary>
public static class GraphVerifier
{
    /// <summary>Throws when the graph is broken.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="after">What was done last, for the message.</param>
    /// <exception cref="GraphException">It is broken.</exception>
    public static void Verify(NetworkGraph graph, string after)
    {
        var known = new HashSet<Value>();
        var ids = new HashSet<int>();
        foreach (var source in graph.Sources)
        {
            Check(source.Producer is null, $"source {source} has a producer");
            Check(source.Kind != ValueKind.Temporary, $"source {source} is a temporary");
            Check(source.Kind is not (ValueKind.Parameter or ValueKind.Buffer) || source.Tensor is not null, $"{source} has no tensor");
            Check(source.Kind is not (ValueKind.Parameter or ValueKind.Buffer or ValueKind.Constant) || !source.Type.Batched, $"{source} is stored and has a batch");
            Check(source.Kind != ValueKind.Constant || source.Elements?.Count == source.Shape.Length, $"constant {source} has the wrong number of elements");
            Check(ids.Add(source.Id) && known.Add(source), $"{source} stands twice");
        }

        foreach (var node in graph.Nodes)
        {
            var name = $"{node.Operator.Name} of '{node.Layer.Path}'";
            foreach (var input in node.Inputs)
                Check(known.Contains(input), $"{name} reads {input}, which is not computed before it");
            var types = node.Operator.Infer(node.Inputs.Select(input => input.Type).ToArray());
            Check(types.Count == node.Results.Count, $"{name} has {node.Results.Count} results and should have {types.Count}");
            for (var i = 0; i < types.Count; i++)
            {
                var result = node.Results[i];
                Check(result.Kind == ValueKind.Temporary && result.Producer == node && result.ResultIndex == i, $"result {result} of {name} does not know where it comes from");
                Check(result.Type.Shape.SameSizes(types[i].Shape) && result.Type.Batched == types[i].Batched && result.Type.Element == types[i].Element, $"result {result} of {name} should be {types[i]}");
                Check(ids.Add(result.Id) && known.Add(result), $"{result} is computed twice");
            }

            Check(node.OverwrittenInput < node.Inputs.Length, $"{name} overwrites an input it does not have");
            foreach (var body in node.Bodies)
                Verify(body, $"{after}, in the body of {name}");
        }

        foreach (var output in graph.Outputs)
            Check(known.Contains(output), $"output {output} is not computed");
        foreach (var value in known)
            Check(value.GradientOf is null || known.Contains(value.GradientOf) || value.GradientOf.Kind == ValueKind.Temporary, $"{value} is the gradient of a value of another graph");

        void Check(bool condition, string fault)
        {
            if (!condition)
                throw new GraphException($"After {after}: {fault}.\n{GraphPrinter.Print(graph)}");
        }
    }
}
