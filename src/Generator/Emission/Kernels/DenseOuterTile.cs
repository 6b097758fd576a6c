using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// A register tile of <c>dW = δᵀ x</c>: some inputs, some vectors of outputs, held in registers while the sum runs over the rows.
/// </summary>
/// <param name="Inputs">How many inputs.</param>
/// <param name="Width">How many vectors of outputs.</param>
/// <param name="IsLast">Whether only some lanes of the last vector are valid.</param>
/// <param name="IsPacked">Whether rows lie one behind the other, as <see cref="PackVectors"/> and <see cref="PackStrips"/> put them; otherwise the strides are arguments.</param>
/// <param name="Target">Width and scalar type.</param>
public sealed record DenseOuterTile(int Inputs, int Width, bool IsLast, bool IsPacked, VectorTarget Target) : KernelPart(Target.IsDouble, Target.Bits)
{
    /// <inheritdoc/>
    public override string Name =>
        $"OuterTile{CSharpLiteral.Of(Inputs)}x{CSharpLiteral.Of(Width)}{(IsPacked ? "Packed" : "")}{(IsLast ? "Last" : "")}{Target.Suffix}";

    // Rows a turn of the loop, as in a DenseTile.
    private int Unroll => IsPacked && Target.Bits == 256 ? 4 : 1;

    /// <summary>The strides of the operands as arguments.</summary>
    /// <param name="outputs">From row to row of δ.</param>
    /// <param name="inputs">From row to row of x.</param>
    /// <returns>The arguments, none where they are known.</returns>
    public string Strides(int outputs, int inputs) => IsPacked ? "" : $"{CSharpLiteral.Of(outputs)}, {CSharpLiteral.Of(inputs)}, ";

    /// <inheritdoc/>
    public override void Emit(SourceWriter writer)
    {
        writer.Line($"// {CSharpLiteral.Of(Inputs)} inputs × {CSharpLiteral.Of(Width)} vectors of outputs, held in registers while the sum runs over the rows.");
        writer.Line(Optimized);
        writer.Open($"internal static void {Name}(ref readonly {Target.Scalar} δ, ref readonly {Target.Scalar} x, ref {Target.Scalar} dw, int count, bool add, {(IsPacked ? "" : "nuint outputStride, nuint inputStride, ")}nuint panelStride{(IsLast ? ", int lanes" : "")})");
        writer.Open("unchecked");
        for (int input = 0; input < Inputs; input++)
            writer.Line($"{Target.Type} {List(Width, vector => $"{Sum(input, vector)} = {Target.Zero}")};");
        writer.Line("nuint rows = (nuint)count;");
        writer.Line("nuint r = 0, i = 0, o = 0;");
        if (Unroll > 1)
        {
            Loop(writer, $"for (nuint whole = rows & ~{CSharpLiteral.Of(Unroll - 1)}u; r < whole; r += {CSharpLiteral.Of(Unroll)}, {Advance(Unroll)})", Unroll, EmitRow);
            writer.Line();
        }

        Loop(writer, $"for (; r < rows; r++, {Advance(1)})", 1, EmitRow);
        if (IsLast)
        {
            writer.Line("// The padding of dW stays zero, whatever was read behind δ.");
            for (int input = 0; input < Inputs; input++)
                writer.Line($"{Sum(input, Width - 1)} = {Target.KeepFirst("lanes", Sum(input, Width - 1), Target.Zero)};");
        }

        for (int vector = 1; vector < Width; vector++)
            writer.Line($"ref {Target.Scalar} dw{CSharpLiteral.Of(vector)} = ref {At("dw", Place(vector))};");
        writer.Open("if (add)");
        for (int input = 0; input < Inputs; input++)
        {
            for (int vector = 0; vector < Width; vector++)
                writer.Line($"{Sum(input, vector)} += {Load(Target, Column(vector), CSharpLiteral.Of(input * VectorTarget.Panel))};");
        }

        writer.Close();
        for (int vector = 0; vector < Width; vector++)
        {
            for (int input = 0; input < Inputs; input++)
                Store(writer, Target, Sum(input, vector), Column(vector), input * VectorTarget.Panel);
        }

        writer.Close();
        writer.Close();
    }

    private static string Sum(int input, int vector) => $"s{CSharpLiteral.Of(input)}_{CSharpLiteral.Of(vector)}";

    private string Advance(int rows) => IsPacked
        ? $"i += {CSharpLiteral.Of(rows * PackStrips.Strip)}, o += {CSharpLiteral.Of(rows * Width * Target.Lanes)}"
        : "i += inputStride, o += outputStride";

    // The products of a row; the first row of a loop's body declares the locals.
    private void EmitRow(SourceWriter writer, int row)
    {
        string declared = row == 0 ? "var " : "";
        for (int vector = 0; vector < Width; vector++)
            writer.Line($"{declared}δ{CSharpLiteral.Of(vector)} = {Load(Target, "δ", Plus("o", ((row * Width) + vector) * Target.Lanes))};");
        for (int input = 0; input < Inputs; input++)
        {
            writer.Line($"{declared}x{CSharpLiteral.Of(input)} = {Target.Broadcast(Of("x", Plus("i", (row * PackStrips.Strip) + input)))};");
            for (int vector = 0; vector < Width; vector++)
                writer.Line($"{Sum(input, vector)} = {Target.MultiplyAdd($"x{CSharpLiteral.Of(input)}", $"δ{CSharpLiteral.Of(vector)}", Sum(input, vector))};");
        }
    }

    private static string Column(int vector) => vector == 0 ? "dw" : "dw" + CSharpLiteral.Of(vector);

    // Where a vector of outputs begins in dW, which is packed in panels as W is.
    private string Place(int vector)
    {
        int panel = vector / Target.VectorsPerPanel, rest = vector % Target.VectorsPerPanel * Target.Lanes;
        string panels = panel switch { 0 => "0", 1 => "panelStride", _ => $"panelStride * {CSharpLiteral.Of(panel)}" };
        return Join(panels, CSharpLiteral.Of(rest));
    }
}
