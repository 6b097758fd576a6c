namespace NetGen.Generator.Emission.Kernels;

/// <summary>Pieces of text that the kernels of convolutions share.</summary>
internal static class ConvolutionText
{
    /// <summary>Channels, filters and groups as part of a name.</summary>
    public static string Channels(int channels, int filters, int groups) =>
        $"{CSharpLiteral.Of(channels)}to{CSharpLiteral.Of(filters)}{(groups == 1 ? "" : $"in{CSharpLiteral.Of(groups)}")}";

    /// <summary>Channels, filters and groups in words.</summary>
    public static string Describe(int channels, int filters, int groups) =>
        $"{CSharpLiteral.Of(channels)} channels and {CSharpLiteral.Of(filters)} filters{(groups == 1 ? "" : $" in {CSharpLiteral.Of(groups)} groups")}";

    /// <summary>The channel that is number <c>i</c> in the group of a filter.</summary>
    /// <param name="filter">The local with the filter.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="filters">How many filters.</param>
    /// <param name="groups">How many groups.</param>
    /// <returns>An expression.</returns>
    public static string Channel(string filter, int channels, int filters, int groups) =>
        groups == 1 ? "i" : $"({(filters == groups ? filter : $"{filter} / {CSharpLiteral.Of(filters / groups)}")} * {CSharpLiteral.Of(channels / groups)}) + i";

    /// <summary>Sets a channel of the result, whose start is in the local <c>to</c>, to its bias or to 0.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="length">How many elements it has.</param>
    /// <param name="channel">The local with the channel, or null where there is no bias.</param>
    public static void Start(SourceWriter writer, string length, string? channel) => writer.Line(channel is null
        ? $"MemoryMarshal.CreateSpan(ref to, {length}).Clear();"
        : $"MemoryMarshal.CreateSpan(ref to, {length}).Fill(Unsafe.Add(ref Unsafe.AsRef(in bias), {channel}));");

    /// <summary>Writes to[a] += factor · from[b] for a vector, or for the elements that are left.</summary>
    public static void Add(SourceWriter writer, VectorTarget target, string to, string a, string from, string b, string? rest)
    {
        if (rest is null)
        {
            writer.Line($"{target.Type} sum = {target.MultiplyAdd("factor", target.Load(from, b), target.Load(to, a))};");
            writer.Line(target.Store("sum", to, a));
            return;
        }

        writer.Line($"{target.Type} sum = {target.MultiplyAdd("factor", target.LoadPartial(from, b, rest), target.LoadPartial(to, a, rest))};");
        writer.Line(target.StorePartial("sum", to, a, rest));
    }
}
