using NetGen.Generator.Formulas;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>ℓ = the mean of f(y, t) over the elements of each sample.</summary>
/// <param name="Expression">f, of two operands.</param>
/// <param name="Length">How many elements a sample has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record SampleMeanKernel(VectorExpression Expression, int Length, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"{Expression.Name}_{CSharpLiteral.Of(Length)}";

    /// <inheritdoc/>
    public override string Summary => $"The mean of {Expression.Name} over the {CSharpLiteral.Of(Length)} elements of each sample.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(ParameterKind.Read, "y"), new(ParameterKind.Read, "t"), new(ParameterKind.Write, "loss"), new(ParameterKind.Integer, "count"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Expression.Functions;

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        int lanes = target.Lanes, whole = Length / lanes * lanes, tail = Length - whole;
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line($"int row = s * {CSharpLiteral.Of(Length)};");
        writer.Line($"{target.Type} sum = {target.Zero};");
        if (whole > 0)
        {
            writer.Open($"for (int i = 0; i < {CSharpLiteral.Of(whole)}; i += {CSharpLiteral.Of(lanes)})");
            writer.Line($"{target.Type} a = {target.Load("y", "row + i")}, b = {target.Load("t", "row + i")};");
            writer.Line($"sum += {Expression.Emit(target, "a", "b")};");
            writer.Close();
        }

        if (tail > 0)
        {
            writer.Open();
            var at = $"row + {CSharpLiteral.Of(whole)}";
            writer.Line($"{target.Type} a = {target.LoadPartial("y", at, CSharpLiteral.Of(tail))}, b = {target.LoadPartial("t", at, CSharpLiteral.Of(tail))};");
            writer.Line($"sum += {target.KeepFirst(tail, Expression.Emit(target, "a", "b"), target.Zero)};");
            writer.Close();
        }

        writer.Line($"Unsafe.Add(ref loss, s) = {target.Math("Sum", "sum")} * {target.Literal(1.0 / Length)};");
        writer.Close();
    }
}
