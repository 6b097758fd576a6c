using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;

namespace NetGen.Generator.Emission;

/// <summary>The calls of a layer in one direction, as a method: its parameters are the values it works on.</summary>
internal sealed class LayerMethod
{
    private readonly bool isDouble;

    public LayerMethod(IReadOnlyList<KernelCall> calls, bool isDouble)
    {
        Calls = calls;
        this.isDouble = isDouble;
        foreach (var argument in calls.SelectMany(call => call.Arguments).OfType<ValueArgument>())
        {
            if (!Values.Contains(argument.Value))
                Values.Add(argument.Value);
            if (argument.IsWritten)
                Written.Add(argument.Value);
        }
    }

    public IReadOnlyList<KernelCall> Calls { get; }

    /// <summary>The values the method works on, in the order of their first use.</summary>
    public List<Value> Values { get; } = [];

    public HashSet<Value> Written { get; } = [];

    public bool IsBackward => Calls[0].Node.IsBackward;

    /// <summary>The name that says what it does; the library may have to add to it.</summary>
    public string BaseName => (IsBackward ? "Backward" : "Forward") + Layer.Replace('.', '_');

    public string Layer => Calls[0].Node.Layer.Path;

    /// <summary>Whether the layer is one of a block: what is declared once and used several times has its methods once.</summary>
    public bool IsOfBlock => Layer.Contains('.');

    /// <summary>What the method does, whatever its values are called.</summary>
    public string Pattern
    {
        get
        {
            var nodes = Calls.Select(call => call.Node).Distinct().ToList();
            string Argument(CallArgument argument) => argument is ValueArgument value ? CSharpLiteral.Of(Values.IndexOf(value.Value)) : argument.ToString();
            string Call(KernelCall call) => $"{CSharpLiteral.Of(nodes.IndexOf(call.Node))}: {call.Node.Operator.GetType().Name} {call.Kernel.Name}({string.Join(", ", call.Arguments.Select(Argument))})";
            return $"{IsBackward} {string.Join(", ", Values.Select(value => (Written.Contains(value) ? "ref " : "in ") + ElementType(value)))} {string.Join("; ", Calls.Select(Call))}";
        }
    }

    /// <summary>The formulas of the calls, each of a node once.</summary>
    public IEnumerable<string> Formulas => Calls.Select(call => call.Node).Distinct().Select(Formula);

    private string Scalar => isDouble ? "double" : "float";

    public static string Formula(Node node) => node.Operator.Statement(node);

    /// <summary>The parameter list.</summary>
    public string Declaration() => string.Join(", ", Values.Select(value => (Written.Contains(value) ? "ref " : "ref readonly ") + ElementType(value) + " " + value.Name).Concat(Extras().Select(extra => extra.Declaration)));

    /// <summary>The arguments of a call where every value has a local of its name.</summary>
    public string Arguments() => Arguments(value => value.Name, "count");

    /// <summary>The arguments of a call.</summary>
    /// <param name="place">Where a value is.</param>
    /// <param name="count">For how many samples.</param>
    public string Arguments(Func<Value, string> place, string count) => string.Join(", ", Values
        .Select(value => (Written.Contains(value) ? "ref " : "in ") + place(value))
        .Concat(Extras().Select(extra => extra.Argument == "count" ? count : extra.Argument)));

    public void EmitBody(SourceWriter writer)
    {
        Node? current = null;
        foreach (var call in Calls)
        {
            if (call.Node != current)
            {
                if (current is not null)
                    writer.Line();
                writer.Line($"// {Formula(call.Node)}    ({Layer})");
            }

            current = call.Node;

            // Parameters with a default are for threads that share the call.
            var passed = call.Kernel.Parameters.Zip(call.Arguments, (parameter, argument) => parameter.Default is null ? Pass(argument, parameter) : null).OfType<string>();
            writer.Line($"Kernels.{call.Kernel.Name}({string.Join(", ", passed)});");
        }
    }

    /// <summary>An argument of a kernel that does all of its work.</summary>
    public static string Pass(CallArgument argument, KernelParameter parameter) => argument switch
    {
        ValueArgument value => (parameter.Kind == KernelParameterKind.Write ? "ref " : "in ") + value.Value.Name,
        CountArgument { Factor: 1 } => "count",
        CountArgument count => $"count * {CSharpLiteral.Of(count.Factor)}",
        SizeArgument size => CSharpLiteral.Of(size.Value),
        ScratchArgument => "ref scratch",
        AccumulateArgument { Always: true } => "accumulate: true",
        AccumulateArgument { Never: true } => "accumulate: false",
        AccumulateArgument => "accumulate",
        SeedArgument => "seed",
        StepArgument => "step",
        NetworkArgument => "network",
        _ => throw new InvalidOperationException("unknown argument"),
    };

    private IEnumerable<(string Declaration, string Argument)> Extras()
    {
        var arguments = Calls.SelectMany(call => call.Arguments).ToArray();
        if (arguments.Any(argument => argument is ScratchArgument))
            yield return ($"ref {Scalar} scratch", "ref scratch");
        if (arguments.Any(argument => argument is CountArgument))
            yield return ("int count", "count");
        if (arguments.Any(argument => argument is AccumulateArgument { Always: false, Never: false }))
            yield return ("bool accumulate", "accumulate");
        if (arguments.Any(argument => argument is SeedArgument))
            yield return ("ulong seed", "seed");
        if (arguments.Any(argument => argument is StepArgument))
            yield return ("ulong step", "step");
        if (arguments.OfType<NetworkArgument>().FirstOrDefault() is { } network)
            yield return ($"{network.Type} network", "network");
    }

    private string ElementType(Value value) => value.Type.Element == ElementKind.Int32 ? "int" : Scalar;
}

/// <summary>The methods of all layers: programs that compute a layer in the same way share its method, and so do layers of blocks.</summary>
internal sealed class LayerMethodLibrary(bool isDouble)
{
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LayerMethod> methods = new(StringComparer.Ordinal);
    private readonly HashSet<string> sharedByLayers = new(StringComparer.Ordinal);
    private readonly List<string> order = [];

    /// <summary>Splits the calls of one direction into methods, a layer each.</summary>
    /// <param name="calls">The calls.</param>
    /// <returns>The methods with their names.</returns>
    public IReadOnlyList<(string Name, LayerMethod Method)> Group(IEnumerable<KernelCall> calls)
    {
        var groups = new List<List<KernelCall>>();
        foreach (var call in calls)
        {
            if (groups.Count == 0 || groups[groups.Count - 1][0].Node.Layer.Path != call.Node.Layer.Path)
                groups.Add([]);
            groups[groups.Count - 1].Add(call);
        }

        return groups.Select(group => new LayerMethod(group, isDouble)).Select(method => (Name(method), method)).ToArray();
    }

    /// <summary>Writes the method that runs one direction of a program.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="program">The program.</param>
    /// <param name="isBackward">Which direction.</param>
    /// <param name="common">What is left to the method of common calls, or null.</param>
    public void EmitDriver(SourceWriter writer, string name, string summary, NetworkProgram program, bool isBackward, CommonCalls? common = null) =>
        DriverEmitter.Emit(writer, name, summary, program, isBackward, this, isDouble, common);

    /// <summary>Writes the method of the calls that two programs make alike.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="common">The calls.</param>
    /// <param name="isBackward">Which direction.</param>
    public void EmitCommon(SourceWriter writer, CommonCalls common, bool isBackward) =>
        DriverEmitter.EmitCommon(writer, common, isBackward, this, isDouble);

    /// <summary>Writes the methods of one direction.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="isBackward">Which direction.</param>
    public void Emit(SourceWriter writer, bool isBackward)
    {
        foreach (var name in order.Where(name => methods[name].IsBackward == isBackward))
        {
            var method = methods[name];
            writer.Line();
            writer.Line($"/// <summary>The {(isBackward ? "backward" : "forward")} pass of {XmlText.Escape(method.Layer)}{(sharedByLayers.Contains(name) ? ", and of layers of blocks that compute the same" : string.Empty)}.</summary>");
            writer.Open($"private static void {name}({method.Declaration()})");
            method.EmitBody(writer);
            writer.Close();
        }
    }

    private string Name(LayerMethod method)
    {
        var key = method.IsOfBlock ? method.Pattern : $"{method.Layer}: {method.Pattern}";
        if (names.TryGetValue(key, out var name))
        {
            if (methods[name].Layer != method.Layer)
                sharedByLayers.Add(name);
            return name;
        }

        name = method.BaseName;
        for (var i = 2; methods.ContainsKey(name); i++)
            name = method.BaseName + "_" + CSharpLiteral.Of(i);
        names.Add(key, name);
        methods.Add(name, method);
        order.Add(name);
        return name;
    }
}
