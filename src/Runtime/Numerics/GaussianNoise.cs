using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

/// <summary>
/// Normal numbers of mean 0 for the elements of a layer's value, added or multiplied in. They are drawn in pairs by Box and Muller's
/// transform, √(−2 ln u) (cos 2πv, sin 2πv), from words of <see cref="Philox"/> keyed by the seed at the counter
/// (i / 2, sample, layer, step mod 2³²): for pair i word 0 is u and word 1 is v where i is even, words 2 and 3 where it is odd; u is
/// (word + ½) / 2³². The cosine is element i of the first half of the sample, ⌈length / 2⌉ elements, and the sine element i of the rest.
/// Words of 32 bits reach ±6.76 standard deviations. Both precisions draw from the same words, and nothing else enters but the
/// arithmetic of a processor's vectors: not the thread, nor the order of calls.
/// </summary>
public static partial class GaussianNoise
{
    private const double OneOverTwoTo32 = 1 / 4294967296.0;

    /// <summary>Adds noise to one sample of a layer: y[i] = x[i] + σ n[i], n of variance 1. The adjoint is the identity.</summary>
    /// <param name="x">The first of <paramref name="length"/> inputs.</param>
    /// <param name="y">The first of <paramref name="length"/> outputs; may be the same place as <paramref name="x"/>.</param>
    /// <param name="length">How many elements the sample has.</param>
    /// <param name="deviation">σ, the standard deviation.</param>
    /// <param name="seed">The session's seed.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch.</param>
    public static void Add(ref readonly float x, ref float y, int length, float deviation, ulong seed, ulong step, int layer, int sample) =>
        Apply(in x, ref y, length, deviation, isFactor: false, seed, (uint)step, (uint)layer, (uint)sample);

    /// <inheritdoc cref="Add(ref readonly float, ref float, int, float, ulong, ulong, int, int)"/>
    public static void Add(ref readonly double x, ref double y, int length, double deviation, ulong seed, ulong step, int layer, int sample) =>
        Apply(in x, ref y, length, deviation, isFactor: false, seed, (uint)step, (uint)layer, (uint)sample);

    /// <summary>Multiplies one sample of a layer by noise: y[i] = x[i] (1 + σ n[i]), n of variance 1. It is its own adjoint.</summary>
    /// <param name="x">The first of <paramref name="length"/> inputs.</param>
    /// <param name="y">The first of <paramref name="length"/> outputs; may be the same place as <paramref name="x"/>.</param>
    /// <param name="length">How many elements the sample has.</param>
    /// <param name="deviation">σ, the standard deviation.</param>
    /// <param name="seed">The session's seed.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch.</param>
    public static void Multiply(ref readonly float x, ref float y, int length, float deviation, ulong seed, ulong step, int layer, int sample) =>
        Apply(in x, ref y, length, deviation, isFactor: true, seed, (uint)step, (uint)layer, (uint)sample);

    /// <inheritdoc cref="Multiply(ref readonly float, ref float, int, float, ulong, ulong, int, int)"/>
    public static void Multiply(ref readonly double x, ref double y, int length, double deviation, ulong seed, ulong step, int layer, int sample) =>
        Apply(in x, ref y, length, deviation, isFactor: true, seed, (uint)step, (uint)layer, (uint)sample);

    /// <summary>n of an element, by the library's functions of scalars.</summary>
    /// <param name="index">The element's ordinal in the sample.</param>
    /// <param name="length">How many elements the sample has.</param>
    /// <param name="seed">The session's seed.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch.</param>
    /// <returns>The number, of mean 0 and variance 1.</returns>
    public static double Value(int index, int length, ulong seed, ulong step, int layer, int sample)
    {
        int half = (length + 1) / 2, pair = index % half;
        PhiloxBlock block = Philox.Block(seed, (uint)pair / 2, (uint)sample, (uint)layer, (uint)step);
        double radius = Math.Sqrt(-2 * Math.Log((block[2 * (pair % 2)] + 0.5) * OneOverTwoTo32));
        double turns = block[(2 * (pair % 2)) + 1] * OneOverTwoTo32;
        return radius * (index < half ? Math.Cos(2 * Math.PI * turns) : Math.Sin(2 * Math.PI * turns));
    }

    // Without vectors in hardware the narrowest text runs all the same, by the library's own loops.
    private static void Apply(ref readonly float x, ref float y, int length, float deviation, bool isFactor, ulong seed, uint step, uint layer, uint sample)
    {
        if (Vector512.IsHardwareAccelerated)
            ApplyVector512(in x, ref y, length, deviation, isFactor, seed, step, layer, sample);
        else if (Vector256.IsHardwareAccelerated)
            ApplyVector256(in x, ref y, length, deviation, isFactor, seed, step, layer, sample);
        else
            ApplyVector128(in x, ref y, length, deviation, isFactor, seed, step, layer, sample);
    }

    private static void Apply(ref readonly double x, ref double y, int length, double deviation, bool isFactor, ulong seed, uint step, uint layer, uint sample)
    {
        if (Vector512.IsHardwareAccelerated)
            ApplyVector512(in x, ref y, length, deviation, isFactor, seed, step, layer, sample);
        else if (Vector256.IsHardwareAccelerated)
            ApplyVector256(in x, ref y, length, deviation, isFactor, seed, step, layer, sample);
        else
            ApplyVector128(in x, ref y, length, deviation, isFactor, seed, step, layer, sample);
    }

    // Names that carry the width, under one for the text that is derived.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadPartial<T>(ref readonly T source, int count, out Vector512<T> vector)
        where T : unmanaged => vector = VectorMath.LoadPartial512(in source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadPartial<T>(ref readonly T source, int count, out Vector256<T> vector)
        where T : unmanaged => vector = VectorMath.LoadPartial256(in source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadPartial<T>(ref readonly T source, int count, out Vector128<T> vector)
        where T : unmanaged => vector = VectorMath.LoadPartial128(in source, count);
}
