using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// The weight gradient of a group over a block of rows of windows: register tiles of elements of a stretch × filters, shared among threads.
/// </summary>
/// <param name="Depth">How many elements a stretch of a window has.</param>
/// <param name="Columns">How many filters the group has.</param>
/// <param name="Target">Width and scalar type.</param>
public sealed record ConvolutionOuterUnits(int Depth, int Columns, VectorTarget Target) : WidthPart(Target)
{
    /// <inheritdoc/>
    protected override string BaseName => $"WindowsOuter{CSharpLiteral.Of(Depth)}x{CSharpLiteral.Of(Columns)}";

    /// <inheritdoc/>
    protected override string TypeParameters => "<T>";

    /// <inheritdoc/>
    protected override string Constraints => $" where T : struct, {WindowShapeInterface.InterfaceName}";

    /// <inheritdoc/>
    protected override string Comment => $"Stretches of {CSharpLiteral.Of(Depth)} elements × {CSharpLiteral.Of(Columns)} filters; a thread takes some of the elements.";

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Declaration, string Argument)> Parameters =>
    [
        ($"ref readonly {Target.Scalar} δ", "in δ"), ($"ref readonly {Target.Scalar} x", "in x"), ($"ref {Target.Scalar} dw", "ref dw"), ("int rows", "rows"), ("int windows", "windows"),
        ("bool add", "add"), ("nuint gradientPitch", "gradientPitch"), ("nuint inputPitch", "inputPitch"), ("int part", "part"), ("int parts", "parts"),
    ];

    /// <inheritdoc/>
    protected override IEnumerable<KernelPart> OwnParts =>
        from run in DenseProduct.Plan(Columns, Target)
        from tiles in ConvolutionText.Tiles(Depth, Tallest(run.Width))
        select Tile(tiles.Height, run);

    /// <inheritdoc/>
    protected override void EmitBody(SourceWriter writer)
    {
        var runs = DenseProduct.Plan(Columns, Target);
        foreach (var run in runs)
        {
            bool hasRuns = run.Count > 1;
            string v = hasRuns ? "v" : CSharpLiteral.Of(run.First);
            if (hasRuns)
                writer.Open(LoopOver("v", run.First, run.Count, run.Width, isShared: false));
            var tiles = ConvolutionText.Tiles(Depth, Tallest(run.Width));
            int perStretch = tiles.Sum(tile => tile.Count);
            string units = "T.Count0 * T.Count1 * T.Count2" + (perStretch == 1 ? "" : " * " + CSharpLiteral.Of(perStretch));
            writer.Open($"for (int unit = global::NetGen.Parallelism.Share(part, parts, {units}); unit < global::NetGen.Parallelism.Share(part + 1, parts, {units}); unit++)");
            writer.Line(perStretch == 1 ? "int stretch = unit, tile = 0;" : $"int stretch = unit / {CSharpLiteral.Of(perStretch)}, tile = unit % {CSharpLiteral.Of(perStretch)};");
            writer.Line("int start = (stretch / (T.Count1 * T.Count2) * T.Stride0) + (stretch / T.Count2 % T.Count1 * T.Stride1) + (stretch % T.Count2 * T.Stride2);");
            for (int i = 0; i < tiles.Count; i++)
                EmitTile(writer, run, tiles, i, v);
            writer.Close();
            if (hasRuns)
                writer.Close();
        }
    }

    private void EmitTile(SourceWriter writer, DenseProduct.Run run, IReadOnlyList<(int First, int Height, int Count)> tiles, int i, string v)
    {
        var (first, height, _) = tiles[i];
        if (tiles.Count > 1)
            writer.Open(i == 0 ? $"if (tile < {CSharpLiteral.Of(tiles[0].Count)})" : "else");
        string element = i == 0 ? Times("tile", height) : Join(CSharpLiteral.Of(first), Times($"(tile - {CSharpLiteral.Of(tiles[0].Count)})", height));
        string panel = CSharpLiteral.Of(VectorTarget.Panel), place = $"((stretch * {CSharpLiteral.Of(Depth)}) + {(element.Contains(' ') ? $"({element})" : element)}) * {panel}";
        string more = (run.Width > Target.VectorsPerPanel ? $", {panel} * (nuint)T.PanelDepth" : "") + (run.Lanes != 0 ? ", " + CSharpLiteral.Of(run.Lanes) : "");
        writer.Line($"{Tile(height, run).Name}<T>(in {Of("δ", Times(v, Target.Lanes))}, in {Of("x", Join("start", element))}, ref {At("dw", Join(ConvolutionWindows.WeightOffset(v, Target), place))}, rows, windows, add, gradientPitch, inputPitch{more});");
        if (tiles.Count > 1)
            writer.Close();
    }

    private int Tallest(int width) => Math.Min(12, (Target.Registers - width - 1) / width);

    private ConvolutionOuterTile Tile(int inputs, DenseProduct.Run run) => new(inputs, run.Width, run.Lanes != 0, Target);
}
