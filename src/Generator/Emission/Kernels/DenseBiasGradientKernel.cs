using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>The gradient of a dense layer by its bias: the column sums of δ, always added in the same order.</summary>
/// <param name="Outputs">The length of a row of δ, which may be read up to 15 elements beyond its end.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record DenseBiasGradientKernel(int Outputs, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override string Name => $"DenseBiasGradient_{CSharpLiteral.Of(Outputs)}";

    /// <inheritdoc/>
    public override string Summary => $"db = Σ δ[r, :], or db += Σ δ[r, :], over the rows: {CSharpLiteral.Of(Outputs)} columns.";

    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(ParameterKind.Read, "δ"),
        new(ParameterKind.Write, "db"),
        new(ParameterKind.Integer, "rows"),
        new(ParameterKind.Boolean, "accumulate"),
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        int vectors = Vectors(Outputs, target);
        int most = target.Registers / 2;
        int lanes = Outputs % target.Lanes;
        int rest = vectors % most;

        // The group with the partial vector stands alone, even if it is as wide as the others.
        int whole = (rest == 0 && lanes != 0 ? vectors - 1 : vectors) / most;
        int last = vectors - (whole * most);
        writer.Open("unchecked");
        if (whole > 0)
        {
            writer.Line($"for (int c = 0; c < {CSharpLiteral.Of(whole * most * target.Lanes)}; c += {CSharpLiteral.Of(most * target.Lanes)})");
            writer.Line($"    Columns(in {Of("δ", "c")}, ref {At("db", "c")}, rows, accumulate);");
        }

        if (last > 0)
        {
            string first = CSharpLiteral.Of(whole * most * target.Lanes);
            writer.Line($"ColumnsLast(in {Of("δ", first)}, ref {At("db", first)}, rows, accumulate);");
        }

        writer.Close();
        if (whole > 0)
            EmitColumns(writer, target, "Columns", most, 0);
        if (last > 0)
            EmitColumns(writer, target, "ColumnsLast", last, lanes);
    }

    private void EmitColumns(SourceWriter writer, VectorTarget target, string name, int vectors, int lanes)
    {
        // Few columns: several rows at a time, so that an addition need not wait for the one before.
        int parts = vectors >= 4 ? 1 : vectors >= 2 ? 2 : 4;
        string Sum(int vector, int part) => $"s{CSharpLiteral.Of(vector)}" + (part == 0 ? "" : "_" + CSharpLiteral.Of(part));
        writer.Line();
        writer.Line(Optimized);
        writer.Open($"static void {name}(ref readonly {target.Scalar} δ, ref {target.Scalar} db, int count, bool add)");
        for (int vector = 0; vector < vectors; vector++)
            writer.Line($"{target.Type} {List(parts, part => $"{Sum(vector, part)} = {target.Zero}")};");
        writer.Open("unchecked");
        writer.Line("nuint rows = (nuint)count, r = 0, o = 0;");
        foreach (int step in parts == 1 ? [1] : new[] { parts, 1 })
        {
            writer.Open($"for (; r + {CSharpLiteral.Of(step)} <= rows; r += {CSharpLiteral.Of(step)}, o += {CSharpLiteral.Of(step * Outputs)})");
            for (int part = 0; part < step; part++)
            {
                for (int vector = 0; vector < vectors; vector++)
                    writer.Line($"{Sum(vector, part)} += {Load(target, "δ", Plus("o", (part * Outputs) + (vector * target.Lanes)))};");
            }

            writer.Close();
        }

        writer.Close();
        for (int step = parts / 2; step > 0; step /= 2)
        {
            for (int part = 0; part < step; part++)
            {
                for (int vector = 0; vector < vectors; vector++)
                    writer.Line($"{Sum(vector, part)} += {Sum(vector, part + step)};");
            }
        }

        if (lanes != 0)
            writer.Line($"{Sum(vectors - 1, 0)} = {Masked(target, Sum(vectors - 1, 0), lanes)};");
        writer.Open("if (add)");
        for (int vector = 0; vector < vectors; vector++)
            writer.Line($"{Sum(vector, 0)} += {Load(target, "db", CSharpLiteral.Of(vector * target.Lanes))};");
        writer.Close();
        for (int vector = 0; vector < vectors; vector++)
            Store(writer, target, Sum(vector, 0), "db", vector * target.Lanes);
        writer.Close();
    }
}
