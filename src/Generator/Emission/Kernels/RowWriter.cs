namespace NetGen.Generator.Emission.Kernels;

/// <summary>Writes loops over the elements of a row of fixed width whose start is in the local <c>row</c>: whole vectors, then the rest.</summary>
/// <param name="writer">Where to.</param>
/// <param name="target">Width and scalar type.</param>
/// <param name="width">How many elements a row has.</param>
internal sealed class RowWriter(SourceWriter writer, VectorTarget target, int width)
{
    private readonly int whole = width / target.Lanes * target.Lanes;

    private int Tail => width - whole;

    /// <summary>Whether the statements written just now are those for the rest of a row.</summary>
    public bool InTail { get; private set; }

    // Where in the row the vector stands that is being written.
    private string Place { get; set; } = "0";

    private string TailCount => CSharpLiteral.Of(Tail);

    private string TailAt => whole == 0 ? "row" : $"row + {CSharpLiteral.Of(whole)}";

    /// <summary>Writes a loop over vectors of some operands; in the rest, lanes beyond the row are zero and not stored.</summary>
    /// <param name="operands">Names of refs to read.</param>
    /// <param name="body">Writes the statements for one vector, from the names of its operands and a way to store a result.</param>
    public void ForEach(string[] operands, Action<string[], Action<string, string>> body)
    {
        var locals = operands.Select((_, i) => "v" + CSharpLiteral.Of(i)).ToArray();
        if (whole > 0)
        {
            writer.Open($"for (int i = 0; i < {CSharpLiteral.Of(whole)}; i += {CSharpLiteral.Of(target.Lanes)})");
            Place = "i";
            for (var i = 0; i < operands.Length; i++)
                writer.Line($"{target.Type} {locals[i]} = {target.Load(operands[i], "row + i")};");
            body(locals, (to, value) => writer.Line(target.Store($"({value})", to, "row + i")));
            writer.Close();
        }

        if (Tail > 0)
        {
            InTail = true;
            Place = CSharpLiteral.Of(whole);
            writer.Open();
            for (var i = 0; i < operands.Length; i++)
                writer.Line($"{target.Type} {locals[i]} = {target.LoadPartial(operands[i], TailAt, TailCount)};");
            body(locals, (to, value) => writer.Line(target.StorePartial(value, to, TailAt, TailCount)));
            writer.Close();
            InTail = false;
        }
    }

    /// <summary>Writes a loop over vectors of some operands that adds to sums, several vectors at a time with sums of their own, which are added behind it.</summary>
    /// <param name="operands">Names of refs to read.</param>
    /// <param name="sums">The names of the sums, new locals.</param>
    /// <param name="body">Writes the statements for one vector, from the names of its operands and of its sums.</param>
    public void Sum(string[] operands, string[] sums, Action<string[], string[]> body)
    {
        int vectors = whole / target.Lanes, atOnce = Math.Max(1, Math.Min(4, vectors)), strips = vectors / atOnce * atOnce;
        var locals = operands.Select((_, i) => "v" + CSharpLiteral.Of(i)).ToArray();
        string[] Of(int vector) => [.. sums.Select(sum => vector == 0 ? sum : $"{sum}_{CSharpLiteral.Of(vector)}")];
        for (var vector = 0; vector < atOnce; vector++)
            writer.Line($"{target.Type} {string.Join(", ", Of(vector).Select(sum => $"{sum} = {target.Zero}"))};");
        if (strips > 0)
        {
            var isLoop = strips > atOnce;
            if (isLoop)
                writer.Open($"for (int i = 0; i < {CSharpLiteral.Of(strips * target.Lanes)}; i += {CSharpLiteral.Of(atOnce * target.Lanes)})");
            for (var vector = 0; vector < atOnce; vector++)
                Vector(isLoop ? DenseText.Plus("i", vector * target.Lanes) : CSharpLiteral.Of(vector * target.Lanes), vector, 0);
            if (isLoop)
                writer.Close();
        }

        for (var vector = strips; vector < vectors; vector++)
            Vector(CSharpLiteral.Of(vector * target.Lanes), vector - strips, 0);
        if (Tail > 0)
        {
            InTail = true;
            Vector(CSharpLiteral.Of(whole), atOnce - 1, Tail);
            InTail = false;
        }

        for (var vector = atOnce - 1; vector > 0; vector--)
        {
            foreach (var (sum, part) in sums.Zip(Of(vector), (sum, part) => (sum, part)))
                writer.Line($"{sum} += {part};");
        }

        void Vector(string at, int into, int valid)
        {
            writer.Open();
            Place = at;
            for (var i = 0; i < operands.Length; i++)
                writer.Line($"{target.Type} {locals[i]} = {(valid == 0 ? target.Load(operands[i], DenseText.Join("row", at)) : target.LoadPartial(operands[i], DenseText.Join("row", at), CSharpLiteral.Of(valid)))};");
            body(locals, Of(into));
            writer.Close();
        }
    }

    /// <summary>A value of which only lanes within the row count: in the rest of a row the others are set to zero.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The expression.</returns>
    public string Valid(string value) => InTail ? target.KeepFirst(Tail, value, target.Zero) : value;

    /// <summary>A value that is set to zero in the lane of one element of the row.</summary>
    /// <param name="element">The ordinal of the element in the row, an <c>int</c> expression below 2²⁴.</param>
    /// <param name="value">The value.</param>
    /// <returns>The expression.</returns>
    public string Except(string element, string value) =>
        $"{target.Static}.ConditionalSelect({target.Static}.Equals({target.Type}.Indices, {target.Broadcast($"({target.Scalar})({element}{(Place == "0" ? string.Empty : " - " + Place)})")}), {target.Zero}, {value})";

    /// <summary>Reads what belongs to the elements of the vector that is being written, and is the same for every row.</summary>
    /// <param name="reference">The ref to read.</param>
    /// <param name="start">Where it begins.</param>
    /// <returns>The expression.</returns>
    public string LoadOwn(string reference, string start = "0") =>
        InTail ? target.LoadPartial(reference, DenseText.Join(start, Place), TailCount) : target.Load(reference, DenseText.Join(start, Place));

    /// <summary>Writes what belongs to the elements of the vector that is being written.</summary>
    /// <param name="reference">The ref to write.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="value">The value.</param>
    public void StoreOwn(string reference, string start, string value) => writer.Line(InTail
        ? target.StorePartial(value, reference, DenseText.Join(start, Place), TailCount)
        : target.Store($"({value})", reference, DenseText.Join(start, Place)));

    /// <summary>Writes the maximum of a row into a new scalar local.</summary>
    /// <param name="x">The ref to read.</param>
    /// <param name="row">The local with the start of the row.</param>
    /// <param name="result">The new local.</param>
    public void Maximum(string x, string row, string result)
    {
        var lowest = target.Constant(double.NegativeInfinity);
        writer.Line($"{target.Type} highest = {lowest};");
        if (whole > 0)
        {
            writer.Open($"for (int i = 0; i < {CSharpLiteral.Of(whole)}; i += {CSharpLiteral.Of(target.Lanes)})");
            writer.Line($"highest = {target.Static}.Max(highest, {target.Load(x, $"{row} + i")});");
            writer.Close();
        }

        if (Tail > 0)
            writer.Line($"highest = {target.Static}.Max(highest, {target.KeepFirst(Tail, target.LoadPartial(x, TailAt, TailCount), lowest)});");
        writer.Line($"{target.Scalar} {result} = {target.Math("Max", "highest")};");
    }

    /// <summary>Writes Σ exp(x − max) of a row into a new scalar local, and the terms to memory where asked.</summary>
    /// <param name="x">The ref to read.</param>
    /// <param name="row">The local with the start of the row.</param>
    /// <param name="max">The scalar local with the maximum.</param>
    /// <param name="result">The new local.</param>
    /// <param name="store">The ref the terms are written to, or null.</param>
    public void SumOfExponentials(string x, string row, string max, string result, string? store)
    {
        writer.Line($"{target.Type} maximum = {target.Broadcast(max)};");
        writer.Line($"{target.Type} total = {target.Zero};");
        if (whole > 0)
        {
            writer.Open($"for (int i = 0; i < {CSharpLiteral.Of(whole)}; i += {CSharpLiteral.Of(target.Lanes)})");
            writer.Line($"{target.Type} e = {target.Math("Exp", $"{target.Load(x, $"{row} + i")} - maximum")};");
            writer.Line("total += e;");
            if (store is not null)
                writer.Line(target.Store("e", store, $"{row} + i"));
            writer.Close();
        }

        if (Tail > 0)
        {
            writer.Open();
            writer.Line($"{target.Type} e = {target.Math("Exp", $"{target.LoadPartial(x, TailAt, TailCount)} - maximum")};");
            writer.Line($"total += {target.KeepFirst(Tail, "e", target.Zero)};");
            if (store is not null)
                writer.Line(target.StorePartial("e", store, TailAt, TailCount));
            writer.Close();
        }

        writer.Line($"{target.Scalar} {result} = {target.Math("Sum", "total")};");
    }
}
