using System.Globalization;

namespace NetGen.Compiler.Tests;

/// <summary>«Equal to a tolerance»: the largest difference is at most the tolerance times the larger of 1 and the largest expected element.</summary>
internal static class Equality
{
    public static void AssertEqual(string what, IReadOnlyList<double> actual, IReadOnlyList<double> expected, double tolerance)
    {
        Assert.True(actual.Count == expected.Count, $"{what}: {actual.Count} elements instead of {expected.Count}");
        var scale = Math.Max(1, expected.Select(Math.Abs).DefaultIfEmpty(0).Max());
        for (var i = 0; i < actual.Count; i++)
        {
            if (!(Math.Abs(actual[i] - expected[i]) <= tolerance * scale))
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}[{i}] is {actual[i]:R} instead of {expected[i]:R}; they differ by {Math.Abs(actual[i] - expected[i]):E2}, allowed is {tolerance * scale:E2}"));
        }
    }

    public static void AssertEqual(string what, double[][] actual, double[][] expected, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++)
            AssertEqual($"{what} {i.ToString(CultureInfo.InvariantCulture)}", actual[i], expected[i], tolerance);
    }

    public static void AssertEqual(string what, SortedDictionary<string, double[]> actual, SortedDictionary<string, double[]> expected, double tolerance)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (name, elements) in expected)
            AssertEqual($"{what} {name}", actual[name], elements, tolerance);
    }
}
