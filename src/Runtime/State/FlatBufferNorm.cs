using System.Numerics;
using System.Runtime.InteropServices;

namespace NetGen;

/// <summary>The length of a flat buffer as one vector.</summary>
internal static class FlatBufferNorm
{
    /// <summary>The Euclidean norm √Σx² of all elements; summed in double precision, since squares of many small gradients vanish in single.</summary>
    /// <param name="buffer">The buffer, whose padding is zero.</param>
    /// <returns>The norm; NaN or infinite where an element is.</returns>
    public static double Norm<T>(this FlatBuffer<T> buffer)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Math.Sqrt(typeof(T) == typeof(float) ? SumOfSquares(MemoryMarshal.Cast<T, float>(buffer.Span)) : SumOfSquares(MemoryMarshal.Cast<T, double>(buffer.Span)));

    // Two sums, so that an addition need not wait for the one before it. Buffers are whole vectors of any width.
    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        Vector<double> first = default, second = default;
        foreach (Vector<float> vector in MemoryMarshal.Cast<float, Vector<float>>(values))
        {
            Vector.Widen(vector, out Vector<double> low, out Vector<double> high);
            first += low * low;
            second += high * high;
        }

        return Vector.Sum(first + second);
    }

    private static double SumOfSquares(ReadOnlySpan<double> values)
    {
        Vector<double> sum = default;
        foreach (Vector<double> vector in MemoryMarshal.Cast<double, Vector<double>>(values))
            sum += vector * vector;
        return Vector.Sum(sum);
    }
}
