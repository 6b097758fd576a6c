using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;

namespace NetGen.Generator.Emission;

/// <summary>
/// Writes the methods that several threads run together, each its part: the calls of the layers' methods, shared out, with a meeting
/// wherever a thread needs what another has computed.
/// </summary>
/// <param name="writer">Where to, inside the class <c>Layers</c>.</param>
/// <param name="isDouble">Double, or single.</param>
internal sealed class ParallelEmitter(SourceWriter writer, bool isDouble)
{
    /// <summary>Writes the class <c>Layers</c> as far as threads share its work.</summary>
    /// <param name="writer">Where to, inside the network's class.</param>
    /// <param name="programs">The network's programs.</param>
    /// <param name="isDouble">Double, or single.</param>
    public static void EmitLayers(SourceWriter writer, NetworkPrograms programs, bool isDouble)
    {
        var emitter = new ParallelEmitter(writer, isDouble);
        writer.Line("// Samples are shared out in units of 16, weight gradients by their inputs, bias gradients by their columns: no sum is split, so that");
        writer.Line("// every number is computed by the same operations in the same order as by one thread.");
        writer.Open("private static partial class Layers");
        var isFirst = true;
        void Emit(string name, string summary, NetworkProgram program, Func<KernelCall, bool> isTaken)
        {
            if (!isFirst)
                writer.Line();
            isFirst = false;
            emitter.Emit(name, summary, program, program.Calls.Where(isTaken).ToArray());
        }

        if (programs.Train is { } train)
            Emit("TrainPart", "A part of TrainForward and TrainBackward.", train, _ => true);
        if (programs.Differentiate is { } differentiate)
        {
            Emit("DifferentiateForwardPart", "A part of DifferentiateForward.", differentiate, call => !call.Node.IsBackward);
            Emit("DifferentiateBackwardPart", "A part of DifferentiateBackward.", differentiate, call => call.Node.IsBackward);
        }

        writer.Close();
    }

    private void Emit(string name, string summary, NetworkProgram program, KernelCall[] calls)
    {
        var parameters = DriverEmitter.Parameters(program, isDouble).Select(parameter => parameter.Declaration);
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Open($"internal static void {name}({string.Join(", ", parameters)}, ref {(isDouble ? "double" : "float")} scratch, int part, global::NetGen.Parallelism team)");
        writer.Line("int parts = team.Threads;");
        if (calls.Any(call => call.Kernel.Split == KernelSplit.Samples))
        {
            writer.Line("int first = global::NetGen.Parallelism.FirstSample(part, parts, count);");
            writer.Line("int samples = global::NetGen.Parallelism.FirstSample(part + 1, parts, count) - first;");
        }

        DriverEmitter.EmitLocals(writer, program, calls.SelectMany(call => call.Arguments).OfType<ValueArgument>().Select(argument => argument.Value), isDouble);
        var meetings = ParallelPlan.Meetings(program, calls);
        string? layer = null;
        for (var i = 0; i < calls.Length; i++)
        {
            var call = calls[i];
            if (layer != call.Node.Layer.Path)
            {
                layer = call.Node.Layer.Path;
                writer.Line();
                writer.Line($"// {layer}: {string.Join(",  ", calls.Skip(i).TakeWhile(other => other.Node.Layer.Path == layer).Select(other => other.Node).Distinct().Select(LayerMethod.Formula))}");
            }

            if (meetings[i])
                writer.Line("team.Meet();");
            var guard = call.Kernel.Split switch { KernelSplit.Samples => "if (samples > 0)", KernelSplit.Whole => "if (part == 0)", _ => null };
            if (guard is not null)
                writer.Line(guard);
            writer.Line($"{(guard is null ? "" : "    ")}Kernels.{call.Kernel.Name}({string.Join(", ", call.Arguments.Zip(call.Kernel.Parameters, (argument, parameter) => Pass(argument, parameter, call.Kernel.Split)))});");
        }

        writer.Close();
    }

    private static string Pass(CallArgument argument, KernelParameter parameter, KernelSplit split) => argument switch
    {
        ValueArgument { Value: { Type.Batched: true } value } when split == KernelSplit.Samples => parameter.Kind == ParameterKind.Write
            ? $"ref Unsafe.Add(ref {value.Name}, {DenseText.Times("first", value.Shape.Length)})"
            : $"in Unsafe.Add(ref Unsafe.AsRef(in {value.Name}), {DenseText.Times("first", value.Shape.Length)})",
        CountArgument count when split == KernelSplit.Samples => DenseText.Times("samples", count.Factor),
        PartArgument => "part",
        PartsArgument => "parts",
        FirstSampleArgument => "first",
        _ => LayerMethod.Pass(argument, parameter),
    };
}
