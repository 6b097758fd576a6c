namespace NetGen.Generator.Tests;

/// <summary>What is reported of functions of the user's own, by id, message and span.</summary>
public sealed class FunctionDiagnosticTests
{
    private const string Readable = "a formula is made of + − * /, comparisons, ?:, switch expressions, if and else, local variables, constants, functions of Math and MathF, and calls of other such methods";

    private const string Functions = "Abs, Atan, Ceiling, Clamp, Cos, Cosh, Exp, ExpM1, Floor, FusedMultiplyAdd, IsNaN, Log, Log10, Log2, LogP1, Max, Min, Pow, Round, Sign, Sin, Sinh, Sqrt, Tan, Tanh, Truncate";

    [Theory]
    [InlineData("static float F(float x) => ⟦x % 2⟧;", "NG1602: 'x % 2' has no derivative: " + Readable)]
    [InlineData("static float F(float x) => x * ⟦(int)x⟧;", "NG1602: '(int)x' has no derivative: a conversion to an integer is not continuous; use MathF.Floor, MathF.Round or MathF.Truncate, whose slope is 0")]
    [InlineData("static float scale = 2; static float F(float x) => ⟦scale⟧ * x;", "NG1602: 'scale' has no derivative: 'scale' may change; make it const")]
    [InlineData("static float F(float x) { int n = 3; return x * (⟦n / 2⟧); }", "NG1602: 'n / 2' has no derivative: integers are cut off and overflow; write the numbers as float or double")]
    [InlineData("static float F(float x) => ⟦MathF.Cbrt(x)⟧;", "NG1602: 'MathF.Cbrt(x)' has no derivative: 'Cbrt' is not among the functions that have a formula: " + Functions)]
    [InlineData("static float F(float x) => ⟦MathF.Round(x, 2)⟧;", "NG1602: 'MathF.Round(x, 2)' has no derivative: 'Round' is not among the functions that have a formula: " + Functions)]
    [InlineData("static float F(float x) => x switch { > 1 => x, ⟦> 2 => 1⟧ };", "NG1602: '> 2 => 1' has no derivative: the last arm has to match every number; write _ => …")]
    [InlineData("static float F(float x) { float[] a = ⟦{ x, 1 }⟧; return a[0]; }", "NG1602: '{ x, 1 }' has no derivative: " + Readable)]
    [InlineData("static float F(float x) { if (x > 0) ⟦throw new Exception();⟧ return x; }", "NG1602: 'throw new Exception();' has no derivative: " + Readable)]
    [InlineData("static float G(float x) => ⟦F(x)⟧; static float F(float x) => x < 0 ? G(x) : x;", "NG1602: 'F(x)' has no derivative: 'F' calls itself, so that its formula has no end; write the result without the call")]
    [InlineData("static float F(float x) => x > 0 ? ⟦F(x - 1)⟧ : x;", "NG1602: 'F(x - 1)' has no derivative: 'F' calls itself, so that its formula has no end; write the result without the call")]
    [InlineData("static float G(float x) { ⟦for (; x > 1; ) x /= 2;⟧ return x; } static float F(float x) => G(x);", "NG1602: 'for (; x > 1; ) x /= 2;' has no derivative: " + Readable)]
    public Task WhatHasNoDerivativeIsShownAtItsPlace(string members, string expected) => Harness.Expect(
        $$"""[Network, Input(4), Dense(3), Activation("F")] public partial class Net { {{members}} }""",
        expected);

    [Theory]
    [InlineData("static float F(float x, float y) => x;", "NG1601: 'F' cannot be the function of Activation: it must be 'static float F(float x)', or the same in double")]
    [InlineData("float F(float x) => x;", "NG1601: 'F' cannot be the function of Activation: it must be 'static float F(float x)', or the same in double")]
    [InlineData("", "NG1601: 'F' cannot be the function of Activation: 'Net' has no method of this name; write 'static float F(float x)' in it, or name the class that has it: typeof(…), nameof(…)")]
    public Task TheMethodHasToFit(string members, string expected) => Harness.Expect(
        $$"""[Network, Input(4), Dense(3), Activation(⟦"F"⟧)] public partial class Net { {{members}} }""",
        expected);

    [Fact]
    public Task ALossTakesOutputAndTarget() => Harness.Expect(
        """[Network, Input(4), Dense(3), Loss(⟦"F"⟧)] public partial class Net { static float F(float x) => x; }""",
        "NG1601: 'F' cannot be the function of Loss: it must be 'static float F(float output, float target)', or the same in double");

    [Fact]
    public Task FunctionsOfOtherClassesAndBlocksAreRead() => Harness.Expect(
        """
        [Network, Input(4), Repeat<Body>(2), Dense(3), Activation(typeof(Functions), nameof(Functions.Twice)), Loss(nameof(Square))]
        public partial class Net { static float Square(float output, float target) => (output - target) * (output - target); }
        [Block, Dense(4), Activation(nameof(Swoosh))] public sealed class Body { static double Swoosh(double x) { var e = Math.Exp(-x); return x / (1 + e); } }
        static class Functions { public static float Twice(float x) => Add(x, x); private static float Add(float a, float b) => a + b; }
        """);

    /// <summary>Of two overloads a network takes the one in its precision.</summary>
    [Theory]
    [InlineData("Single", "x / 2")]
    [InlineData("Double", "x / 4")]
    public void OverloadsAreChosenByPrecision(string precision, string formula)
    {
        var files = Harness.Generate(Harness.Compile($$"""
            [Network(Precision = Precision.{{precision}}), Input(4), Dense(3), Activation(nameof(F))]
            public partial class Net { static float F(float x) => x / 2; static double F(double x) => x / 4; static float F(float x, float y) => x + y; }
            """));
        Assert.Contains($"// F(x) = {formula}\n", files["Net.Kernels.g.cs"], StringComparison.Ordinal);
    }

    /// <summary>The value and the gradient stand as formulas above the methods that compute them.</summary>
    [Fact]
    public void BothFormulasAreInTheGeneratedFile()
    {
        var files = Harness.Generate(Harness.Compile("""
            [Network, Input(4), Dense(3), Activation(nameof(Mish)), Dense(2), MeanSquaredError]
            public partial class Net { static float Mish(float x) => x * MathF.Tanh(MathF.Log(1 + MathF.Exp(x))); }
            """));
        var kernels = files["Net.Kernels.g.cs"];
        Assert.Contains("// Mish(x) = x · tanh(softplus(x))\n", kernels, StringComparison.Ordinal);
        Assert.Contains("// δ · Mish′(x) = δ · (tanh(softplus(x)) + x · σ(x) · (1 − tanh(softplus(x))²))\n", kernels, StringComparison.Ordinal);
    }
}
