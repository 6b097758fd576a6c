using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// The matrix product <c>y[r, :] = f(W x[r, :] + b)</c> with W packed in panels of 16 columns, as a family of register tiles.
/// Every tile adds the products in the order of the depth, starting from the bias, so that a row's result does not depend on the tile it fell into.
/// </summary>
/// <param name="Depth">The length of a row of x, over which is summed.</param>
/// <param name="Columns">The length of a row of y.</param>
/// <param name="PanelDepth">How many rows of 16 a panel of W has; at least the depth.</param>
/// <param name="Input">The name of x.</param>
/// <param name="Weights">The name of W.</param>
/// <param name="Bias">The name of b, or none.</param>
/// <param name="Saved">The name of the epilogue's second operand, shaped as y, or none.</param>
/// <param name="Output">The name of y.</param>
/// <param name="Epilogue">What is done to each element before it is stored, or nothing.</param>
internal sealed record DenseProduct(
    int Depth, int Columns, int PanelDepth, string Input, string Weights, string? Bias, string? Saved, string Output, VectorExpression? Epilogue)
{
    /// <summary>Text of an epilogue beyond which it becomes a function of its own instead of being repeated for each register.</summary>
    private const int LongestInlineEpilogue = 160;

    /// <summary>A row block of x takes at most this many bytes, half of a common second-level cache.</summary>
    private const int RowBlockBytes = 512 * 1024;

    /// <summary>Neighbouring groups of columns that one tile shape handles.</summary>
    /// <param name="First">The first vector.</param>
    /// <param name="Width">How many vectors a group has.</param>
    /// <param name="Count">How many groups.</param>
    /// <param name="Lanes">How many lanes of the very last vector are valid; 0 for all.</param>
    public sealed record Run(int First, int Width, int Count, int Lanes);

    /// <summary>Splits the columns into groups: as wide as the tile, and never one narrow group beside a wide one.</summary>
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

        int lanes = columns % target.Lanes;
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

    /// <summary>The heights of the tiles for a group of columns: the one that fills the registers, then those for the rest but 1.</summary>
    /// <param name="width">How many vectors a group has.</param>
    /// <param name="target">The width.</param>
    /// <returns>The heights, descending.</returns>
    public static IReadOnlyList<int> Heights(int width, VectorTarget target) => (target.Registers, width) switch
    {
        (32, 1) => [16, 8, 2],
        (32, _) => [8, 4, 2],
        (_, 1) => [8, 2],
        _ => [6, 2],
    };

    /// <summary>How many rows are taken through all columns before the next, so that they stay in the cache.</summary>
    /// <param name="target">The scalar type.</param>
    /// <returns>A multiple of every tile height.</returns>
    public int RowBlock(VectorTarget target)
    {
        int step = target.Registers == 32 ? 16 : 24;
        return Math.Max(1, RowBlockBytes / (Depth * (target.IsDouble ? 8 : 4) * step)) * step;
    }

    /// <summary>The offset in W of a vector of columns whose position in its panel repeats.</summary>
    /// <param name="vector">The vector's number.</param>
    /// <param name="target">The width.</param>
    /// <returns>The offset in elements.</returns>
    public int WeightOffset(int vector, VectorTarget target) =>
        (vector / target.VectorsPerPanel * PanelDepth * VectorTarget.Panel) + (vector % target.VectorsPerPanel * target.Lanes);

    /// <summary>The offset in W of a vector whose number is a variable.</summary>
    /// <param name="vector">The variable.</param>
    /// <param name="target">The width.</param>
    /// <returns>The expression.</returns>
    public string WeightOffset(string vector, VectorTarget target) => target.VectorsPerPanel == 1
        ? $"{vector} * {CSharpLiteral.Of(PanelDepth * VectorTarget.Panel)}"
        : $"({vector} / {CSharpLiteral.Of(target.VectorsPerPanel)} * {CSharpLiteral.Of(PanelDepth * VectorTarget.Panel)}) + ({vector} % {CSharpLiteral.Of(target.VectorsPerPanel)} * {CSharpLiteral.Of(target.Lanes)})";

    /// <summary>Writes the calls that take rows <c>begin</c> to <c>end</c>, an even number of them, through a run of column groups.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">The width.</param>
    /// <param name="run">The run.</param>
    /// <param name="column">The column of y at which W starts, an expression.</param>
    public void EmitCalls(SourceWriter writer, VectorTarget target, Run run, string column = "0")
    {
        bool loop = run.Count > 1;
        string vector = CSharpLiteral.Of(run.First);
        if (loop)
        {
            vector = "v";
            writer.Open($"for (int v = {CSharpLiteral.Of(run.First)}; v < {CSharpLiteral.Of(run.First + (run.Count * run.Width))}; v += {CSharpLiteral.Of(run.Width)})");
        }
        else
        {
            writer.Open();
        }

        string weightOffset = loop ? WeightOffset(vector, target) : CSharpLiteral.Of(WeightOffset(run.First, target));
        string columnOffset = loop ? $"v * {CSharpLiteral.Of(target.Lanes)}" : CSharpLiteral.Of(run.First * target.Lanes);
        if (column != "0")
            columnOffset = columnOffset == "0" ? column : $"{column} + ({columnOffset})";
        writer.Line("int row = begin;");
        var heights = Heights(run.Width, target);
        foreach (int height in heights)
        {
            var arguments = new List<string>
            {
                "in " + Of(Input, $"row * {CSharpLiteral.Of(Depth)}"),
                "in " + Of(Weights, weightOffset),
            };
            if (Bias is not null)
                arguments.Add("in " + Of(Bias, columnOffset));
            string place = columnOffset == "0" ? $"row * {CSharpLiteral.Of(Columns)}" : $"(row * {CSharpLiteral.Of(Columns)}) + ({columnOffset})";
            if (Saved is not null)
                arguments.Add("in " + Of(Saved, place));
            arguments.Add("ref " + At(Output, place));
            string call = $"{TileName(height, run.Width, run.Lanes)}({string.Join(", ", arguments)});";
            if (height == heights[0])
            {
                writer.Line($"for (; row <= end - {CSharpLiteral.Of(height)}; row += {CSharpLiteral.Of(height)})");
                writer.Line("    " + call);
            }
            else
            {
                // Each shape less is a third of a page of text less to compile; what is left of a batch may take several short tiles.
                writer.Line($"for (; row <= end - {CSharpLiteral.Of(height)}; row += {CSharpLiteral.Of(height)})");
                writer.Line("    " + call);
            }
        }

        writer.Close();
    }

    /// <summary>Writes the tiles as local functions, and the epilogue if it is long.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">The width.</param>
    /// <param name="runs">The runs whose tiles are needed.</param>
    public void EmitTiles(SourceWriter writer, VectorTarget target, IEnumerable<Run> runs)
    {
        var shapes = runs.Select(run => (run.Width, run.Lanes)).Distinct()
            .SelectMany(run => Heights(run.Width, target).Select(height => (height, run.Width, run.Lanes)));
        foreach (var (height, width, lanes) in shapes)
        {
            writer.Line();
            EmitTile(writer, target, height, width, lanes);
        }
    }

    /// <summary>Writes the epilogue as a function where it is too long to be repeated.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">The width.</param>
    public void EmitEpilogue(SourceWriter writer, VectorTarget target)
    {
        if (Epilogue is null || IsInline(target))
            return;
        writer.Line();
        writer.Line(Optimized);
        writer.Line(Saved is null
            ? $"static {target.Type} Epilogue({target.Type} v) => {Epilogue.Emit(target, "v")};"
            : $"static {target.Type} Epilogue({target.Type} v, {target.Type} h) => {Epilogue.Emit(target, "v", "h")};");
    }

    /// <summary>Writes the statements that finish a sum and store it.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">The width.</param>
    /// <param name="name">The local that holds the sum.</param>
    /// <param name="offset">Where in the tile's y.</param>
    /// <param name="lanes">How many lanes are valid; 0 for all.</param>
    public void EmitStore(SourceWriter writer, VectorTarget target, string name, int offset, int lanes)
    {
        if (Epilogue is not null)
        {
            string[] operands = Saved is null ? [name] : [name, name + "h"];
            if (Saved is not null)
                writer.Line($"var {name}h = {LoadValid(target, Saved, offset, lanes)};");
            writer.Line($"{name} = {(IsInline(target) ? Epilogue.Emit(target, operands) : $"Epilogue({string.Join(", ", operands)})")};");
        }

        Store(writer, target, name, Output, offset, lanes);
    }

    /// <summary>The parameters of a function that computes a part of y.</summary>
    /// <param name="target">The scalar type.</param>
    /// <returns>The declarations.</returns>
    public string Declarations(VectorTarget target) =>
        $"ref readonly {target.Scalar} {Input}, ref readonly {target.Scalar} {Weights}, "
        + (Bias is null ? "" : $"ref readonly {target.Scalar} {Bias}, ")
        + (Saved is null ? "" : $"ref readonly {target.Scalar} {Saved}, ")
        + $"ref {target.Scalar} {Output}";

    private static string TileName(int height, int width, int lanes) =>
        $"Tile{CSharpLiteral.Of(height)}x{CSharpLiteral.Of(width)}{(lanes == 0 ? "" : "Last")}";

    private bool IsInline(VectorTarget target) =>
        Epilogue is null || Epilogue.Emit(target, Saved is null ? ["y00"] : ["y00", "h00"]).Length <= LongestInlineEpilogue;

    private void EmitTile(SourceWriter writer, VectorTarget target, int height, int width, int lanes)
    {
        string Sum(int row, int vector) => $"s{CSharpLiteral.Of(row)}_{CSharpLiteral.Of(vector)}";

        writer.Line($"// {CSharpLiteral.Of(height)} rows of {Output}, {CSharpLiteral.Of(width)} vectors each, held in registers while the sum runs over {Input}.");
        writer.Line(Optimized);
        writer.Open($"static void {TileName(height, width, lanes)}({Declarations(target)})");
        for (int vector = 0; vector < width; vector++)
        {
            string start = Bias is null ? target.Zero : Load(target, Bias, CSharpLiteral.Of(vector * target.Lanes));
            writer.Line($"{target.Type} {List(height, row => row == 0 ? $"{Sum(row, vector)} = {start}" : $"{Sum(row, vector)} = {Sum(0, vector)}")};");
        }

        writer.Open("unchecked");
        writer.Open($"for (nuint i = 0, k = 0; i < {CSharpLiteral.Of(Depth)}; i++, k += {CSharpLiteral.Of(VectorTarget.Panel)})");
        for (int vector = 0; vector < width; vector++)
            writer.Line($"var {Weights}{CSharpLiteral.Of(vector)} = {Load(target, Weights, Plus("k", WeightOffset(vector, target)))};");
        for (int row = 0; row < height; row++)
        {
            string scalar = $"{Input}{CSharpLiteral.Of(row)}";
            writer.Line($"var {scalar} = {target.Broadcast(Of(Input, Plus("i", row * Depth)))};");
            for (int vector = 0; vector < width; vector++)
                writer.Line($"{Sum(row, vector)} = {target.MultiplyAdd(scalar, Weights + CSharpLiteral.Of(vector), Sum(row, vector))};");
        }

        writer.Close();
        writer.Close();
        for (int row = 0; row < height; row++)
        {
            for (int vector = 0; vector < width; vector++)
                EmitStore(writer, target, Sum(row, vector), (row * Columns) + (vector * target.Lanes), vector == width - 1 ? lanes : 0);
        }

        writer.Close();
    }
}
