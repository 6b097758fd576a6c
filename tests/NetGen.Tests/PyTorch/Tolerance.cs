using System.Globalization;
using System.Numerics;
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
    /// <typeparam name="T">The tensors' element type.</typeparam>
    public static void AssertEqual<T>(string what, ReadOnlySpan<T> actual, ReadOnlySpan<T> expected, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.True(actual.Length == expected.Length, $"{what} has {actual.Length} elements; {expected.Length} are expected.");
        double scale = 1;
        foreach (T value in expected)
            scale = Math.Max(scale, Math.Abs(double.CreateChecked(value)));
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(double.CreateChecked(actual[i]) - double.CreateChecked(expected[i]));
            Assert.True(
                difference <= tolerance * scale,
                string.Create(CultureInfo.InvariantCulture, $"{what}[{i}] is {actual[i]:G17} instead of {expected[i]:G17}, {difference:G3} away where {tolerance * scale:G3} is allowed."));
        }
    }
}
