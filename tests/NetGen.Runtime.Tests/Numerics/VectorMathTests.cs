using System.Runtime.Intrinsics;

namespace NetGen.Tests.Numerics;

public class VectorMathTests
{
    private const double Limit = 4;

    public static TheoryData<string> Functions => MathFunction.Names;

    [Theory]
    [MemberData(nameof(Functions))]
    public void Double_is_within_4_ulp_of_exact_values(string name)
    {
        MathFunction function = MathFunction.Of(name);
        foreach (double x in DoubleArguments(function))
        {
            double error = FixedPoint.UlpError(function.Double(x), function.Exact(x));
            Assert.True(error <= Limit, $"{name}({x:R}) = {function.Double(x):R} is {error:0.00} ulp off");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Single_is_within_4_ulp_over_all_magnitudes(string name)
    {
        // The references are right to a few units of double, 2⁻²⁹ units of single: the theory above holds them to that.
        MathFunction function = MathFunction.Of(name);
        for (uint bits = 0; bits < 0xFFFFF000u; bits += 4093)
        {
            float x = BitConverter.UInt32BitsToSingle(bits);
            double error = SingleError(function.Single(x), function.Approximate(x));
            Assert.True(error <= Limit, $"{name}({x:R}) = {function.Single(x):R} is {error:0.00} ulp off");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Single_is_within_4_ulp_where_values_are_common(string name)
    {
        MathFunction function = MathFunction.Of(name);
        for (int i = -100_000; i <= 100_000; i++)
        {
            float x = i * 1.234567e-4f;
            double error = SingleError(function.Single(x), function.Approximate(x));
            Assert.True(error <= Limit, $"{name}({x:R}) = {function.Single(x):R} is {error:0.00} ulp off");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Limits_zeros_and_NaN_come_out_as_documented(string name)
    {
        MathFunction function = MathFunction.Of(name);
        (double X, double Expected)[] cases =
        [
            (double.NegativeInfinity, function.AtMinusInfinity),
            (double.PositiveInfinity, function.AtPlusInfinity),
            (0.0, function.AtZero),
            (-0.0, function.AtMinusZero),
            (double.NaN, double.NaN),
        ];
        foreach ((double x, double expected) in cases)
        {
            double wide = function.Double(x);
            float narrow = function.Single((float)x);
            Assert.True(double.IsNaN(expected) ? double.IsNaN(wide) : Math.Abs(wide - expected) <= 1e-16 || wide == expected, $"{name}({x}) = {wide}");
            Assert.True(double.IsNaN(expected) ? float.IsNaN(narrow) : narrow == (float)expected, $"{name}({x}f) = {narrow}");
            if (expected == 0)
            {
                Assert.Equal(double.IsNegative(expected), double.IsNegative(wide));
                Assert.Equal(double.IsNegative(expected), float.IsNegative(narrow));
            }
        }
    }

    [Fact]
    public void Exp_overflows_and_underflows_where_the_type_ends()
    {
        Assert.Equal(3.4027985e38f, VectorMath.Exp(88.72283f));
        Assert.Equal(float.PositiveInfinity, VectorMath.Exp(88.72284f));
        Assert.Equal(float.Epsilon, VectorMath.Exp(-103.9f));
        Assert.Equal(0f, VectorMath.Exp(-104f));
        Assert.Equal(double.PositiveInfinity, VectorMath.Exp(709.79));
        Assert.Equal(double.Epsilon, VectorMath.Exp(-745.1));
        Assert.Equal(0.0, VectorMath.Exp(-745.2));
    }

    [Fact]
    public void The_negative_tails_keep_their_digits()
    {
        Assert.Equal(3.720075976020836e-44, VectorMath.Sigmoid(-100.0), 1e-58);
        Assert.True(VectorMath.Sigmoid(-103f) > 0);
        Assert.Equal(7.619853024160527e-24, VectorMath.NormalCdf(-10.0), 1e-38);
        Assert.True(VectorMath.NormalCdf(-14f) > 0);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_width_gives_the_bits_of_the_scalar(string name)
    {
        MathFunction f = MathFunction.Of(name);
        var random = new Random(11);
        Span<float> x = stackalloc float[16];
        Span<double> y = stackalloc double[8];
        for (int round = 0; round < 300; round++)
        {
            for (int i = 0; i < 16; i++)
                x[i] = round % 2 == 0 ? (float)((random.NextDouble() * 20) - 10) : BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
            for (int i = 0; i < 8; i++)
                y[i] = round % 2 == 0 ? (random.NextDouble() * 20) - 10 : BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            Vector512<float> single = f.Single512(Vector512.Create<float>(x));
            Vector512<double> wide = f.Double512(Vector512.Create<double>(y));
            for (int i = 0; i < 16; i++)
            {
                AssertSame(f.Single(x[i]), single[i], name, x[i]);
                AssertSame(f.Single(x[i]), f.Single256(Vector256.Create(x[i]))[i % 8], name, x[i]);
                AssertSame(f.Single(x[i]), f.Single128(Vector128.Create(x[i]))[i % 4], name, x[i]);
            }

            for (int i = 0; i < 8; i++)
            {
                AssertSame(f.Double(y[i]), wide[i], name, y[i]);
                AssertSame(f.Double(y[i]), f.Double256(Vector256.Create(y[i]))[i % 4], name, y[i]);
                AssertSame(f.Double(y[i]), f.Double128(Vector128.Create(y[i]))[i % 2], name, y[i]);
            }
        }
    }

    private static void AssertSame(double expected, double actual, string name, double x) =>
        Assert.True(expected.Equals(actual), $"{name}({x:R}): {expected:R} by the scalar, {actual:R} by the vector");

    private static IEnumerable<double> DoubleArguments(MathFunction function)
    {
        var random = new Random(5);
        double[] edges = [double.Epsilon, 1e-310, 2.2250738585072014e-308, 1e-300, 1e-20, 1e-8, 0.25, 0.3465, 0.3466, 0.5, 0.7071, 0.7072, 1, 1 + 1e-15, 1 - 1e-15, Math.Sqrt(2), 2, 3];
        foreach (double edge in edges)
        {
            yield return edge;
            if (-edge >= function.Lowest)
                yield return -edge;
        }

        yield return function.Lowest;
        yield return function.Highest;
        for (int i = 0; i < 120; i++)
        {
            if (function.Name == "Log")
            {
                yield return Math.Abs(BitConverter.Int64BitsToDouble(random.NextInt64(0, 0x7FEFFFFFFFFFFFFF)));
                yield return 0.5 + random.NextDouble();
                continue;
            }

            yield return function.Lowest + ((function.Highest - function.Lowest) * random.NextDouble());
            yield return Math.Max(function.Lowest, (random.NextDouble() * 4) - 2);
            yield return Math.Max(function.Lowest, (random.NextDouble() * 20) - 10) is var x && x > function.Highest ? function.Highest : x;
        }
    }

    private static double SingleError(float actual, double expected)
    {
        if (double.IsNaN(expected))
            return float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        var rounded = (float)expected;
        if (actual == rounded)
            return 0;
        if (!float.IsFinite(actual) || !float.IsFinite(rounded))
            return double.PositiveInfinity;
        double ulp = Math.Abs(rounded) < 1.17549435e-38f ? float.Epsilon : Math.ScaleB(1, Math.ILogB(rounded) - 23);
        return Math.Abs(actual - expected) / ulp;
    }
}
