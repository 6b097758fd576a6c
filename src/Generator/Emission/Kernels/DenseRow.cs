using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// A part of a single row of a dense product, bound by how fast the weights arrive: up to eight panels are streamed at once, some
/// cache lines of one after some of another, with so many sums over interleaved parts of the depth that no addition is waited for.
/// </summary>
/// <param name="Vectors">How many vectors of the row.</param>
/// <param name="Variant">The operands.</param>
public sealed record DenseRow(int Vectors, DenseVariant Variant) : KernelPart(Variant.Target.IsDouble, Variant.Target.Bits)
{
    /// <inheritdoc/>
    public override string Name => $"Row{CSharpLiteral.Of(Vectors)}{Variant.Suffix}";

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts => Variant.Interfaces;

    // Sums for each vector: enough for two multiply-adds a cycle of four cycles each, and to spare.
    private int SumsPerVector
    {
        get
        {
            int most = Variant.Target.Registers == 32 ? 16 : 8;
            return Vectors == 1 ? 8 : Vectors * 4 <= most ? 4 : Vectors * 2 <= most ? 2 : 1;
        }
    }

    // Scalars of x a turn of the loop, which are also the cache lines read of one panel before the next; a power of two.
    private int Steps => Math.Max(SumsPerVector, Vectors <= 4 ? 1 : Variant.Target.Registers == 32 ? 8 : 4);

    /// <inheritdoc/>
    public override void Emit(SourceWriter writer)
    {
        var target = Variant.Target;
        int sums = SumsPerVector;
        string steps = CSharpLiteral.Of(Steps);
        writer.Line($"// {CSharpLiteral.Of(Vectors)} vectors of one row of y.");
        writer.Line(Optimized);
        writer.Open(Variant.Declaration(Name));
        writer.Open("unchecked");
        for (int vector = 0; vector < Vectors; vector++)
            writer.Line($"{target.Type} {List(sums, part => $"{Sum(vector, part)} = {(part == 0 ? Variant.Start(vector) : target.Zero)}")};");
        writer.Line("nuint i = 0, k = 0;");
        writer.Open(Steps == 1 ? "for (; i < (nuint)T.Depth; i++, k += 16)" : $"for (; i < (nuint)(T.Depth / {steps} * {steps}); i += {steps}, k += {CSharpLiteral.Of(Steps * VectorTarget.Panel)})");
        EmitSteps(writer, Steps);
        writer.Close();
        if (Vectors > 2)
        {
            // The vectors themselves are enough sums for the few scalars that are left.
            writer.Open("for (; i < (nuint)T.Depth; i++, k += 16)");
            EmitSteps(writer, 1);
            writer.Close();
        }

        for (int rest = Vectors > 2 ? 0 : Steps / 2; rest > 0; rest /= 2)
        {
            writer.Open($"if ((T.Depth & {CSharpLiteral.Of(rest)}) != 0)");
            EmitSteps(writer, rest);
            if (rest > 1)
            {
                writer.Line($"i += {CSharpLiteral.Of(rest)};");
                writer.Line($"k += {CSharpLiteral.Of(rest * VectorTarget.Panel)};");
            }

            writer.Close();
        }

        for (int step = sums / 2; step > 0; step /= 2)
        {
            for (int vector = 0; vector < Vectors; vector++)
            {
                for (int part = 0; part < step; part++)
                    writer.Line($"{Sum(vector, part)} += {Sum(vector, part + step)};");
            }
        }

        Variant.EmitScale(writer, 1, Vectors, (_, vector) => Sum(vector, 0));
        Variant.EmitStore(writer, 0, [.. Enumerable.Range(0, Vectors).Select(vector => Sum(vector, 0))]);
        writer.Close();
        writer.Close();
    }

    private static string Sum(int vector, int part) => $"s{CSharpLiteral.Of(vector)}" + (part == 0 ? "" : "_" + CSharpLiteral.Of(part));

    private void EmitSteps(SourceWriter writer, int count)
    {
        var target = Variant.Target;
        for (int step = 0; step < count; step++)
            writer.Line($"var x{CSharpLiteral.Of(step)} = {target.Broadcast(Of("x", Plus("i", step)))};");
        for (int vector = 0; vector < Vectors; vector++)
        {
            for (int step = 0; step < count; step++)
            {
                string sum = Sum(vector, step % SumsPerVector);
                writer.Line($"{sum} = {target.MultiplyAdd($"x{CSharpLiteral.Of(step)}", Load(target, "w", Variant.WeightIndex("k", vector, step)), sum)};");
            }
        }
    }
}
