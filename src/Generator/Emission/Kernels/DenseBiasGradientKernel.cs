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
        new(KernelParameterKind.Read, "δ"),
        new(KernelParameterKind.Write, "db"),
        new(KernelParameterKind.Integer, "rows"),
        new(KernelParameterKind.Boolean, "accumulate"),
        KernelParameter.Part,
        KernelParameter.Parts,
    ];

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Parts;

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts(VectorTarget target) => Groups(target).Select(group => group.Part);

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        string stride = CSharpLiteral.Of(Outputs);
        foreach (var (part, first, count) in Groups(target))
        {
            int step = part.Vectors * target.Lanes;
            string column = count > 1 ? "c" : CSharpLiteral.Of(first);
            writer.Line(count > 1 ? LoopOver("c", first, count, step, isShared: true) : "if (part == parts - 1)");
            writer.Line($"    {part.Name}(in {Of("δ", column)}, ref {At("db", column)}, rows, accumulate, {stride}{(part.IsLast ? ", " + CSharpLiteral.Of(Outputs % target.Lanes) : "")});");
        }
    }

    // As many columns as fill half of the registers; the group with the partial vector stands alone, even if it is as wide as the others.
    private List<(ColumnSums Part, int First, int Count)> Groups(VectorTarget target)
    {
        int vectors = Vectors(Outputs, target), most = target.Registers / 2, lanes = Outputs % target.Lanes;
        int whole = (vectors % most == 0 && lanes != 0 ? vectors - 1 : vectors) / most;
        int last = vectors - (whole * most);
        var groups = new List<(ColumnSums, int, int)>();
        if (whole > 0)
            groups.Add((new ColumnSums(most, false, target), 0, whole));
        if (last > 0)
            groups.Add((new ColumnSums(last, lanes != 0, target), whole * most * target.Lanes, 1));
        return groups;
    }
}

/// <summary>Sums some vectors of columns over the rows.</summary>
/// <param name="Vectors">How many vectors.</param>
/// <param name="IsLast">Whether only some lanes of the last vector are valid.</param>
/// <param name="Target">Width and scalar type.</param>
public sealed record ColumnSums(int Vectors, bool IsLast, VectorTarget Target) : KernelPart(Target.IsDouble, Target.Bits)
{
    /// <inheritdoc/>
    public override string Name => $"Columns{CSharpLiteral.Of(Vectors)}{(IsLast ? "Last" : "")}{Target.Suffix}";

    /// <inheritdoc/>
    public override void Emit(SourceWriter writer)
    {
        // Few columns: several rows at a time, so that an addition need not wait for the one before.
        int parts = Vectors >= 4 ? 1 : Vectors >= 2 ? 2 : 4;
        string Sum(int vector, int part) => $"s{CSharpLiteral.Of(vector)}" + (part == 0 ? "" : "_" + CSharpLiteral.Of(part));
        writer.Line($"// {CSharpLiteral.Of(Vectors)} vectors of columns of δ, summed over the rows.");
        writer.Line(Optimized);
        writer.Open($"internal static void {Name}(ref readonly {Target.Scalar} δ, ref {Target.Scalar} db, int count, bool add, nuint stride{(IsLast ? ", int lanes" : "")})");
        writer.Open("unchecked");
        for (int vector = 0; vector < Vectors; vector++)
            writer.Line($"{Target.Type} {List(parts, part => $"{Sum(vector, part)} = {Target.Zero}")};");
        writer.Line("nuint rows = (nuint)count, r = 0, o = 0;");
        foreach (int step in parts == 1 ? [1] : new[] { parts, 1 })
        {
            writer.Open($"for (; r + {CSharpLiteral.Of(step)} <= rows; r += {CSharpLiteral.Of(step)}, o += {Times("stride", step)})");
            for (int part = 0; part < step; part++)
            {
                string row = part == 0 ? "o" : part == 1 ? "o + stride" : $"o + (stride * {CSharpLiteral.Of(part)})";
                for (int vector = 0; vector < Vectors; vector++)
                    writer.Line($"{Sum(vector, part)} += {Load(Target, "δ", Plus(row, vector * Target.Lanes))};");
            }

            writer.Close();
        }

        for (int step = parts / 2; step > 0; step /= 2)
        {
            for (int part = 0; part < step; part++)
            {
                for (int vector = 0; vector < Vectors; vector++)
                    writer.Line($"{Sum(vector, part)} += {Sum(vector, part + step)};");
            }
        }

        if (IsLast)
            writer.Line($"{Sum(Vectors - 1, 0)} = {Target.KeepFirst("lanes", Sum(Vectors - 1, 0), Target.Zero)};");
        writer.Open("if (add)");
        for (int vector = 0; vector < Vectors; vector++)
            writer.Line($"{Sum(vector, 0)} += {Load(Target, "db", CSharpLiteral.Of(vector * Target.Lanes))};");
        writer.Close();
        for (int vector = 0; vector < Vectors; vector++)
            Store(writer, Target, Sum(vector, 0), "db", vector * Target.Lanes);
        writer.Close();
        writer.Close();
    }
}
