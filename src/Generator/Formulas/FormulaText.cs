using NetGen.Generator.Emission;
using static NetGen.Generator.Formulas.FormulaOperation;

namespace NetGen.Generator.Formulas;

/// <summary>Formulas in the usual notation, on one line, for comments.</summary>
internal sealed class FormulaText : FormulaWriter
{
    // What is read several times is written out where that is no longer than this, and named otherwise.
    private const int LongestRepeated = 24;

    private FormulaText()
    {
    }

    /// <inheritdoc/>
    protected override bool IsNotation => true;

    /// <summary>Writes a formula.</summary>
    /// <param name="formula">The formula.</param>
    /// <returns>The value, and behind it what the names in it stand for.</returns>
    public static string Write(Formula formula)
    {
        var (locals, value) = new FormulaText().Write(formula, formula.Variables);
        return string.Join(", ", locals.Select(local => $"{local.Name} = {local.Text}").Prepend(value));
    }

    /// <inheritdoc/>
    protected override bool Repeats(FormulaOperation operation) => operation is ExpM1 or LogP1;

    /// <inheritdoc/>
    protected override bool IsShort(string text) => text.Length <= LongestRepeated;

    /// <inheritdoc/>
    protected override string Number(double value) => CSharpLiteral.Of(value, true).TrimEnd('d').Replace("double.", string.Empty).Replace('-', '−');

    /// <inheritdoc/>
    protected override string Sign(FormulaOperation operation) => operation switch { Add => "+", Multiply => "·", Divide => "/", _ => "−" };

    /// <inheritdoc/>
    protected override (string Text, int Level)? Special(FormulaOperation operation, (string Text, int Level)[] operands, FormulaStep[] steps) => operation switch
    {
        Multiply when steps[0] == steps[1] => (At(operands[0], Atoms) + "²", Powers),
        Less when steps[0].Operation == Constant => Condition(operands[1], ">", operands[0]),
        LessOrEqual when steps[0].Operation == Constant => Condition(operands[1], "≥", operands[0]),
        _ => null,
    };

    /// <inheritdoc/>
    protected override (string Text, int Level) Call(FormulaOperation operation, (string Text, int Level)[] operands) => operation switch
    {
        Power => ($"{At(operands[0], Atoms)}^{At(operands[1], Atoms)}", Powers),
        Less => Condition(operands[0], "<", operands[1]),
        LessOrEqual => Condition(operands[0], "≤", operands[1]),
        Equal => Condition(operands[0], "=", operands[1]),
        Not => ("¬" + At(operands[0], Atoms), Atoms),
        And => Condition(operands[0], "∧", operands[1]),
        Or => Condition(operands[0], "∨", operands[1]),
        FormulaOperation.Select => ($"({Bare(operands[0].Text)} ? {operands[1].Text} : {operands[2].Text})", Atoms),
        ExpM1 => ($"exp({operands[0].Text}) − 1", Sums),
        LogP1 => ($"ln(1 + {operands[0].Text})", Atoms),
        TanhSoftplus => ($"tanh(softplus({operands[0].Text}))", Atoms),
        Abs => ($"|{operands[0].Text}|", Atoms),
        Floor => ($"⌊{operands[0].Text}⌋", Atoms),
        Ceiling => ($"⌈{operands[0].Text}⌉", Atoms),
        _ => ($"{Name(operation)}({string.Join(", ", operands.Select(operand => operand.Text))})", Atoms),
    };

    private static (string Text, int Level) Condition((string Text, int Level) left, string sign, (string Text, int Level) right) => ($"({left.Text} {sign} {right.Text})", Atoms);

    // A condition alone needs no parentheses of its own.
    private static string Bare(string text) => text[0] == '(' && text.IndexOf(')') == text.Length - 1 ? text.Substring(1, text.Length - 2) : text;

    private static string Name(FormulaOperation operation) => operation switch
    {
        Minimum => "min",
        Maximum => "max",
        Log => "ln",
        Sqrt => "√",
        FormulaOperation.Sign => "sign",
        Sigmoid => "σ",
        NormalCdf => "Φ",
        NormalPdf => "φ",
#pragma warning disable CA1308 // The names of functions are in lower case.
        _ => operation.ToString().ToLowerInvariant(),
#pragma warning restore CA1308
    };
}
