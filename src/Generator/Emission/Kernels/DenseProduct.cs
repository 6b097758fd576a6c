using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// The matrix product <c>y[r, :] = f(W x[r, :] + b)</c> with W packed in panels of 16 columns: which tiles a shape takes, and the calls of them.
/// </summary>
/// <param name="Shape">The shape.</param>
/// <param name="Target">Width and scalar type.</param>
internal sealed record DenseProduct(DenseShape Shape, VectorTarget Target)
{
    /// <summary>A row block of x takes at most this many bytes, half of a common second-level cache.</summary>
    private const int RowBlockBytes = 512 * 1024;

    /// <summary>Panels that one row streams at once.</summary>
    private const int Streams = 8;

    /// <summary>Neighbouring groups of columns that one tile shape handles.</summary>
    /// <param name="First">The first vector.</param>
    /// <param name="Width">How many vectors a group has.</param>
    /// <param name="Count">How many groups.</param>
    /// <param name="Lanes">How many lanes of the very last vector are valid; 0 for all.</param>
    public sealed record Run(int First, int Width, int Count, int Lanes);

    /// <summary>How many rows are taken through all columns before the next, so that they stay in the cache: a multiple of every tile height.</summary>
    public int RowBlock
    {
        get
        {
            int step = Target.Registers == 32 ? 16 : 24;
            return Math.Max(1, RowBlockBytes / (Shape.Depth * (Target.IsDouble ? 8 : 4) * step)) * step;
        }
    }

    private int PanelLength => Shape.PanelDepth * VectorTarget.Panel;

    /// <summary>Splits columns into groups: as wide as the tile, and never one narrow group beside a wide one.</summary>
    /// <param name="columns">The number of columns.</param>
    /// <param name="target">The width.</param>
    /// <returns>The runs in order; a last group with a partial vector is a run of its own.</returns>
    public static IReadOnlyList<Run> Plan(int columns, VectorTarget target)
    {
        int vectors = Vectors(columns, target);
        int widest = target.VectorsPerPanel == 1 ? 3 : 2;
        var widths = new List<int>();
        while (vectors > 0)
        {
            int width = widest == 3 && vectors is 2 or 4 ? 2 : Math.Min(widest, vectors);
            widths.Add(width);
            vectors -= width;
        }

        return Merge(widths, columns % target.Lanes);
    }

    /// <summary>The offset in a packed W of a vector of columns.</summary>
    /// <param name="vector">The vector's number, a literal or a variable.</param>
    /// <param name="panelLength">How many scalars a panel has.</param>
    /// <param name="target">The width.</param>
    /// <returns>The expression.</returns>
    public static string WeightOffset(string vector, int panelLength, VectorTarget target)
    {
        int perPanel = target.VectorsPerPanel;
        if (int.TryParse(vector, out int number))
            return CSharpLiteral.Of((number / perPanel * panelLength) + (number % perPanel * target.Lanes));
        return perPanel == 1
            ? Times(vector, panelLength)
            : $"({vector} / {CSharpLiteral.Of(perPanel)} * {CSharpLiteral.Of(panelLength)}) + ({vector} % {CSharpLiteral.Of(perPanel)} * {CSharpLiteral.Of(target.Lanes)})";
    }

    /// <summary>The function that takes rows through a group of columns.</summary>
    /// <param name="run">The group's run.</param>
    /// <returns>The part.</returns>
    public DenseTileRows TileRows(Run run) => new(run.Width, new DenseVariant(Target, IsLast: false));

    /// <summary>The functions that compute a single row.</summary>
    /// <returns>The parts.</returns>
    public IEnumerable<KernelPart> RowParts() => PlanRow().Select(RowPart);

    /// <summary>Writes the calls that take an even number of rows through a run of column groups.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="run">The run.</param>
    /// <param name="operands">The operands at the first row.</param>
    /// <param name="rows">The number of rows, an expression.</param>
    /// <param name="column">The column of y at which W starts, an expression.</param>
    /// <param name="isShared">Whether threads share the groups; the last has a group that stands alone.</param>
    public void EmitTileCalls(SourceWriter writer, Run run, DenseOperands operands, string rows, string column = "0", bool isShared = false) =>
        EmitCall(writer, run, TileRows(run).Name, operands, column, ", " + rows, isShared);

    /// <summary>Writes the calls that compute a single row.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="operands">The operands.</param>
    /// <param name="isShared">Whether threads share the groups.</param>
    public void EmitRowCalls(SourceWriter writer, DenseOperands operands, bool isShared)
    {
        foreach (var run in PlanRow())
            EmitCall(writer, run, RowPart(run).Name, operands, "0", "", isShared);
    }

    private DenseRow RowPart(Run run) => new(run.Width, new DenseVariant(Target, IsLast: false));

    // One call for a run of one group, otherwise a loop over the groups.
    private void EmitCall(SourceWriter writer, Run run, string function, DenseOperands operands, string column, string more, bool isShared)
    {
        string vector = CSharpLiteral.Of(run.First), indent = "";
        if (run.Count > 1)
        {
            writer.Line(LoopOver("v", run.First, run.Count, run.Width, isShared));
            (vector, indent) = ("v", "    ");
        }
        else if (isShared)
        {
            writer.Line("if (part == parts - 1)");
            indent = "    ";
        }

        column = Join(column, Times(vector, Target.Lanes));
        string place = Join(operands.Row, column), y = At(operands.Y, place);
        string w = Of(operands.W, WeightOffset(vector, PanelLength, Target));

        // What the ending does not read is there all the same.
        string b = Shape.HasBias ? Of("b", column) : w, h = Shape.HasSaved ? Of("h", place) : y, a = Shape.IsScaled ? Of("a", column) : w;
        writer.Line($"{indent}{function}{(run.Lanes == 0 ? Shape.WholeArguments : Shape.Arguments)}(in {operands.X}, in {w}, in {b}, in {h}, in {a}, ref {y}{more});");
    }

    private static List<Run> Merge(IReadOnlyList<int> widths, int lanes)
    {
        var runs = new List<Run>();
        for (int i = 0, first = 0; i < widths.Count; first += widths[i++])
        {
            int valid = i == widths.Count - 1 ? lanes : 0;
            var last = runs.Count == 0 ? null : runs[runs.Count - 1];
            if (last is not null && last.Width == widths[i] && valid == 0)
                runs[runs.Count - 1] = last with { Count = last.Count + 1 };
            else
                runs.Add(new Run(first, widths[i], 1, valid));
        }

        return runs;
    }

    // Whole panels a group, as many as can be streamed at once, and groups of nearly equal size.
    private List<Run> PlanRow()
    {
        int panels = Panels(Shape.Columns), vectors = Vectors(Shape.Columns, Target);
        int most = Math.Max(1, Streams / Target.VectorsPerPanel);
        int count = (panels + most - 1) / most;
        var widths = new List<int>();
        for (int g = 0; g < count; g++)
        {
            int width = ((panels / count) + (g < panels % count ? 1 : 0)) * Target.VectorsPerPanel;
            widths.Add(Math.Min(width, vectors));
            vectors -= widths[g];
        }

        return Merge(widths, Shape.Columns % Target.Lanes);
    }
}

/// <summary>The operands of a product in a kernel; b, h and a are those of the kernel.</summary>
/// <param name="X">The first scalar of the rows of x, a place.</param>
/// <param name="W">The name of W.</param>
/// <param name="Y">The name of the result.</param>
/// <param name="Row">The offset of the first row in h and y, an expression.</param>
internal sealed record DenseOperands(string X, string W, string Y, string Row);
