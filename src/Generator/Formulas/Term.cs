namespace NetGen.Generator.Formulas;

/// <summary>A value within a formula that is being written, or a number. Operators and functions of terms add simplified steps.</summary>
public readonly struct Term : IEquatable<Term>
{
    internal Term(FormulaBuilder builder, int index) => (Builder, Index) = (builder, index);

    private Term(double number) => Number = number;

    /// <summary>The number that this is, or null.</summary>
    public double? Constant => Builder is null ? Number : Builder[Index] is { Operation: FormulaOperation.Constant } step ? step.Constant : null;

    /// <summary>What computes this.</summary>
    public FormulaOperation Operation => Builder is null ? FormulaOperation.Constant : Builder[Index].Operation;

    internal FormulaBuilder? Builder { get; }

    internal int Index { get; }

    private double Number { get; }

    /// <summary>A number is a term.</summary>
    /// <param name="number">The number.</param>
    public static implicit operator Term(double number) => new(number);

    /// <summary>−a.</summary>
    public static Term operator -(Term a) => Of(FormulaOperation.Negate, a);

    /// <summary>a + b.</summary>
    public static Term operator +(Term a, Term b) => Of(FormulaOperation.Add, a, b);

    /// <summary>a − b.</summary>
    public static Term operator -(Term a, Term b) => Of(FormulaOperation.Subtract, a, b);

    /// <summary>a · b.</summary>
    public static Term operator *(Term a, Term b) => Of(FormulaOperation.Multiply, a, b);

    /// <summary>a / b.</summary>
    public static Term operator /(Term a, Term b) => Of(FormulaOperation.Divide, a, b);

    /// <summary>Whether a &lt; b, a condition.</summary>
    public static Term operator <(Term a, Term b) => Of(FormulaOperation.Less, a, b);

    /// <summary>Whether a &gt; b, a condition.</summary>
    public static Term operator >(Term a, Term b) => Of(FormulaOperation.Less, b, a);

    /// <summary>Whether a ≤ b, a condition.</summary>
    public static Term operator <=(Term a, Term b) => Of(FormulaOperation.LessOrEqual, a, b);

    /// <summary>Whether a ≥ b, a condition.</summary>
    public static Term operator >=(Term a, Term b) => Of(FormulaOperation.LessOrEqual, b, a);

    /// <summary>Whether both conditions hold.</summary>
    public static Term operator &(Term a, Term b) => Of(FormulaOperation.And, a, b);

    /// <summary>Whether one of two conditions holds.</summary>
    public static Term operator |(Term a, Term b) => Of(FormulaOperation.Or, a, b);

    /// <summary>Whether a condition does not hold.</summary>
    public static Term operator !(Term a) => Of(FormulaOperation.Not, a);

    /// <summary>Whether two terms are the same step, or equal numbers.</summary>
    public static bool operator ==(Term left, Term right) => left.Equals(right);

    /// <summary>Whether two terms differ.</summary>
    public static bool operator !=(Term left, Term right) => !left.Equals(right);

    /// <summary>One value or the other.</summary>
    /// <param name="condition">A condition.</param>
    /// <param name="then">The value where it holds.</param>
    /// <param name="otherwise">The value where it does not.</param>
    /// <returns>The value.</returns>
    public static Term Select(Term condition, Term then, Term otherwise) => Of(FormulaOperation.Select, condition, then, otherwise);

    /// <summary>A function of terms, simplified.</summary>
    /// <param name="operation">The function.</param>
    /// <param name="operands">Its operands.</param>
    /// <returns>The value; a number where all operands are numbers.</returns>
    public static Term Of(FormulaOperation operation, params Term[] operands)
    {
        if (operands.All(operand => operand.Constant is not null))
            return FormulaFunctions.Evaluate(operation, [.. operands.Select(operand => operand.Constant!.Value)]);
        var builder = operands.First(operand => operand.Builder is not null).Builder!;
        return FormulaRules.Simplify(operation, operands) ?? builder.Add(operation, operands);
    }

    /// <inheritdoc/>
    public bool Equals(Term other) => Constant is { } number
        ? other.Constant is { } value && number.Equals(value)
        : other.Constant is null && Builder == other.Builder && Index == other.Index;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Term other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Constant is { } number ? number.GetHashCode() : Index;

    /// <summary>Whether this is a given number.</summary>
    internal bool Is(double number) => Constant is { } value && value.Equals(number);

    /// <summary>Whether this is computed by an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="operand">Its first operand.</param>
    internal bool Is(FormulaOperation operation, out Term operand)
    {
        var isIt = Builder is not null && Operation == operation;
        operand = isIt ? Operand(0) : default;
        return isIt;
    }

    /// <summary>An operand of what computes this.</summary>
    internal Term Operand(int i) => new(Builder!, Builder![Index].Operands[i]);
}
