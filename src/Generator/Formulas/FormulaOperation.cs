namespace NetGen.Generator.Formulas;

/// <summary>What a step of a formula computes.</summary>
public enum FormulaOperation
{
    /// <summary>A number.</summary>
    Constant,

    /// <summary>An argument of the formula.</summary>
    Variable,

    /// <summary>−a.</summary>
    Negate,

    /// <summary>a + b.</summary>
    Add,

    /// <summary>a − b.</summary>
    Subtract,

    /// <summary>a · b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>a to the power b, for a ≥ 0; any a where b is an integer constant.</summary>
    Power,

    /// <summary>The smaller of a and b; NaN where one is.</summary>
    Minimum,

    /// <summary>The larger of a and b; NaN where one is.</summary>
    Maximum,

    /// <summary>Whether a &lt; b.</summary>
    Less,

    /// <summary>Whether a ≤ b.</summary>
    LessOrEqual,

    /// <summary>Whether a = b.</summary>
    Equal,

    /// <summary>Whether a condition does not hold.</summary>
    Not,

    /// <summary>Whether both conditions hold.</summary>
    And,

    /// <summary>Whether one of two conditions holds.</summary>
    Or,

    /// <summary>b where the condition a holds, otherwise c.</summary>
    Select,

    /// <summary>eᵃ.</summary>
    Exp,

    /// <summary>eᵃ − 1, accurate where a is small.</summary>
    ExpM1,

    /// <summary>ln a.</summary>
    Log,

    /// <summary>ln(1 + a), accurate where a is small.</summary>
    LogP1,

    /// <summary>√a.</summary>
    Sqrt,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>The hyperbolic sine.</summary>
    Sinh,

    /// <summary>The hyperbolic cosine.</summary>
    Cosh,

    /// <summary>The sine of an angle in radians.</summary>
    Sin,

    /// <summary>The cosine of an angle in radians.</summary>
    Cos,

    /// <summary>The tangent of an angle in radians.</summary>
    Tan,

    /// <summary>The inverse tangent, between −π/2 and π/2.</summary>
    Atan,

    /// <summary>|a|.</summary>
    Abs,

    /// <summary>−1, 0 or 1, the sign of a; NaN for NaN.</summary>
    Sign,

    /// <summary>The largest integer that is not above a.</summary>
    Floor,

    /// <summary>The smallest integer that is not below a.</summary>
    Ceiling,

    /// <summary>The nearest integer, the even one of two.</summary>
    Round,

    /// <summary>The integer part of a.</summary>
    Truncate,

    /// <summary>σ(a) = 1 / (1 + e⁻ᵃ).</summary>
    Sigmoid,

    /// <summary>ln(1 + eᵃ), which neither overflows nor loses the tail.</summary>
    Softplus,

    /// <summary>tanh ln(1 + eᵃ), from a single exponential.</summary>
    TanhSoftplus,

    /// <summary>Φ(a), the distribution function of the standard normal.</summary>
    NormalCdf,

    /// <summary>φ(a), the density of the standard normal.</summary>
    NormalPdf,
}
