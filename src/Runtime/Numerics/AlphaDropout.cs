using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

/// <summary>
/// Alpha dropout (Klambauer et al., «Self-normalizing neural networks», 2017): what is dropped becomes α′ = −λα, the limit of SELU
/// towards −∞, and everything is then scaled by a and shifted by b so that inputs of mean 0 and variance 1 keep both. Which elements
/// are dropped is what <see cref="DropoutMask"/> says.
/// </summary>
public static partial class AlphaDropout
{
    /// <summary>−λα of SELU, what a dropped element is set to before it is scaled and shifted.</summary>
    public const double Saturation = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717;

    /// <summary>What keeps mean and variance: a = 1 / √((1 − p)(1 + p α′²)) and b = −a p α′.</summary>
    /// <param name="rate">p, the probability to drop an element, in [0, 1).</param>
    /// <returns>The scale and the shift.</returns>
    public static (double A, double B) Affine(double rate)
    {
        double a = 1 / Math.Sqrt((1 - rate) * (1 + (rate * Saturation * Saturation)));
        return (a, -a * rate * Saturation);
    }

    /// <summary>Applies the mask of one sample of a layer: y = a x + b where an element is kept and a α′ + b where it is dropped.</summary>
    /// <param name="x">The first of <paramref name="length"/> inputs.</param>
    /// <param name="y">The first of <paramref name="length"/> outputs; may be the same place as <paramref name="x"/>.</param>
    /// <param name="length">How many elements the sample has.</param>
    /// <param name="rate">The probability to drop an element, in [0, 1).</param>
    /// <param name="seed">The session's seed.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch.</param>
    public static void Apply(ref readonly float x, ref float y, int length, float rate, ulong seed, ulong step, int layer, int sample)
    {
        (double a, double b) = Affine(rate);
        Select(in x, ref y, length, rate, (float)a, (float)b, (float)((a * Saturation) + b), seed, (uint)step, (uint)layer, (uint)sample);
    }

    /// <inheritdoc cref="Apply(ref readonly float, ref float, int, float, ulong, ulong, int, int)"/>
    public static void Apply(ref readonly double x, ref double y, int length, double rate, ulong seed, ulong step, int layer, int sample)
    {
        (double a, double b) = Affine(rate);
        Select(in x, ref y, length, rate, a, b, (a * Saturation) + b, seed, (uint)step, (uint)layer, (uint)sample);
    }

    /// <summary>The adjoint for one sample of a layer: a δ where an element was kept and 0 where it was dropped.</summary>
    /// <param name="x">The first of <paramref name="length"/> upstream gradients.</param>
    /// <param name="y">The first of <paramref name="length"/> gradients of the inputs; may be the same place as <paramref name="x"/>.</param>
    /// <param name="length">How many elements the sample has.</param>
    /// <param name="rate">The probability to drop an element, in [0, 1).</param>
    /// <param name="seed">The session's seed.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch.</param>
    public static void ApplyGradient(ref readonly float x, ref float y, int length, float rate, ulong seed, ulong step, int layer, int sample) =>
        Select(in x, ref y, length, rate, (float)Affine(rate).A, 0, 0, seed, (uint)step, (uint)layer, (uint)sample);

    /// <inheritdoc cref="ApplyGradient(ref readonly float, ref float, int, float, ulong, ulong, int, int)"/>
    public static void ApplyGradient(ref readonly double x, ref double y, int length, double rate, ulong seed, ulong step, int layer, int sample) =>
        Select(in x, ref y, length, rate, Affine(rate).A, 0, 0, seed, (uint)step, (uint)layer, (uint)sample);

    private static void Select(ref readonly float x, ref float y, int length, float rate, float scale, float shift, float dropped, ulong seed, uint step, uint layer, uint sample)
    {
        uint threshold = (uint)DropoutMask.Threshold(rate);
        int done = 0;
        if (Vector512.IsHardwareAccelerated)
            done = SelectVector512(in x, ref y, length, threshold, scale, shift, dropped, seed, step, layer, sample);
        else if (Vector256.IsHardwareAccelerated)
            done = SelectVector256(in x, ref y, length, threshold, scale, shift, dropped, seed, step, layer, sample);
        else if (Vector128.IsHardwareAccelerated)
            done = SelectVector128(in x, ref y, length, threshold, scale, shift, dropped, seed, step, layer, sample);
        Select(in x, ref y, done, length, threshold, scale, shift, dropped, seed, step, layer, sample);
    }

    private static void Select(ref readonly double x, ref double y, int length, double rate, double scale, double shift, double dropped, ulong seed, uint step, uint layer, uint sample)
    {
        uint threshold = (uint)DropoutMask.Threshold(rate);
        int done = 0;
        if (Vector512.IsHardwareAccelerated)
            done = SelectVector512(in x, ref y, length, threshold, scale, shift, dropped, seed, step, layer, sample);
        else if (Vector256.IsHardwareAccelerated)
            done = SelectVector256(in x, ref y, length, threshold, scale, shift, dropped, seed, step, layer, sample);
        else if (Vector128.IsHardwareAccelerated)
            done = SelectVector128(in x, ref y, length, threshold, scale, shift, dropped, seed, step, layer, sample);
        Select(in x, ref y, done, length, threshold, scale, shift, dropped, seed, step, layer, sample);
    }

    private static void Select<T>(ref readonly T x, ref T y, int start, int length, uint threshold, T scale, T shift, T dropped, ulong seed, uint step, uint layer, uint sample)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = start; i < length; i += 4)
        {
            PhiloxBlock block = Philox.Block(seed, (uint)i / 4, sample, layer, step);
            for (int j = i; j < Math.Min(i + 4, length); j++)
                Unsafe.Add(ref y, j) = block[j] >= threshold ? (Unsafe.Add(ref Unsafe.AsRef(in x), j) * scale) + shift : dropped;
        }
    }
}
