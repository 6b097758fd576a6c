using NetGen.Generator.Emission;
using static NetGen.Generator.Formulas.FormulaOperation;

namespace NetGen.Generator.Formulas;

/// <summary>Formulas as C# over vectors.</summary>
/// <param name="target">Width and scalar type.</param>
internal sealed class FormulaCode(VectorTarget target) : FormulaWriter
{
    /// <inheritdoc/>
    protected override bool IsNotation => false;

    /// <inheritdoc/>
    protected override bool Repeats(FormulaOperation operation) => operation is FormulaOperation.Sign or Softplus or Sinh or Cosh or Tan;

    /// <inheritdoc/>
    protected override string Number(double value) => value switch
    {
        0 => target.Zero,
        1 => target.Type + ".One",
        _ => target.Constant(value),
    };

    /// <inheritdoc/>
    protected override string Sign(FormulaOperation operation) => operation switch { Add => "+", Multiply => "*", Divide => "/", _ => "-" };

    /// <inheritdoc/>
    protected override (string Text, int Level)? Special(FormulaOperation operation, (string Text, int Level)[] operands, FormulaStep[] steps)
    {
        // A multiplication is some times as fast as a division, and within a unit in the last place of it.
        if (operation == Divide && steps[1].Operation == Constant && Math.Abs(steps[1].Constant) is > 1e-30 and < 1e30)
            return ($"{At(operands[0], Products)} * {Number(1 / steps[1].Constant)}", Products);
        if (operation is not (Minimum or Maximum) || steps.All(step => step.Operation != Constant))
            return null;

        // The native form gives its second operand where one is NaN, so that a NaN stays visible.
        var (number, value) = steps[0].Operation == Constant ? (operands[0], operands[1]) : (operands[1], operands[0]);
        return ($"{target.Static}.{(operation == Minimum ? "MinNative" : "MaxNative")}({number.Text}, {value.Text})", Atoms);
    }

    /// <inheritdoc/>
    protected override (string Text, int Level) Call(FormulaOperation operation, (string Text, int Level)[] operands)
    {
        string a = operands[0].Text, b = operands.Length > 1 ? operands[1].Text : string.Empty;
        return (operation switch
        {
            Power => target.Math("Exp", $"{At(operands[1], Products)} * {target.Math("Log", a)}"),
            Minimum => Static("Min", a, b),
            Maximum => Static("Max", a, b),
            Less => Static("LessThan", a, b),
            LessOrEqual => Static("LessThanOrEqual", a, b),
            Equal => Static("Equals", a, b),
            Not => "~" + At(operands[0], Atoms),
            And => $"({a} & {b})",
            Or => $"({a} | {b})",
            FormulaOperation.Select => Static("ConditionalSelect", a, b, operands[2].Text),
            FormulaOperation.Sign => Static("ConditionalSelect", Static("GreaterThan", Static("Abs", a), target.Zero), Static("CopySign", Number(1), a), a),
            Sinh => $"({Number(0.5)} * ({target.Math("ExpM1", a)} - {target.Math("ExpM1", "-" + At(operands[0], Atoms))}))",
            Cosh => $"({Number(0.5)} * ({target.Math("Exp", a)} + {target.Math("Exp", "-" + At(operands[0], Atoms))}))",
            Tan => $"({Static("Sin", a)} / {Static("Cos", a)})",
            Softplus => $"({Static("MaxNative", target.Zero, a)} + {target.Math("LogP1", target.Math("Exp", "-" + Static("Abs", a)))})",
            Exp or ExpM1 or Log or LogP1 or Tanh or Atan or Sigmoid or TanhSoftplus or NormalCdf or NormalPdf => target.Math(operation.ToString(), a),
            Sqrt or Sin or Cos or Abs or Floor or Ceiling or Round or Truncate => Static(operation.ToString(), a),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        }, Atoms);
    }

    private string Static(string method, params string[] arguments) => $"{target.Static}.{method}({string.Join(", ", arguments)})";
}
