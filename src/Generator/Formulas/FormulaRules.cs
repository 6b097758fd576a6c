using static NetGen.Generator.Formulas.FormulaOperation;

namespace NetGen.Generator.Formulas;

/// <summary>
/// What a step is instead of what was written: fewer operations, and forms that neither overflow nor cancel, such as σ(x) for
/// 1 / (1 + e⁻ˣ). Numbers other than 0 and 1 are only joined with numbers. A product with 0 is 0, as in a formula on paper.
/// </summary>
internal static class FormulaRules
{
    // A product of squares: some thirty steps at most.
    private const int LargestUnrolledPower = 1 << 30;

    /// <summary>The simpler form of a step, not all of whose operands are numbers.</summary>
    /// <param name="operation">What is computed.</param>
    /// <param name="operands">From what.</param>
    /// <returns>The simpler form, or null where there is none.</returns>
    public static Term? Simplify(FormulaOperation operation, Term[] operands)
    {
        var a = operands[0];
        var b = operands.Length > 1 ? operands[1] : default;
        return operation switch
        {
            Negate => Negated(a),
            Add => Sum(a, b),
            Subtract => Difference(a, b),
            Multiply => Product(a, b),
            Divide => Quotient(a, b),
            FormulaOperation.Power => Power(a, b),
            Minimum or Maximum when a == b => a,
            Less when a == b => 0,
            Not => a.Is(Not, out var inner) ? inner : null,
            And => a.Constant is { } left ? (left != 0 ? b : 0) : b.Constant is { } right ? (right != 0 ? a : 0) : null,
            Or => a.Constant is { } left ? (left != 0 ? 1 : b) : b.Constant is { } right ? (right != 0 ? 1 : a) : null,
            FormulaOperation.Select => Selection(a, b, operands[2]),
            Log => Logarithm(a),
            LogP1 when a.Is(Exp, out var u) => Term.Of(Softplus, u),
            Tanh when a.Is(Softplus, out var u) => Term.Of(TanhSoftplus, u),
            Abs when a.Is(Abs, out _) => a,
            Abs when a.Is(Negate, out var u) => Term.Of(Abs, u),
            _ => null,
        };
    }

    private static Term? Negated(Term a)
    {
        if (a.Is(Negate, out var u))
            return u;
        return a.Is(Subtract, out var left) ? a.Operand(1) - left : null;
    }

    private static Term? Sum(Term a, Term b)
    {
        if (a.Is(0))
            return b;
        if (b.Is(0))
            return a;
        if (b.Is(Negate, out var u))
            return a - u;
        if (a.Is(Negate, out u))
            return b - u;
        if (a.Constant is not null && b.Constant is null)
            return WithNumber(b, a.Constant.Value);
        return b.Constant is { } number ? WithNumber(a, number) : null;
    }

    // a + number, where something simpler than a step of its own.
    private static Term? WithNumber(Term a, double number)
    {
        if (number == -1 && a.Is(Exp, out var u))
            return Term.Of(ExpM1, u);
        if (number == 1 && a.Is(ExpM1, out u))
            return Term.Of(Exp, u);
        if (a.Is(Add, out u) && a.Operand(1).Constant is { } right)
            return u + (right + number);
        if (a.Is(Add, out u) && u.Constant is { } left)
            return a.Operand(1) + (left + number);
        if (a.Is(Subtract, out u) && u.Constant is { } minuend)
            return (minuend + number) - a.Operand(1);
        return a.Is(Subtract, out u) && a.Operand(1).Constant is { } subtrahend ? u + (number - subtrahend) : null;
    }

    private static Term? Difference(Term a, Term b)
    {
        if (a == b)
            return 0;
        if (b.Is(0))
            return a;
        if (a.Is(0))
            return -b;
        if (b.Is(Negate, out var u))
            return a + u;
        return b.Constant is { } number ? WithNumber(a, -number) : null;
    }

    private static Term? Product(Term a, Term b)
    {
        if (a.Is(0) || b.Is(0))
            return 0;
        if (a.Is(1))
            return b;
        if (b.Is(1))
            return a;
        if (a.Is(-1))
            return -b;
        if (b.Is(-1))
            return -a;
        if (a.Is(Negate, out var u))
            return -(u * b);
        if (b.Is(Negate, out u))
            return -(a * u);
        if (a.Constant is { } left)
            return Scaled(b, left) ?? Distributed(a, b);
        if (b.Constant is { } right)
            return Scaled(a, right) ?? Distributed(b, a);
        if (b.Is(Divide, out u) && u.Is(1))
            return a / b.Operand(1);
        if (a.Is(Divide, out u) && u.Is(1))
            return b / a.Operand(1);
        return Distributed(a, b) ?? Distributed(b, a);
    }

    // number · a, where a is a product with a number itself.
    private static Term? Scaled(Term a, double number)
    {
        if (!a.Is(Multiply, out var u))
            return null;
        if (u.Constant is { } left)
            return (left * number) * a.Operand(1);
        return a.Operand(1).Constant is { } right ? (right * number) * u : null;
    }

    // A factor of a choice in which 0, 1 or −1 stands goes into both branches: no product remains in that one.
    private static Term? Distributed(Term factor, Term choice)
    {
        if (!choice.Is(FormulaOperation.Select, out var condition))
            return null;
        Term then = choice.Operand(1), otherwise = choice.Operand(2);
        return IsUnit(then) || IsUnit(otherwise) ? Term.Select(condition, factor * then, factor * otherwise) : null;
    }

    private static bool IsUnit(Term term) => term.Constant is 0 or 1 or -1;

    private static Term? Quotient(Term a, Term b)
    {
        if (b.Is(1))
            return a;
        if (b.Is(-1))
            return -a;
        if (a.Is(0))
            return 0;
        if (a.Is(Negate, out var u))
            return -(u / b);
        if (b.Is(Negate, out u))
            return -(a / u);
        return Tangent(a, b) ?? Logistic(a, b);
    }

    // a / (1 + eᵘ) = a σ(−u), and eᵘ / (1 + eᵘ) = σ(u).
    private static Term? Logistic(Term a, Term b)
    {
        if (!b.Is(Add, out var left))
            return null;
        var right = b.Operand(1);
        var exponential = left.Is(1) ? right : right.Is(1) ? left : default;
        if (!exponential.Is(Exp, out var u))
            return null;
        return a == exponential ? Term.Of(Sigmoid, u) : a * Term.Of(Sigmoid, -u);
    }

    // (eᵘ − e⁻ᵘ) / (eᵘ + e⁻ᵘ) = tanh u, and (e²ᵘ − 1) / (e²ᵘ + 1) = tanh u.
    private static Term? Tangent(Term a, Term b)
    {
        if (!b.Is(Add, out var left))
            return null;
        var right = b.Operand(1);
        if (a.Is(ExpM1, out var u) && ((left.Is(1) && IsExp(right, u)) || (right.Is(1) && IsExp(left, u))))
            return Term.Of(Tanh, 0.5 * u);
        return a.Is(Subtract, out var first) && first.Is(Exp, out u) && a.Operand(1) is var second && IsExp(second, -u)
            && ((left == first && right == second) || (left == second && right == first))
            ? Term.Of(Tanh, u)
            : null;
    }

    private static bool IsExp(Term term, Term u) => term.Is(Exp, out var exponent) && exponent == u;

    private static Term? Logarithm(Term a)
    {
        if (a.Is(Exp, out var u))
            return u;
        if (a.Is(Sigmoid, out u))
            return -Term.Of(Softplus, -u);
        if (a.Is(Add, out u) && u.Is(1))
            return Term.Of(LogP1, a.Operand(1));
        return a.Is(Add, out u) && a.Operand(1).Is(1) ? Term.Of(LogP1, u) : null;
    }

    private static Term? Power(Term a, Term b)
    {
        if (a.Constant is { } @base)
            return @base > 0 ? Term.Of(Exp, Math.Log(@base) * b) : null;
        if (b.Constant is not { } exponent)
            return null;
        if (exponent == 0.5)
            return Term.Of(Sqrt, a);
        if (exponent != Math.Floor(exponent) || Math.Abs(exponent) > LargestUnrolledPower)
            return null;
        return exponent < 0 ? 1 / Unrolled(a, (int)-exponent) : Unrolled(a, (int)exponent);
    }

    private static Term Unrolled(Term a, int exponent)
    {
        if (exponent == 0)
            return 1;
        if (exponent == 1)
            return a;
        var half = Unrolled(a, exponent / 2);
        return exponent % 2 == 0 ? half * half : half * half * a;
    }

    private static Term? Selection(Term condition, Term then, Term otherwise)
    {
        if (condition.Constant is { } known)
            return known != 0 ? then : otherwise;
        if (then == otherwise)
            return then;
        return condition.Is(Not, out var opposite) ? Term.Select(opposite, otherwise, then) : null;
    }
}
