using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

// Written for Vector512; the build derives the two narrower widths (see Widths.targets).
public static partial class GaussianNoise
{
    // A round takes a vector of pairs, whose cosines belong to the first half of the sample and whose sines to the rest.
    private static void ApplyVector512(ref readonly float x, ref float y, int length, float deviation, bool isFactor, ulong seed, uint step, uint layer, uint sample)
    {
        int lanes = Vector512<float>.Count, half = (length + 1) / 2;
        for (int i = 0; i < half; i += lanes)
        {
            (Vector512<ulong> radii, Vector512<ulong> angles) = PhiloxWords.Vector512PairsOf((uint)i / 2, seed, step, layer, sample, pairsOfEven: true);
            (Vector512<float> cosine, Vector512<float> sine) = PairOf(radii.AsUInt32(), angles.AsInt32());
            Move(in x, ref y, i, half, cosine, deviation, isFactor);
            Move(in x, ref y, half + i, length, sine, deviation, isFactor);
        }
    }

    private static void ApplyVector512(ref readonly double x, ref double y, int length, double deviation, bool isFactor, ulong seed, uint step, uint layer, uint sample)
    {
        int lanes = Vector512<double>.Count, half = (length + 1) / 2;
        for (int i = 0; i < half; i += 2 * lanes)
        {
            (Vector512<ulong> radii, Vector512<ulong> angles) = PhiloxWords.Vector512PairsOf((uint)i / 2, seed, step, layer, sample, pairsOfEven: true);
            (Vector512<ulong> radii0, Vector512<ulong> radii1) = Vector512.Widen(radii.AsUInt32());
            (Vector512<long> angles0, Vector512<long> angles1) = Vector512.Widen(angles.AsInt32());
            (Vector512<double> cosine, Vector512<double> sine) = PairOf(radii0, angles0);
            Move(in x, ref y, i, half, cosine, deviation, isFactor);
            Move(in x, ref y, half + i, length, sine, deviation, isFactor);
            (cosine, sine) = PairOf(radii1, angles1);
            Move(in x, ref y, i + lanes, half, cosine, deviation, isFactor);
            Move(in x, ref y, half + i + lanes, length, sine, deviation, isFactor);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move<T>(ref readonly T x, ref T y, int from, int end, Vector512<T> noise, T deviation, bool isFactor)
        where T : unmanaged
    {
        int count = end - from;
        if (count <= 0)
            return;
        ref T place = ref Unsafe.Add(ref y, from);
        LoadPartial(in Unsafe.Add(ref Unsafe.AsRef(in x), from), count, out Vector512<T> v);
        noise *= deviation;
        VectorMath.StorePartial(isFactor ? v + (v * noise) : v + noise, ref place, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Cosine, Vector512<float> Sine) PairOf(Vector512<uint> radius, Vector512<int> angle)
    {
        Vector512<float> u = (Vector512.ConvertToSingle(radius) + Vector512.Create(0.5f)) * (float)OneOverTwoTo32;
        Vector512<float> r = Vector512.Sqrt(VectorMath.Log(u) * -2f);

        // The angle is quarter turns, which exchange and negate, and a rest of at most an eighth of a turn either way.
        Vector512<int> shifted = angle + Vector512.Create(1 << 29);
        Vector512<int> quarter = shifted >>> 30;
        Vector512<float> t = Vector512.ConvertToSingle((shifted & Vector512.Create((1 << 30) - 1)) - Vector512.Create(1 << 29)) * (float)(Math.PI / 2 / (1 << 30));
        Vector512<float> square = t * t;

        // Taylor's polynomials on [−π/4, π/4], 2e-9 and 3e-8.
        Vector512<float> s = Vector512.Create(2.7557319e-6f);
        s = Vector512.MultiplyAddEstimate(s, square, Vector512.Create(-1.9841270e-4f));
        s = Vector512.MultiplyAddEstimate(s, square, Vector512.Create(8.3333333e-3f));
        s = Vector512.MultiplyAddEstimate(s, square, Vector512.Create(-1.6666667e-1f));
        s = Vector512.MultiplyAddEstimate(s * square, t, t);
        Vector512<float> c = Vector512.Create(2.4801587e-5f);
        c = Vector512.MultiplyAddEstimate(c, square, Vector512.Create(-1.3888889e-3f));
        c = Vector512.MultiplyAddEstimate(c, square, Vector512.Create(4.1666667e-2f));
        c = Vector512.MultiplyAddEstimate(c, square, Vector512.Create(-0.5f));
        c = Vector512.MultiplyAddEstimate(c, square, Vector512<float>.One);

        Vector512<float> isOdd = Vector512.Equals(quarter & Vector512<int>.One, Vector512<int>.One).AsSingle();
        Vector512<float> cosineSign = (((quarter + Vector512<int>.One) & Vector512.Create(2)) << 30).AsSingle();
        Vector512<float> sineSign = ((quarter & Vector512.Create(2)) << 30).AsSingle();
        return (r * (Vector512.ConditionalSelect(isOdd, s, c) ^ cosineSign), r * (Vector512.ConditionalSelect(isOdd, c, s) ^ sineSign));
    }

    // The words are in the lower halves of the lanes; angles have the sign of their words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Cosine, Vector512<double> Sine) PairOf(Vector512<ulong> radius, Vector512<long> angle)
    {
        Vector512<double> u = (Vector512.ConvertToDouble(radius.AsInt64()) + Vector512.Create(0.5)) * OneOverTwoTo32;
        Vector512<double> r = Vector512.Sqrt(VectorMath.Log(u) * -2.0);

        Vector512<long> shifted = angle + Vector512.Create(1L << 29);
        Vector512<long> quarter = shifted >>> 30;
        Vector512<double> t = Vector512.ConvertToDouble((shifted & Vector512.Create((1L << 30) - 1)) - Vector512.Create(1L << 29)) * (Math.PI / 2 / (1 << 30));
        Vector512<double> square = t * t;

        // Taylor's polynomials on [−π/4, π/4], 5e-17 and 2e-18.
        Vector512<double> s = Vector512.Create(-7.6471637318198164759e-13);
        s = Vector512.MultiplyAddEstimate(s, square, Vector512.Create(1.6059043836821614599e-10));
        s = Vector512.MultiplyAddEstimate(s, square, Vector512.Create(-2.5052108385441718775e-8));
        s = Vector512.MultiplyAddEstimate(s, square, Vector512.Create(2.7557319223985890653e-6));
        s = Vector512.MultiplyAddEstimate(s, square, Vector512.Create(-1.9841269841269841270e-4));
        s = Vector512.MultiplyAddEstimate(s, square, Vector512.Create(8.3333333333333333333e-3));
        s = Vector512.MultiplyAddEstimate(s, square, Vector512.Create(-1.6666666666666666667e-1));
        s = Vector512.MultiplyAddEstimate(s * square, t, t);
        Vector512<double> c = Vector512.Create(4.7794773323873852974e-14);
        c = Vector512.MultiplyAddEstimate(c, square, Vector512.Create(-1.1470745597729724714e-11));
        c = Vector512.MultiplyAddEstimate(c, square, Vector512.Create(2.0876756987868098979e-9));
        c = Vector512.MultiplyAddEstimate(c, square, Vector512.Create(-2.7557319223985890653e-7));
        c = Vector512.MultiplyAddEstimate(c, square, Vector512.Create(2.4801587301587301587e-5));
        c = Vector512.MultiplyAddEstimate(c, square, Vector512.Create(-1.3888888888888888889e-3));
        c = Vector512.MultiplyAddEstimate(c, square, Vector512.Create(4.1666666666666666667e-2));
        c = Vector512.MultiplyAddEstimate(c, square, Vector512.Create(-0.5));
        c = Vector512.MultiplyAddEstimate(c, square, Vector512<double>.One);

        Vector512<double> isOdd = Vector512.Equals(quarter & Vector512<long>.One, Vector512<long>.One).AsDouble();
        Vector512<double> cosineSign = (((quarter + Vector512<long>.One) & Vector512.Create(2L)) << 62).AsDouble();
        Vector512<double> sineSign = ((quarter & Vector512.Create(2L)) << 62).AsDouble();
        return (r * (Vector512.ConditionalSelect(isOdd, s, c) ^ cosineSign), r * (Vector512.ConditionalSelect(isOdd, c, s) ^ sineSign));
    }
}
