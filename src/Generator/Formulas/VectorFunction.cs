using NetGen.Generator.Emission;

namespace NetGen.Generator.Formulas;

/// <summary>A formula as a method over vectors beside the kernels that call it.</summary>
/// <param name="Name">The method's name without the width, unique among functions that differ.</param>
/// <param name="Formula">The formula.</param>
/// <param name="Notation">What the formula is equal to, for a comment, such as <c>δ · Mish′(x)</c>.</param>
public sealed record VectorFunction(string Name, Formula Formula, string Notation)
{
    /// <summary>Whether the formula is an expression in which nothing is read twice, and needs no method.</summary>
    public static bool IsExpression(Formula formula) => new FormulaCode(new VectorTarget(128, IsDouble: false)).Write(formula, formula.Variables).Locals.Count == 0;

    /// <summary>Writes a formula that is an expression.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="operands">The texts of its arguments.</param>
    /// <returns>The expression.</returns>
    public static string Expression(Formula formula, VectorTarget target, params string[] operands) => new FormulaCode(target).Write(formula, operands).Value;

    /// <summary>Writes a call.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="operands">The texts of its arguments.</param>
    /// <returns>The expression.</returns>
    public string Call(VectorTarget target, params string[] operands) => $"{Name}{target.Suffix}({string.Join(", ", operands)})";

    /// <summary>Writes the method.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    public void Emit(SourceWriter writer, VectorTarget target)
    {
        // The names of the user's parameters stand in comments only: in code they might hide something.
        string[] parameters = [.. Formula.Variables.Select((name, i) => name == "δ" ? name : "x" + CSharpLiteral.Of(i))];
        var (locals, value) = new FormulaCode(target).Write(Formula, parameters);
        writer.Line($"// {Notation} = {Formula}");
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        writer.Open($"private static {target.Type} {Name}{target.Suffix}({string.Join(", ", parameters.Select(parameter => $"{target.Type} {parameter}"))})");
        foreach (var (name, text) in locals)
            writer.Line($"{target.Type} {name} = {text};");
        writer.Line($"return {value};");
        writer.Close();
    }
}
