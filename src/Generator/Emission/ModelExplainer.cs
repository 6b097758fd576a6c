using System.Globalization;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Emission;

/// <summary>The summary table: layer, output shape, parameters, FLOPs, bytes and, where any layer has spatial axes, how much of the input it sees.</summary>
internal sealed class ModelExplainer
{
    private readonly List<string[]> rows = [];
    private readonly string[] total;
    private readonly string[] head = ["Layer", "Output", "Parameters", "FLOPs", "Bytes"];

    public ModelExplainer(NetworkModel network, bool isDouble)
    {
        var size = isDouble ? 8 : 4;
        var fields = new ReceptiveFields(network.Declared);
        var isSpatial = network.Layers.Any(layer => fields.Of(layer.Value).Length > 0);
        string[] Field(Value value) => isSpatial ? [fields.Of(value)] : [];
        if (isSpatial)
            head = [.. head, "Receptive field"];
        foreach (var input in network.Inputs)
            rows.Add([input.Name, input.Value.Shape.ToString(), "0", "0", "0", .. Field(input.Value)]);
        long parameters = 0, operations = 0, bytes = 0;
        foreach (var layer in network.Layers.Where(layer => layer.Kind is not ("Residual" or "Repeat" or "Branch") || Cost(layer) > 0))
        {
            var count = layer.Parameters.Sum(parameter => (long)parameter.Shape.Length);
            var cost = Cost(layer);
            rows.Add([$"{layer.Path} ({layer.Kind})", layer.Value.Shape.ToString(), Number(count), Number(cost), Number(count * size), .. Field(layer.Value)]);
            parameters += count;
            operations += cost;
            bytes += count * size;
        }

        total = ["Total", string.Join(", ", network.Outputs.Select(output => output.Value.Shape.ToString())), Number(parameters), Number(operations), Number(bytes), .. isSpatial ? new[] { string.Empty } : []];
    }

    /// <summary>The table as text with aligned columns.</summary>
    /// <param name="name">The name of the network.</param>
    /// <returns>Lines separated by line feeds.</returns>
    public string ToText(string name)
    {
        var all = rows.Prepend(head).Append(total).ToArray();
        var widths = head.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        string Format(string[] row) => string.Join("  ", row.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd();
        var rule = new string('-', widths.Sum() + (2 * (widths.Length - 1)));
        return string.Join("\n", new[] { name, rule, Format(head), rule }.Concat(rows.Select(Format)).Concat([rule, Format(total)]));
    }

    /// <summary>The table as the remarks of the class.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteRemarks(SourceWriter writer)
    {
        writer.Line("/// <remarks>");
        writer.Line("/// <list type=\"table\">");
        writer.Line($"/// <listheader>{Row(head)}</listheader>");
        foreach (var row in rows.Append(total))
            writer.Line($"/// <item>{Row(row)}</item>");
        writer.Line("/// </list>");
        writer.Line("/// </remarks>");
    }

    private static string Row(string[] cells) => string.Concat(cells.Select(cell => $"<term>{XmlText.Escape(cell)}</term>"));

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    // Of the declared layer, before fusion, so that each layer has its own row.
    private static long Cost(LayerSummary layer) =>
        layer.Nodes.Sum(node => node.Operator.Cost(node));
}
