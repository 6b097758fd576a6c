using NetGen.Generator.Operators;

namespace NetGen.Generator.Graph;

/// <summary>
/// How large a part of the network's inputs an element of a value depends on along each spatial axis: l layers with windows of kₗ elements
/// and strides sₗ see 1 + Σ (kₗ − 1) · Π sᵢ, over the strides before them. Araujo, Norris and Sim (2019).
/// </summary>
public sealed class ReceptiveFields
{
    private const string Space = "DHWL";

    // For every value with spatial axes: how many elements of the input it sees, and how far apart in the input its neighbours look.
    private readonly Dictionary<Value, (double Extent, double Step)[]> fields = [];

    /// <summary>Follows a forward graph.</summary>
    /// <param name="graph">The graph.</param>
    public ReceptiveFields(NetworkGraph graph)
    {
        foreach (var input in graph.SourcesOf(ValueKind.Input).Where(input => Axes(input).Length > 0))
            fields.Add(input, Axes(input).Select(_ => (1.0, 1.0)).ToArray());
        foreach (var node in graph.Nodes)
        {
            var axes = Axes(node.Result);
            var seen = node.Inputs.Where(input => fields.ContainsKey(input) && Axes(input) == axes).Select(input => fields[input]).ToArray();
            if (seen.Length == 0 || axes.Length == 0 || node.Operator is Reshape)
                continue;
            var widest = axes.Select((_, axis) => (Extent: seen.Max(field => field[axis].Extent), Step: seen.Max(field => field[axis].Step)));
            var field = node.Operator.Reaches is { } reaches
                ? widest.Zip(reaches, (before, reach) => (before.Extent + ((reach.Extent - 1) * before.Step), before.Step * reach.Step))
                : widest.Select(before => (before.Extent, before.Step));
            foreach (var result in node.Results)
                fields.Add(result, field.ToArray());
        }
    }

    /// <summary>The field of a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Such as <c>5×5</c>; empty where it has no spatial axes, or none that come from those of an input.</returns>
    public string Of(Value value) => fields.TryGetValue(value, out var field)
        ? string.Join("×", field.Select(axis => Emission.CSharpLiteral.Of((int)Math.Min(int.MaxValue, Math.Ceiling(axis.Extent - 1e-9)))))
        : string.Empty;

    private static string Axes(Value value) => string.Concat(value.Shape.Roles.Where(role => Space.IndexOf(role) >= 0));
}
