using static NetGen.Generator.Formulas.FormulaOperation;
using SpecialFunctions = NetGen.Generator.Operators.SpecialFunctions;

namespace NetGen.Generator.Formulas;

/// <summary>The values of operations in double, and the slopes of functions of one operand.</summary>
internal static class FormulaFunctions
{
    /// <summary>Computes a step. Conditions are 1 and 0.</summary>
    /// <param name="operation">What is computed.</param>
    /// <param name="x">The operands; those behind the last are not read.</param>
    /// <returns>The value.</returns>
    public static double Evaluate(FormulaOperation operation, double[] x) => operation switch
    {
        Negate => -x[0],
        Add => x[0] + x[1],
        Subtract => x[0] - x[1],
        Multiply => x[0] * x[1],
        Divide => x[0] / x[1],
        Power => Math.Pow(x[0], x[1]),
        Minimum => Math.Min(x[0], x[1]),
        Maximum => Math.Max(x[0], x[1]),
        Less => x[0] < x[1] ? 1 : 0,
        LessOrEqual => x[0] <= x[1] ? 1 : 0,
        Equal => x[0] == x[1] ? 1 : 0,
        Not => x[0] == 0 ? 1 : 0,
        And => x[0] != 0 && x[1] != 0 ? 1 : 0,
        Or => x[0] != 0 || x[1] != 0 ? 1 : 0,
        FormulaOperation.Select => x[0] != 0 ? x[1] : x[2],
        _ => Evaluate(operation, x[0]),
    };

    /// <summary>The slope of a function of one operand.</summary>
    /// <param name="operation">The function.</param>
    /// <param name="u">The operand.</param>
    /// <param name="f">The function's value there.</param>
    /// <returns>The slope.</returns>
    public static Term Slope(FormulaOperation operation, Term u, Term f) => operation switch
    {
        Exp => f,
        ExpM1 => Term.Of(Exp, u),
        Log => 1 / u,
        LogP1 => 1 / (1 + u),
        Sqrt => 0.5 / f,
        Tanh => 1 - (f * f),
        Sinh => Term.Of(Cosh, u),
        Cosh => Term.Of(Sinh, u),
        Sin => Term.Of(Cos, u),
        Cos => -Term.Of(Sin, u),
        Tan => 1 + (f * f),
        Atan => 1 / (1 + (u * u)),
        Abs => Term.Of(Sign, u),
        Sign or Floor or Ceiling or Round or Truncate => 0,
        Sigmoid => f * (1 - f),
        Softplus => Term.Of(Sigmoid, u),
        TanhSoftplus => Term.Of(Sigmoid, u) * (1 - (f * f)),
        NormalCdf => Term.Of(NormalPdf, u),
        NormalPdf => -(u * f),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    private static double Evaluate(FormulaOperation operation, double x) => operation switch
    {
        Exp => Math.Exp(x),
        ExpM1 => SpecialFunctions.ExpM1(x),
        Log => Math.Log(x),
        LogP1 => SpecialFunctions.LogP1(x),
        Sqrt => Math.Sqrt(x),
        Tanh => Math.Tanh(x),
        Sinh => Math.Sinh(x),
        Cosh => Math.Cosh(x),
        Sin => Math.Sin(x),
        Cos => Math.Cos(x),
        Tan => Math.Tan(x),
        Atan => Math.Atan(x),
        Abs => Math.Abs(x),
        Sign => x > 0 ? 1 : x < 0 ? -1 : x,
        Floor => Math.Floor(x),
        Ceiling => Math.Ceiling(x),
        Round => Math.Round(x),
        Truncate => Math.Truncate(x),
        Sigmoid => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x)),
        Softplus => Math.Max(x, 0) + SpecialFunctions.LogP1(Math.Exp(-Math.Abs(x))),
        TanhSoftplus => Math.Tanh(Evaluate(Softplus, x)),
        NormalCdf => SpecialFunctions.NormalCdf(x),
        NormalPdf => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}
