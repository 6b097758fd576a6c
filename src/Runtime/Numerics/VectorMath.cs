using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

/// <summary>
/// Transcendental functions, partial loads and stores, and reductions over vectors of 512, 256 and 128 bits and over scalars:
/// what generated kernels call. All functions are within 4 ulp, subnormal results included, pass NaN on, and give the limits at
/// ±∞. A function gives the same bits at every width and for scalars, since all evaluate one text.
/// </summary>
[RealTime]
public static partial class VectorMath
{
    // x + shifter rounds x to an integer, which then stands in the last bits of the sum: 1.5 · 2²³ and 1.5 · 2⁵².
    private const float ShifterSingle = 12582912f;
    private const double ShifterDouble = 6755399441055744d;
    private const int ShifterBitsSingle = 0x4B400000;
    private const long ShifterBitsDouble = 0x4338000000000000;

    private const float Log2OfESingle = 1.44269504f;
    private const double Log2OfEDouble = 1.4426950408889634;

    // The upper parts of ln 2 end in as many zeros as the largest |n| has bits, so that their product with n is exact.
    private const float Ln2HighSingle = 0.693145751953125f;
    private const float Ln2LowSingle = 1.42860682e-6f;
    private const double Ln2HighDouble = 0.6931471805592082;
    private const double Ln2LowDouble = 7.3710025651677989e-13;

    private const int OneBitsSingle = 0x3F800000;
    private const long OneBitsDouble = 0x3FF0000000000000;
    private const int RootHalfBitsSingle = 0x3F3504F3;
    private const long RootHalfBitsDouble = 0x3FE6A09E667F3BCD;
    private const float MinNormalSingle = 1.17549435e-38f;
    private const double MinNormalDouble = 2.2250738585072014e-308;

    // Clears so many bits that the square of what is left is exact.
    private const int UpperHalfMaskSingle = unchecked((int)0xFFFFF000);
    private const long UpperHalfMaskDouble = unchecked((long)0xFFFFFFFFF8000000);

    /// <summary>The exponential function: 0 at −∞, +∞ at +∞ and where the result exceeds the type, subnormal results exact to the last bits.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>eˣ.</returns>
    public static float Exp(float x) => Exp(Vector128.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Exp(float)"/>
    public static double Exp(double x) => Exp(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>The natural logarithm: −∞ at ±0, +∞ at +∞, NaN below 0.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>ln x.</returns>
    public static float Log(float x) => Log(Vector128.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Log(float)"/>
    public static double Log(double x) => Log(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>The hyperbolic tangent: ±1 at ±∞, ±0 at ±0.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>tanh x.</returns>
    public static float Tanh(float x) => Tanh(Vector128.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Tanh(float)"/>
    public static double Tanh(double x) => Tanh(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>eˣ − 1 without cancellation near 0: −1 at −∞, +∞ at +∞ and where the result exceeds the type, ±0 at ±0.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>eˣ − 1.</returns>
    public static float ExpM1(float x) => ExpM1(Vector128.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="ExpM1(float)"/>
    public static double ExpM1(double x) => ExpM1(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>ln(1 + x) without cancellation near 0: −∞ at −1, +∞ at +∞, ±0 at ±0, NaN below −1.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>ln(1 + x).</returns>
    public static float LogP1(float x) => LogP1(Vector128.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="LogP1(float)"/>
    public static double LogP1(double x) => LogP1(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>The inverse tangent: ±π/2 at ±∞, ±0 at ±0.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>The angle in radians, between −π/2 and π/2.</returns>
    public static float Atan(float x) => Atan(Vector128.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Atan(float)"/>
    public static double Atan(double x) => Atan(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>The logistic sigmoid 1 / (1 + e⁻ˣ): 0 at −∞, 1 at +∞; keeps its relative accuracy for large negative arguments.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>σ(x).</returns>
    public static float Sigmoid(float x) => Sigmoid(Vector128.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Sigmoid(float)"/>
    public static double Sigmoid(double x) => Sigmoid(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>The error function: ±1 at ±∞, ±0 at ±0.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>erf x.</returns>
    public static float Erf(float x) => Erf(Vector128.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="Erf(float)"/>
    public static double Erf(double x) => Erf(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>The distribution function of the standard normal, ½ (1 + erf(x/√2)); keeps its relative accuracy in the lower tail.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>Φ(x).</returns>
    public static float NormalCdf(float x) => NormalCdf(Vector128.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="NormalCdf(float)"/>
    public static double NormalCdf(double x) => NormalCdf(Vector128.CreateScalar(x)).ToScalar();

    /// <summary>The density of the standard normal, exp(−x²/2) / √(2π), which is the derivative of <see cref="NormalCdf(float)"/>.</summary>
    /// <param name="x">The argument.</param>
    /// <returns>φ(x).</returns>
    public static float NormalPdf(float x) => NormalPdf(Vector128.CreateScalar(x)).ToScalar();

    /// <inheritdoc cref="NormalPdf(float)"/>
    public static double NormalPdf(double x) => NormalPdf(Vector128.CreateScalar(x)).ToScalar();
}
