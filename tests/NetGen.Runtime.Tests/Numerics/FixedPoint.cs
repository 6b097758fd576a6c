using System.Numerics;

namespace NetGen.Tests.Numerics;

/// <summary>The functions in binary fixed point with 2,500 places: slow, simple, and exact for any purpose here.</summary>
internal static class FixedPoint
{
    // 1 − erf at the far end of the tail, 2⁻¹⁰⁷⁵, comes from exp(−x²) of the same size times a sum as large as it is small.
    private const int Places = 2500;

    private static readonly BigInteger One = BigInteger.One << Places;
    private static readonly BigInteger Ln2 = 2 * InverseTangentSeries(One / 3, alternating: false);
    private static readonly BigInteger Pi = (16 * InverseTangentSeries(One / 5, alternating: true)) - (4 * InverseTangentSeries(One / 239, alternating: true));

    public static BigInteger Exp(double x) => Exp(Of(x));

    public static BigInteger ExpM1(double x) => Exp(Of(x)) - One;

    // ln(1 + x) = 2 artanh(x / (2 + x)); beyond 1 the places of 1 + x are all there, and 1 + x is divided by a power of 2 first.
    public static BigInteger LogP1(double x)
    {
        BigInteger m = Of(x) + One;
        int exponent = (int)(m.GetBitLength() - Places - 1);
        m = exponent >= 0 ? m >> exponent : m << -exponent;
        if (exponent == 0)
            return 2 * InverseTangentSeries((Of(x) << Places) / (Of(x) + (2 * One)), alternating: false);
        return (exponent * Ln2) + (2 * InverseTangentSeries(((m - One) << Places) / (m + One), alternating: false));
    }

    // atan x = 2 atan(x / (1 + √(1 + x²))), so often that the series is short.
    public static BigInteger Atan(double x)
    {
        const int Halvings = 8;
        bool isLarge = Math.Abs(x) > 1;
        BigInteger y = isLarge ? (One << Places) / Of(x) : Of(x);
        for (int i = 0; i < Halvings; i++)
            y = (y << Places) / (One + Root(One + Multiply(y, y)));
        BigInteger angle = InverseTangentSeries(y, alternating: true) << Halvings;
        return isLarge ? (Math.Sign(x) * Pi / 2) - angle : angle;
    }

    public static BigInteger Log(double x)
    {
        int exponent = Math.ILogB(x);
        BigInteger m = Of(Math.ScaleB(x, -exponent));
        return (exponent * Ln2) + (2 * InverseTangentSeries(((m - One) << Places) / (m + One), alternating: false));
    }

    public static BigInteger Tanh(double x)
    {
        BigInteger e = Exp(2 * Of(x));
        return ((e - One) << Places) / (e + One);
    }

    public static BigInteger Sigmoid(double x)
    {
        BigInteger e = Exp(Of(x));
        return (e << Places) / (e + One);
    }

    // erf x = 2/√π exp(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!
    public static BigInteger Erf(double x) => Erf(Of(x), Multiply(Of(x), Of(x)));

    public static BigInteger NormalCdf(double x) => (One + Erf((Of(x) << Places) / Root(2 * One), Multiply(Of(x), Of(x)) / 2)) / 2;

    public static BigInteger NormalPdf(double x) => (Exp(-Multiply(Of(x), Of(x)) / 2) << Places) / Root(2 * Pi);

    /// <summary>How far a result is from the reference, in units of the last place that the reference's neighbourhood has.</summary>
    /// <param name="actual">The result.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="mantissaBits">24 or 53.</param>
    /// <param name="minExponent">The exponent of the smallest subnormal.</param>
    /// <returns>The distance.</returns>
    public static double UlpError(double actual, BigInteger reference, int mantissaBits = 53, int minExponent = -1074)
    {
        if (!double.IsFinite(actual))
            return double.PositiveInfinity;
        long exponent = BigInteger.Abs(reference).GetBitLength() - Places - mantissaBits;
        int ulp = (int)Math.Max(exponent, minExponent) + Places;
        return (double)((BigInteger.Abs(Of(actual) - reference) << 20) >> ulp) / (1 << 20);
    }

    private static BigInteger Of(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int biased = (int)(bits >> 52) & 0x7FF;
        BigInteger mantissa = (bits & 0xFFFFFFFFFFFFF) | (biased == 0 ? 0 : 1L << 52);
        BigInteger value = mantissa << (Places + Math.Max(biased, 1) - 1075);
        return bits < 0 ? -value : value;
    }

    private static BigInteger Multiply(BigInteger a, BigInteger b) => (a * b) >> Places;

    private static BigInteger Exp(BigInteger x)
    {
        int n = (int)BigInteger.Divide(x, Ln2);
        BigInteger r = (x - (n * Ln2)) >> 16, sum = One, term = One;
        for (int k = 1; !term.IsZero && term != -1; k++)
        {
            term = Multiply(term, r) / k;
            sum += term;
        }

        for (int i = 0; i < 16; i++)
            sum = Multiply(sum, sum);
        return n >= 0 ? sum << n : sum >> -n;
    }

    private static BigInteger Erf(BigInteger x, BigInteger square)
    {
        BigInteger term = x, sum = x;
        for (int n = 1; !term.IsZero && term != -1; n++)
        {
            term = Multiply(term, 2 * square) / ((2 * n) + 1);
            sum += term;
        }

        return (Multiply(2 * sum, Exp(-square)) << Places) / Root(Pi);
    }

    private static BigInteger InverseTangentSeries(BigInteger x, bool alternating)
    {
        BigInteger square = Multiply(x, x), power = x, sum = x;
        for (int n = 3; !power.IsZero && power != -1; n += 2)
        {
            power = Multiply(power, alternating ? -square : square);
            sum += power / n;
        }

        return sum;
    }

    private static BigInteger Root(BigInteger x)
    {
        BigInteger target = x << Places, root = BigInteger.One << (int)((target.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (target / root)) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }
}
