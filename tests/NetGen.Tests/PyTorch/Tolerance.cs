using System.Globalization;
using Xunit;

namespace NetGen.Tests.PyTorch;

/// <summary>«Equal to tol»: ‖a − b‖∞ ≤ tol · max(1, ‖b‖∞), tensor by tensor.</summary>
internal static class Tolerance
{
    /// <summary>Fails unless two tensors are equal to the tolerance; NaN is equal to nothing.</summary>
    /// <param name="what">Names the tensor in the message.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="expected">The reference.</param>
    /// <param name="tolerance">The tolerance.</param>
    public static void AssertEqual(string what, ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, double tolerance)
    {
        Assert.True(actual.Length == expected.Length, $"{what} has {actual.Length} elements; the fixture has {expected.Length}.");
        double scale = 1;
        foreach (float value in expected)
            scale = Math.Max(scale, Math.Abs((double)value));
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)actual[i] - expected[i]);
            Assert.True(
                difference <= tolerance * scale,
                string.Create(CultureInfo.InvariantCulture, $"{what}[{i}] is {actual[i]:G9}; PyTorch has {expected[i]:G9}, {difference:G3} away where {tolerance * scale:G3} is allowed."));
        }
    }
}
