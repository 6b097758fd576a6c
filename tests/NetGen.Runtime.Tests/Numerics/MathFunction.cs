using System.Numerics;
using System.Runtime.Intrinsics;

namespace NetGen.Tests.Numerics;

/// <summary>A function of <see cref="VectorMath"/> in all its overloads, its exact values and its limits.</summary>
internal sealed record MathFunction(
    string Name,
    Func<float, float> Single,
    Func<double, double> Double,
    Func<Vector512<float>, Vector512<float>> Single512,
    Func<Vector256<float>, Vector256<float>> Single256,
    Func<Vector128<float>, Vector128<float>> Single128,
    Func<Vector512<double>, Vector512<double>> Double512,
    Func<Vector256<double>, Vector256<double>> Double256,
    Func<Vector128<double>, Vector128<double>> Double128,
    Func<double, BigInteger> Exact,
    Func<double, double> Approximate,
    double AtMinusInfinity,
    double AtPlusInfinity,
    double AtZero,
    double AtMinusZero,
    double Lowest,
    double Highest)
{
    public static IReadOnlyList<MathFunction> All { get; } =
    [
        new("Exp", VectorMath.Exp, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp, VectorMath.Exp,
            FixedPoint.Exp, Math.Exp, 0, double.PositiveInfinity, 1, 1, -745.5, 709.7),
        new("Log", VectorMath.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log, VectorMath.Log,
            FixedPoint.Log, Math.Log, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue),
        new("Tanh", VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh, VectorMath.Tanh,
            FixedPoint.Tanh, Math.Tanh, -1, 1, 0, -0.0, -20, 20),
        new("Sigmoid", VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid, VectorMath.Sigmoid,
            FixedPoint.Sigmoid, x => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x)), 0, 1, 0.5, 0.5, -745.5, 40),
        new("Erf", VectorMath.Erf, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf, VectorMath.Erf,
            FixedPoint.Erf, VectorMath.Erf, -1, 1, 0, -0.0, -6.5, 6.5),
        new("NormalCdf", VectorMath.NormalCdf, VectorMath.NormalCdf, VectorMath.NormalCdf, VectorMath.NormalCdf, VectorMath.NormalCdf, VectorMath.NormalCdf, VectorMath.NormalCdf, VectorMath.NormalCdf,
            FixedPoint.NormalCdf, VectorMath.NormalCdf, 0, 1, 0.5, 0.5, -38.6, 9),
        new("NormalPdf", VectorMath.NormalPdf, VectorMath.NormalPdf, VectorMath.NormalPdf, VectorMath.NormalPdf, VectorMath.NormalPdf, VectorMath.NormalPdf, VectorMath.NormalPdf, VectorMath.NormalPdf,
            FixedPoint.NormalPdf, VectorMath.NormalPdf, 0, 0, 0.3989422804014327, 0.3989422804014327, -38.7, 38.7),
        new("ExpM1", VectorMath.ExpM1, VectorMath.ExpM1, VectorMath.ExpM1, VectorMath.ExpM1, VectorMath.ExpM1, VectorMath.ExpM1, VectorMath.ExpM1, VectorMath.ExpM1,
            FixedPoint.ExpM1, x => x is > -1e-5 and < 1e-5 ? x + (x * x / 2) : Math.Exp(x) - 1, -1, double.PositiveInfinity, 0, -0.0, -45, 709.7),
        new("LogP1", VectorMath.LogP1, VectorMath.LogP1, VectorMath.LogP1, VectorMath.LogP1, VectorMath.LogP1, VectorMath.LogP1, VectorMath.LogP1, VectorMath.LogP1,
            FixedPoint.LogP1, x => x is > -1e-5 and < 1e-5 ? x - (x * x / 2) : Math.Log(1 + x), double.NaN, double.PositiveInfinity, 0, -0.0, -0.999999, double.MaxValue),
        new("Atan", VectorMath.Atan, VectorMath.Atan, VectorMath.Atan, VectorMath.Atan, VectorMath.Atan, VectorMath.Atan, VectorMath.Atan, VectorMath.Atan,
            FixedPoint.Atan, Math.Atan, -Math.PI / 2, Math.PI / 2, 0, -0.0, -1e6, double.MaxValue),
    ];

    public static TheoryData<string> Names => [.. All.Select(function => function.Name)];

    public static MathFunction Of(string name) => All.Single(function => function.Name == name);
}
