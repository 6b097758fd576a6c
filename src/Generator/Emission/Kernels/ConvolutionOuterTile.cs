using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// A register tile of a convolution's weight gradient: some elements of a stretch, some vectors of filters, held in registers while the
/// sum runs over rows of windows.
/// </summary>
/// <param name="Inputs">How many elements.</param>
/// <param name="Width">How many vectors of filters.</param>
/// <param name="IsLast">Whether only some lanes of the last vector are valid.</param>
/// <param name="Target">Width and scalar type.</param>
public sealed record ConvolutionOuterTile(int Inputs, int Width, bool IsLast, VectorTarget Target) : KernelPart(Target.IsDouble, Target.Bits)
{
    /// <inheritdoc/>
    public override string Name => $"WindowsOuterTile{CSharpLiteral.Of(Inputs)}x{CSharpLiteral.Of(Width)}{(IsLast ? "Last" : "")}{Target.Suffix}";

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts => [new WindowShapeInterface(Target.IsDouble)];

    // A single vector of filters leaves registers free and multipliers waiting: every second window has sums of its own.
    private int Chains => Inputs * Width * 2 <= 12 ? 2 : 1;

    /// <inheritdoc/>
    public override void Emit(SourceWriter writer)
    {
        writer.Line($"// {CSharpLiteral.Of(Inputs)} elements × {CSharpLiteral.Of(Width)} vectors of filters, held in registers while the sum runs over rows of windows.");
        writer.Line(Optimized);
        writer.Open($"internal static void {Name}<T>(ref readonly {Target.Scalar} δ, ref readonly {Target.Scalar} x, ref {Target.Scalar} dw, int rows, int windows, bool add, nuint gradientPitch, nuint inputPitch{(Width > Target.VectorsPerPanel ? ", nuint panelStride" : "")}{(IsLast ? ", int lanes" : "")}) where T : struct, {WindowShapeInterface.InterfaceName}");
        writer.Open("unchecked");
        for (int chain = 0; chain < Chains; chain++)
        {
            for (int input = 0; input < Inputs; input++)
                writer.Line($"{Target.Type} {List(Width, vector => $"{Sum(input, vector, chain)} = {Target.Zero}")};");
        }

        writer.Line($"ref {Target.Scalar} element = ref Unsafe.AsRef(in x);");
        writer.Line("nuint gradients = 0, inputs = 0;");
        writer.Open("for (int row = 0; row < rows; row++, gradients += gradientPitch, inputs += inputPitch)");
        writer.Line("nuint o = gradients, i = inputs;");
        if (Chains == 1)
        {
            Loop(writer, "for (int window = 0; window < windows; window++, o += (nuint)T.Columns, i += (nuint)T.RowStride)", 1, EmitWindow);
        }
        else
        {
            string chains = CSharpLiteral.Of(Chains);
            writer.Line("int window = 0;");
            Loop(writer, $"for (; window < windows - {CSharpLiteral.Of(Chains - 1)}; window += {chains}, o += (nuint)({chains} * T.Columns), i += (nuint)({chains} * T.RowStride))", Chains, EmitWindow);
            writer.Line();
            writer.Line("if (window < windows)");
            writer.Open();
            EmitWindow(writer, 0);
            writer.Close();
        }

        writer.Close();
        for (int chain = 1; chain < Chains; chain++)
        {
            for (int input = 0; input < Inputs; input++)
            {
                for (int vector = 0; vector < Width; vector++)
                    writer.Line($"{Sum(input, vector, 0)} += {Sum(input, vector, chain)};");
            }
        }

        if (IsLast)
        {
            writer.Line("// The padding of dW stays zero, whatever was read behind δ.");
            for (int input = 0; input < Inputs; input++)
                writer.Line($"{Sum(input, Width - 1, 0)} = {Target.KeepFirst("lanes", Sum(input, Width - 1, 0), Target.Zero)};");
        }

        writer.Open("if (add)");
        ForEachSum((sum, place, index) => writer.Line($"{sum} += {Load(Target, place, index)};"));
        writer.Close();
        ForEachSum((sum, place, index) => writer.Line($"{sum}.StoreUnsafe(ref {place}{(index == "0" ? "" : ", " + index)});"));
        writer.Close();
        writer.Close();
    }

    private static string Sum(int input, int vector, int chain) => $"s{CSharpLiteral.Of(input)}_{CSharpLiteral.Of(vector)}{(chain == 0 ? "" : "b")}";

    private void ForEachSum(Action<string, string, string> emit)
    {
        for (int vector = 0; vector < Width; vector++)
        {
            int panel = vector / Target.VectorsPerPanel, rest = vector % Target.VectorsPerPanel * Target.Lanes;
            for (int input = 0; input < Inputs; input++)
            {
                string offset = CSharpLiteral.Of(rest + (input * VectorTarget.Panel));
                emit(Sum(input, vector, 0), "dw", panel switch { 0 => offset, 1 => $"panelStride + {offset}", _ => $"(panelStride * {CSharpLiteral.Of(panel)}) + {offset}" });
            }
        }
    }

    // The products of a window; the first of a loop's body declares the locals.
    private void EmitWindow(SourceWriter writer, int window)
    {
        string declared = window == 0 ? "var " : "";
        for (int vector = 0; vector < Width; vector++)
        {
            string index = Join(window == 0 ? "0" : "T.Columns", CSharpLiteral.Of(vector * Target.Lanes));
            writer.Line($"{declared}δ{CSharpLiteral.Of(vector)} = {Load(Target, "δ", index == "0" ? "o" : $"o + (nuint)({index})")};");
        }

        for (int input = 0; input < Inputs; input++)
        {
            string index = Join(window == 0 ? "0" : "T.RowStride", CSharpLiteral.Of(input));
            writer.Line($"{declared}x{CSharpLiteral.Of(input)} = {Target.Broadcast($"Unsafe.Add(ref element, {(index == "0" ? "i" : $"i + (nuint)({index})")})")};");
            for (int vector = 0; vector < Width; vector++)
            {
                string sum = Sum(input, vector, window % Chains);
                writer.Line($"{sum} = {Target.MultiplyAdd($"x{CSharpLiteral.Of(input)}", $"δ{CSharpLiteral.Of(vector)}", sum)};");
            }
        }
    }
}
