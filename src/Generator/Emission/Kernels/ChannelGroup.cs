using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// Some neighbouring channels of rows × channels, most often a line of the cache; what belongs to each channel is kept in locals while the rows go by.
/// The method's parameter <c>channels</c> says how many there are; only what remains behind the last panel of 16 is known when it is written.
/// There the last vector is partial: lanes beyond it are zero and not stored.
/// </summary>
internal sealed class ChannelGroup
{
    // So many sums side by side do not wait for each other.
    private const int Independent = 4;

    private readonly SourceWriter writer;
    private readonly VectorTarget target;
    private readonly int tail;

    private ChannelGroup(SourceWriter writer, VectorTarget target, int vectors, int tail)
    {
        this.writer = writer;
        this.target = target;
        this.tail = tail;
        Vectors = vectors;
    }

    /// <summary>How many vectors the group has.</summary>
    public int Vectors { get; }

    /// <summary>How many channels remain behind the last panel.</summary>
    /// <param name="channels">How many there are.</param>
    /// <returns>The remainder; kernels that differ in nothing else are the same but for it.</returns>
    public static int Remainder(int channels) => channels % VectorTarget.Panel;

    /// <summary>The end of the name of a kernel.</summary>
    /// <param name="remainder">How many channels remain behind the last panel.</param>
    /// <returns>The text, empty where none do.</returns>
    public static string Suffix(int remainder) => remainder == 0 ? string.Empty : "_remainder" + CSharpLiteral.Of(remainder);

    /// <summary>Writes statements for every group: a loop over those of full size, then the rest. The first channel of a group is <c>c</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="remainder">How many channels remain behind the last panel.</param>
    /// <param name="body">Writes the statements of a group.</param>
    /// <param name="areLong">
    /// Whether the rows of a group are more than the first cache holds: then groups are as wide as locals allow before they are a panel,
    /// since memory is read faster the less is left out between rows.
    /// </param>
    public static void ForEach(SourceWriter writer, VectorTarget target, int remainder, Action<ChannelGroup> body, bool areLong = false)
    {
        int panel = Math.Min(Independent, target.VectorsPerPanel), rest = remainder % (panel * target.Lanes);
        var isMixed = areLong && panel < Independent;
        if (isMixed || rest > 0)
            writer.Line("nuint c = 0;");
        if (isMixed)
        {
            Loop(Independent, $"for (; c + {Size(Independent)} <= channels; c += {Size(Independent)})");
            writer.Line();
        }

        Loop(panel, rest > 0 ? $"for (; c + {Size(panel)} <= channels; c += {Size(panel)})" : $"for ({(isMixed ? string.Empty : "nuint c = 0")}; c < channels; c += {Size(panel)})");
        if (rest == 0)
            return;
        writer.Line();
        writer.Open("// The remaining channels.");
        body(new ChannelGroup(writer, target, (rest + target.Lanes - 1) / target.Lanes, rest % target.Lanes));
        writer.Close();

        string Size(int vectors) => CSharpLiteral.Of(vectors * target.Lanes);
        void Loop(int vectors, string head)
        {
            writer.Open(head);
            body(new ChannelGroup(writer, target, vectors, 0));
            writer.Close();
        }
    }

    /// <summary>Writes a statement for each vector.</summary>
    /// <param name="line">The statement for the vector of an ordinal.</param>
    public void Line(Func<int, string> line)
    {
        for (var v = 0; v < Vectors; v++)
            writer.Line(line(v));
    }

    /// <summary>Writes a local for each vector.</summary>
    /// <param name="name">What it is called; the ordinal follows.</param>
    /// <param name="value">Its value, from the ordinal.</param>
    public void Local(string name, Func<int, string> value) => writer.Line($"{target.Type} {List(Vectors, v => $"{name}{CSharpLiteral.Of(v)} = {value(v)}")};");

    /// <summary>Writes a local for each vector with elements of a row.</summary>
    /// <param name="name">What it is called; the ordinal follows.</param>
    /// <param name="reference">The ref to read.</param>
    /// <param name="at">Where the first channel of the group is in it, an expression.</param>
    public void Read(string name, string reference, string at) => Local(name, v => Load(reference, at, v));

    /// <summary>Reads the elements of a row that belong to a vector.</summary>
    /// <param name="reference">The ref to read.</param>
    /// <param name="at">Where the first channel of the group is in it, an expression.</param>
    /// <param name="v">The ordinal of the vector.</param>
    /// <returns>The expression.</returns>
    public string Load(string reference, string at, int v) => IsPartial(v)
        ? target.LoadPartial(reference, Plus(at, v * target.Lanes), CSharpLiteral.Of(tail))
        : DenseText.Load(target, reference, Plus(at, v * target.Lanes));

    /// <summary>Writes a vector each to a row.</summary>
    /// <param name="reference">The ref to write.</param>
    /// <param name="at">Where the first channel of the group is in it, an expression.</param>
    /// <param name="value">The value from the ordinal, a name or a call.</param>
    public void Store(string reference, string at, Func<int, string> value) => Line(v => IsPartial(v)
        ? target.StorePartial(value(v), reference, Plus(at, v * target.Lanes), CSharpLiteral.Of(tail))
        : $"{value(v)}.StoreUnsafe(ref {reference}, {Plus(at, v * target.Lanes)});");

    /// <summary>Writes a loop over rows, several at a time with sums of their own, which are added behind it.</summary>
    /// <param name="sums">The names of the sums.</param>
    /// <param name="index">The index of the group in the row, a new local.</param>
    /// <param name="begin">Where the group is in the first row, an expression.</param>
    /// <param name="end">A local with an index behind that of the last row, and not behind that of the row after it.</param>
    /// <param name="body">Writes the statements for a vector of a row: from its place, the ordinal of the vector, and the suffix of its sums.</param>
    public void Sum(string[] sums, string index, string begin, string end, Action<string, int, string> body)
    {
        var rows = Math.Max(1, Independent / Vectors);
        foreach (var sum in sums)
            writer.Line($"{target.Type} {List(rows * Vectors, n => $"{sum}{CSharpLiteral.Of(n)} = {(n == 0 ? target.Zero : sum + "0")}")};");
        writer.Line($"nuint {index} = {begin};");
        for (var atOnce = rows; ; atOnce = 1)
        {
            writer.Open($"for (; {Row(atOnce - 1)} < {end}; {index} += {Times("channels", atOnce)})");
            for (var n = 0; n < atOnce * Vectors; n++)
                body(Row(n / Vectors), n % Vectors, CSharpLiteral.Of(n));
            writer.Close();
            writer.Line();
            if (atOnce == 1)
                break;
        }

        for (var half = rows / 2 * Vectors; half >= Vectors; half /= 2)
        {
            foreach (var sum in sums)
            {
                for (var n = 0; n < half; n++)
                    writer.Line($"{sum}{CSharpLiteral.Of(n)} += {sum}{CSharpLiteral.Of(n + half)};");
            }
        }

        string Row(int row) => index + row switch { 0 => string.Empty, 1 => " + channels", _ => $" + ({Times("channels", row)})" };
    }

    private bool IsPartial(int v) => tail > 0 && v == Vectors - 1;
}
