using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Formulas;

namespace NetGen.Generator.Operators;

/// <summary>A formula over vectors: an expression, or a call of a method where something in it is read twice.</summary>
public sealed record FormulaExpression : VectorExpression
{
    private readonly Formula formula;
    private readonly VectorFunction? function;

    /// <summary>Makes an expression.</summary>
    /// <param name="name">The name, unique among formulas that differ.</param>
    /// <param name="notation">What the formula is equal to, for a comment.</param>
    /// <param name="formula">The formula, an operand an argument.</param>
    public FormulaExpression(string name, string notation, Formula formula)
    {
        (Name, this.formula) = (name, formula);
        function = VectorFunction.IsExpression(formula) ? null : new VectorFunction(name, formula, notation);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Arity => formula.Variables.Count;

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => function is null ? [] : [function];

    /// <inheritdoc/>
    public override string Emit(VectorTarget target, params string[] operands) =>
        function?.Call(target, operands) ?? VectorFunction.Expression(formula, target, operands);
}
