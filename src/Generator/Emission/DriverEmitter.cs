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
    public static void Emit(SourceWriter writer, string name, string summary, NetworkProgram program, bool isBackward, LayerMethodLibrary library, bool isDouble)
    {
        var samples = library.Group(isBackward ? [] : program.Calls.Take(program.SampleCalls));
        var rest = library.Group(program.Calls.Skip(program.SampleCalls).Where(call => call.Node.IsBackward == isBackward));
        var methods = samples.Concat(rest).ToArray();
        writer.Line($"/// <summary>{XmlText.Escape(summary)}</summary>");
        writer.Open($"internal static void {name}({string.Join(", ", Parameters(program, isDouble).Select(parameter => parameter.Declaration))})");

        EmitLocals(writer, program, methods.SelectMany(method => method.Method.Values), isDouble);
        var scratch = methods.SelectMany(method => method.Method.Calls).Any(call => call.Arguments.Any(argument => argument is ScratchArgument));
        if (scratch)
            writer.Line($"ref {Scalar(isDouble)} scratch = ref Unsafe.Add(ref memory, (capacity * {CSharpLiteral.Of(program.Memory.BatchedLength)}) + {CSharpLiteral.Of(program.Memory.FixedLength)});");
        if (samples.Count > 0)
        {
            writer.Line();
            writer.Line("// One sample after another, so that what is between the layers stays in the cache.");
            writer.Open("for (int s = 0; s < count; s++)");
            foreach (var (methodName, method) in samples)
            {
                writer.Line($"// {method.Layer}: {string.Join(",  ", method.Formulas)}");
                writer.Line($"{methodName}({method.Arguments((value, isWritten) => OfSample(program, value, isWritten), "1")});");
            }

            writer.Close();
        }

        foreach (var (methodName, method) in rest)
        {
            writer.Line();
            writer.Line($"// {method.Layer}: {string.Join(",  ", method.Formulas)}");
            writer.Line($"{methodName}({method.Arguments()});");
        }

        writer.Close();
    }

    // Where the part of the sample s is; what is there once is not moved.
    private static string OfSample(NetworkProgram program, Value value, bool isWritten)
    {
        if (!value.Type.Batched || program.Storage[value].Region is StorageRegion.Fixed or StorageRegion.Constant)
            return value.Name;
        return $"Unsafe.Add(ref {(isWritten ? value.Name : $"Unsafe.AsRef(in {value.Name})")}, s * {CSharpLiteral.Of(value.Shape.Length)})";
    }

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
    }

    /// <summary>Whether a program reads or changes the network's buffers.</summary>
    /// <param name="program">The program.</param>
    /// <returns>Whether its methods take them.</returns>
    public static bool UsesBuffers(NetworkProgram program) => program.Calls.SelectMany(call => call.Arguments).OfType<ValueArgument>().Any(argument => argument.Value.Kind == ValueKind.Buffer);

    private static IEnumerable<int> OutputsOf(NetworkProgram program) =>
        program.Storage.Values.Where(storage => storage.Region == StorageRegion.Output).Select(storage => storage.Offset).Distinct().OrderBy(ordinal => ordinal);

    private static string Scalar(bool isDouble) => isDouble ? "double" : "float";

    // Sources that are spans come as parameters of the same name.
    private static string? Local(NetworkProgram program, Value value, bool isDouble)
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
            StorageRegion.Fixed => $"ref {scalar} {value.Name} = ref Unsafe.Add(ref memory, (capacity * {CSharpLiteral.Of(program.Memory.BatchedLength)}) + {offset});",
            StorageRegion.Output => $"ref {scalar} {value.Name} = ref y{offset};",
            StorageRegion.Constant => $"ref readonly {scalar} {value.Name} = ref MemoryMarshal.GetReference<{scalar}>([{string.Join(", ", value.Elements!.Select(element => CSharpLiteral.Of(element, isDouble)))}]);",
            StorageRegion.Input or StorageRegion.Target or StorageRegion.OutputGradient when value.Producer is not null =>
                $"ref readonly {(value.Type.Element == ElementKind.Int32 ? "int" : scalar)} {value.Name} = ref {Root(value).Name};",
            _ => null,
        };
    }

    private static Value Root(Value value)
    {
        while (value.Producer is { Operator.IsView: true } view)
            value = view.Inputs[0];
        return value;
    }
}
