using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// What distinguishes tiles of equal size: the width, and whether the last vector is the end of a row.
/// A function of a variant has the operands x, W, b, h, a and y, a <see cref="DenseShape"/> T, and a <see cref="DenseEnding"/> E that says which of b, h and a are read.
/// </summary>
/// <param name="Target">Width and scalar type.</param>
/// <param name="IsLast">Whether the last vector may be cut by the end of the row.</param>
/// <param name="Levels">Where rows of x are windows, the number of loops over their stretches, at least one; otherwise null.</param>
public sealed record DenseVariant(VectorTarget Target, bool IsLast, int? Levels = null)
{
    /// <summary>What is appended to the name of a function.</summary>
    public string Suffix => (Levels is { } levels ? "Windows" + CSharpLiteral.Of(levels) : "") + (IsLast ? "Last" : "") + Target.Suffix;

    /// <summary>The interfaces that T and E have.</summary>
    public IReadOnlyList<KernelPart> Interfaces => [Levels is null ? new DenseShapeInterface(Target.IsDouble) : new WindowShapeInterface(Target.IsDouble), new DenseEndingInterface(Target.IsDouble)];

    /// <summary>From a row of x to the next.</summary>
    public string RowStride => Levels is null ? "T.Depth" : "T.RowStride";

    /// <summary>The head of a function.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="more">Parameters behind the operands, or nothing.</param>
    /// <param name="hasScales">Whether it has the operand a, scales and shifts.</param>
    /// <returns>The declaration.</returns>
    public string Declaration(string name, string more = "", bool hasScales = true) =>
        $"internal static void {name}<T, E>(ref readonly {Target.Scalar} x, ref readonly {Target.Scalar} w, ref readonly {Target.Scalar} b, ref readonly {Target.Scalar} h, "
        + $"{(hasScales ? $"ref readonly {Target.Scalar} a, " : "")}ref {Target.Scalar} y{(more.Length == 0 ? "" : ", " + more)}) where T : struct, {Interfaces[0].Name} where E : struct, {DenseEndingInterface.InterfaceName}";

    /// <summary>The index in W of a vector of columns, counted from a panel's first.</summary>
    /// <param name="variable">A variable of type <c>nuint</c> that is added.</param>
    /// <param name="vector">The vector's number.</param>
    /// <param name="step">How many rows of the panel below.</param>
    /// <returns>The expression.</returns>
    public string WeightIndex(string variable, int vector, int step = 0)
    {
        int panel = vector / Target.VectorsPerPanel;
        int rest = (step * VectorTarget.Panel) + (vector % Target.VectorsPerPanel * Target.Lanes);
        if (panel == 0)
            return Plus(variable, rest);
        string product = $"{CSharpLiteral.Of(panel * VectorTarget.Panel)} * T.PanelDepth";
        return $"{variable} + (nuint)({(rest == 0 ? product : $"({product}) + {CSharpLiteral.Of(rest)}")})";
    }

    /// <summary>What a sum starts from.</summary>
    /// <param name="vector">The vector's number.</param>
    /// <returns>The expression.</returns>
    public string Start(int vector) => $"E.Start{Target.Suffix}(in b, {CSharpLiteral.Of(vector * Target.Lanes)})";

    /// <summary>Writes the statements that multiply sums by the scales in a and add the shifts, which follow the scales of all columns.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="width">How many vectors each has.</param>
    /// <param name="sum">The local that holds a sum, by row and vector.</param>
    public void EmitScale(SourceWriter writer, int rows, int width, Func<int, int, string> sum)
    {
        writer.Open("if (E.IsScaled)");
        for (int vector = 0; vector < width; vector++)
        {
            string v = CSharpLiteral.Of(vector), column = CSharpLiteral.Of(vector * Target.Lanes);
            writer.Line($"{Target.Type} scale{v} = {Load(Target, "a", column)}, shift{v} = {Load(Target, "a", vector == 0 ? "(nuint)T.Scales" : $"(nuint)(T.Scales + {column})")};");
            for (int row = 0; row < rows; row++)
                writer.Line($"{sum(row, vector)} = {Target.MultiplyAdd(sum(row, vector), "scale" + v, "shift" + v)};");
        }

        writer.Close();
    }

    /// <summary>Writes the statements that finish the sums of one row and store them.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="row">The row's number in the tile.</param>
    /// <param name="sums">The locals that hold the sums.</param>
    public void EmitStore(SourceWriter writer, int row, IReadOnlyList<string> sums)
    {
        for (int vector = 0; vector < sums.Count; vector++)
        {
            // Where rows are whole, a tile is called with an ending that says whether the last vector is cut.
            string method = (IsLast || Levels is null) && vector == sums.Count - 1 ? "StoreLast" : "Store";
            int column = vector * Target.Lanes;
            string start = row switch { 0 => "0", 1 => "T.Columns", _ => CSharpLiteral.Of(row) + " * T.Columns" };
            string index = Join(start, CSharpLiteral.Of(column));
            writer.Line($"E.{method}({sums[vector]}, in h, ref y, {(row == 0 ? index : $"(nuint)({index})")});");
        }
    }
}
