namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// One vector of neighbouring channels, for what is done once a batch: there are few numbers, and the text is short. The first of its
/// channels is <c>c</c>, of <c>channels</c>.
/// </summary>
internal sealed class ChannelVector
{
    private readonly SourceWriter writer;
    private readonly VectorTarget target;
    private readonly bool isPartial;

    private ChannelVector(SourceWriter writer, VectorTarget target, bool isPartial)
    {
        this.writer = writer;
        this.target = target;
        this.isPartial = isPartial;
    }

    /// <summary>Whether the last vector of a row may have fewer channels than lanes, at whatever width.</summary>
    /// <param name="channels">How many channels there are.</param>
    /// <returns>Whether they are no multiple of 16.</returns>
    public static bool MayBePartial(int channels) => ChannelGroup.Remainder(channels) > 0;

    /// <summary>The end of the name of a kernel.</summary>
    /// <param name="isPartial">Whether the channels may be no multiple of 16.</param>
    /// <returns>The text, empty where they are.</returns>
    public static string Suffix(bool isPartial) => isPartial ? "_partial" : string.Empty;

    /// <summary>Writes a loop over the vectors of all channels.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="isPartial">Whether the channels may be no multiple of 16; lanes beyond them are zero and not stored.</param>
    /// <param name="body">Writes the statements of a vector.</param>
    public static void ForEach(SourceWriter writer, VectorTarget target, bool isPartial, Action<ChannelVector> body)
    {
        writer.Open($"for (nuint c = 0; c < channels; c += {CSharpLiteral.Of(target.Lanes)})");
        if (isPartial)
            writer.Line("int valid = (int)(channels - c);");
        body(new ChannelVector(writer, target, isPartial));
        writer.Close();
    }

    /// <summary>Writes a local.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="value">Its value.</param>
    public void Local(string name, string value) => writer.Line($"{target.Type} {name} = {value};");

    /// <summary>Reads the channels of a row.</summary>
    /// <param name="reference">The ref to read.</param>
    /// <param name="at">Where the vector is in it, an expression.</param>
    /// <returns>The expression.</returns>
    public string Load(string reference, string at = "c") => isPartial ? target.LoadPartial(reference, at, "valid") : DenseText.Load(target, reference, at);

    /// <summary>Reads the channels of one of several numbers that each channel has.</summary>
    /// <param name="reference">The ref to read.</param>
    /// <param name="row">Which one.</param>
    /// <returns>The expression.</returns>
    public string Load(string reference, int row) => Load(reference, ChannelText.Row("c", row));

    /// <summary>Writes one of several numbers that each channel has.</summary>
    /// <param name="value">A name or a call.</param>
    /// <param name="reference">The ref to write.</param>
    /// <param name="row">Which one.</param>
    public void Store(string value, string reference, int row = 0)
    {
        var at = ChannelText.Row("c", row);
        writer.Line(isPartial ? target.StorePartial(value, reference, at, "valid") : $"{value}.StoreUnsafe(ref {reference}, {at});");
    }

    /// <summary>Writes a loop over the rows of all samples, whose end is in a local <c>end</c>; the place of the vector in one is <c>i</c>.</summary>
    /// <param name="perSample">How many rows a sample has.</param>
    /// <param name="body">Writes the statements of a row.</param>
    public void Rows(int perSample, Action body)
    {
        writer.Open($"for (nuint i = c; i < end; i += {DenseText.Times("channels", perSample)})");
        body();
        writer.Close();
        writer.Line();
    }
}

/// <summary>Offsets in what lies channel by channel, and the sizes that methods are given.</summary>
internal static class ChannelText
{
    /// <summary>The number of channels.</summary>
    public static KernelParameter Channels { get; } = new(KernelParameterKind.Size, "channels");

    /// <summary>The number of rows of a sample, each of which has all channels.</summary>
    public static KernelParameter Rows { get; } = new(KernelParameterKind.Size, "rows");

    /// <summary>The number of samples.</summary>
    public static KernelParameter Count { get; } = new(KernelParameterKind.Integer, "count");

    /// <summary>The statistics of a normalization that a product applies to its sums: a row each of means, reciprocal deviations, scales and shifts.</summary>
    public static KernelParameter Statistics { get; } = new(KernelParameterKind.Read, "statistics");

    /// <summary>Writes the local <c>a</c> of such a product: the scales of all channels, and their shifts behind them.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="channels">How many channels there are.</param>
    public static void EmitScales(SourceWriter writer, VectorTarget target, int channels) =>
        writer.Line($"ref readonly {target.Scalar} a = ref {DenseText.Of("statistics", CSharpLiteral.Of(2 * channels))};");

    /// <summary>So many rows of channels further.</summary>
    /// <param name="at">An expression.</param>
    /// <param name="rows">How many.</param>
    /// <returns>The expression.</returns>
    public static string Row(string at, int rows) => rows switch { 0 => at, 1 => at + " + channels", _ => $"{at} + ({DenseText.Times("channels", rows)})" };
}
