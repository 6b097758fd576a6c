using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>Copies some vectors of each row of δ, one row behind the other, where the rows would fall into few cache sets.</summary>
/// <param name="Width">How many vectors.</param>
/// <param name="Target">Width and scalar type.</param>
public sealed record PackVectors(int Width, VectorTarget Target) : KernelPart(Target.IsDouble, Target.Bits)
{
    /// <inheritdoc/>
    public override string Name => $"PackOutputs{CSharpLiteral.Of(Width)}{Target.Suffix}";

    /// <inheritdoc/>
    public override void Emit(SourceWriter writer)
    {
        writer.Line($"// {CSharpLiteral.Of(Width)} vectors of each row of δ, one row behind the other.");
        writer.Line(Optimized);
        writer.Open($"internal static void {Name}(ref readonly {Target.Scalar} δ, ref {Target.Scalar} scratch, int count, nuint stride)");
        writer.Open("unchecked");
        writer.Line("nuint rows = (nuint)count;");
        writer.Open($"for (nuint r = 0, o = 0, t = 0; r < rows; r++, o += stride, t += {CSharpLiteral.Of(Width * Target.Lanes)})");
        for (int vector = 0; vector < Width; vector++)
            writer.Line($"{Load(Target, "δ", Plus("o", vector * Target.Lanes))}.StoreUnsafe(ref scratch, {Plus("t", vector * Target.Lanes)});");
        writer.Close();
        writer.Close();
        writer.Close();
    }
}

/// <summary>Copies the rows of x in strips of eight scalars, each strip with its rows one behind the other.</summary>
/// <param name="Rows">How many rows a strip has room for.</param>
/// <param name="Target">Width and scalar type.</param>
public sealed record PackStrips(int Rows, VectorTarget Target) : KernelPart(Target.IsDouble, Target.Bits)
{
    /// <summary>How many scalars a strip is wide.</summary>
    public const int Strip = 8;

    /// <summary>How many inputs are packed together: two strips, which in float are one cache line of x that is then fetched once.</summary>
    public const int Together = 2 * Strip;

    /// <inheritdoc/>
    public override string Name => $"PackInputs{Target.Suffix}";

    /// <inheritdoc/>
    public override void Emit(SourceWriter writer)
    {
        writer.Line($"// Strips of {CSharpLiteral.Of(Strip)} inputs, each with its rows one behind the other.");
        writer.Line(Optimized);
        writer.Open($"internal static void {Name}(ref readonly {Target.Scalar} x, ref {Target.Scalar} scratch, int count, int from, int to, nuint inputs)");
        writer.Open("unchecked");
        writer.Line("nuint rows = (nuint)count;");
        writer.Open($"for (nuint first = (nuint)from; first < (nuint)to; first += {CSharpLiteral.Of(Together)})");
        writer.Open($"for (nuint r = 0, i = first, t = first * {CSharpLiteral.Of(Rows)}; r < rows; r++, i += inputs, t += {CSharpLiteral.Of(Strip)})");
        for (int input = 0; input < Together; input += Target.Lanes)
        {
            string vector = Load(Target, "x", Plus("i", input));
            string place = Plus("t", (input / Strip * Rows * Strip) + (input % Strip));
            if (Target.Lanes > Strip)
            {
                writer.Line($"var line = {vector};");
                writer.Line($"line.GetLower().StoreUnsafe(ref scratch, {place});");
                writer.Line($"line.GetUpper().StoreUnsafe(ref scratch, t + {CSharpLiteral.Of(Rows * Strip)});");
            }
            else
            {
                writer.Line($"{vector}.StoreUnsafe(ref scratch, {place});");
            }
        }

        writer.Close();
        writer.Close();
        writer.Close();
        writer.Close();
    }
}
