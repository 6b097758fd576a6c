using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;

namespace NetGen.Generator.Emission;

/// <summary>Writes the method that runs one direction of a program: a local a value, then a call a layer under its formulas.</summary>
internal static class DriverEmitter
{
    /// <summary>Writes the method.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="program">The program.</param>
    /// <param name="isBackward">Which direction.</param>
    /// <param name="library">The methods of the layers.</param>
    /// <param name="isDouble">Double, or single.</param>
    /// <param name="common">What is left to the method of common calls, or null.</param>
    public static void Emit(SourceWriter writer, string name, string summary, NetworkProgram program, bool isBackward, LayerMethodLibrary library, bool isDouble, CommonCalls? common = null)
    {
        writer.Line($"/// <summary>{XmlText.Escape(summary)}</summary>");
        writer.Open($"internal static void {name}({string.Join(", ", Parameters(program, isDouble).Select(parameter => parameter.Declaration))})");
        var samples = library.Group(isBackward ? [] : program.Calls.Take(program.SampleCalls));
        var rest = library.Group(common?.Rest(program, isBackward) ?? program.Calls.Skip(program.SampleCalls).Where(call => call.Node.IsBackward == isBackward));
        var methods = samples.Concat(rest).Select(named => named.Method).ToArray();
        var isShared = common?.In(isBackward).Count > 0;
        EmitLocals(writer, program, methods.SelectMany(method => method.Values), isDouble);
        if (isShared || methods.SelectMany(method => method.Calls).Any(call => call.Arguments.Any(argument => argument is ScratchArgument)))
            writer.Line($"ref {Scalar(isDouble)} scratch = ref Unsafe.Add(ref memory, {Once(program, program.Memory.FixedLength)});");
        if (isShared && !isBackward)
            EmitCommonCall(writer, common!, isBackward);
        if (samples.Count > 0)
        {
            writer.Line();
            writer.Line("// One sample after another, so that what is between the layers stays in the cache.");
            writer.Open("for (int s = 0; s < count; s++)");
            foreach (var (methodName, method) in samples)
            {
                writer.Line($"// {method.Layer}: {string.Join(",  ", method.Formulas)}");
                writer.Line($"{methodName}({method.Arguments(value => OfSample(program, value), "1")});");
            }

            writer.Close();
        }

        EmitCalls(writer, rest);
        if (isShared && isBackward)
            EmitCommonCall(writer, common!, isBackward);
        writer.Close();
    }

    /// <summary>Writes the method of the calls that two programs make alike.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="common">The calls.</param>
    /// <param name="isBackward">Which direction.</param>
    /// <param name="library">The methods of the layers.</param>
    /// <param name="isDouble">Double, or single.</param>
    public static void EmitCommon(SourceWriter writer, CommonCalls common, bool isBackward, LayerMethodLibrary library, bool isDouble)
    {
        var methods = library.Group(common.In(isBackward));
        writer.Line($"/// <summary>What {(isBackward ? "TrainBackward and DifferentiateBackward" : "TrainForward and DifferentiateForward")} do alike.</summary>");
        writer.Open($"private static void {CommonCalls.Name(isBackward)}({string.Join(", ", common.Parameters.Select(parameter => parameter.Declaration))})");
        EmitLocals(writer, common.Program, methods.SelectMany(method => method.Method.Values), isDouble);
        EmitCalls(writer, methods);
        writer.Close();
    }

    private static void EmitCalls(SourceWriter writer, IReadOnlyList<(string Name, LayerMethod Method)> methods)
    {
        foreach (var (name, method) in methods)
        {
            writer.Line();
            writer.Line($"// {method.Layer}: {string.Join(",  ", method.Formulas)}");
            writer.Line($"{name}({method.Arguments()});");
        }
    }

    private static void EmitCommonCall(SourceWriter writer, CommonCalls common, bool isBackward)
    {
        writer.Line();
        writer.Line(common.Describe(isBackward));
        writer.Line($"{CommonCalls.Name(isBackward)}({common.Arguments()});");
    }

    // Where the part of the sample s is; what is there once is not moved.
    private static string OfSample(NetworkProgram program, Value value)
    {
        if (!value.Type.Batched || program.Storage[value].Region is StorageRegion.Fixed or StorageRegion.Constant)
            return value.Name;
        return $"Unsafe.Add(ref {Writable(program, value)}, s * {CSharpLiteral.Of(value.Shape.Length)})";
    }

    /// <summary>A value as something that <c>ref</c> may stand before: its local, unless that is a readonly reference.</summary>
    /// <param name="program">The program.</param>
    /// <param name="value">The value.</param>
    /// <returns>The expression.</returns>
    public static string Writable(NetworkProgram program, Value value) => program.Storage[value].Region is StorageRegion.Arena or StorageRegion.Fixed or StorageRegion.Buffers or StorageRegion.Gradients or StorageRegion.Output
        ? value.Name
        : $"Unsafe.AsRef(in {value.Name})";

    /// <summary>Writes a local for every value that is no parameter of the method.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="program">The program.</param>
    /// <param name="values">The values that are used.</param>
    /// <param name="isDouble">Double, or single.</param>
    public static void EmitLocals(SourceWriter writer, NetworkProgram program, IEnumerable<Value> values, bool isDouble)
    {
        // The parts of a shared parameter's gradient are values of one name in one place.
        var locals = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in values.Distinct().OrderBy(value => program.Storage[value].Region).ThenBy(value => program.Storage[value].Offset).ThenBy(value => value.Id))
        {
            if (Local(program, value, isDouble) is { } local && locals.Add(local))
                writer.Line(local);
        }
    }

    /// <summary>The arguments of a call of the method, as expressions.</summary>
    /// <param name="program">The program.</param>
    /// <param name="isDouble">Double, or single.</param>
    /// <returns>The names of its parameters, in order, with how they are passed.</returns>
    public static IEnumerable<(string Declaration, string Name, string Passing)> Parameters(NetworkProgram program, bool isDouble)
    {
        var scalar = Scalar(isDouble);
        bool IsSpan(Value source) => source.Kind is ValueKind.Input or ValueKind.OutputGradient || (source.Kind == ValueKind.Target && program.Graph.UsersOf(source).Any());
        foreach (var value in program.Graph.Sources.Where(IsSpan))
            yield return ($"ref readonly {(value.Type.Element == ElementKind.Int32 ? "int" : scalar)} {value.Name}", value.Name, "in ");
        foreach (var output in OutputsOf(program))
            yield return ($"ref {scalar} y{CSharpLiteral.Of(output)}", "y" + CSharpLiteral.Of(output), "ref ");
        yield return ($"ref {scalar} θ", "θ", "ref ");
        if (program.Storage.Values.Any(storage => storage.Region == StorageRegion.Gradients))
            yield return ($"ref {scalar} dθ", "dθ", "ref ");
        if (UsesBuffers(program))
            yield return ($"ref {scalar} buffers", "buffers", "ref ");
        yield return ($"ref {scalar} memory", "memory", "ref ");
        yield return ("int count", "count", string.Empty);
        yield return ("int capacity", "capacity", string.Empty);
        if (program.Graph.Nodes.Any(node => node.IsBackward))
            yield return ("bool accumulate", "accumulate", string.Empty);
        if (program.Calls.Any(call => call.Arguments.Any(argument => argument is SeedArgument)))
        {
            yield return ("ulong seed", "seed", string.Empty);
            yield return ("ulong step", "step", string.Empty);
        }

        if (program.Calls.SelectMany(call => call.Arguments).OfType<NetworkArgument>().FirstOrDefault() is { } network)
            yield return ($"{network.Type} network", "network", string.Empty);
    }

    /// <summary>Whether a program reads or changes the network's buffers.</summary>
    /// <param name="program">The program.</param>
    /// <returns>Whether its methods take them.</returns>
    public static bool UsesBuffers(NetworkProgram program) => program.Calls.SelectMany(call => call.Arguments).OfType<ValueArgument>().Any(argument => argument.Value.Kind == ValueKind.Buffer);

    private static IEnumerable<int> OutputsOf(NetworkProgram program) =>
        program.Storage.Values.Where(storage => storage.Region == StorageRegion.Output).Select(storage => storage.Offset).Distinct().OrderBy(ordinal => ordinal);

    private static string Scalar(bool isDouble) => isDouble ? "double" : "float";

    /// <summary>The declaration of a value's local.</summary>
    /// <param name="program">The program.</param>
    /// <param name="value">The value.</param>
    /// <param name="isDouble">Double, or single.</param>
    /// <returns>The statement; null for a span, which comes as a parameter of the value's name.</returns>
    public static string? Local(NetworkProgram program, Value value, bool isDouble)
    {
        var storage = program.Storage[value];
        var scalar = Scalar(isDouble);
        var offset = CSharpLiteral.Of(storage.Offset);
        return storage.Region switch
        {
            StorageRegion.Parameters => $"ref readonly {scalar} {value.Name} = ref Unsafe.Add(ref θ, {offset});",
            StorageRegion.Buffers => $"ref {scalar} {value.Name} = ref Unsafe.Add(ref buffers, {offset});",
            StorageRegion.Gradients => $"ref {scalar} {value.Name} = ref Unsafe.Add(ref dθ, {offset});",
            StorageRegion.Arena => $"ref {scalar} {value.Name} = ref Unsafe.Add(ref memory, {(storage.Offset == 0 ? "0" : $"capacity * {offset}")});",
            StorageRegion.Fixed => $"ref {scalar} {value.Name} = ref Unsafe.Add(ref memory, {Once(program, storage.Offset)});",
            StorageRegion.Output => $"ref {scalar} {value.Name} = ref y{offset};",
            StorageRegion.Constant => $"ref readonly {scalar} {value.Name} = ref MemoryMarshal.GetReference<{scalar}>([{string.Join(", ", value.Elements!.Select(element => CSharpLiteral.Of(element, isDouble)))}]);",
            StorageRegion.Input or StorageRegion.Target or StorageRegion.OutputGradient when value.Producer is not null =>
                $"ref readonly {(value.Type.Element == ElementKind.Int32 ? "int" : scalar)} {value.Name} = ref {Root(value).Name};",
            _ => null,
        };
    }

    // Where in memory something is that is there once, behind all that is there for each sample.
    private static string Once(NetworkProgram program, int offset)
    {
        var batched = $"capacity * {CSharpLiteral.Of(program.Memory.BatchedLength)}";
        return offset == 0 ? batched : $"({batched}) + {CSharpLiteral.Of(offset)}";
    }

    private static Value Root(Value value)
    {
        while (value.Producer is { Operator.IsView: true } view)
            value = view.Inputs[0];
        return value;
    }
}
