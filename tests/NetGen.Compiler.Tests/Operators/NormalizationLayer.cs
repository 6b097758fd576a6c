namespace NetGen.Compiler.Tests;

/// <summary>Normalizations, and what draws in training, with random options; they keep the shape.</summary>
internal static class NormalizationLayer
{
    /// <summary>Every normalization.</summary>
    public static readonly string[] Kinds = ["BatchNorm", "LayerNorm", "RMSNorm", "GroupNorm", "InstanceNorm", "LocalResponseNorm"];

    /// <summary>What changes a value at random in training.</summary>
    public static readonly string[] Noises = ["SpatialDropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "StochasticDepth"];

    /// <summary>Whether a kind takes values of a shape.</summary>
    /// <param name="kind">The attribute.</param>
    /// <param name="sizes">The sizes of the axes.</param>
    /// <param name="roles">Their roles.</param>
    /// <returns>Whether it does.</returns>
    public static bool Takes(string kind, int[] sizes, string roles) => kind != "InstanceNorm" || sizes.Where((_, axis) => axis != ChannelAxis(roles)).Any(size => size > 1);

    /// <summary>Draws the options of a layer. What is added to the variance is so large that nothing nearly constant is blown up.</summary>
    /// <param name="kind">The attribute.</param>
    /// <param name="random">The chance.</param>
    /// <param name="sizes">The sizes of the input's axes.</param>
    /// <param name="roles">Their roles.</param>
    /// <param name="isAffine">Whether there is a γ; by chance where nothing is said.</param>
    /// <returns>Names and values by turns.</returns>
    public static object[] Draw(string kind, Random random, int[] sizes, string roles, bool? isAffine = null)
    {
        object[] own = kind switch
        {
            "BatchNorm" => random.Next(3) == 0 ? ["CumulativeAverage", true] : ["Momentum", 0.25],
            "LayerNorm" => [.. Axes(random, roles), "Bias", random.Next(3) > 0],
            "RMSNorm" => Axes(random, roles),
            "GroupNorm" => ["Groups", Divisor(sizes[ChannelAxis(roles)], random)],
            "InstanceNorm" => random.Next(2) == 0 ? ["TrackRunningStatistics", true, "Momentum", 0.25] : [],
            "LocalResponseNorm" => ["Size", random.Next(1, 7), "Alpha", 0.4, "Beta", random.Next(2) == 0 ? 0.75 : 0.3 + random.NextDouble(), "K", 0.8],
            "GaussianNoise" => ["StandardDeviation", 0.5],
            "StochasticDepth" => ["Rate", 0.3, "Mode", (StochasticDepthMode)random.Next(2)],
            _ => ["Rate", 0.3],
        };
        return kind == "LocalResponseNorm" || Noises.Contains(kind) ? own : ["Epsilon", 0.1 + (0.1 * random.Next(3)), "Affine", isAffine ?? random.Next(3) > 0, .. own];
    }

    private static object[] Axes(Random random, string roles) => random.Next(3) switch
    {
        0 => ["Axes", roles[ChannelAxis(roles)].ToString()],
        1 => ["Axes", roles[random.Next(roles.Length)..]],
        _ => [],
    };

    private static int ChannelAxis(string roles) => Math.Max(roles.IndexOf('F'), roles.IndexOf('C'));

    private static int Divisor(int size, Random random)
    {
        var divisors = Enumerable.Range(1, size).Where(divisor => size % divisor == 0).ToArray();
        return divisors[random.Next(divisors.Length)];
    }
}
