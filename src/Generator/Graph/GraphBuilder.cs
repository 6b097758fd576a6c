using NetGen.Generator.Diagnostics;
using NetGen.Generator.Model;
using NetGen.Generator.Operators;
using NetGen.Generator.Passes;

namespace NetGen.Generator.Graph;

/// <summary>Turns a declaration into a graph, and finds what is wrong with it.</summary>
public sealed class GraphBuilder
{
    private readonly Dictionary<string, BlockSpec> blocks;
    private readonly List<SpecDiagnostic> diagnostics = [];
    private readonly List<SpecDiagnostic> warnings = [];
    private readonly List<(NamedTarget Target, Value Value)> targets = [];
    private readonly List<LossTerm> losses = [];
    private readonly List<NamedValue> inputs = [];
    private readonly HashSet<GradientHookSpec> hooked = [];

    private GraphBuilder(NetworkSpec spec)
    {
        Spec = spec;
        blocks = spec.Blocks.ToDictionary(block => block.FullName, StringComparer.Ordinal);
    }

    internal NetworkSpec Spec { get; }

    internal NetworkGraph Graph { get; } = new();

    /// <summary>Parameters and buffers by path, for sharing.</summary>
    internal Dictionary<string, Value> Stored { get; } = new(StringComparer.Ordinal);

    /// <summary>The kind of each layer by path, for sharing.</summary>
    internal Dictionary<string, string> KindsByPath { get; } = new(StringComparer.Ordinal);

    internal List<LayerSummary> Layers { get; } = [];

    internal int NextOrdinal { get; set; }

    internal IReadOnlyList<NamedValue> Inputs => inputs;

    /// <summary>Builds the graph of a network.</summary>
    /// <param name="spec">The declaration.</param>
    /// <returns>The network, or what is wrong.</returns>
    public static GraphBuildResult Build(NetworkSpec spec)
    {
        var builder = new GraphBuilder(spec);
        var network = builder.Run();
        var found = builder.diagnostics.Concat(builder.warnings).Distinct().ToArray();
        return new GraphBuildResult(builder.diagnostics.Count == 0 ? network : null, found);
    }

    internal BlockSpec? FindBlock(string fullName) => blocks.TryGetValue(fullName, out var block) ? block : null;

    internal void Report(SpecDiagnostic diagnostic) => diagnostics.Add(diagnostic);

    internal void Warn(SpecDiagnostic diagnostic) => warnings.Add(diagnostic);

    /// <summary>The methods that receive the gradient of a layer.</summary>
    /// <param name="path">The layer's path.</param>
    /// <returns>The methods.</returns>
    internal IReadOnlyList<GradientHookSpec> HooksOf(string path)
    {
        var found = Spec.GradientHooks.Where(hook => hook.Layer == path).ToArray();
        hooked.UnionWith(found);
        return found;
    }

    internal void Report(GradientHookSpec hook, string id, params string[] arguments) =>
        Report(new SpecDiagnostic(id, new SpecLocation(Spec.FullName, SpecTarget.GradientHook, hook.Index), new EquatableArray<string>([hook.Method, hook.Layer, .. arguments])));

    internal Value AddTarget(NamedTarget target)
    {
        var value = Graph.AddSource(ValueKind.Target, target.Type, target.Name);
        targets.Add((target, value));
        return value;
    }

    private NetworkModel? Run()
    {
        if (Spec.Inputs.Count == 0)
        {
            Report(new SpecDiagnostic(DiagnosticIds.MissingInput, new SpecLocation(Spec.FullName, SpecTarget.Declaration), new EquatableArray<string>([Spec.Name])));
            return null;
        }

        if (Spec.Layers.Count == 0 || !AddInputs())
            return null;
        var scope = new BuildScope(this, Spec.FullName, Spec.Layers, ScopeContext.OfNetwork(Spec.Name));
        scope.DeclareInputs(inputs, Spec.Inputs);
        var end = scope.BuildAll();
        if (end is not null && diagnostics.Count == 0)
            CheckHooks();
        if (end is null || diagnostics.Count > 0)
            return null;
        scope.ReportUnused();
        var outputs = scope.Outputs.Count > 0 ? scope.Outputs : [new NamedValue("output", end.Value.Value)];
        losses.AddRange(scope.Losses);
        MarkClasses(outputs, scope);
        NetworkNames.Assign(Graph, inputs, [.. targets.Select(target => target.Value)]);
        foreach (var output in outputs)
            Graph.Outputs.Add(output.Value);
        foreach (var loss in losses)
            Graph.Outputs.Add(loss.Value);
        foreach (var loss in losses.Where(loss => loss.Normalizer is not null))
            Graph.Outputs.Add(loss.Normalizer!);
        var named = NameTargets(outputs);
        var graph = Graph.Clone(out var map);
        new ChannelsLast().Run(graph);
        NamedValue Moved(NamedValue value) => value with { Value = map[value.Value] };
        var network = new NetworkModel(
            Graph,
            graph,
            inputs.Select(Moved).ToArray(),
            outputs.Select((output, i) => output with { Value = graph.Outputs[i] }).ToArray(),
            named.Select(Moved).ToArray(),
            losses.Select((loss, i) => loss with { Value = graph.Outputs[outputs.Count + i], Normalizer = loss.Normalizer is null ? null : map[loss.Normalizer] }).ToArray(),
            Layers,
            scope.Members);
        MemberNameCheck.Run(Spec, network, Report);
        return network;
    }

    // Every method that receives gradients has found its layer, and there are gradients.
    private void CheckHooks()
    {
        foreach (var hook in Spec.GradientHooks)
        {
            var named = Spec.Layers.FirstOrDefault(layer => layer.Name == hook.Layer || (layer.Name is null && layer.Kind == hook.Layer));
            if (named is not null && LayerDefinition.All.TryGetValue(named.Kind, out var definition) && definition.IsLoss)
                Report(hook, DiagnosticIds.NoGradientToHook, "it is a loss; name the layer that the loss reads");
            else if (named is { Kind: "Output" })
                Report(hook, DiagnosticIds.NoGradientToHook, "it is an output; name the layer that it reads");
            else if (inputs.Any(input => input.Name == hook.Layer))
                Report(hook, DiagnosticIds.NoGradientToHook, "it is an input; put a layer such as [Linear] behind it and name that");
            else if (!hooked.Contains(hook))
                Report(hook, DiagnosticIds.UnknownLayerToHook, Identifiers.DidYouMean(hook.Layer, Layers.Select(layer => layer.Path)), LayerNames());
            else if (!Graph.SourcesOf(ValueKind.Parameter).Any())
                Report(hook, DiagnosticIds.NoGradientToHook, "the network has no parameters, so there is no backward pass");
        }
    }

    private string LayerNames()
    {
        const int Most = 16;
        var names = string.Join(", ", Layers.Take(Most).Select(layer => $"'{layer.Path}'"));
        return Layers.Count > Most ? $"{names} and {Emission.CSharpLiteral.Of(Layers.Count - Most)} more" : names;
    }

    private bool AddInputs()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in Spec.Inputs)
        {
            SpecDiagnostic Fault(string id, string? argument, params string[] arguments) =>
                new(id, new SpecLocation(Spec.FullName, SpecTarget.Input, input.Index, argument), new EquatableArray<string>(arguments));
            var name = input.Name ?? (Spec.Inputs.Count == 1 ? "input" : "input" + Emission.CSharpLiteral.Of(input.Index + 1));
            if (!Identifiers.IsValid(name))
                Report(Fault(DiagnosticIds.InvalidName, "Name", name, "it must be a C# identifier"));
            if (NetworkNames.OfMethods.Contains(name))
                Report(Fault(DiagnosticIds.DuplicateName, "Name", name, "an input", NetworkNames.Elsewhere));
            if (!names.Add(name))
                Report(Fault(DiagnosticIds.DuplicateName, "Name", name, "an input", "another input"));
            var sizes = input.Shape.ToArray();
            for (var axis = 0; axis < sizes.Length; axis++)
            {
                if (sizes[axis] < 1)
                    Report(Fault(DiagnosticIds.NonPositiveSize, "Shape", "Size " + Emission.CSharpLiteral.Of(axis + 1), name, Emission.CSharpLiteral.Of(sizes[axis])));
            }

            if (sizes.Length == 0)
                Report(Fault(DiagnosticIds.InvalidArgument, null, "Shape", name, "empty", "give at least one size, such as [Input(784)]"));
            if (diagnostics.Count > 0)
                continue;
            if (sizes.Aggregate(1d, (product, size) => product * size) > int.MaxValue)
            {
                var product = sizes.Aggregate(System.Numerics.BigInteger.One, (all, size) => all * size);
                Report(Fault(DiagnosticIds.TooManyElements, "Shape", name, product.ToString(System.Globalization.CultureInfo.InvariantCulture)));
                continue;
            }

            if (Shape.Of(sizes, input.Axes) is not { } shape)
            {
                Report(Fault(
                    DiagnosticIds.InvalidAxes, "Axes", input.Axes ?? string.Empty, name, Emission.CSharpLiteral.Of(sizes.Length), Identifiers.WhyNotAxes(input.Axes, sizes.Length)));
                continue;
            }

            var value = Graph.AddSource(ValueKind.Input, new ValueType(shape, Element: input.IsInteger ? ElementKind.Int32 : ElementKind.Float), name);
            inputs.Add(new NamedValue(name, value));
        }

        return diagnostics.Count == 0;
    }

    // An output is a set of classes when it is a softmax, or when a loss over classes stands on it.
    private static void MarkClasses(List<NamedValue> outputs, BuildScope scope)
    {
        for (var i = 0; i < outputs.Count; i++)
        {
            var value = outputs[i].Value;
            var isSoftmax = GradientHook.Before(value).Producer?.Operator is Softmax;
            if ((isSoftmax || scope.ClassifiedValues.Contains(value)) && value.Shape.Rank == 1 && value.Shape.Length > 1)
                outputs[i] = outputs[i] with { Classes = value.Shape.Length };
        }
    }

    // One target is called labels or targets; several are named after the outputs they belong to, or the order of their losses.
    private List<NamedValue> NameTargets(List<NamedValue> outputs)
    {
        var used = new HashSet<string>(inputs.Select(input => input.Name).Concat(outputs.Select(output => output.Name)), StringComparer.Ordinal);
        var named = new List<NamedValue>();
        for (var i = 0; i < targets.Count; i++)
        {
            var (target, value) = targets[i];
            var stem = target.Classes > 0 ? "labels" : "targets";
            var output = outputs.FirstOrDefault(candidate => candidate.Value == target.On);
            var name = target.Name.Length > 0 ? target.Name : targets.Count == 1 ? stem : output is null ? stem + Emission.CSharpLiteral.Of(i + 1) : output.Name + char.ToUpperInvariant(stem[0]) + stem.Substring(1);
            while (!used.Add(name))
                name += "_";
            named.Add(new NamedValue(name, value, target.Classes, target.Ignored));
        }

        return named;
    }
}
