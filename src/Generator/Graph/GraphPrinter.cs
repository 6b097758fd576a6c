using System.Text;

namespace NetGen.Generator.Graph;

/// <summary>Writes a graph as text, a line a value.</summary>
public static class GraphPrinter
{
    /// <summary>Prints a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <returns>Its sources, its nodes in order, its outputs.</returns>
    public static string Print(NetworkGraph graph)
    {
        var text = new StringBuilder();
        Print(graph, text, string.Empty);
        return text.ToString();
    }

    private static void Print(NetworkGraph graph, StringBuilder text, string indent)
    {
        foreach (var source in graph.Sources)
            text.Append(indent).Append(source.Kind.ToString().ToLowerInvariant()).Append(' ').Append(Typed(source)).Append(source.Tensor is { } tensor ? " = " + tensor.Path : string.Empty).Append('\n');
        foreach (var node in graph.Nodes)
        {
            text.Append(indent).Append(string.Join(", ", node.Results.Select(Typed)))
                .Append(" = ").Append(node.Operator.Name).Append('(').Append(string.Join(", ", node.Inputs.Select(Named))).Append(')')
                .Append("  // ").Append(node.Layer.Path).Append(node.IsBackward ? ", backward" : string.Empty)
                .Append(node.OverwrittenInput >= 0 && node.OverwrittenInput < node.Inputs.Length ? $", over {Named(node.Inputs[node.OverwrittenInput])}" : string.Empty).Append('\n');
            foreach (var body in node.Bodies)
            {
                text.Append(indent).Append("  body\n");
                Print(body, text, indent + "    ");
            }
        }

        text.Append(indent).Append("outputs ").Append(string.Join(", ", graph.Outputs.Select(Named))).Append('\n');
    }

    private static string Named(Value value) => $"{value.Name}#{Emission.CSharpLiteral.Of(value.Id)}";

    private static string Typed(Value value) =>
        $"{Named(value)}: {(value.Type.Batched ? "N×" : string.Empty)}{value.Shape}{(value.Type.Element == ElementKind.Int32 ? " int" : string.Empty)}";
}
