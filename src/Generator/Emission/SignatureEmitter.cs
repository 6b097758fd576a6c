using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;

namespace NetGen.Generator.Emission;

/// <summary>Writes the constants of a network and its signature.</summary>
internal static class SignatureEmitter
{
    public static void Emit(SourceWriter writer, NetworkSpec spec, NetworkModel network, string description)
    {
        var parameters = new ParameterPlan(network.Parameters);
        EmitLengths(writer, "Input", network.Inputs);
        EmitLengths(writer, "Output", network.Outputs);
        writer.Line("/// <summary>How many parameters the network has.</summary>");
        writer.Line($"public const int ParameterCount = {CSharpLiteral.Of(parameters.Count)};");
        writer.Line();
        writer.Line("/// <summary>The summary table: layer, output shape, parameters, FLOPs, bytes.</summary>");
        writer.Line(NetworkFile.RealTime);
        writer.Line($"public static string Description => {CSharpLiteral.Of(description)};");
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line(NetworkFile.RealTime);
        writer.Line($"public static global::NetGen.NetworkSignature Signature {{ get; }} = new global::NetGen.NetworkSignature(");
        writer.Line($"    {CSharpLiteral.Of(spec.FullName)},");
        writer.Line($"    {Slots(network.Inputs)},");
        writer.Line($"    {Slots(network.Outputs)},");
        writer.Line($"    {Slots(network.Targets)},");
        writer.Line("    new global::NetGen.BufferLayout(");
        writer.Line("    [");
        EmitTensors(writer, parameters);
        writer.Line("    ]),");
        writer.Line("    new global::NetGen.BufferLayout(");
        writer.Line("    [");
        EmitTensors(writer, new ParameterPlan(network.Buffers));
        writer.Line("    ]),");
        writer.Line(network.Losses.Count > 0 && network.Targets.Count == 0 ? "    Description) { HasLoss = true };" : "    Description);");
    }

    private static void EmitLengths(SourceWriter writer, string what, IReadOnlyList<NamedValue> values)
    {
        foreach (var value in values)
        {
            var prefix = values.Count == 1 ? what : Pascal(value.Name);
            writer.Line($"/// <summary>How many elements a sample of '{value.Name}' has.</summary>");
            writer.Line($"public const int {prefix}Length = {CSharpLiteral.Of(value.Value.Shape.Length)};");
            writer.Line();
            writer.Line($"/// <summary>The sizes of the axes of '{value.Name}', without the batch.</summary>");
            writer.Line(NetworkFile.RealTime);
            writer.Line($"public static ReadOnlySpan<int> {prefix}Shape => [{string.Join(", ", value.Value.Shape.Sizes.Select(CSharpLiteral.Of))}];");
            writer.Line();
        }
    }

    private static string Slots(IReadOnlyList<NamedValue> values) => $"[{string.Join(", ", values.Select(Slot))}]";

    private static string Slot(NamedValue value) =>
        $"new global::NetGen.SlotSignature({CSharpLiteral.Of(value.Name)}, [{string.Join(", ", value.Value.Shape.Sizes.Select(CSharpLiteral.Of))}], " +
        $"global::NetGen.ElementType.{(value.Value.Type.Element == ElementKind.Int32 ? "Int32" : "Float")}, {CSharpLiteral.Of(value.Classes)}{(value.Ignored is { } ignored ? ", " + CSharpLiteral.Of(ignored) : string.Empty)})";

    private static void EmitTensors(SourceWriter writer, ParameterPlan plan)
    {
        foreach (var value in plan.Tensors)
        {
            var tensor = value.Tensor!;
            var arguments = string.Concat(tensor.InitializerArguments.Select(argument => ", " + CSharpLiteral.Of(argument, isDouble: true)));
            var order = (tensor.Packing.Channels > 1 ? ", channels: " + CSharpLiteral.Of(tensor.Packing.Channels) : string.Empty)
                + (tensor.Packing.Groups > 1 ? ", groups: " + CSharpLiteral.Of(tensor.Packing.Groups) : string.Empty);
            writer.Line(
                $"        new({CSharpLiteral.Of(tensor.Path)}, {CSharpLiteral.Of(tensor.Key)}, [{string.Join(", ", value.Shape.Sizes.Select(CSharpLiteral.Of))}], " +
                $"{CSharpLiteral.Of(plan.OffsetOf(tensor))}, global::NetGen.Packing.{(tensor.Packing.HasPanels ? "RowPanels" : "RowMajor")}, " +
                $"new(global::NetGen.Initializer.{tensor.Initializer}, {CSharpLiteral.Of(tensor.FanIn)}, {CSharpLiteral.Of(tensor.FanOut)}{arguments}){order}),");
        }
    }

    internal static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
