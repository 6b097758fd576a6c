using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NetGen;

// Written once, for Vector512; the build derives the two narrower widths by replacing the type's name (see Widths.targets).
// Calls of intrinsics stand here directly, not behind wrapper types: a wrapper costs several locals an operation, and the JIT
// stops inlining at 512 locals, which a kernel with four activations unrolled would reach.
// Polynomials are Chebyshev fits made for this library; each states its interval and relative error.
public static partial class VectorMath
{
    /// <inheritdoc cref="Exp(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // In MinNative and MaxNative the second operand wins when one is NaN, so NaN survives the clamp.
        x = Vector512.MaxNative(Vector512.Create(-104f), Vector512.MinNative(Vector512.Create(89f), x));
        Vector512<float> shifted = Vector512.MultiplyAddEstimate(x, Vector512.Create(Log2OfESingle), Vector512.Create(ShifterSingle));
        Vector512<float> n = shifted - Vector512.Create(ShifterSingle);
        Vector512<float> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2HighSingle), x);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2LowSingle), r);
        return ScaleByPowerOfTwo(ExpM1Reduced(r) + Vector512<float>.One, shifted);
    }

    /// <inheritdoc cref="Log(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> x)
    {
        Vector512<float> subnormal = Vector512.LessThan(x, Vector512.Create(MinNormalSingle));
        Vector512<int> bits = Vector512.ConditionalSelect(subnormal, x * Vector512.Create(33554432f), x).AsInt32();

        // x = 2ⁿ m with m in [√½, √2).
        Vector512<int> biased = Vector512.ShiftRightLogical(bits + Vector512.Create(OneBitsSingle - RootHalfBitsSingle), 23);
        Vector512<float> f = (bits - Vector512.ShiftLeft(biased, 23) + Vector512.Create(OneBitsSingle)).AsSingle() - Vector512<float>.One;
        Vector512<float> n = (biased + Vector512.Create(ShifterBitsSingle)).AsSingle() - Vector512.Create(ShifterSingle + 127f);
        n -= subnormal & Vector512.Create(25f);

        // ln(1 + f) = f − f²/2 + f³ p(f); p on [√½ − 1, √2 − 1], 1.2e-7.
        Vector512<float> p = Vector512.Create(0.06971611471f);
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(-0.1147973385f));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(0.1168541992f));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(-0.1242568733f));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(0.1424905765f));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(-0.1666780232f));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(0.2000071575f));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(-0.2499999696f));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(0.3333333118f));
        Vector512<float> square = f * f;
        Vector512<float> tail = Vector512.MultiplyAddEstimate(f * square, p, n * Vector512.Create(Ln2LowSingle));
        tail = Vector512.MultiplyAddEstimate(square, Vector512.Create(-0.5f), tail);
        Vector512<float> result = Vector512.MultiplyAddEstimate(n, Vector512.Create(Ln2HighSingle), f + tail);

        Vector512<float> regular = Vector512.GreaterThan(x, Vector512<float>.Zero) & Vector512.LessThan(x, Vector512.Create(float.PositiveInfinity));
        Vector512<float> negative = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), Vector512.Create(float.NaN), x);
        Vector512<float> special = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero), Vector512.Create(float.NegativeInfinity), negative);
        return Vector512.ConditionalSelect(regular, result, special);
    }

    /// <inheritdoc cref="Tanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        // tanh|x| = −e / (2 + e) with e = exp(−2|x|) − 1, exact to the last bits near 0, where n = 0 and e is the polynomial.
        Vector512<float> y = Vector512.MaxNative(Vector512.Create(-20f), Vector512.Abs(x) * Vector512.Create(-2f));
        Vector512<float> shifted = Vector512.MultiplyAddEstimate(y, Vector512.Create(Log2OfESingle), Vector512.Create(ShifterSingle));
        Vector512<float> n = shifted - Vector512.Create(ShifterSingle);
        Vector512<float> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2HighSingle), y);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2LowSingle), r);
        Vector512<float> power = (Vector512.ShiftLeft(shifted.AsInt32(), 23) + Vector512.Create(OneBitsSingle)).AsSingle();
        Vector512<float> e = Vector512.MultiplyAddEstimate(power, ExpM1Reduced(r), power - Vector512<float>.One);
        return Vector512.CopySign(e / (e + Vector512.Create(2f)), x);
    }

    /// <inheritdoc cref="ExpM1(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ExpM1(Vector512<float> x)
    {
        // 2ⁿ⁻¹ and the doubling at the end: 2ⁿ itself is beyond the type where the result is not yet. As Tanh, exact to the last bits near 0.
        Vector512<float> y = Vector512.MaxNative(Vector512.Create(-20f), Vector512.MinNative(Vector512.Create(89f), x));
        Vector512<float> shifted = Vector512.MultiplyAddEstimate(y, Vector512.Create(Log2OfESingle), Vector512.Create(ShifterSingle));
        Vector512<float> n = shifted - Vector512.Create(ShifterSingle);
        Vector512<float> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2HighSingle), y);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2LowSingle), r);
        Vector512<float> half = (Vector512.ShiftLeft(shifted.AsInt32() - Vector512<int>.One, 23) + Vector512.Create(OneBitsSingle)).AsSingle();
        Vector512<float> result = Vector512.MultiplyAddEstimate(half, ExpM1Reduced(r), half - Vector512.Create(0.5f));
        return Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero), x, result + result);
    }

    /// <inheritdoc cref="LogP1(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LogP1(Vector512<float> x)
    {
        // ln(1 + x) = ln u + (x − (u − 1)) / u with u = 1 + x as it is rounded; at the ends, where that quotient is none, ln u alone.
        Vector512<float> u = x + Vector512<float>.One;
        Vector512<float> rest = (x - (u - Vector512<float>.One)) / u;
        Vector512<float> regular = Vector512.GreaterThan(u, Vector512<float>.Zero) & Vector512.LessThan(u, Vector512.Create(float.PositiveInfinity));
        Vector512<float> result = Vector512.ConditionalSelect(regular, Log(u) + rest, Log(u));
        return Vector512.ConditionalSelect(Vector512.Equals(u, Vector512<float>.One), x, result);
    }

    /// <inheritdoc cref="Atan(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Atan(Vector512<float> x)
    {
        // Above 1 by the complement, π/2 − atan(1/|x|).
        Vector512<float> magnitude = Vector512.Abs(x);
        Vector512<float> isLarge = Vector512.GreaterThan(magnitude, Vector512<float>.One);
        Vector512<float> y = Vector512.ConditionalSelect(isLarge, Vector512<float>.One / magnitude, magnitude);

        // atan y = y + y³ p(y²); p on y² in [0, 1], 2.5e-9.
        Vector512<float> square = y * y;
        Vector512<float> p = Vector512.Create(0.001488691939f);
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.009144629761f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.02630500111f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.04896051403f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.0703191425f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.08931826777f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.1108826163f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.1428400379f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.1999994932f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.3333333308f));
        Vector512<float> result = Vector512.MultiplyAddEstimate(y * square, p, y);
        result = Vector512.ConditionalSelect(isLarge, Vector512.Create(1.57079637f) - (result + Vector512.Create(4.37113883e-8f)), result);
        return Vector512.CopySign(result, x);
    }

    /// <inheritdoc cref="Sigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        // exp(−|x|) never overflows, and for negative x it is the numerator: σ(−100) keeps its digits.
        Vector512<float> y = Vector512.MaxNative(Vector512.Create(-104f), -Vector512.Abs(x));
        Vector512<float> shifted = Vector512.MultiplyAddEstimate(y, Vector512.Create(Log2OfESingle), Vector512.Create(ShifterSingle));
        Vector512<float> n = shifted - Vector512.Create(ShifterSingle);
        Vector512<float> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2HighSingle), y);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2LowSingle), r);
        Vector512<float> e = ScaleByPowerOfTwo(ExpM1Reduced(r) + Vector512<float>.One, shifted);
        Vector512<float> numerator = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), e, Vector512<float>.One);
        return numerator / (Vector512<float>.One + e);
    }

    /// <inheritdoc cref="Erf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Erf(Vector512<float> x)
    {
        // erf x = x p(x²); p on x² in [0, ¼], 1.5e-9.
        Vector512<float> square = x * x;
        Vector512<float> p = Vector512.Create(0.004719082567f);
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.02675773274f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.1128283143f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.3761260901f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(1.128379166f));

        Vector512<float> t = Vector512.MinNative(Vector512.Create(6f), Vector512.Abs(x));
        Vector512<float> high = UpperHalf(t);
        Vector512<float> complement = ExpOfSum(-high * high, (high - t) * (high + t)) * ScaledTail(t * Vector512.Create(1.41421356f));
        Vector512<float> small = Vector512.LessThan(t, Vector512.Create(0.5f));
        return Vector512.ConditionalSelect(small, x * p, Vector512.CopySign(Vector512<float>.One - (complement + complement), x));
    }

    /// <inheritdoc cref="NormalCdf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> NormalCdf(Vector512<float> x)
    {
        // Φ(−z) = ½ exp(−z²/2) erfcx(z/√2).
        Vector512<float> z = Vector512.MinNative(Vector512.Create(15f), Vector512.Abs(x));
        Vector512<float> tail = GaussianExp(z) * ScaledTail(z);
        Vector512<float> outer = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), tail, Vector512<float>.One - tail);

        // Φ(x) = ½ + x p(x²); p on x² in [0, ½], 1.5e-9.
        Vector512<float> square = z * z;
        Vector512<float> p = Vector512.Create(0.0001042779776f);
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.001182535892f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.009972708268f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.06649032722f));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.3989422799f));
        Vector512<float> inner = Vector512.MultiplyAddEstimate(x, p, Vector512.Create(0.5f));
        return Vector512.ConditionalSelect(Vector512.LessThan(square, Vector512.Create(0.5f)), inner, outer);
    }

    /// <inheritdoc cref="NormalPdf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> NormalPdf(Vector512<float> x) =>
        GaussianExp(Vector512.MinNative(Vector512.Create(15f), Vector512.Abs(x))) * Vector512.Create(0.39894228f);

    // exp(−z²/2). The square of the upper half of z is exact; rounding z² would cost up to z²/4 ulp of the result.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> GaussianExp(Vector512<float> z)
    {
        Vector512<float> high = UpperHalf(z);
        return ExpOfSum(Vector512.Create(-0.5f) * high * high, Vector512.Create(0.5f) * (high - z) * (high + z));
    }

    // exp(high + low) for sums from −200 to 88, the low part small.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpOfSum(Vector512<float> high, Vector512<float> low)
    {
        Vector512<float> shifted = Vector512.MultiplyAddEstimate(high + low, Vector512.Create(Log2OfESingle), Vector512.Create(ShifterSingle));
        Vector512<float> n = shifted - Vector512.Create(ShifterSingle);
        Vector512<float> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2HighSingle), high);
        r += Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2LowSingle), low);
        return ScaleByPowerOfTwo(ExpM1Reduced(r) + Vector512<float>.One, shifted);
    }

    // exp(r) − 1 = r + r² p(r); p on ±½ ln 2, 1.5e-7.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpM1Reduced(Vector512<float> r)
    {
        Vector512<float> p = Vector512.Create(0.001392625083f);
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.008363232884f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.04166655421f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.1666657667f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.5f));
        return Vector512.MultiplyAddEstimate(r * r, p, r);
    }

    // ½ erfcx(z/√2) = ½ exp(z²/2) erfc(z/√2) = p(q) / (z + 2.25) with q = (z − 2.25) / (z + 2.25); p for z in [0, 14.5], ERR.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ScaledTail(Vector512<float> z)
    {
        Vector512<float> denominator = z + Vector512.Create(2.25f);
        Vector512<float> q = (z - Vector512.Create(2.25f)) / denominator;
        Vector512<float> p = Vector512.Create(-2.08492359e-5f);
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-0.0001201255909f));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-0.0001889487536f));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(0.0002654962197f));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(0.00135692711f));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(0.0008157402324f));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-0.005637455392f));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-0.01056245139f));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(0.02783697275f));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(0.08013322253f));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-0.3863810454f));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(0.6914337187f));
        return p / denominator;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> UpperHalf(Vector512<float> x) => (x.AsInt32() & Vector512.Create(UpperHalfMaskSingle)).AsSingle();

    // value · 2ⁿ, n the integer in the last bits of the shifted number. In two factors, since 2ⁿ itself may be out of range;
    // only the last product rounds, as in the single instruction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ScaleByPowerOfTwo(Vector512<float> value, Vector512<float> shifted)
    {
        if (Avx512F.IsSupported)
            return Avx512F.Scale(value, shifted - Vector512.Create(ShifterSingle));
        Vector512<int> n = shifted.AsInt32() - Vector512.Create(ShifterBitsSingle);
        Vector512<int> half = Vector512.ShiftRightArithmetic(n, 1);
        Vector512<float> first = (Vector512.ShiftLeft(half, 23) + Vector512.Create(OneBitsSingle)).AsSingle();
        Vector512<float> second = (Vector512.ShiftLeft(n - half, 23) + Vector512.Create(OneBitsSingle)).AsSingle();
        return value * first * second;
    }

    /// <summary>GELU with the hyperbolic tangent, ½x (1 + tanh u) = x σ(2u) with u = √(2/π) (x + 0.044715 x³). Hendrycks and Gimpel (2016).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value.</returns>
    public static Vector512<float> GeluTanh(Vector512<float> x) => x * Sigmoid(GeluTanhArgument(x));

    /// <summary>The derivative of <see cref="GeluTanh(Vector512{float})"/>, σ + x σ (1 − σ) 2u′ with σ = σ(2u).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The derivative.</returns>
    public static Vector512<float> GeluTanhSlope(Vector512<float> x)
    {
        Vector512<float> σ = Sigmoid(GeluTanhArgument(x));
        Vector512<float> slope = Vector512.Create(1.5957691216057308f) + (x * x * Vector512.Create(0.21406444881780073f));
        return σ + (x * σ * (Vector512<float>.One - σ) * slope);
    }

    /// <summary>The derivative of x σ(x), σ (1 + x (1 − σ)). Elfwing et al. (2017).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The derivative.</returns>
    public static Vector512<float> SiLUSlope(Vector512<float> x)
    {
        Vector512<float> σ = Sigmoid(x);
        return σ * (Vector512<float>.One + (x * (Vector512<float>.One - σ)));
    }

    /// <summary>tanh ln(1 + eˣ), which times x is Mish: with e = exp(−|x|), (e² + 2e) / (e² + 2e + 2) below 0 and (1 + 2e) / (1 + 2e + 2e²) above. Misra (2019).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> TanhSoftplus(Vector512<float> x)
    {
        Vector512<float> e = Exp(-Vector512.Abs(x));
        Vector512<float> square = e * e;
        Vector512<float> isNegative = Vector512.LessThan(x, Vector512<float>.Zero);
        Vector512<float> numerator = Vector512.ConditionalSelect(isNegative, square, Vector512<float>.One) + e + e;
        return numerator / (numerator + Vector512.ConditionalSelect(isNegative, Vector512.Create(2f), square + square));
    }

    // 2u = 2 √(2/π) x + 2 √(2/π) 0.044715 x³.
    private static Vector512<float> GeluTanhArgument(Vector512<float> x) =>
        x * (Vector512.Create(1.5957691216057308f) + (x * x * Vector512.Create(0.07135481627260025f)));
}
