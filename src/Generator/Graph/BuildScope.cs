using NetGen.Generator.Diagnostics;
using NetGen.Generator.Model;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Graph;

/// <summary>
/// A list of layers while it is built: resolves names, follows <c>From</c> whichever way it points, and builds each layer once.
/// </summary>
internal sealed class BuildScope
{
    private enum State
    {
        Untouched,
        Open,
        Built,
        Failed,
    }

    private readonly GraphBuilder builder;
    private readonly string owner;
    private readonly IReadOnlyList<LayerSpec> specs;
    private readonly string[] names;
    private readonly State[] states;
    private readonly Value?[] values;
    private readonly bool[] isRead;
    private readonly Dictionary<string, int> indexOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamedValue> inputs = new(StringComparer.Ordinal);
    private readonly HashSet<Value> readInputs = [];
    private readonly List<int> open = [];
    private readonly Dictionary<Value, string> lossOn = [];
    private readonly Dictionary<int, MemberGroup> members = [];
    private IReadOnlyList<InputSpec> inputSpecs = [];

    public BuildScope(GraphBuilder builder, string owner, IReadOnlyList<LayerSpec> specs, ScopeContext context)
    {
        this.builder = builder;
        this.owner = owner;
        this.specs = specs;
        Context = context;
        states = new State[specs.Count];
        values = new Value?[specs.Count];
        isRead = new bool[specs.Count];
        names = new string[specs.Count];
        NameLayers();
    }

    public ScopeContext Context { get; }

    public GraphBuilder Builder => builder;

    public List<NamedValue> Outputs { get; } = [];

    public List<LossTerm> Losses { get; } = [];

    /// <summary>The values that a classification loss reads.</summary>
    public HashSet<Value> ClassifiedValues { get; } = [];

    /// <summary>The members of the layers that have parameters, in source order.</summary>
    public IReadOnlyList<MemberGroup> Members => members.OrderBy(pair => pair.Key).Select(pair => pair.Value).Where(HasParameters).ToArray();

    public void DeclareInputs(IReadOnlyList<NamedValue> declared, IReadOnlyList<InputSpec> declarations)
    {
        inputSpecs = declarations;
        foreach (var input in declared)
        {
            inputs.Add(input.Name, input);
            if (indexOf.TryGetValue(input.Name, out var clash))
                Report(clash, "Name", DiagnosticIds.DuplicateName, input.Name, "an input", specs[clash].Kind);
        }
    }

    /// <summary>Builds every layer.</summary>
    /// <returns>The value of the last layer with its name, or null where that could not be built.</returns>
    public (string Name, Value Value)? BuildAll()
    {
        for (var i = 0; i < specs.Count; i++)
            Build(i);
        var last = LastLayer(specs.Count);
        return last < 0 ? (Context.Input ?? inputs.Values.Last().Value) is { } only ? (string.Empty, only) : null
            : values[last] is { } value ? (names[last], value) : null;
    }

    /// <summary>Reports layers and inputs whose value nobody reads.</summary>
    public void ReportUnused()
    {
        var last = LastLayer(specs.Count);
        var isEndUsed = Outputs.Count == 0;
        for (var i = 0; i < specs.Count; i++)
        {
            var isLast = i == last && isEndUsed;
            if (!isRead[i] && !isLast && specs[i].Kind != "Output" && !IsLoss(i))
                builder.Warn(new SpecDiagnostic(DiagnosticIds.Unused, Locate(i, null), new EquatableArray<string>([names[i]])));
        }

        foreach (var input in inputSpecs)
        {
            var named = builder.Inputs[input.Index];
            if (!readInputs.Contains(named.Value))
                builder.Warn(new SpecDiagnostic(DiagnosticIds.Unused, new SpecLocation(owner, SpecTarget.Input, input.Index), new EquatableArray<string>([named.Name])));
        }
    }

    /// <summary>The path of another layer of this scope, once it is built; what <c>ParametersFrom</c> names.</summary>
    /// <param name="name">The layer, or a path that begins with one.</param>
    /// <returns>The path, or null where there is no such layer or it failed.</returns>
    public string? PathOf(string name)
    {
        var first = name.Split('.')[0];
        if (!indexOf.TryGetValue(first, out var index) || specs[index].Kind == "Output" || IsLoss(index))
            return null;
        return Build(index) is null && states[index] != State.Built ? null : Context.Path + name;
    }

    public bool Knows(string name) => indexOf.ContainsKey(name.Split('.')[0]);

    public void SetMembers(int index, MemberGroup group) => members[index] = group;

    public void Report(int index, string? argument, string id, params string[] arguments) =>
        builder.Report(new SpecDiagnostic(id, Locate(index, argument), new EquatableArray<string>(arguments)));

    public SpecLocation Locate(int index, string? argument) => new(owner, SpecTarget.Layer, specs[index].Index, argument);

    private static bool HasParameters(MemberGroup group) => group.Parameters.Count > 0 || group.Children.Any(HasParameters);

    private bool IsLoss(int index) => LayerDefinition.All.TryGetValue(specs[index].Kind, out var definition) && definition.IsLoss;

    private void NameLayers()
    {
        var ordinals = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < specs.Count; i++)
        {
            var stem = specs[i].Custom?.Name ?? Stem(specs[i].Kind);
            ordinals.TryGetValue(stem, out var ordinal);
            ordinals[stem] = ++ordinal;
            names[i] = specs[i].Name ?? (IsLoss(i) ? specs[i].Kind : stem + Emission.CSharpLiteral.Of(ordinal));
            if (specs[i].Name is { } given && !Identifiers.IsValid(given))
                Report(i, "Name", DiagnosticIds.InvalidName, given, "it must be a C# identifier");
            if (IsLoss(i) && specs[i].Name is null)
                continue;
            if (specs[i].Kind == "Output" && specs[i].Name is null)
                continue;
            if (indexOf.TryGetValue(names[i], out var other))
                Report(i, specs[i].Name is null ? null : "Name", DiagnosticIds.DuplicateName, names[i], specs[other].Kind, specs[i].Kind);
            else
                indexOf.Add(names[i], i);
        }
    }

    // Conv2D is called Conv1, Conv2, …
    private static string Stem(string kind) => kind.Length > 2 && kind[kind.Length - 1] == 'D' && char.IsDigit(kind[kind.Length - 2]) ? kind.Substring(0, kind.Length - 2) : kind;

    private int LastLayer(int before)
    {
        var i = before - 1;
        while (i >= 0 && (specs[i].Kind == "Output" || IsLoss(i)))
            i--;
        return i;
    }

    private Value? Build(int index)
    {
        switch (states[index])
        {
            case State.Built:
                return values[index];
            case State.Failed:
                return null;
            case State.Open:
                var loop = open.Skip(open.IndexOf(index)).Append(index).Select(i => names[i]);
                Report(index, specs[index].From.Count > 0 ? "From" : null, DiagnosticIds.Cycle, names[index], string.Join(" ← ", loop));
                states[index] = State.Failed;
                return null;
        }

        states[index] = State.Open;
        open.Add(index);
        var value = TryBuild(index);
        open.RemoveAt(open.Count - 1);
        if (states[index] == State.Open)
            states[index] = value is null ? State.Failed : State.Built;
        return values[index] = states[index] == State.Built ? value : null;
    }

    private Value? TryBuild(int index)
    {
        var spec = specs[index];
        var isOutput = spec.Kind == "Output";
        LayerDefinition? definition = null;
        if (!isOutput && !LayerDefinition.All.TryGetValue(spec.Kind, out definition))
        {
            Report(index, null, DiagnosticIds.UnknownLayer, spec.Kind);
            return null;
        }

        if (Sources(index, definition) is not { } sources)
            return null;
        if (isOutput)
            return DeclareOutput(index, sources[0]);
        var layer = new LayerBuilder(this, index, spec, names[index], sources, definition!.ReadsIntegers);
        try
        {
            if (definition.IsLoss)
                return BuildLoss(index, definition, layer);
            var value = layer.Hook(definition.Build(layer));
            layer.Finish(value);
            return value;
        }
        catch (SpecException fault)
        {
            if (fault.Diagnostic is { } diagnostic)
                builder.Report(diagnostic);
            return null;
        }
        catch (OverflowException)
        {
            Report(index, null, DiagnosticIds.TooManyElements, names[index], "more than 2147483647");
            return null;
        }
    }

    private Value BuildLoss(int index, LayerDefinition definition, LayerBuilder layer)
    {
        var on = layer.Input;
        // A value may be one of several that a loss compares, and have a loss of its own besides.
        var isAlone = definition.Operands.Count == 0;
        if (isAlone && lossOn.TryGetValue(on, out var other))
            throw layer.Error(DiagnosticIds.TwoLosses, null, layer.InputNames[0], other, specs[index].Kind);
        if (isAlone)
            lossOn.Add(on, specs[index].Kind);
        var weight = layer.Real("Weight", 1);
        if (!(weight > 0) || double.IsInfinity(weight))
            throw layer.Error(DiagnosticIds.InvalidArgument, "Weight", "Weight", layer.Name, Emission.CSharpLiteral.Of(weight, true).TrimEnd('d'), "it must be positive and finite");
        var loss = definition.Build(layer);
        Losses.Add(new LossTerm(loss, weight, layer.Normalizer));
        if (loss.Producer?.Operator is ClassLoss)
            ClassifiedValues.Add(on);
        return loss;
    }

    private Value? DeclareOutput(int index, (string Name, Value Value) source)
    {
        var name = specs[index].Name ?? (source.Name.Length > 0 ? char.ToLowerInvariant(source.Name[0]) + source.Name.Substring(1) : "output");
        // Of a batch, what is called input or output is called inputs or outputs.
        var plural = name == "output" ? "outputs" : name == "inputs" ? "input" : name;
        var other = inputs.ContainsKey(name) || inputs.ContainsKey(plural) ? "an input"
            : Outputs.Any(output => output.Name == name) ? "another output"
            : NetworkNames.OfMethods.Contains(name) ? NetworkNames.Elsewhere
            : null;
        if (other is not null)
        {
            Report(index, null, DiagnosticIds.DuplicateName, name, other, "an output");
            return null;
        }

        Outputs.Add(new NamedValue(name, source.Value));
        return source.Value;
    }

    // The values a layer reads, or null where one is missing; what is wrong has then been reported, here or where it is built.
    private List<(string Name, Value Value)>? Sources(int index, LayerDefinition? definition)
    {
        var spec = specs[index];
        var wanted = spec.From;
        var isJoin = definition?.IsJoin == true || spec.Custom is { Inputs.Count: > 1 };
        var operands = definition?.Operands ?? [];
        if (operands.Count > 0 && wanted.Count != operands.Count)
        {
            var count = Emission.CSharpLiteral.Of(operands.Count);
            Report(index, wanted.Count > 0 ? "From" : null, DiagnosticIds.WrongOperands, names[index], count, wanted.Count == 0 ? "none" : Emission.CSharpLiteral.Of(wanted.Count), string.Join(", ", operands));
            return null;
        }

        if (wanted.Count == 0 || (isJoin && wanted.Count == 1))
        {
            var previous = Previous(index);
            if (previous is null || wanted.Count == 0)
            {
                if (previous is null)
                    return null;
                if (!isJoin)
                    return [previous.Value];
                Report(index, null, DiagnosticIds.TooFewSources, names[index], $"one, '{previous.Value.Name}'");
                return null;
            }

            return Named(index, wanted[0]) is { } other ? [previous.Value, other] : null;
        }

        if (!isJoin && operands.Count == 0 && wanted.Count > 1)
        {
            Report(index, "From", DiagnosticIds.TooManySources, names[index], string.Join(" and ", wanted.Select(name => $"'{name}'")));
            return null;
        }

        var sources = new List<(string, Value)>();
        foreach (var name in wanted)
        {
            if (Named(index, name) is not { } source)
                return null;
            sources.Add(source);
        }

        return sources;
    }

    private (string Name, Value Value)? Named(int index, string name)
    {
        if (inputs.TryGetValue(name, out var input))
        {
            readInputs.Add(input.Value);
            return (name, input.Value);
        }

        if (Context.Input is { } blockInput && name == "input" && !indexOf.ContainsKey(name))
            return (name, blockInput);
        if (indexOf.TryGetValue(name, out var layer) && !IsLoss(layer))
        {
            isRead[layer] = true;
            return Build(layer) is { } value ? (name, value) : null;
        }

        var known = indexOf.Keys.Where(key => !IsLoss(indexOf[key])).Concat(inputs.Keys);
        var argument = specs[index].Arguments.Count >= 0 && specs[index].From.Count > 0 ? "From" : null;
        Report(index, argument, DiagnosticIds.UnknownName, names[index], name, Identifiers.DidYouMean(name, known));
        return null;
    }

    private (string Name, Value Value)? Previous(int index)
    {
        var last = LastLayer(index);
        var between = inputSpecs.Where(input => input.Position > last && input.Position <= index && (last >= 0 ? input.Position > 0 : true)).ToArray();
        if (between.Length > 1)
        {
            Report(index, null, DiagnosticIds.NothingToRead, names[index], "several inputs stand before it; name one with From");
            return null;
        }

        if (between.Length == 1)
        {
            var input = builder.Inputs[between[0].Index];
            readInputs.Add(input.Value);
            return (input.Name, input.Value);
        }

        if (last >= 0)
        {
            isRead[last] = true;
            return Build(last) is { } value ? (names[last], value) : null;
        }

        if (Context.Input is { } blockInput)
            return ("input", blockInput);
        Report(index, null, DiagnosticIds.NothingToRead, names[index], "no [Input] stands before it");
        return null;
    }
}
