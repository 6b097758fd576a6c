using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NetGen;

// As VectorMath.Single.cs, where the conventions are explained.
public static partial class VectorMath
{
    /// <inheritdoc cref="Exp(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        // In MinNative and MaxNative the second operand wins when one is NaN, so NaN survives the clamp.
        x = Vector512.MaxNative(Vector512.Create(-746d), Vector512.MinNative(Vector512.Create(710d), x));
        Vector512<double> shifted = Vector512.MultiplyAddEstimate(x, Vector512.Create(Log2OfEDouble), Vector512.Create(ShifterDouble));
        Vector512<double> n = shifted - Vector512.Create(ShifterDouble);
        Vector512<double> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2HighDouble), x);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2LowDouble), r);
        return ScaleByPowerOfTwo(ExpM1Reduced(r) + Vector512<double>.One, shifted);
    }

    /// <inheritdoc cref="Log(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log(Vector512<double> x)
    {
        Vector512<double> subnormal = Vector512.LessThan(x, Vector512.Create(MinNormalDouble));
        Vector512<long> bits = Vector512.ConditionalSelect(subnormal, x * Vector512.Create(18014398509481984d), x).AsInt64();

        // x = 2ⁿ m with m in [√½, √2).
        Vector512<long> biased = Vector512.ShiftRightLogical(bits + Vector512.Create(OneBitsDouble - RootHalfBitsDouble), 52);
        Vector512<double> f = (bits - Vector512.ShiftLeft(biased, 52) + Vector512.Create(OneBitsDouble)).AsDouble() - Vector512<double>.One;
        Vector512<double> n = (biased + Vector512.Create(ShifterBitsDouble)).AsDouble() - Vector512.Create(ShifterDouble + 1023d);
        n -= subnormal & Vector512.Create(54d);

        // ln(1 + f) = ln((1 + s) / (1 − s)) = 2s + s³ p(s²) with s = f / (2 + f), and 2s = f − f²/2 + s f²/2; p on s² in [0, 0.0295], 5e-16.
        Vector512<double> s = f / (f + Vector512.Create(2d));
        Vector512<double> square = s * s;
        Vector512<double> p = Vector512.Create(0.1461703754879165);
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.1533167403016786));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.18182890556695602));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.2222221111514416));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.2857142862609589));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.3999999999989924));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.666666666666667));
        Vector512<double> halfSquare = Vector512.Create(0.5) * f * f;
        Vector512<double> tail = Vector512.MultiplyAddEstimate(s, Vector512.MultiplyAddEstimate(square, p, halfSquare), n * Vector512.Create(Ln2LowDouble));
        Vector512<double> result = Vector512.MultiplyAddEstimate(n, Vector512.Create(Ln2HighDouble), f - (halfSquare - tail));

        Vector512<double> regular = Vector512.GreaterThan(x, Vector512<double>.Zero) & Vector512.LessThan(x, Vector512.Create(double.PositiveInfinity));
        Vector512<double> negative = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), Vector512.Create(double.NaN), x);
        Vector512<double> special = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<double>.Zero), Vector512.Create(double.NegativeInfinity), negative);
        return Vector512.ConditionalSelect(regular, result, special);
    }

    /// <inheritdoc cref="Tanh(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Tanh(Vector512<double> x)
    {
        // tanh|x| = −e / (2 + e) with e = exp(−2|x|) − 1, exact to the last bits near 0, where n = 0 and e is the polynomial.
        Vector512<double> y = Vector512.MaxNative(Vector512.Create(-40d), Vector512.Abs(x) * Vector512.Create(-2d));
        Vector512<double> shifted = Vector512.MultiplyAddEstimate(y, Vector512.Create(Log2OfEDouble), Vector512.Create(ShifterDouble));
        Vector512<double> n = shifted - Vector512.Create(ShifterDouble);
        Vector512<double> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2HighDouble), y);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2LowDouble), r);
        Vector512<double> power = (Vector512.ShiftLeft(shifted.AsInt64(), 52) + Vector512.Create(OneBitsDouble)).AsDouble();
        Vector512<double> e = Vector512.MultiplyAddEstimate(power, ExpM1Reduced(r), power - Vector512<double>.One);
        return Vector512.CopySign(e / (e + Vector512.Create(2d)), x);
    }

    /// <inheritdoc cref="ExpM1(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> ExpM1(Vector512<double> x)
    {
        // 2ⁿ⁻¹ and the doubling at the end: 2ⁿ itself is beyond the type where the result is not yet. As Tanh, exact to the last bits near 0.
        Vector512<double> y = Vector512.MaxNative(Vector512.Create(-40d), Vector512.MinNative(Vector512.Create(710d), x));
        Vector512<double> shifted = Vector512.MultiplyAddEstimate(y, Vector512.Create(Log2OfEDouble), Vector512.Create(ShifterDouble));
        Vector512<double> n = shifted - Vector512.Create(ShifterDouble);
        Vector512<double> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2HighDouble), y);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2LowDouble), r);
        Vector512<double> half = (Vector512.ShiftLeft(shifted.AsInt64() - Vector512<long>.One, 52) + Vector512.Create(OneBitsDouble)).AsDouble();
        Vector512<double> result = Vector512.MultiplyAddEstimate(half, ExpM1Reduced(r), half - Vector512.Create(0.5));
        return Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<double>.Zero), x, result + result);
    }

    /// <inheritdoc cref="LogP1(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> LogP1(Vector512<double> x)
    {
        // ln(1 + x) = ln u + (x − (u − 1)) / u with u = 1 + x as it is rounded; at the ends, where that quotient is none, ln u alone.
        Vector512<double> u = x + Vector512<double>.One;
        Vector512<double> rest = (x - (u - Vector512<double>.One)) / u;
        Vector512<double> regular = Vector512.GreaterThan(u, Vector512<double>.Zero) & Vector512.LessThan(u, Vector512.Create(double.PositiveInfinity));
        Vector512<double> result = Vector512.ConditionalSelect(regular, Log(u) + rest, Log(u));
        return Vector512.ConditionalSelect(Vector512.Equals(u, Vector512<double>.One), x, result);
    }

    /// <inheritdoc cref="Atan(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Atan(Vector512<double> x)
    {
        // Above 1 by the complement, π/2 − atan(1/|x|).
        Vector512<double> magnitude = Vector512.Abs(x);
        Vector512<double> isLarge = Vector512.GreaterThan(magnitude, Vector512<double>.One);
        Vector512<double> y = Vector512.ConditionalSelect(isLarge, Vector512<double>.One / magnitude, magnitude);

        // atan y = y + y³ p(y²); p on y² in [0, 1], 8e-19.
        Vector512<double> square = y * y;
        Vector512<double> p = Vector512.Create(7.767624330289919e-06);
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-9.371186345052626e-05));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.0005376839297396244));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.0019612554271685326));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.005140912856746939));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.010412153260359241));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.01718398172211335));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.024191345810140718));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.030330719265790507));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.035271331066871296));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.03938687540798632));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.043306538430670664));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.04758080083637821));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.052624922290256754));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.05882264416776449));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.06666657934573768));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.07692307078827029));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.0909090906193528));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.11111111110268297));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.14285714285701234));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.1999999999999992));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.3333333333333333));
        Vector512<double> result = Vector512.MultiplyAddEstimate(y * square, p, y);
        result = Vector512.ConditionalSelect(isLarge, Vector512.Create(1.5707963267948966) - (result - Vector512.Create(6.123233995736766e-17)), result);
        return Vector512.CopySign(result, x);
    }

    /// <inheritdoc cref="Sigmoid(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sigmoid(Vector512<double> x)
    {
        // exp(−|x|) never overflows, and for negative x it is the numerator: σ(−100) keeps its digits.
        Vector512<double> y = Vector512.MaxNative(Vector512.Create(-746d), -Vector512.Abs(x));
        Vector512<double> shifted = Vector512.MultiplyAddEstimate(y, Vector512.Create(Log2OfEDouble), Vector512.Create(ShifterDouble));
        Vector512<double> n = shifted - Vector512.Create(ShifterDouble);
        Vector512<double> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2HighDouble), y);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2LowDouble), r);
        Vector512<double> e = ScaleByPowerOfTwo(ExpM1Reduced(r) + Vector512<double>.One, shifted);
        Vector512<double> numerator = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), e, Vector512<double>.One);
        return numerator / (Vector512<double>.One + e);
    }

    /// <inheritdoc cref="Erf(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Erf(Vector512<double> x)
    {
        // erf x = x p(x²); p on x² in [0, ¼], 4e-18.
        Vector512<double> square = x * x;
        Vector512<double> p = Vector512.Create(1.4725865480556744e-06);
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-1.4845849259707869e-05));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.00012053335124353741));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.0008548297753674966));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.00522397737302147));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.026866170632887928));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.11283791670925353));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.37612638903183476));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(1.1283791670955126));

        Vector512<double> t = Vector512.MinNative(Vector512.Create(6d), Vector512.Abs(x));
        Vector512<double> high = UpperHalf(t);
        Vector512<double> complement = ExpOfSum(-high * high, (high - t) * (high + t)) * ScaledTail(t * Vector512.Create(1.4142135623730951));
        Vector512<double> small = Vector512.LessThan(t, Vector512.Create(0.5));
        return Vector512.ConditionalSelect(small, x * p, Vector512.CopySign(Vector512<double>.One - (complement + complement), x));
    }

    /// <inheritdoc cref="NormalCdf(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> NormalCdf(Vector512<double> x)
    {
        // Φ(−z) = ½ exp(−z²/2) erfcx(z/√2).
        Vector512<double> z = Vector512.MinNative(Vector512.Create(39d), Vector512.Abs(x));
        Vector512<double> tail = GaussianExp(z) * ScaledTail(z);
        Vector512<double> outer = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), tail, Vector512<double>.One - tail);

        // Φ(x) = ½ + x p(x²); p on x² in [0, ½], 4e-18.
        Vector512<double> square = z * z;
        Vector512<double> p = Vector512.Create(2.033742058621596e-09);
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-4.100625267192469e-08));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(6.658589845581663e-07));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-9.444623920664533e-06));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.00011543468203839274));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.0011873282149393709));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.009973557010009501));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(-0.06649038006690496));
        p = Vector512.MultiplyAddEstimate(p, square, Vector512.Create(0.3989422804014327));
        Vector512<double> inner = Vector512.MultiplyAddEstimate(x, p, Vector512.Create(0.5));
        return Vector512.ConditionalSelect(Vector512.LessThan(square, Vector512.Create(0.5)), inner, outer);
    }

    /// <inheritdoc cref="NormalPdf(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> NormalPdf(Vector512<double> x) =>
        GaussianExp(Vector512.MinNative(Vector512.Create(39d), Vector512.Abs(x))) * Vector512.Create(0.39894228040143268);

    // exp(−z²/2). The square of the upper half of z is exact; rounding z² would cost up to z²/4 ulp of the result.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> GaussianExp(Vector512<double> z)
    {
        Vector512<double> high = UpperHalf(z);
        return ExpOfSum(Vector512.Create(-0.5) * high * high, Vector512.Create(0.5) * (high - z) * (high + z));
    }

    // exp(high + low) for sums from −800 to 709, the low part small.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ExpOfSum(Vector512<double> high, Vector512<double> low)
    {
        Vector512<double> shifted = Vector512.MultiplyAddEstimate(high + low, Vector512.Create(Log2OfEDouble), Vector512.Create(ShifterDouble));
        Vector512<double> n = shifted - Vector512.Create(ShifterDouble);
        Vector512<double> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2HighDouble), high);
        r += Vector512.MultiplyAddEstimate(n, Vector512.Create(-Ln2LowDouble), low);
        return ScaleByPowerOfTwo(ExpM1Reduced(r) + Vector512<double>.One, shifted);
    }

    // exp(r) − 1 = r + r² p(r); p on ±½ ln 2, 2.4e-16.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ExpM1Reduced(Vector512<double> r)
    {
        Vector512<double> p = Vector512.Create(2.5100472505694996e-08);
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(2.7620201591031547e-07));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(2.7557268276905696e-06));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(2.4801521057868204e-05));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.00019841269863171557));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.0013888888917367081));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.008333333333330039));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.041666666666623824));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.16666666666666669));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(0.5000000000000001));
        return Vector512.MultiplyAddEstimate(r * r, p, r);
    }

    // ½ erfcx(z/√2) = ½ exp(z²/2) erfc(z/√2) = p(q) / (z + 3) with q = (z − 3) / (z + 3); p for z in [0, 39], ERR.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ScaledTail(Vector512<double> z)
    {
        Vector512<double> denominator = z + Vector512.Create(3d);
        Vector512<double> q = (z - Vector512.Create(3d)) / denominator;
        Vector512<double> p = Vector512.Create(-1.0635630585342086e-09);
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-6.438336372641427e-09));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-8.814032479961225e-09));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(2.385803751653267e-08));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(8.731990198155856e-08));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(4.27991708027605e-08));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-2.6587047236644446e-07));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-5.91967772049511e-07));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(3.952346723912107e-09));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(2.254955686637451e-06));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(3.641383233793666e-06));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-3.516682499653724e-06));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-2.0689410256486858e-05));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-1.3246424575831198e-05));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(7.881270504746799e-05));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(0.00015439455042396238));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-0.0002565753486691885));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-0.0010458286334176037));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(0.0010275922592083914));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(0.006972621241171381));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-0.010462867023314575));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-0.047263025142992514));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(0.2300177199746038));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(-0.5093319819174893));
        p = Vector512.MultiplyAddEstimate(p, q, Vector512.Create(0.729083690133373));
        return p / denominator;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> UpperHalf(Vector512<double> x) => (x.AsInt64() & Vector512.Create(UpperHalfMaskDouble)).AsDouble();

    // value · 2ⁿ, n the integer in the last bits of the shifted number. In two factors, since 2ⁿ itself may be out of range;
    // only the last product rounds, as in the single instruction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> ScaleByPowerOfTwo(Vector512<double> value, Vector512<double> shifted)
    {
        if (Avx512F.IsSupported)
            return Avx512F.Scale(value, shifted - Vector512.Create(ShifterDouble));
        Vector512<long> n = shifted.AsInt64() - Vector512.Create(ShifterBitsDouble);
        Vector512<long> half = Vector512.ShiftRightArithmetic(n, 1);
        Vector512<double> first = (Vector512.ShiftLeft(half, 52) + Vector512.Create(OneBitsDouble)).AsDouble();
        Vector512<double> second = (Vector512.ShiftLeft(n - half, 52) + Vector512.Create(OneBitsDouble)).AsDouble();
        return value * first * second;
    }

    /// <summary>GELU with the hyperbolic tangent, ½x (1 + tanh u) = x σ(2u) with u = √(2/π) (x + 0.044715 x³). Hendrycks and Gimpel (2016).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value.</returns>
    public static Vector512<double> GeluTanh(Vector512<double> x) => x * Sigmoid(GeluTanhArgument(x));

    /// <summary>The derivative of <see cref="GeluTanh(Vector512{double})"/>, σ + x σ (1 − σ) 2u′ with σ = σ(2u).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The derivative.</returns>
    public static Vector512<double> GeluTanhSlope(Vector512<double> x)
    {
        Vector512<double> σ = Sigmoid(GeluTanhArgument(x));
        Vector512<double> slope = Vector512.Create(1.5957691216057308d) + (x * x * Vector512.Create(0.21406444881780073d));
        return σ + (x * σ * (Vector512<double>.One - σ) * slope);
    }

    /// <summary>The derivative of x σ(x), σ (1 + x (1 − σ)). Elfwing et al. (2017).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The derivative.</returns>
    public static Vector512<double> SiLUSlope(Vector512<double> x)
    {
        Vector512<double> σ = Sigmoid(x);
        return σ * (Vector512<double>.One + (x * (Vector512<double>.One - σ)));
    }

    /// <summary>tanh ln(1 + eˣ), which times x is Mish: with e = exp(−|x|), (e² + 2e) / (e² + 2e + 2) below 0 and (1 + 2e) / (1 + 2e + 2e²) above. Misra (2019).</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The value.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> TanhSoftplus(Vector512<double> x)
    {
        Vector512<double> e = Exp(-Vector512.Abs(x));
        Vector512<double> square = e * e;
        Vector512<double> isNegative = Vector512.LessThan(x, Vector512<double>.Zero);
        Vector512<double> numerator = Vector512.ConditionalSelect(isNegative, square, Vector512<double>.One) + e + e;
        return numerator / (numerator + Vector512.ConditionalSelect(isNegative, Vector512.Create(2d), square + square));
    }

    // 2u = 2 √(2/π) x + 2 √(2/π) 0.044715 x³.
    private static Vector512<double> GeluTanhArgument(Vector512<double> x) =>
        x * (Vector512.Create(1.5957691216057308d) + (x * x * Vector512.Create(0.07135481627260025d)));
}
