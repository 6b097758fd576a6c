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

    /// <summary>Writes a loop over ordinals, or a block with the only one.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="variable">The local with the ordinal.</param>
    /// <param name="count">How many there are.</param>
    public static void OpenLoop(SourceWriter writer, string variable, int count)
    {
        if (count > 1)
        {
            writer.Open($"for (int {variable} = 0; {variable} < {CSharpLiteral.Of(count)}; {variable}++)");
            return;
        }

        writer.Open();
        writer.Line($"const int {variable} = 0;");
    }

    /// <summary>A sum of products with constants, without the terms that are 0.</summary>
    /// <param name="constant">What is added.</param>
    /// <param name="terms">Variables and their factors.</param>
    /// <returns>The expression.</returns>
    public static string Sum(int constant, params (string Variable, int Factor)[] terms)
    {
        var text = new List<string>();
        foreach (var (variable, factor) in terms)
        {
            if (factor != 0)
                text.Add(factor == 1 ? variable : $"({variable} * {CSharpLiteral.Of(factor)})");
        }

        if (constant != 0 || text.Count == 0)
            text.Add(CSharpLiteral.Of(constant));
        string sum = string.Join(" + ", text);
        return text.Count == 1 && sum[0] == '(' ? sum.Substring(1, sum.Length - 2) : sum;
    }

    /// <summary>Cuts rows into register tiles of nearly equal height: a few rows alone would leave the multipliers waiting.</summary>
    /// <param name="rows">How many rows.</param>
    /// <param name="tallest">The most a tile takes.</param>
    /// <returns>Runs of tiles of equal height: the first row, the height, how many.</returns>
    public static IReadOnlyList<(int First, int Height, int Count)> Tiles(int rows, int tallest)
    {
        int tiles = (rows + tallest - 1) / tallest, height = rows / tiles, taller = rows % tiles;
        var runs = new List<(int, int, int)>();
        if (taller > 0)
            runs.Add((0, height + 1, taller));
        runs.Add((taller * (height + 1), height, tiles - taller));
        return runs;
    }
}
