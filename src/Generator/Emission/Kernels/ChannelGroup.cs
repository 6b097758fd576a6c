namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// Some neighbouring channels of rows × channels, as many as a few vectors hold; what belongs to each channel is kept in locals while the
/// rows go by. Where the channels are no multiple of the width, the last vector is partial: lanes beyond it are zero and not stored.
/// </summary>
internal sealed class ChannelGroup
{
    private const int Most = 4;

    private readonly SourceWriter writer;
    private readonly VectorTarget target;
    private readonly string first;
    private readonly int tail;

    private ChannelGroup(SourceWriter writer, VectorTarget target, string first, int vectors, int tail)
    {
        this.writer = writer;
        this.target = target;
        this.first = first;
        this.tail = tail;
        Vectors = vectors;
    }

    /// <summary>How many vectors the group has.</summary>
    public int Vectors { get; }

    /// <summary>How many rows a loop takes at a time so that its sums do not wait for each other.</summary>
    public int RowsAtOnce => Math.Max(1, Most / Vectors);

    /// <summary>Whether rows have more channels than a group, so that going through the rows of one group leaves gaps.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="channels">How many channels a row has.</param>
    /// <returns>Whether there are several groups.</returns>
    public static bool AreSeveral(VectorTarget target, int channels) => channels > Most * target.Lanes;

    /// <summary>Writes the statements for every group: a loop over those of full size, then the rest.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="channels">How many channels a row has.</param>
    /// <param name="body">Writes the statements of a group.</param>
    public static void ForEach(SourceWriter writer, VectorTarget target, int channels, Action<ChannelGroup> body)
    {
        int whole = channels / target.Lanes, tail = channels % target.Lanes, size = Most * target.Lanes, full = whole / Most, rest = whole % Most;
        if (full > 0)
        {
            writer.Open(full > 1 ? $"for (int c = 0; c < {CSharpLiteral.Of(full * size)}; c += {CSharpLiteral.Of(size)})" : "// All channels of a vector side by side.");
            body(new ChannelGroup(writer, target, full > 1 ? "c" : "0", Most, 0));
            writer.Close();
        }

        if (rest > 0 || tail > 0)
        {
            writer.Open(full > 0 ? "// The remaining channels." : "// All channels of a vector side by side.");
            body(new ChannelGroup(writer, target, CSharpLiteral.Of(full * size), rest + (tail > 0 ? 1 : 0), tail));
            writer.Close();
        }
    }

    /// <summary>Writes statements for each vector.</summary>
    /// <param name="line">The statement for the vector of an ordinal, from the ordinal's text.</param>
    public void Line(Func<string, string> line)
    {
        for (var v = 0; v < Vectors; v++)
            writer.Line(line(CSharpLiteral.Of(v)));
    }

    /// <summary>Writes a local for each vector.</summary>
    /// <param name="name">What it is called; the ordinal follows.</param>
    /// <param name="value">Its value, from the ordinal's text.</param>
    public void Local(string name, Func<string, string> value) => Line(v => $"{target.Type} {name}{v} = {value(v)};");

    /// <summary>Writes a local for each vector with elements of a row.</summary>
    /// <param name="name">What it is called; the ordinal follows.</param>
    /// <param name="reference">The ref to read.</param>
    /// <param name="row">Where the row begins, an expression.</param>
    public void Read(string name, string reference, string row) => Local(name, v => Load(reference, row, v));

    /// <summary>Reads the elements of a row that belong to a vector.</summary>
    /// <param name="reference">The ref to read.</param>
    /// <param name="row">Where the row begins, an expression.</param>
    /// <param name="v">The ordinal of the vector.</param>
    /// <returns>The expression.</returns>
    public string Load(string reference, string row, string v) =>
        IsPartial(v) ? target.LoadPartial(reference, At(row, v), CSharpLiteral.Of(tail)) : target.Load(reference, At(row, v));

    /// <summary>Writes a vector each to a row.</summary>
    /// <param name="reference">The ref to write.</param>
    /// <param name="row">Where the row begins, an expression.</param>
    /// <param name="value">The value, from the ordinal's text.</param>
    public void Store(string reference, string row, Func<string, string> value) => Line(v => IsPartial(v)
        ? target.StorePartial(value(v), reference, At(row, v), CSharpLiteral.Of(tail))
        : target.Store($"({value(v)})", reference, At(row, v)));

    /// <summary>Writes a loop over rows, several at a time with sums of their own, which are added behind it.</summary>
    /// <param name="sums">The names of the sums.</param>
    /// <param name="rows">How many rows, an expression.</param>
    /// <param name="stride">How far apart the rows are.</param>
    /// <param name="start">Where the first row begins, an expression.</param>
    /// <param name="body">Writes the statements for a vector of a row: from its place, the ordinal of the vector, and the suffix of its sums.</param>
    public void Sum(string[] sums, string rows, int stride, string start, Action<string, string, string> body)
    {
        int atOnce = RowsAtOnce;
        for (var row = 0; row < atOnce; row++)
        {
            foreach (var sum in sums)
                Line(v => $"{target.Type} {sum}{v}{Suffix(row)} = {target.Zero};");
        }

        var whole = int.TryParse(rows, out var number) ? CSharpLiteral.Of(number / atOnce * atOnce) : $"{rows} / {CSharpLiteral.Of(atOnce)} * {CSharpLiteral.Of(atOnce)}";
        if (whole != "0")
        {
            writer.Open($"for (int r = 0; r < {(atOnce > 1 ? whole : rows)}; r += {CSharpLiteral.Of(atOnce)})");
            for (var row = 0; row < atOnce; row++)
                Rows(row);
            writer.Close();
            writer.Line();
        }

        if (atOnce > 1 && whole != rows)
        {
            writer.Open($"for (int r = {whole}; r < {rows}; r++)");
            Rows(0);
            writer.Close();
            writer.Line();
        }

        for (var row = atOnce / 2; row > 0; row /= 2)
        {
            for (var other = row; other < 2 * row && other < atOnce; other++)
            {
                foreach (var sum in sums)
                    Line(v => $"{sum}{v}{Suffix(other - row)} += {sum}{v}{Suffix(other)};");
            }
        }

        void Rows(int row)
        {
            var at = row == 0 ? $"r * {CSharpLiteral.Of(stride)}" : $"(r + {CSharpLiteral.Of(row)}) * {CSharpLiteral.Of(stride)}";
            for (var v = 0; v < Vectors; v++)
            {
                writer.Open();
                body(start == "0" ? at : $"{start} + ({at})", CSharpLiteral.Of(v), CSharpLiteral.Of(v) + Suffix(row));
                writer.Close();
            }
        }

        static string Suffix(int row) => row == 0 ? string.Empty : "_" + CSharpLiteral.Of(row);
    }

    private bool IsPartial(string v) => tail > 0 && v == CSharpLiteral.Of(Vectors - 1);

    private string At(string row, string v)
    {
        var offset = int.Parse(v, System.Globalization.CultureInfo.InvariantCulture) * target.Lanes;
        var channel = first == "c" ? DenseText.Plus("c", offset) : CSharpLiteral.Of(int.Parse(first, System.Globalization.CultureInfo.InvariantCulture) + offset);
        return DenseText.Join(row, channel);
    }
}
