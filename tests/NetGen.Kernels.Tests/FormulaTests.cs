using System.Globalization;
using System.Numerics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Formulas;
using NetGen.Generator.Operators;
using NetGen.Generator.Parsing;

namespace NetGen.Kernels.Tests;

/// <summary>
/// Methods of a user's own, read from C#: their formulas against what C# computes, the derivatives against central differences of that, and
/// both over vectors of every width against the formulas.
/// </summary>
public sealed class FormulaTests
{
    private const double Step = 1e-5;

    // Bodies of methods of x; the derivative is taken at points between the kinks.
    private static readonly string[] Bodies =
    [
        "=> x;",
        "=> 3 - 2 * x;",
        "=> x * x * x - 2 * x * x + x - 7;",
        "=> (x - 1) / (x * x + 2);",
        "=> x / (1 + Math.Abs(x));",
        "=> x * Math.Tanh(Math.Log(1 + Math.Exp(x)));",
        "=> x / (1 + Math.Exp(-x));",
        "=> 1 / (1 + Math.Exp(-1.7 * x));",
        "=> Math.Exp(x) / (Math.Exp(x) + 1);",
        "=> Math.Log(1 + Math.Exp(x));",
        "=> -Math.Log(1 + Math.Exp(-x));",
        "=> Math.Log(1 / (1 + Math.Exp(-x)));",
        "=> (Math.Exp(x) - Math.Exp(-x)) / (Math.Exp(x) + Math.Exp(-x));",
        "=> (Math.Exp(2 * x) - 1) / (Math.Exp(2 * x) + 1);",
        "=> 0.5 * x * (1 + Math.Tanh(0.79788456 * (x + 0.044715 * x * x * x)));",
        "=> x > 0 ? x : 0.01 * x;",
        "=> Math.Max(0.0, x);",
        "=> Math.Min(Math.Max(x, -1), 2);",
        "=> Math.Clamp(x, -1.5, 1.5) * x;",
        "=> x > 0 ? x : 1.5 * (Math.Exp(x) - 1);",
        "=> x * Math.Min(Math.Max(x + 3, 0), 6) / 6;",
        "=> x - Math.Tanh(x);",
        "=> Math.Abs(x) > 0.5 ? x : 0;",
        "=> Math.Sign(x) * Math.Sqrt(Math.Abs(x) + 1);",
        "=> Math.Sqrt(x * x + 1) - 1;",
        "=> Math.Exp(-x * x);",
        "=> Math.Exp(-0.5 * x * x) * Math.Sin(3 * x);",
        "=> Math.Sin(x) + Math.Cos(2 * x);",
        "=> Math.Tan(0.2 * x);",
        "=> Math.Atan(x) * 2 / Math.PI;",
        "=> x + Math.Sin(x) * Math.Sin(x);",
        "=> Math.Sinh(0.5 * x) / Math.Cosh(0.5 * x);",
        "=> Math.Log(Math.Cosh(x));",
        "=> Math.Pow(x, 2) + Math.Pow(x * x + 1.5, -2) / (1 + Math.Pow(x, 4));",
        "=> Math.Pow(1 + x * x, 0.3);",
        "=> Math.Pow(2, x);",
        "=> Math.Pow(1 + x * x, 0.1 * x);",
        "=> Math.Log10(1 + x * x) + Math.Log2(2 + x * x) + Math.Log(3 + x * x, 5);",
        "=> Math.Floor(x) + Math.Ceiling(2 * x) + x;",
        "=> Math.Round(x) * x - Math.Truncate(x);",
        "=> Math.FusedMultiplyAdd(x, x, -x);",
        "=> Math.Max(x, Math.Sin(x)) - Math.Min(2 * x, x * x);",
        "=> x < -2 ? -1 : x < 1 ? x * x : x <= 3 && x != 2 ? 2 * x : 7;",
        "=> x > 1 || x < -1 ? Math.Log(Math.Abs(x)) : 0;",
        "=> !(x > 0.25) ? x * x : x;",
        "{ var e = Math.Exp(-Math.Abs(x)); var s = e * e + e; return s / (1 + s) + s; }",
        "{ double y = x; y *= 2; y += 1; if (y > 0) y = y * y; else y = -y; return y / 3; }",
        "{ if (x > 2) { return 4; } if (x < -2) return 4 + x; return x * x; }",
        "{ const double alpha = 1.6732632; var isPositive = x > 0; return Scale * (isPositive ? x : alpha * double.ExpM1(x)); }",
        "=> Half(x) * Half(x + 1) - Half(Half(x));",
        "=> x switch { < -1 => -x, >= 1 and < 2 => x * x, 2 or 3 => 9, not > 0 => Math.Exp(x), _ => 1 + 2 * x };",
        "=> x is > -1 and < 1 ? Math.Sin(x) : (x > 2) == (x < 3) ? x : 1 / x;",
        "=> Math.Pow(0.7 * x, 40) * 1e-12;",
        "=> Shared.Square(1 - x) + Shared.Offset;",
        "=> double.LogP1(x * x) * (float)Scale + -x;",
    ];

    private static readonly Lazy<(Formula[] Formulas, Func<double, double>[] Functions)> Read = new(ReadAll);

    /// <summary>Widths and scalar types.</summary>
    public static TheoryData<int, bool> Targets => DenseKernelTests.Targets;

    /// <summary>Every method.</summary>
    public static TheoryData<int> Methods => [.. Enumerable.Range(0, Bodies.Length)];

    // Away from kinks by more than the step of a difference, and where every method is defined.
    private static IEnumerable<double> Points => Enumerable.Range(-60, 121).Select(i => (i * 0.0831) + 0.00713);

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_formula_computes_what_the_method_does_and_its_derivative_is_the_slope(int method)
    {
        var (formulas, functions) = Read.Value;
        var slope = formulas[method].Derivative();
        foreach (double x in Points)
        {
            Near(functions[method](x), formulas[method].Evaluate(x), 1e-12, $"{Bodies[method]} at {x} as {formulas[method]}");
            double difference = (functions[method](x + Step) - functions[method](x - Step)) / (2 * Step);
            Near(difference, slope.Evaluate(x), 1e-7, $"the slope of {Bodies[method]} at {x} as {slope}");
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Vectors_equal_scalars(int width, bool isDouble)
    {
        if (isDouble)
            CompareVectors<double>(width, isDouble, 1e-12);
        else
            CompareVectors<float>(width, isDouble, 1e-5);
    }

    private static void CompareVectors<T>(int width, bool isDouble, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var formulas = Read.Value.Formulas;
        var activations = formulas.Select((formula, i) => new FormulaActivation("F" + Text(i), "f", formula)).ToArray();
        var kernels = activations.Select(f => (Value: new ElementwiseKernel(new ActivationExpression(f), 0, isDouble), Gradient: new ElementwiseKernel(new ActivationGradientExpression(f), 0, isDouble))).ToArray();
        var compiled = new CompiledKernels(kernels.SelectMany(pair => new[] { pair.Value, pair.Gradient }), width);
        T[] points = [.. Points.Select(T.CreateChecked)], upstream = [.. points.Select((_, i) => T.CreateChecked(1 + (i % 7 * 0.25)))];
        for (int i = 0; i < activations.Length; i++)
        {
            var y = Guarded.Write(points.Length, T.NaN);
            compiled.Run(kernels[i].Value, width, points.Length, accumulate: false, Guarded.Read(points), y);
            var d = Guarded.Write(points.Length, T.NaN);
            var saved = activations[i].SlopeFromOutput ? y.Values.ToArray() : points;
            compiled.Run(kernels[i].Gradient, width, points.Length, accumulate: false, Guarded.Read(upstream), Guarded.Read(saved), d);
            for (int k = 0; k < points.Length; k++)
            {
                double x = double.CreateChecked(points[k]);
                Near(activations[i].Value(x), double.CreateChecked(y.Values[k]), tolerance, $"{Bodies[i]} at {x}, {width} bits");
                Near(double.CreateChecked(upstream[k]) * formulas[i].Derivative().Evaluate(x), double.CreateChecked(d.Values[k]), tolerance, $"the gradient of {Bodies[i]} at {x}, {width} bits");
            }
        }
    }

    private static void Near(double expected, double actual, double tolerance, string about) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{about}: {actual:R} instead of {expected:R}");

    private static (Formula[] Formulas, Func<double, double>[] Functions) ReadAll()
    {
        string source = $$"""
            using System;
            public static class Functions
            {
                private const double Scale = 1.05070098;
                private static double Half(double value) => value / 2;
            {{string.Join('\n', Bodies.Select((body, i) => $"    public static double F{Text(i)}(double x) {body}"))}}
            }

            internal static class Shared
            {
                public const float Offset = 0.5f;
                public static double Square(double x) => x * x;
            }
            """;
        var compilation = CSharpCompilation.Create(
            "Functions",
            [CSharpSyntaxTree.ParseText(source)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(File.Exists).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        var compiled = System.Reflection.Assembly.Load(image.ToArray()).GetType("Functions", throwOnError: true)!;
        var methods = compilation.GetTypeByMetadataName("Functions")!;
        return (
            [.. Bodies.Select((_, i) => new FunctionTranslator(compilation, CancellationToken.None).Translate((IMethodSymbol)methods.GetMembers("F" + Text(i))[0]))],
            [.. Bodies.Select((_, i) => compiled.GetMethod("F" + Text(i))!.CreateDelegate<Func<double, double>>())]);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
