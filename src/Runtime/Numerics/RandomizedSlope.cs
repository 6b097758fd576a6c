using System.Numerics;
using System.Runtime.CompilerServices;

namespace NetGen;

/// <summary>
/// The randomized leaky rectifier (Xu et al., 2015) in training: an element above 0 is kept, any other is multiplied by a slope that is
/// uniform between two bounds. The slope of element i of a sample is lower + (upper − lower) · u, with u in [0, 1) from the upper 24 bits of
/// word i mod 4 of <see cref="Philox"/>, keyed by the seed, at the counter (i / 4, sample, layer, step mod 2³²); nothing else enters.
/// </summary>
public static class RandomizedSlope
{
    /// <summary>Multiplies the elements of one sample of a layer by 1 or their slopes: those of x itself, or an upstream gradient for the adjoint.</summary>
    /// <param name="values">The first of <paramref name="length"/> values to multiply.</param>
    /// <param name="x">The first of <paramref name="length"/> inputs of the layer, which decide what is multiplied.</param>
    /// <param name="y">The first of <paramref name="length"/> results; may be the same place as either.</param>
    /// <param name="length">How many elements the sample has.</param>
    /// <param name="lower">The lower bound of the slopes.</param>
    /// <param name="upper">The upper bound of the slopes.</param>
    /// <param name="seed">The session's seed.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch.</param>
    public static void Apply(ref readonly float values, ref readonly float x, ref float y, int length, double lower, double upper, ulong seed, ulong step, int layer, int sample) =>
        Apply<float>(in values, in x, ref y, length, lower, upper, seed, step, layer, sample);

    /// <inheritdoc cref="Apply(ref readonly float, ref readonly float, ref float, int, double, double, ulong, ulong, int, int)"/>
    public static void Apply(ref readonly double values, ref readonly double x, ref double y, int length, double lower, double upper, ulong seed, ulong step, int layer, int sample) =>
        Apply<double>(in values, in x, ref y, length, lower, upper, seed, step, layer, sample);

    private static void Apply<T>(ref readonly T values, ref readonly T x, ref T y, int length, double lower, double upper, ulong seed, ulong step, int layer, int sample)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < length; i += 4)
        {
            PhiloxBlock block = Philox.Block(seed, (uint)i / 4, (uint)sample, (uint)layer, (uint)step);
            for (int j = i; j < Math.Min(i + 4, length); j++)
            {
                T slope = Unsafe.Add(ref Unsafe.AsRef(in x), j) > T.Zero ? T.One : T.CreateChecked(Of(block[j], lower, upper));
                Unsafe.Add(ref y, j) = Unsafe.Add(ref Unsafe.AsRef(in values), j) * slope;
            }
        }
    }

    private static double Of(uint word, double lower, double upper) => lower + ((upper - lower) * ((word >> 8) / 16777216.0));
}
