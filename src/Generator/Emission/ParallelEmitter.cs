using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;

namespace NetGen.Generator.Emission;

/// <summary>
/// Writes the methods that several threads run together: the calls of the kernels, shared out piece by piece, with a meeting wherever a
/// thread needs what another has computed.
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
        writer.Line("// Threads take pieces as they are free: of samples, in units of 16, of the columns of large products, of the inputs of weight gradients.");
        writer.Line("// No sum is split, so that every number is computed by the same operations in the same order as by one thread.");
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
        writer.Open($"internal static void {name}({string.Join(", ", parameters)}, ref {(isDouble ? "double" : "float")} scratch, global::NetGen.Parallelism team)");
        writer.Line("int pieces = team.Pieces;");
        DriverEmitter.EmitLocals(writer, program, calls.SelectMany(call => call.Arguments).OfType<ValueArgument>().Select(argument => argument.Value), isDouble);
        foreach (var stage in ParallelPlan.Stages(program, calls))
        {
            writer.Line();
            if (stage.MeetsBefore)
                writer.Line("team.Meet();");
            writer.Line($"for (int piece = team.Take({CSharpLiteral.Of(stage.Slot)}); piece < {(stage.Split == KernelSplit.Whole ? "1" : "pieces")}; piece = team.Take({CSharpLiteral.Of(stage.Slot)}))");
            writer.Open();
            if (stage.Split == KernelSplit.Samples)
            {
                writer.Line("int first = global::NetGen.Parallelism.FirstSample(piece, pieces, count);");
                writer.Line("int samples = global::NetGen.Parallelism.FirstSample(piece + 1, pieces, count) - first;");
                writer.Line("if (samples == 0)");
                writer.Line("    continue;");
            }

            foreach (var call in stage.Calls)
            {
                writer.Line($"// {call.Node.Layer.Path}: {LayerMethod.Formula(call.Node)}");
                writer.Line($"Kernels.{call.Kernel.Name}({string.Join(", ", call.Arguments.Zip(call.Kernel.Parameters, (argument, parameter) => Pass(argument, parameter, call.Kernel.Split)))});");
            }

            writer.Close();
        }

        writer.Close();
    }

    private static string Pass(CallArgument argument, KernelParameter parameter, KernelSplit split) => argument switch
    {
        ValueArgument { Value: { Type.Batched: true } value } when split == KernelSplit.Samples => parameter.Kind == ParameterKind.Write
            ? $"ref Unsafe.Add(ref {value.Name}, {DenseText.Times("first", value.Shape.Length)})"
            : $"in Unsafe.Add(ref Unsafe.AsRef(in {value.Name}), {DenseText.Times("first", value.Shape.Length)})",
        CountArgument count when split == KernelSplit.Samples => DenseText.Times("samples", count.Factor),
        PartArgument => split == KernelSplit.Parts ? "piece" : "0",
        PartsArgument => split == KernelSplit.Parts ? "pieces" : "1",
        FirstSampleArgument => "first",
        _ => LayerMethod.Pass(argument, parameter),
    };
}
