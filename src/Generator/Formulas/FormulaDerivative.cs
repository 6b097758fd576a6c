using static NetGen.Generator.Formulas.FormulaOperation;

namespace NetGen.Generator.Formulas;

/// <summary>
/// Derivatives, step by step. Where a function has a kink the slope is PyTorch's: 0 for |x| at 0; for a maximum or minimum with a number
/// that of the number, which is 0, as ReLU has it, and for one of two values that are equal the mean of theirs; for a choice that of
/// the branch which is taken. Steps such as floor have slope 0.
/// </summary>
internal static class FormulaDerivative
{
    private static readonly (Formula Value, Formula Slope)[] Rectifiers =
    [
        (Formula.Of("x", x => Term.Of(Maximum, x, 0)), Formula.Of("y", y => Term.Select(y <= 0, 0, 1))),
        (Formula.Of("x", x => Term.Of(Maximum, 0, x)), Formula.Of("y", y => Term.Select(y <= 0, 0, 1))),
        (Formula.Of("x", x => Term.Select(x > 0, x, 0)), Formula.Of("y", y => Term.Select(y > 0, 1, 0))),
        (Formula.Of("x", x => Term.Select(x <= 0, 0, x)), Formula.Of("y", y => Term.Select(y <= 0, 0, 1))),
    ];

    /// <summary>Adds the steps of a derivative.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="terms">Its steps, in the formula that is being written.</param>
    /// <param name="variable">The argument by which it is differentiated.</param>
    /// <returns>The derivative.</returns>
    public static Term Of(Formula formula, IReadOnlyList<Term> terms, int variable)
    {
        var slopes = new Term[terms.Count];
        for (var i = 0; i < slopes.Length; i++)
        {
            var step = formula.Steps[i];
            slopes[i] = step.Operation switch
            {
                Constant => 0,
                Variable => step.Operands[0] == variable ? 1 : 0,
                _ => Of(step.Operation, terms[i], [.. step.Operands.Select(operand => terms[operand])], [.. step.Operands.Select(operand => slopes[operand])]),
            };
        }

        return slopes[slopes.Length - 1];
    }

    /// <summary>The derivative of a rectifier from its value: of max(0, x), and of x above 0 and c · x below, c positive, whose signs are those of x.</summary>
    /// <param name="formula">A formula of one argument.</param>
    /// <returns>A formula of the value y, or null where it is no rectifier.</returns>
    public static Formula? OfRectifier(Formula formula)
    {
        foreach (var (rectifier, slope) in Rectifiers)
        {
            if (formula.Steps.Equals(rectifier.Steps))
                return slope;
        }

        // x > 0 ? x : c · x has the steps x, 0, 0 < x, c, c · x and the choice.
        if (formula.Steps.Count != 6 || formula.Steps[3] is not { Operation: Constant, Constant: > 0 } leak)
            return null;
        var c = leak.Constant;
        var isLeaky = formula.Steps.Equals(Formula.Of("x", x => Term.Select(x > 0, x, c * x)).Steps) || formula.Steps.Equals(Formula.Of("x", x => Term.Select(x > 0, x, x * c)).Steps);
        return isLeaky ? Formula.Of("y", y => Term.Select(y > 0, 1, c)) : null;
    }

    private static Term Of(FormulaOperation operation, Term f, Term[] u, Term[] slopes)
    {
        var (a, da) = (u[0], slopes[0]);
        var (b, db) = u.Length > 1 ? (u[1], slopes[1]) : (default, default);
        switch (operation)
        {
            case Negate:
                return -da;
            case Add:
                return da + db;
            case Subtract:
                return da - db;
            case Multiply:
                return a == b ? 2 * (a * da) : (da * b) + (a * db);
            case Divide:
                // The quotient once more instead of the square of the divisor, which overflows where the divisor does not.
                return db.Is(0) ? da / b : (da - (f * db)) / b;
            case Power:
                return b.Constant is { } n ? n * Term.Of(Power, a, n - 1) * da : f * ((db * Term.Of(Log, a)) + (b * (da / a)));
            case Minimum:
                return Extreme(a, da, b, db, isMinimum: true);
            case Maximum:
                return Extreme(a, da, b, db, isMinimum: false);
            case FormulaOperation.Select:
                return Term.Select(a, db, slopes[2]);
            case Less or LessOrEqual or Equal or Not or And or Or:
                return 0;
            default:
                return da.Is(0) ? 0 : FormulaFunctions.Slope(operation, a, f) * da;
        }
    }

    // A NaN fails every comparison: against a number it takes the branch of the value, and stays visible.
    private static Term Extreme(Term a, Term da, Term b, Term db, bool isMinimum)
    {
        if (a.Constant is not null)
            (a, da, b, db) = (b, db, a, da);
        if (b.Constant is not null)
            return Term.Select(isMinimum ? a >= b : a <= b, 0, da);
        return Term.Select(isMinimum ? a < b : a > b, da, Term.Select(isMinimum ? b < a : b > a, db, 0.5 * (da + db)));
    }
}
