using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NetGen;

/// <summary>
/// Inverted dropout (Srivastava et al., 2014): y[i] = x[i] / (1 − rate) where element i is kept and 0 where it is dropped.
/// Element i of a sample is dropped when word i mod 4 of <see cref="Philox"/>, keyed by the seed, at the counter
/// (i / 4, sample, layer, step mod 2³²) is below ⌊rate · 2³²⌋, the rate rounded to <see cref="float"/> first so that both
/// precisions drop the same elements. Nothing else enters: not the width of vectors, nor the thread, nor the order of calls.
/// Applying the same mask to an upstream gradient gives the adjoint.
/// </summary>
public static partial class DropoutMask
{
    /// <summary>Applies the mask of one sample of a layer.</summary>
    /// <param name="x">The first of <paramref name="length"/> inputs.</param>
    /// <param name="y">The first of <paramref name="length"/> outputs; may be the same place as <paramref name="x"/>.</param>
    /// <param name="length">How many elements the sample has.</param>
    /// <param name="rate">The probability to drop an element, in [0, 1].</param>
    /// <param name="seed">The session's seed.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch.</param>
    public static void Apply(ref readonly float x, ref float y, int length, float rate, ulong seed, ulong step, int layer, int sample)
    {
        ulong threshold = Threshold(rate);
        float scale = rate < 1 ? 1 / (1 - rate) : 0;
        int done = 0;
        if (threshold <= uint.MaxValue)
        {
            if (Vector512.IsHardwareAccelerated)
                done = ApplyVector512(in x, ref y, length, (uint)threshold, scale, seed, (uint)step, (uint)layer, (uint)sample);
            else if (Vector256.IsHardwareAccelerated)
                done = ApplyVector256(in x, ref y, length, (uint)threshold, scale, seed, (uint)step, (uint)layer, (uint)sample);
            else if (Vector128.IsHardwareAccelerated)
                done = ApplyVector128(in x, ref y, length, (uint)threshold, scale, seed, (uint)step, (uint)layer, (uint)sample);
        }

        Apply(in x, ref y, done, length, threshold, scale, seed, step, layer, sample);
    }

    /// <inheritdoc cref="Apply(ref readonly float, ref float, int, float, ulong, ulong, int, int)"/>
    public static void Apply(ref readonly double x, ref double y, int length, double rate, ulong seed, ulong step, int layer, int sample)
    {
        ulong threshold = Threshold(rate);
        double scale = rate < 1 ? 1 / (1 - rate) : 0;
        int done = 0;
        if (threshold <= uint.MaxValue)
        {
            if (Vector512.IsHardwareAccelerated)
                done = ApplyVector512(in x, ref y, length, (uint)threshold, scale, seed, (uint)step, (uint)layer, (uint)sample);
            else if (Vector256.IsHardwareAccelerated)
                done = ApplyVector256(in x, ref y, length, (uint)threshold, scale, seed, (uint)step, (uint)layer, (uint)sample);
            else if (Vector128.IsHardwareAccelerated)
                done = ApplyVector128(in x, ref y, length, (uint)threshold, scale, seed, (uint)step, (uint)layer, (uint)sample);
        }

        Apply(in x, ref y, done, length, threshold, scale, seed, step, layer, sample);
    }

    /// <summary>
    /// Keeps or drops a sample as a whole, as its element 0 would be: y[i] = x[i] / (1 − rate) for all i, or 0. Stochastic depth
    /// (Huang et al., 2016) does so with the body of a residual block.
    /// </summary>
    /// <typeparam name="T">The floating-point type.</typeparam>
    /// <param name="x">The first of <paramref name="length"/> inputs.</param>
    /// <param name="y">The first of <paramref name="length"/> outputs; may be the same place as <paramref name="x"/>.</param>
    /// <param name="length">How many elements the sample has.</param>
    /// <param name="rate">The probability to drop the sample, in [0, 1).</param>
    /// <param name="seed">The session's seed.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch; 0 for all where they have one fate.</param>
    public static void ApplyWhole<T>(ref readonly T x, ref T y, int length, double rate, ulong seed, ulong step, int layer, int sample)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!IsKept(0, rate, seed, step, layer, sample))
        {
            MemoryMarshal.CreateSpan(ref y, length).Clear();
            return;
        }

        var scale = T.CreateTruncating(1 / (1 - rate));
        int i = 0;
        for (; i + Vector<T>.Count <= length; i += Vector<T>.Count)
            (Vector.LoadUnsafe(in x, (nuint)i) * scale).StoreUnsafe(ref y, (nuint)i);
        for (; i < length; i++)
            Unsafe.Add(ref y, i) = Unsafe.Add(ref Unsafe.AsRef(in x), i) * scale;
    }

    /// <summary>Whether an element is kept.</summary>
    /// <param name="index">The element's ordinal in the sample.</param>
    /// <param name="rate">The probability to drop an element, in [0, 1].</param>
    /// <param name="seed">The session's seed.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch.</param>
    /// <returns>Whether it is kept.</returns>
    public static bool IsKept(int index, double rate, ulong seed, ulong step, int layer, int sample) =>
        PhiloxWords.Of(index, seed, step, layer, sample) >= Threshold(rate);

    // 2³² itself, for rate 1, is above every word.
    internal static ulong Threshold(double rate) => (ulong)((float)rate * 4294967296.0);

    private static void Apply<T>(ref readonly T x, ref T y, int start, int length, ulong threshold, T scale, ulong seed, ulong step, int layer, int sample)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = start; i < length; i += 4)
        {
            PhiloxBlock block = Philox.Block(seed, (uint)i / 4, (uint)sample, (uint)layer, (uint)step);
            for (int j = i; j < Math.Min(i + 4, length); j++)
                Unsafe.Add(ref y, j) = block[j] >= threshold ? Unsafe.Add(ref Unsafe.AsRef(in x), j) * scale : T.Zero;
        }
    }
}
