using NetGen.Generator.Formulas;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>ℓ = the mean, or the sum over rows, of a formula over the elements of each sample.</summary>
/// <param name="Loss">The formula.</param>
/// <param name="Width">How many elements go through it together.</param>
/// <param name="Length">How many elements a sample has.</param>
/// <param name="Divisor">Over how many elements, or rows, the mean is.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record FormulaLossKernel(FormulaLoss Loss, int Width, int Length, int Divisor, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"{Loss.Name}_{CSharpLiteral.Of(Length)}{(Width == Length ? string.Empty : "x" + CSharpLiteral.Of(Width))}{(Divisor == Length ? string.Empty : "_of" + CSharpLiteral.Of(Divisor))}";

    /// <inheritdoc/>
    public override string Summary => $"{Loss.Name} of each sample, {(Loss.SumsRows ? "summed over its rows" : "averaged over its elements")}.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [.. LossRows.Operands(Loss), new(KernelParameterKind.Write, "loss"), new(KernelParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => [Loss.ValueFunction];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Width);
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line($"{target.Type} sum = {target.Zero};");
        if (Width == Length)
        {
            writer.Line($"int row = s * {CSharpLiteral.Of(Length)};");
        }
        else
        {
            var rows = CSharpLiteral.Of(Length / Width);
            writer.Open($"for (int r = s * {rows}; r < (s + 1) * {rows}; r++)");
            writer.Line($"int row = r * {CSharpLiteral.Of(Width)};");
        }

        LossRows.Emit(writer, target, row, Loss, rowOfSample: Width == Length, (operands, _) => writer.Line($"sum += {row.Valid(Loss.ValueFunction.Call(target, operands))};"));
        if (Width != Length)
            writer.Close();
        writer.Line($"Unsafe.Add(ref loss, s) = {target.Math("Sum", "sum")}{(Divisor == 1 ? string.Empty : " * " + target.Literal(1.0 / Divisor))};");
        writer.Close();
    }
}

/// <summary>The gradient of a loss that reads something for each row: the slope of its formula times the factor of the sample's loss.</summary>
/// <param name="Expression">The slope.</param>
/// <param name="Width">How many elements a row has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record FormulaLossGradientKernel(FormulaLossSlopeExpression Expression, int Width, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"{Expression.Name}_{CSharpLiteral.Of(Width)}";

    /// <inheritdoc/>
    public override string Summary => $"The gradient of {Expression.Loss.Name}, row by row.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [.. LossRows.Operands(Expression.Loss), new(KernelParameterKind.Read, "share"), new(KernelParameterKind.Write, "dy"), new(KernelParameterKind.Integer, "rows")];

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Expression.Functions;

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Width);
        writer.Line($"{target.Type} factor = {target.Broadcast("share")};");
        writer.Open("for (int r = 0; r < rows; r++)");
        writer.Line($"int row = r * {CSharpLiteral.Of(Width)};");
        LossRows.Emit(writer, target, row, Expression.Loss, rowOfSample: false, (operands, store) => store("dy", Expression.Emit(target, [.. operands, "factor"])));
        writer.Close();
    }
}

/// <summary>The operands of a loss that is a formula.</summary>
internal static class LossRows
{
    /// <summary>The parameters they are passed as.</summary>
    /// <param name="loss">The loss.</param>
    /// <returns>A parameter an operand.</returns>
    public static IEnumerable<KernelParameter> Operands(FormulaLoss loss) => loss.Operands.Select((_, i) => new KernelParameter(KernelParameterKind.Read, Name(i)));

    /// <summary>Writes the loop over a row whose start is in the local <c>row</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="row">Writes loops over a row.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="rowOfSample">Whether a sample is one row, whose ordinal is in the local <c>s</c>; otherwise it is in <c>r</c>.</param>
    /// <param name="body">Writes the statements for one vector of each operand.</param>
    public static void Emit(SourceWriter writer, VectorTarget target, RowWriter row, FormulaLoss loss, bool rowOfSample, Action<string[], Action<string, string>> body)
    {
        var places = Enumerable.Range(0, loss.Operands.Count).ToArray();
        foreach (var i in places.Where(i => loss.Operands[i] == LossOperand.RowTarget))
            writer.Line($"{target.Type} own{CSharpLiteral.Of(i)} = {target.Broadcast($"Unsafe.Add(ref Unsafe.AsRef(in {Name(i)}), {(rowOfSample ? "s" : "r")})")};");
        string[] vectors = [.. places.Where(i => loss.Operands[i] is LossOperand.Prediction or LossOperand.Target).Select(Name)];
        row.ForEach(vectors, (v, store) =>
        {
            var next = 0;
            string Operand(int i) => loss.Operands[i] switch
            {
                LossOperand.RowTarget => "own" + CSharpLiteral.Of(i),
                LossOperand.Constant => row.LoadOwn(Name(i)),
                _ => v[next++],
            };

            body([.. places.Select(Operand)], store);
        });
    }

    private static string Name(int i) => "x" + CSharpLiteral.Of(i);
}
