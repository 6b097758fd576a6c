using System.Numerics;

namespace NetGen.Kernels.Tests;

/// <summary>Elements between two margins. Whatever a kernel reads there is NaN, and whatever it writes there is noticed.</summary>
/// <typeparam name="T">The scalar type.</typeparam>
internal sealed class Guarded<T>
    where T : unmanaged
{
    /// <summary>How many elements lie on either side.</summary>
    public const int Margin = 64;

    private readonly T[] before;

    public Guarded(T[] values, bool isRead, T margin)
    {
        Length = values.Length;
        IsRead = isRead;
        Storage = new T[values.Length + (2 * Margin)];
        Storage.AsSpan().Fill(margin);
        values.CopyTo(Storage.AsSpan(Margin));
        before = (T[])Storage.Clone();
    }

    public int Length { get; }

    public bool IsRead { get; }

    public T[] Storage { get; }

    public Span<T> Values => Storage.AsSpan(Margin, Length);

    /// <summary>Fails if a margin changed, or anything at all in a buffer that is only read.</summary>
    /// <param name="what">For the message.</param>
    public void Check(string what)
    {
        for (int i = 0; i < Storage.Length; i++)
        {
            if (!IsRead && i >= Margin && i < Margin + Length)
                continue;
            if (!Storage[i].Equals(before[i]))
                Assert.Fail($"{what}: element {i - Margin} of {Length} was written");
        }
    }
}

/// <summary>Makes guarded buffers and compares them.</summary>
internal static class Guarded
{
    public static Guarded<T> Read<T>(T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(values, true, T.NaN);

    public static Guarded<T> Write<T>(int length, T initial)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[length];
        values.AsSpan().Fill(initial);
        return new(values, false, T.CreateChecked(12345));
    }

    public static Guarded<T> Write<T>(T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new(values, false, T.CreateChecked(12345));

    public static T[] Random<T>(int length, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var values = new T[length];
        for (int i = 0; i < length; i++)
            values[i] = T.CreateChecked((random.NextDouble() * 2) - 1);
        return values;
    }

    /// <summary>‖a − b‖∞ ≤ tol · max(1, ‖b‖∞), and no element that is not a number.</summary>
    public static void AssertEqual<T>(double[] expected, ReadOnlySpan<T> actual, string what)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double tolerance = typeof(T) == typeof(double) ? 1e-12 : 1e-5;
        double scale = Math.Max(1, expected.Select(Math.Abs).DefaultIfEmpty().Max());
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(expected[i] - double.CreateChecked(actual[i]));
            if (!(difference <= tolerance * scale))
                Assert.Fail($"{what}: element {i} is {actual[i]}, expected {expected[i]}");
        }
    }
}
