using NetGen.Generator.Formulas;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = f(a, b, …) element by element; y may be one of the operands.</summary>
/// <param name="Expression">f.</param>
/// <param name="ScalarOperands">How many of the last operands are single numbers.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ElementwiseKernel(VectorExpression Expression, int ScalarOperands, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => Expression.Name;

    /// <inheritdoc/>
    public override string Summary => $"{Expression.Name} of each element.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        .. Operands.Select(name => new KernelParameter(KernelParameterKind.Read, name)),
        new KernelParameter(KernelParameterKind.Write, "y"),
        new KernelParameter(KernelParameterKind.Integer, "length"),
    ];

    private IEnumerable<string> Operands => Enumerable.Range(0, Expression.Arity).Select(i => "x" + CSharpLiteral.Of(i));

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Expression.Functions;

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var operands = Operands.ToArray();
        var vectors = Expression.Arity - ScalarOperands;
        for (var i = vectors; i < operands.Length; i++)
            writer.Line($"{target.Type} v{CSharpLiteral.Of(i)} = {target.Broadcast(operands[i])};");
        writer.Line("nuint i = 0, end = (nuint)length;");
        writer.Open($"for (; i + {CSharpLiteral.Of(target.Lanes)} <= end; i += {CSharpLiteral.Of(target.Lanes)})");
        for (var i = 0; i < vectors; i++)
            writer.Line($"{target.Type} v{CSharpLiteral.Of(i)} = {DenseText.Load(target, operands[i], "i")};");
        writer.Line($"{target.Type} v = {Emit(target)};");
        writer.Line("v.StoreUnsafe(ref y, i);");
        writer.Close();
        writer.Line();
        writer.Open("if (i < end)");
        writer.Line("int rest = (int)(end - i);");
        for (var i = 0; i < vectors; i++)
            writer.Line($"{target.Type} v{CSharpLiteral.Of(i)} = {target.LoadPartial(operands[i], "i", "rest")};");
        writer.Line($"{target.Type} v = {Emit(target)};");
        writer.Line(target.StorePartial("v", "y", "i", "rest"));
        writer.Close();
    }

    private string Emit(VectorTarget target) => Expression.Emit(target, Enumerable.Range(0, Expression.Arity).Select(i => "v" + CSharpLiteral.Of(i)).ToArray());
}
