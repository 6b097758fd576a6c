using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;

namespace NetGen.Generator.Emission;

/// <summary>
/// Writes the methods that several threads run together: the calls of the kernels, shared out piece by piece, with a meeting wherever a
/// thread needs what another has computed.
/// </summary>
/// <param name="writer">Where to, inside the class <c>Layers</c>.</param>
/// <param name="common">What training with the network's own loss and with another have in common.</param>
/// <param name="isDouble">Double, or single.</param>
internal sealed class ParallelEmitter(SourceWriter writer, CommonCalls common, bool isDouble)
{
    /// <summary>Writes the class <c>Layers</c> as far as threads share its work.</summary>
    /// <param name="writer">Where to, inside the network's class.</param>
    /// <param name="programs">The network's programs.</param>
    /// <param name="common">What training with the network's own loss and with another have in common.</param>
    /// <param name="isDouble">Double, or single.</param>
    public static void EmitLayers(SourceWriter writer, NetworkPrograms programs, CommonCalls common, bool isDouble)
    {
        var emitter = new ParallelEmitter(writer, common, isDouble);
        writer.Line("// Threads take pieces as they are free: of samples, in units that are whole vectors, of the columns of large products, of the inputs of weight gradients.");
        writer.Line("// No sum is split, so that every number is computed by the same operations in the same order as by one thread.");
        writer.Line("// The formulas of the calls are with those of one thread, under the same layer.");
        writer.Open("private static partial class Layers");
        var isFirst = true;
        void Emit(string name, string summary, NetworkProgram program, params bool[] directions)
        {
            if (!isFirst)
                writer.Line();
            isFirst = false;
            emitter.EmitPart(name, summary, program, directions);
        }

        if (programs.Train is { } train)
            Emit("TrainPart", "A part of TrainForward and TrainBackward.", train, false, true);
        if (programs.Differentiate is { } differentiate)
        {
            Emit("DifferentiateForwardPart", "A part of DifferentiateForward.", differentiate, false);
            Emit("DifferentiateBackwardPart", "A part of DifferentiateBackward.", differentiate, true);
        }

        emitter.EmitCommon(isBackward: false);
        emitter.EmitCommon(isBackward: true);
        writer.Close();
    }

    // The directions of a program, the forward one first: what is common to both programs comes before the rest of the one, and after that of the other.
    private void EmitPart(string name, string summary, NetworkProgram program, bool[] directions)
    {
        Open("internal", name, summary, [.. DriverEmitter.Parameters(program, isDouble), CommonCalls.Scratch(isDouble)]);
        var meets = false;
        void Call(bool isBackward)
        {
            if (common.In(isBackward).Count == 0)
                return;
            if (meets)
            {
                writer.Line();
                writer.Line("team.Meet();");
            }

            writer.Line(common.Describe(isBackward));
            writer.Line($"{CommonCalls.Name(isBackward)}Part({common.Arguments()}, team);");
            meets = true;
        }

        if (directions.Contains(false))
            Call(isBackward: false);
        KernelCall[] calls = [.. directions.SelectMany(isBackward => common.Rest(program, isBackward))];
        if (calls.Length > 0)
        {
            if (meets)
            {
                writer.Line("team.Meet();");
                writer.Line();
            }

            EmitStages(program, calls);
            meets = true;
        }

        if (directions.Contains(true))
            Call(isBackward: true);
        writer.Close();
    }

    private void EmitCommon(bool isBackward)
    {
        if (common.In(isBackward).Count == 0)
            return;
        writer.Line();
        Open("private", CommonCalls.Name(isBackward) + "Part", $"A part of {CommonCalls.Name(isBackward)}.", common.Parameters);
        EmitStages(common.Program, common.In(isBackward));
        writer.Close();
    }

    private void Open(string access, string name, string summary, IEnumerable<(string Declaration, string Name, string Passing)> parameters)
    {
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Open($"{access} static void {name}({string.Join(", ", parameters.Select(parameter => parameter.Declaration))}, global::NetGen.Parallelism team)");
    }

    private void EmitStages(NetworkProgram program, IReadOnlyList<KernelCall> calls)
    {
        writer.Line("int pieces = team.Pieces;");
        DriverEmitter.EmitLocals(writer, program, calls.SelectMany(call => call.Arguments).OfType<ValueArgument>().Select(argument => argument.Value), isDouble);
        foreach (var stage in ParallelPlan.Stages(program, calls))
        {
            writer.Line();
            if (stage.MeetsBefore)
                writer.Line("team.Meet();");
            EmitStage(program, stage);
        }
    }

    private void EmitStage(NetworkProgram program, ParallelStage stage)
    {
        var slot = CSharpLiteral.Of(stage.Slot);
        var head = stage.Split switch
        {
            KernelSplit.Samples => $"while (team.TakeSamples({slot}, count, {CSharpLiteral.Of(stage.SampleUnit)}, out int first, out int samples))",
            KernelSplit.Parts => $"for (int piece = team.Take({slot}); piece < pieces; piece = team.Take({slot}))",
            _ => $"if (team.Take({slot}) == 0)",
        };
        if (stage.Calls.Count == 1)
        {
            writer.Line($"// {stage.Calls[0].Node.Layer.Path}");
            writer.Line(head);
            writer.Line("    " + Call(program, stage.Calls[0]));
            return;
        }

        writer.Open(head);
        string? layer = null;
        foreach (var call in stage.Calls)
        {
            if (call.Node.Layer.Path != layer)
                writer.Line($"// {call.Node.Layer.Path}");
            layer = call.Node.Layer.Path;
            writer.Line(Call(program, call));
        }

        writer.Close();
    }

    private static string Call(NetworkProgram program, KernelCall call) =>
        $"Kernels.{call.Kernel.Name}({string.Join(", ", call.Arguments.Zip(call.Kernel.Parameters, (argument, parameter) => Pass(program, argument, parameter, call.Kernel.Split)))});";

    private static string Pass(NetworkProgram program, CallArgument argument, KernelParameter parameter, KernelSplit split) => argument switch
    {
        ValueArgument { Value: { Type.Batched: true } value } when split == KernelSplit.Samples =>
            $"{(parameter.Kind == KernelParameterKind.Write ? "ref" : "in")} Unsafe.Add(ref {DriverEmitter.Writable(program, value)}, {DenseText.Times("first", value.Shape.Length)})",
        CountArgument count when split == KernelSplit.Samples => DenseText.Times("samples", count.Factor),
        PartArgument => split == KernelSplit.Parts ? "piece" : "0",
        PartsArgument => split == KernelSplit.Parts ? "pieces" : "1",
        FirstSampleArgument => "first",
        _ => LayerMethod.Pass(argument, parameter),
    };
}
