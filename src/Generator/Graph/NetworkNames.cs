using NetGen.Generator.Emission;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Graph;

/// <summary>
/// Names values as the mathematics does: x the input, W1 and b1 the parameters of the first layer that has any, a1 what it computes,
/// h1 what the layers behind it make of that; δ1 = ∂L/∂a1 and so on.
/// </summary>
public static class NetworkNames
{
    /// <summary>Names that generated methods use for other things.</summary>
    public static IReadOnlyCollection<string> Reserved { get; } =
        ["count", "capacity", "accumulate", "seed", "step", "scratch", "memory", "θ", "buffers", "first", "samples", "part", "piece", "pieces", "team", "block", "session", "network", "L", "input", "output", "this", "lease", "loss"];

    /// <summary>What <see cref="OfMethods"/> are, in messages.</summary>
    public const string Elsewhere = "a variable or member of generated methods";

    /// <summary>What inputs and outputs cannot be called, since their names are those of parameters of methods that use these.</summary>
    public static IReadOnlyCollection<string> OfMethods { get; } = new HashSet<string>(
        [
            "accumulate", "begin", "best", "block", "classScores", "count", "end", "first", "i", "isDisposed", "lease", "memory", "nameof", "network", "parallelism", "part",
            "pending", "pendingStep", "piece", "pieces", "round", "scratch", "scratches", "session", "step", "sum", "sums", "team", "total",
            "Capacity", "Differentiate", "DifferentiateBackwardWork", "DifferentiateForwardWork", "EvaluateBlock", "EvaluateWork", "FindNonFinite", "Gradients", "Math",
            "MemoryMarshal", "Parallelism", "PredictBlocks", "PredictWork", "Run", "Seed", "Step", "Train", "TrainWork", "Unsafe",
            .. MemberNameCheck.Generated,
        ],
        StringComparer.Ordinal);

    /// <summary>Names the values of a forward graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="targets">Its targets.</param>
    public static void Assign(NetworkGraph graph, IReadOnlyList<NamedValue> inputs, IReadOnlyList<Value> targets)
    {
        var used = new HashSet<string>(Reserved, StringComparer.Ordinal);
        for (var i = 0; i < inputs.Count; i++)
            SetName(inputs[i].Value, inputs.Count == 1 ? "x" : "x" + CSharpLiteral.Of(i + 1), used);
        for (var i = 0; i < targets.Count; i++)
            SetName(targets[i], targets.Count == 1 ? "t" : "t" + CSharpLiteral.Of(i + 1), used);

        foreach (var constant in graph.SourcesOf(ValueKind.Constant))
            SetName(constant, constant.Name, used);
        var stages = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var parameter in graph.SourcesOf(ValueKind.Parameter).Concat(graph.SourcesOf(ValueKind.Buffer)))
        {
            var layer = parameter.Tensor!.Path.Substring(0, parameter.Tensor.Path.LastIndexOf('.'));
            if (!stages.TryGetValue(layer, out var stage))
                stages.Add(layer, stage = stages.Count + 1);
            SetName(parameter, parameter.Name + CSharpLiteral.Of(stage), used);
        }

        var current = 0;
        foreach (var node in graph.Nodes)
        {
            if (stages.TryGetValue(node.Layer.Path, out var stage))
                current = stage;
            foreach (var result in node.Results)
            {
                var symbol = node.Results.Count > 1 && result.ResultIndex == 1 ? "p" : node.Operator.Symbol;
                SetName(result, symbol + CSharpLiteral.Of(current), used);
            }
        }
    }

    /// <summary>Names the gradients of a backward pass after what they are the gradients of.</summary>
    /// <param name="graph">The graph, differentiated.</param>
    public static void AssignGradients(NetworkGraph graph)
    {
        var used = new HashSet<string>(Reserved.Concat(graph.Values.Where(value => value.Producer is not { IsBackward: true }).Select(value => value.Name)), StringComparer.Ordinal);
        foreach (var value in graph.Nodes.Where(node => node.IsBackward).SelectMany(node => node.Results))
        {
            var of = value.GradientOf;
            if (of is null)
            {
                SetName(value, value.Producer!.Operator is LossSeed ? "s" : "g", used);
                continue;
            }

            // ∂L/∂a is what the literature calls δ.
            if (of.Name.StartsWith("a", StringComparison.Ordinal) && of.Producer?.Operator is Dense or Convolution or TransposedConvolution)
                SetName(value, "δ" + of.Name.Substring(1), used);
            else if (of.Kind == ValueKind.Parameter)
                (value.Name, value.Display) = ("d" + of.Name, "∂L/∂" + of.Name);
            else
                value.Display = SetName(value, "d" + of.Name, used) == "d" + of.Name ? "∂L/∂" + of.Name : value.Name;
        }
    }

    private static string SetName(Value value, string wanted, HashSet<string> used)
    {
        var name = wanted;
        for (var i = 2; !used.Add(name); i++)
            name = wanted + "_" + CSharpLiteral.Of(i);
        value.Name = name;
        value.Display = name;
        return name;
    }
}
