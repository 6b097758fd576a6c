using NetGen.Generator.Emission;
using static NetGen.Generator.Formulas.FormulaOperation;

namespace NetGen.Generator.Formulas;

/// <summary>Writes the steps of a formula: those that are read once within the step that reads them, the others as locals before it.</summary>
internal abstract class FormulaWriter
{
    /// <summary>How tightly parts of an expression hold together.</summary>
    protected const int Sums = 1, Products = 2, Signs = 3, Powers = 4, Atoms = 5;

    /// <summary>Writes a formula.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="arguments">The texts of its arguments.</param>
    /// <returns>The locals with their texts, in order, and the text of the value.</returns>
    public (IReadOnlyList<(string Name, string Text)> Locals, string Value) Write(Formula formula, IReadOnlyList<string> arguments)
    {
        var uses = new int[formula.Steps.Count];
        foreach (var step in formula.Steps)
        {
            foreach (var operand in step.Operation == Variable ? default : step.Operands)
                uses[operand] += Repeats(step.Operation) ? 2 : 1;
        }

        var locals = new List<(string, string)>();
        var texts = new (string Text, int Level)[formula.Steps.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            var step = formula.Steps[i];
            texts[i] = step.Operation switch
            {
                Constant => (Number(step.Constant), step.Constant < 0 && IsNotation ? Signs : Atoms),
                Variable => (arguments[step.Operands[0]], Atoms),
                _ => Write(step.Operation, [.. step.Operands.Select(operand => texts[operand])], [.. step.Operands.Select(operand => formula.Steps[operand])]),
            };
            if (uses[i] < 2 || step.Operation is Constant or Variable || IsShort(texts[i].Text))
                continue;
            var name = "t" + CSharpLiteral.Of(locals.Count + 1);
            locals.Add((name, texts[i].Text));
            texts[i] = (name, Atoms);
        }

        return (locals, texts[texts.Length - 1].Text);
    }

    /// <summary>Whether this is the usual notation, and not C#.</summary>
    protected abstract bool IsNotation { get; }

    /// <summary>Whether the text of an operation has its operand more than once.</summary>
    /// <param name="operation">The operation.</param>
    protected abstract bool Repeats(FormulaOperation operation);

    /// <summary>Whether a step is written again wherever it is read, although it is read more than once.</summary>
    /// <param name="text">Its text.</param>
    protected virtual bool IsShort(string text) => false;

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number.</param>
    protected abstract string Number(double value);

    /// <summary>Writes the sign of a product or quotient.</summary>
    /// <param name="operation">The operation.</param>
    protected abstract string Sign(FormulaOperation operation);

    /// <summary>Writes what is no sum, difference, product or quotient.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="operands">The operands, and how tightly they hold together.</param>
    /// <returns>The text, and how tightly it holds together.</returns>
    protected abstract (string Text, int Level) Call(FormulaOperation operation, (string Text, int Level)[] operands);

    /// <summary>An operand, in parentheses where it holds together less tightly than what it stands in.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="level">What it stands in.</param>
    protected static string At((string Text, int Level) operand, int level) => operand.Level >= level ? operand.Text : $"({operand.Text})";

    /// <summary>Writes a product or quotient in another form.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="operands">The texts of the operands.</param>
    /// <param name="steps">The operands.</param>
    /// <returns>The text, or null for the usual one.</returns>
    protected virtual (string Text, int Level)? Special(FormulaOperation operation, (string Text, int Level)[] operands, FormulaStep[] steps) => null;

    private (string Text, int Level) Write(FormulaOperation operation, (string Text, int Level)[] operands, FormulaStep[] steps)
    {
        if (Special(operation, operands, steps) is { } special)
            return special;
        var level = operation switch { Add or Subtract => Sums, Multiply or Divide => Products, Negate => Signs, _ => Atoms };
        if (level == Signs)
            return (Sign(operation) + At(operands[0], Powers), Signs);
        if (level == Atoms)
            return Call(operation, operands);

        // Sums and products are evaluated from left to right: a right operand of the same level was written in parentheses.
        var isFree = IsNotation && operation is (Add or Multiply);
        return ($"{At(operands[0], level)} {Sign(operation)} {At(operands[1], isFree ? level : level + 1)}", level);
    }
}
