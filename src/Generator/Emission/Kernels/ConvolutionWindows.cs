using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// One pass of a convolution over a sample: rows of windows times the weights of a group, packed in panels of 16 channels of the result,
/// cut into register tiles.
/// </summary>
/// <param name="Windows">How many windows a row has.</param>
/// <param name="Columns">How many channels of the result the group has.</param>
/// <param name="Levels">The number of loops over the stretches of a window.</param>
/// <param name="Target">Width and scalar type.</param>
public sealed record ConvolutionWindows(int Windows, int Columns, int Levels, VectorTarget Target) : WidthPart(Target)
{
    private static readonly string[] Operands = ["x", "w", "b", "h", "a"];

    /// <inheritdoc/>
    protected override string BaseName => $"Windows{CSharpLiteral.Of(Windows)}x{CSharpLiteral.Of(Columns)}Levels{CSharpLiteral.Of(Levels)}";

    /// <inheritdoc/>
    protected override string TypeParameters => "<T, E>";

    /// <inheritdoc/>
    protected override string Constraints => $" where T : struct, {WindowShapeInterface.InterfaceName} where E : struct, {DenseEndingInterface.InterfaceName}";

    /// <inheritdoc/>
    protected override string Comment => $"Rows of {CSharpLiteral.Of(Windows)} windows, {CSharpLiteral.Of(Columns)} channels of y.";

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Declaration, string Argument)> Parameters =>
        [.. Operands.Select(name => ($"ref readonly {Target.Scalar} {name}", "in " + name)), ($"ref {Target.Scalar} y", "ref y")];

    /// <inheritdoc/>
    protected override IEnumerable<KernelPart> OwnParts =>
        from run in DenseProduct.Plan(Columns, Target)
        from tiles in ConvolutionText.Tiles(Windows, Tallest(run.Width))
        select Tile(run, tiles.Height);

    /// <inheritdoc/>
    protected override void EmitBody(SourceWriter writer)
    {
        foreach (var run in DenseProduct.Plan(Columns, Target))
        {
            bool hasRuns = run.Count > 1;
            string v = hasRuns ? "v" : CSharpLiteral.Of(run.First), column = Times(v, Target.Lanes);
            if (hasRuns)
                writer.Open(LoopOver("v", run.First, run.Count, run.Width, isShared: false));
            for (int level = 0; level < WindowShape.MaximumRows; level++)
            {
                string n = CSharpLiteral.Of(level);
                writer.Open($"for (int r{n} = 0; r{n} < T.Rows{n}; r{n}++)");
            }

            string RowSum(string pitch) => string.Join(" + ", Enumerable.Range(0, WindowShape.MaximumRows).Select(level => $"(r{CSharpLiteral.Of(level)} * T.{pitch}{CSharpLiteral.Of(level)})"));
            writer.Line($"ref readonly {Target.Scalar} row = ref {Of("x", RowSum("Pitch"))};");
            writer.Line($"ref readonly {Target.Scalar} panel = ref {Of("w", WeightOffset(v, Target))};");
            writer.Line($"int place = {RowSum("ResultPitch")}{(column == "0" ? "" : $" + {(hasRuns ? $"({column})" : column)}")};");
            foreach (var (first, height, count) in ConvolutionText.Tiles(Windows, Tallest(run.Width)))
            {
                if (count > 1)
                    writer.Line($"for (int q = {CSharpLiteral.Of(first)}; q < {CSharpLiteral.Of(first + (height * count))}; q += {CSharpLiteral.Of(height)})");
                string q = count > 1 ? "q" : CSharpLiteral.Of(first), indent = count > 1 ? "    " : "";
                string Each(string stride) => q == "0" ? "0" : $"{q} * T.{stride}";
                string place = Join("place", Each("Columns"));
                writer.Line($"{indent}{Tile(run, height).Name}<T, E>(in {Of("row", Each("RowStride"))}, in panel, in {Of("b", column)}, in {Of("h", place)}, in {Of("a", column)}, ref {At("y", place)});");
            }

            for (int level = 0; level < WindowShape.MaximumRows; level++)
                writer.Close();
            if (hasRuns)
                writer.Close();
        }
    }

    /// <summary>Where a vector of columns begins in a packed W whose panels are as deep as T says.</summary>
    /// <param name="vector">The vector's number, a literal or a variable.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <returns>The expression.</returns>
    internal static string WeightOffset(string vector, VectorTarget target)
    {
        string panel = CSharpLiteral.Of(VectorTarget.Panel), lanes = CSharpLiteral.Of(target.Lanes), perPanel = CSharpLiteral.Of(target.VectorsPerPanel);
        if (int.TryParse(vector, out int number))
        {
            int ordinal = number / target.VectorsPerPanel;
            string start = ordinal == 0 ? "0" : $"{CSharpLiteral.Of(ordinal * VectorTarget.Panel)} * T.PanelDepth";
            return Join(start, CSharpLiteral.Of(number % target.VectorsPerPanel * target.Lanes));
        }

        return target.VectorsPerPanel == 1
            ? $"{vector} * {panel} * T.PanelDepth"
            : $"({vector} / {perPanel} * {panel} * T.PanelDepth) + ({vector} % {perPanel} * {lanes})";
    }

    private DenseTile Tile(DenseProduct.Run run, int height) => new(height, run.Width, new DenseVariant(Target, run.Lanes != 0, Levels));

    // As many rows as the registers hold beside the weights and two scalars.
    private int Tallest(int width) => Math.Min(16, width == 1 ? Target.Registers - 4 : (Target.Registers - width - 1) / width);
}
