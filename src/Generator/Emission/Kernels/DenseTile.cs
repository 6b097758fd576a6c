using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// A register tile of a dense product: some rows of y, some vectors each, held in registers while the sum runs over the depth.
/// Every tile adds the products in the order of the depth, starting from the bias, so that a row's result does not depend on the tile it fell into.
/// </summary>
/// <param name="Height">How many rows.</param>
/// <param name="Width">How many vectors.</param>
/// <param name="Variant">The operands.</param>
public sealed record DenseTile(int Height, int Width, DenseVariant Variant) : KernelPart(Variant.Target.IsDouble, Variant.Target.Bits)
{
    /// <inheritdoc/>
    public override string Name => $"Tile{CSharpLiteral.Of(Height)}x{CSharpLiteral.Of(Width)}{Variant.Suffix}";

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts => Variant.Interfaces;

    private static readonly string[] StretchNames = ["Outer", "Middle", "Inner"];

    // The ref to the stretch of x that the innermost loop runs over; null where that is x itself.
    private string? Stretch => Variant.Levels is { } levels ? "x" + StretchNames[levels - 1] : null;

    // Scalars of a row a turn of the loop. Where the multiply-add cannot broadcast by itself, a tile has nearly two instructions for each
    // of its multiply-adds; as soon as another thread shares the core these are what counts, and the loop's own are a sixth of them.
    private int Unroll => Variant.Target.Bits == 256 && Height >= 4 ? 4 : 1;

    /// <inheritdoc/>
    public override void Emit(SourceWriter writer)
    {
        var target = Variant.Target;
        writer.Line($"// {CSharpLiteral.Of(Height)} rows of y, {CSharpLiteral.Of(Width)} vectors each, held in registers while the sum runs over x.");
        writer.Line(Optimized);
        writer.Open(Variant.Declaration(Name));
        writer.Open("unchecked");
        for (int vector = 0; vector < Width; vector++)
            writer.Line($"{target.Type} {List(Height, row => row == 0 ? $"{Sum(row, vector)} = {Variant.Start(vector)}" : $"{Sum(row, vector)} = {Sum(0, vector)}")};");
        if (Variant.Levels is { } levels)
            EmitLevels(writer, levels);
        else
            EmitDepth(writer, declareIndex: true);
        Variant.EmitScale(writer, Height, Width, Sum);
        for (int row = 0; row < Height; row++)
            Variant.EmitStore(writer, row, [.. Enumerable.Range(0, Width).Select(vector => Sum(row, vector))]);
        writer.Close();
        writer.Close();
    }

    private static string Sum(int row, int vector) => $"s{CSharpLiteral.Of(row)}_{CSharpLiteral.Of(vector)}";

    // The loop over one stretch of x.
    private void EmitDepth(SourceWriter writer, bool declareIndex)
    {
        string panel = CSharpLiteral.Of(VectorTarget.Panel), start = declareIndex ? "i = 0, k = 0" : "i = 0";
        if (Unroll == 1)
        {
            Loop(writer, $"for (nuint {start}; i < (nuint)T.Depth; i++, k += {panel})", 1, EmitStep);
            return;
        }

        string unroll = CSharpLiteral.Of(Unroll);
        writer.Line($"nuint {start};");
        Loop(writer, $"for (; i < (nuint)(T.Depth / {unroll} * {unroll}); i += {unroll}, k += {CSharpLiteral.Of(Unroll * VectorTarget.Panel)})", Unroll, EmitStep);
        writer.Line();
        Loop(writer, $"for (; i < (nuint)T.Depth; i++, k += {panel})", 1, EmitStep);
    }

    // The loops over the stretches; W has them one behind the other. Their refs shadow x, so that the steps are the same for all.
    private void EmitLevels(SourceWriter writer, int levels)
    {
        var target = Variant.Target;
        writer.Line("nuint k = 0;");
        for (int level = 0; level < levels; level++)
        {
            string n = CSharpLiteral.Of(level);
            writer.Line($"ref {target.Scalar} x{StretchNames[level]} = ref {(level == 0 ? "Unsafe.AsRef(in x)" : "x" + StretchNames[level - 1])};");
            writer.Open($"for (int l{n} = 0; l{n} < T.Count{n}; l{n}++)");
        }

        EmitDepth(writer, declareIndex: false);
        for (int level = levels - 1; level >= 0; level--)
        {
            writer.Line($"x{StretchNames[level]} = ref Unsafe.Add(ref x{StretchNames[level]}, T.Stride{CSharpLiteral.Of(level)});");
            writer.Close();
        }

    }

    // The products with one scalar of each row; the first step of a loop's body declares the locals.
    private void EmitStep(SourceWriter writer, int step)
    {
        var target = Variant.Target;
        string declared = step == 0 ? "var " : "";
        for (int vector = 0; vector < Width; vector++)
            writer.Line($"{declared}w{CSharpLiteral.Of(vector)} = {Load(target, "w", Variant.WeightIndex("k", vector, step))};");
        for (int row = 0; row < Height; row++)
        {
            string scalar = $"x{CSharpLiteral.Of(row)}";
            string stride = Variant.RowStride, start = row switch { 0 => "0", 1 => stride, _ => $"{CSharpLiteral.Of(row)} * {stride}" };
            string index = Join(start, CSharpLiteral.Of(step));
            index = row == 0 ? Plus("i", step) : $"i + (nuint){(row == 1 && step == 0 ? index : $"({index})")}";
            writer.Line($"{declared}{scalar} = {target.Broadcast(Stretch is null ? Of("x", index) : At(Stretch, index))};");
            for (int vector = 0; vector < Width; vector++)
                writer.Line($"{Sum(row, vector)} = {target.MultiplyAdd(scalar, "w" + CSharpLiteral.Of(vector), Sum(row, vector))};");
        }
    }
}

/// <summary>Takes an even number of rows through the tiles of one group of columns: the tallest that fits, then shorter ones.</summary>
/// <param name="Width">How many vectors the group has.</param>
/// <param name="Variant">The operands.</param>
public sealed record DenseTileRows(int Width, DenseVariant Variant) : KernelPart(Variant.Target.IsDouble, Variant.Target.Bits)
{
    /// <inheritdoc/>
    public override string Name => $"Rows{CSharpLiteral.Of(Width)}{Variant.Suffix}";

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts => Tiles;

    // The tile that fills the registers, then those for the rest: each shape less is a third of a page of text less to compile.
    private int[] Heights => (Variant.Target.Registers, Width) switch
    {
        (32, 1) => [16, 8, 2],
        (32, _) => [8, 4, 2],
        (_, 1) => [8, 2],
        _ => [6, 4, 2],
    };

    private IEnumerable<DenseTile> Tiles => Heights.Select(height => new DenseTile(height, Width, Variant));

    /// <inheritdoc/>
    public override void Emit(SourceWriter writer)
    {
        writer.Line($"// Rows of y, {CSharpLiteral.Of(Width)} vectors of each.");
        writer.Open(Variant.Declaration(Name, "int rows"));
        writer.Open("unchecked");
        writer.Line("int row = 0;");
        foreach (var tile in Tiles)
        {
            // Four rows keep the multipliers as busy as six, two only half as much: 6 + 2 are better taken as 4 + 4.
            bool isSix = tile.Height == 6;
            if (isSix)
                writer.Line("int sixes = rows % 6 == 2 ? rows - 8 : rows - (rows % 6);");
            writer.Line($"for (; {(isSix ? "row < sixes" : $"row <= rows - {CSharpLiteral.Of(tile.Height)}")}; row += {CSharpLiteral.Of(tile.Height)})");
            writer.Line($"    {tile.Name}<T, E>(in {Of("x", "row * T.Depth")}, in w, in b, in {Of("h", "row * T.Columns")}, in a, ref {At("y", "row * T.Columns")});");
        }

        writer.Close();
        writer.Close();
    }
}
