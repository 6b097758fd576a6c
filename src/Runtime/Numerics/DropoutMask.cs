using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>Whether an element is kept.</summary>
    /// <param name="index">The element's ordinal in the sample.</param>
    /// <param name="rate">The probability to drop an element, in [0, 1].</param>
    /// <param name="seed">The session's seed.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch.</param>
    /// <returns>Whether it is kept.</returns>
    public static bool IsKept(int index, double rate, ulong seed, ulong step, int layer, int sample) =>
        Philox.Block(seed, (uint)index / 4, (uint)sample, (uint)layer, (uint)step)[index] >= Threshold(rate);

    // 2³² itself, for rate 1, is above every word.
    private static ulong Threshold(double rate) => (ulong)((float)rate * 4294967296.0);

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

    // The product of the lower halves of 64-bit lanes, one instruction on x86; lanes hold nothing in their upper halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> MultiplyWords(Vector512<ulong> a, Vector512<ulong> b) =>
        Avx512F.IsSupported ? Avx512F.Multiply(a.AsUInt32(), b.AsUInt32()) : a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> MultiplyWords(Vector256<ulong> a, Vector256<ulong> b) =>
        Avx2.IsSupported ? Avx2.Multiply(a.AsUInt32(), b.AsUInt32()) : a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> MultiplyWords(Vector128<ulong> a, Vector128<ulong> b) =>
        Sse2.IsSupported ? Sse2.Multiply(a.AsUInt32(), b.AsUInt32()) : a * b;
}
