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
            for (var i = 0; i < operands.Length; i++)
                writer.Line($"{target.Type} {locals[i]} = {target.Load(operands[i], "row + i")};");
            body(locals, (to, value) => writer.Line(target.Store($"({value})", to, "row + i")));
            writer.Close();
        }

        if (Tail > 0)
        {
            InTail = true;
            writer.Open();
            for (var i = 0; i < operands.Length; i++)
                writer.Line($"{target.Type} {locals[i]} = {target.LoadPartial(operands[i], TailAt, TailCount)};");
            body(locals, (to, value) => writer.Line(target.StorePartial(value, to, TailAt, TailCount)));
            writer.Close();
            InTail = false;
        }
    }

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
