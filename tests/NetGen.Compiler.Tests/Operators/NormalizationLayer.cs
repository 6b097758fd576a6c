namespace NetGen.Compiler.Tests;

/// <summary>Normalizations with random options; they keep the shape.</summary>
internal static class NormalizationLayer
{
    /// <summary>Every kind.</summary>
    public static readonly string[] Kinds = ["BatchNorm"];

    /// <summary>What gives a kind parameters that has none by default.</summary>
    /// <param name="kind">The attribute.</param>
    /// <returns>Names and values by turns.</returns>
    public static object[] Affine(string kind) => kind == "InstanceNorm" ? ["Affine", true] : [];

    /// <summary>Draws the options of a layer. What is added to the variance is so large that nothing nearly constant is blown up.</summary>
    /// <param name="kind">The attribute.</param>
    /// <param name="random">The chance.</param>
    /// <returns>Names and values by turns.</returns>
    public static object[] Draw(string kind, Random random)
    {
        object[] own = kind switch
        {
            "BatchNorm" => random.Next(3) == 0 ? ["CumulativeAverage", true] : ["Momentum", 0.25],
            _ => [],
        };
        return ["Epsilon", 0.1 + (0.1 * random.Next(3)), "Affine", random.Next(3) > 0, .. own];
    }
}
