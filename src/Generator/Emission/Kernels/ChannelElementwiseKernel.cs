using NetGen.Generator.Formulas;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = f(a, b, …, w) of each element and the number w of its channel; y may be one of the operands.</summary>
/// <param name="Expression">f, whose last operand is the channel's.</param>
/// <param name="Remainder">How many channels remain behind the last panel.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ChannelElementwiseKernel(VectorExpression Expression, int Remainder, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"{Expression.Name}_of_channels{ChannelGroup.Suffix(Remainder)}";

    /// <inheritdoc/>
    public override string Summary => $"{Expression.Name} of each element, with the number of its channel in w.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        .. Operands.Select(name => new KernelParameter(KernelParameterKind.Read, name)),
        new(KernelParameterKind.Read, "w"), new(KernelParameterKind.Write, "y"), ChannelText.Channels, ChannelText.Rows, ChannelText.Count,
    ];

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Expression.Functions;

    private IEnumerable<string> Operands => Enumerable.Range(0, Expression.Arity - 1).Select(i => "x" + CSharpLiteral.Of(i));

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) => ChannelRows.Emit(
        writer,
        target,
        Remainder,
        isPerSample: false,
        (group, own) => group.Read("w_", "w", own),
        group =>
        {
            foreach (var operand in Operands)
                group.Local(operand + "_", v => group.Load(operand, "i", v));
            group.Local("y_", v => Expression.Emit(target, [.. Operands.Append("w").Select(operand => $"{operand}_{CSharpLiteral.Of(v)}")]));
            group.Store("y", "i", v => "y_" + CSharpLiteral.Of(v));
        });
}
