namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = f(a, b, …) element by element; y may be one of the operands.</summary>
/// <param name="Expression">f.</param>
/// <param name="Length">How many elements a sample has.</param>
/// <param name="ScalarOperands">How many of the last operands are single numbers.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ElementwiseKernel(VectorExpression Expression, int Length, int ScalarOperands, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"{Expression.Name}_{CSharpLiteral.Of(Length)}";

    /// <inheritdoc/>
    public override string Summary => $"{Expression.Name} of {CSharpLiteral.Of(Length)} elements a sample.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        .. Operands.Select(name => new KernelParameter(ParameterKind.Read, name)),
        new KernelParameter(ParameterKind.Write, "y"),
        new KernelParameter(ParameterKind.Integer, "count"),
    ];

    private IEnumerable<string> Operands => Enumerable.Range(0, Expression.Arity).Select(i => "x" + CSharpLiteral.Of(i));

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var operands = Operands.ToArray();
        var vectors = Expression.Arity - ScalarOperands;
        for (var i = vectors; i < operands.Length; i++)
            writer.Line($"{target.Type} v{CSharpLiteral.Of(i)} = {target.Broadcast(operands[i])};");
        writer.Line($"int length = count * {CSharpLiteral.Of(Length)};");
        writer.Line("int i = 0;");
        writer.Open($"for (; i <= length - {CSharpLiteral.Of(target.Lanes)}; i += {CSharpLiteral.Of(target.Lanes)})");
        for (var i = 0; i < vectors; i++)
            writer.Line($"{target.Type} v{CSharpLiteral.Of(i)} = {target.Load(operands[i], "i")};");
        writer.Line($"{target.Type} v = {Emit(target)};");
        writer.Line(target.Store("v", "y", "i"));
        writer.Close();
        writer.Line();
        writer.Open("if (i < length)");
        for (var i = 0; i < vectors; i++)
            writer.Line($"{target.Type} v{CSharpLiteral.Of(i)} = {target.LoadPartial(operands[i], "i", "length - i")};");
        writer.Line($"{target.Type} v = {Emit(target)};");
        writer.Line(target.StorePartial("v", "y", "i", "length - i"));
        writer.Close();
    }

    private string Emit(VectorTarget target) => Expression.Emit(target, Enumerable.Range(0, Expression.Arity).Select(i => "v" + CSharpLiteral.Of(i)).ToArray());
}
