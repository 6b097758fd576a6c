using NetGen.Generator.Model;

namespace NetGen.Generator.Formulas;

/// <summary>A step of a formula.</summary>
/// <param name="Operation">What it computes.</param>
/// <param name="Operands">The steps it reads, all before it; for a variable its ordinal.</param>
/// <param name="Constant">The number, for a constant; otherwise 0.</param>
public sealed record FormulaStep(FormulaOperation Operation, EquatableArray<int> Operands, double Constant = 0);

/// <summary>
/// A function of real numbers as data: steps in order, each from those before it, so that what is used twice is there once. Equal formulas
/// have equal steps. The first steps are the variables, the last one is the value.
/// </summary>
/// <param name="Variables">The names of the arguments.</param>
/// <param name="Steps">The steps.</param>
public sealed record Formula(EquatableArray<string> Variables, EquatableArray<FormulaStep> Steps)
{
    /// <summary>Writes a formula of one argument.</summary>
    /// <param name="x">The argument's name.</param>
    /// <param name="f">The function.</param>
    /// <returns>The formula, simplified.</returns>
    public static Formula Of(string x, Func<Term, Term> f)
    {
        var builder = new FormulaBuilder([x]);
        return builder.Build(f(builder.Variables[0]));
    }

    /// <summary>Writes a formula of two arguments.</summary>
    /// <param name="x">The first argument's name.</param>
    /// <param name="y">The second argument's name.</param>
    /// <param name="f">The function.</param>
    /// <returns>The formula, simplified.</returns>
    public static Formula Of(string x, string y, Func<Term, Term, Term> f)
    {
        var builder = new FormulaBuilder([x, y]);
        return builder.Build(f(builder.Variables[0], builder.Variables[1]));
    }

    /// <summary>Writes a formula of any number of arguments.</summary>
    /// <param name="names">The arguments' names.</param>
    /// <param name="f">The function of all of them.</param>
    /// <returns>The formula, simplified.</returns>
    public static Formula Of(IEnumerable<string> names, Func<IReadOnlyList<Term>, Term> f)
    {
        var builder = new FormulaBuilder(names);
        return builder.Build(f(builder.Variables));
    }

    /// <summary>The value at a point, in double.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The value.</returns>
    public double Evaluate(params double[] arguments)
    {
        var values = new double[Steps.Count];
        var operands = new double[3];
        for (var i = 0; i < values.Length; i++)
        {
            var step = Steps[i];
            if (step.Operation is FormulaOperation.Constant or FormulaOperation.Variable)
            {
                values[i] = step.Operation == FormulaOperation.Constant ? step.Constant : arguments[step.Operands[0]];
                continue;
            }

            for (var k = 0; k < step.Operands.Count; k++)
                operands[k] = values[step.Operands[k]];
            values[i] = FormulaFunctions.Evaluate(step.Operation, operands);
        }

        return values[values.Length - 1];
    }

    /// <summary>The formula at other arguments, within a formula that is being written.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The value.</returns>
    public Term Apply(params Term[] arguments)
    {
        var terms = Replay(arguments);
        return terms[terms.Length - 1];
    }

    /// <summary>The formula with a number in the place of an argument.</summary>
    /// <param name="variable">The argument.</param>
    /// <param name="value">The number.</param>
    /// <returns>A formula of the other arguments.</returns>
    public Formula At(int variable, double value)
    {
        var builder = new FormulaBuilder(Variables.Where((_, i) => i != variable));
        var arguments = builder.Variables.ToList();
        arguments.Insert(variable, value);
        return builder.Build(Apply([.. arguments]));
    }

    /// <summary>The partial derivative, exact and simplified; at kinks as <see cref="FormulaDerivative"/> says.</summary>
    /// <param name="variable">The argument by which it is differentiated.</param>
    /// <returns>A formula of the same arguments.</returns>
    public Formula Derivative(int variable = 0)
    {
        var builder = new FormulaBuilder(Variables);
        return builder.Build(FormulaDerivative.Of(this, Replay(builder.Variables), variable));
    }

    /// <summary>δ times the partial derivative: what an element contributes to the gradient of an argument.</summary>
    /// <param name="variable">The argument by which it is differentiated.</param>
    /// <returns>A formula of δ and the arguments of this one.</returns>
    public Formula Gradient(int variable = 0)
    {
        var builder = new FormulaBuilder(["δ", .. Variables]);
        return builder.Build(builder.Variables[0] * Derivative(variable).Apply([.. builder.Variables.Skip(1)]));
    }

    /// <summary>
    /// The derivative of a function of one argument from its value, where that alone says what it is: 1 − y² for y = tanh x. Training then need not
    /// keep the argument.
    /// </summary>
    /// <returns>A formula of y, or null where the argument is needed.</returns>
    public Formula? SlopeFromValue()
    {
        if (FormulaDerivative.OfRectifier(this) is { } slope)
            return slope;
        var builder = new FormulaBuilder([Variables[0], "y"]);
        var terms = Replay(builder.Variables);
        terms[terms.Length - 1] = builder.Variables[1];
        var derivative = builder.Build(FormulaDerivative.Of(this, terms, 0));
        return derivative.Reads(0) ? null : Of("y", y => derivative.Apply(0, y));
    }

    /// <inheritdoc/>
    public override string ToString() => FormulaText.Write(this);

    private bool Reads(int variable) =>
        Steps[Steps.Count - 1] is { Operation: FormulaOperation.Variable } last && last.Operands[0] == variable
        || Steps.Any(step => step.Operation is not (FormulaOperation.Constant or FormulaOperation.Variable) && step.Operands.Contains(variable));

    private Term[] Replay(IReadOnlyList<Term> arguments)
    {
        var terms = new Term[Steps.Count];
        for (var i = 0; i < terms.Length; i++)
        {
            var step = Steps[i];
            terms[i] = step.Operation switch
            {
                FormulaOperation.Constant => step.Constant,
                FormulaOperation.Variable => arguments[step.Operands[0]],
                _ => Term.Of(step.Operation, [.. step.Operands.Select(operand => terms[operand])]),
            };
        }

        return terms;
    }
}
