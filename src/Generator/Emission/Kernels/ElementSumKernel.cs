namespace NetGen.Generator.Emission.Kernels;

/// <summary>The sum of all elements, always added in the same order.</summary>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ElementSumKernel(bool IsDouble) : Kernel
{
    // So many sums side by side do not wait for each other.
    private const int Independent = 4;

    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => "ElementSum";

    /// <inheritdoc/>
    public override string Summary => "sum = Σ x, or sum += Σ x.";

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "sum"), new(KernelParameterKind.Integer, "length"), new(KernelParameterKind.Boolean, "accumulate")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        string lanes = CSharpLiteral.Of(target.Lanes), strip = CSharpLiteral.Of(Independent * target.Lanes);
        writer.Line($"{target.Type} {DenseText.List(Independent, n => $"s{CSharpLiteral.Of(n)} = {target.Zero}")};");
        writer.Line("nuint i = 0, end = (nuint)length;");
        writer.Open($"for (; i + {strip} <= end; i += {strip})");
        for (var n = 0; n < Independent; n++)
            writer.Line($"s{CSharpLiteral.Of(n)} += {DenseText.Load(target, "x", DenseText.Plus("i", n * target.Lanes))};");
        writer.Close();
        writer.Line();
        writer.Line($"for (; i + {lanes} <= end; i += {lanes})");
        writer.Line($"    s0 += {DenseText.Load(target, "x", "i")};");
        writer.Line("if (i < end)");
        writer.Line($"    s1 += {target.LoadPartial("x", "i", "(int)(end - i)")};");
        writer.Line($"{target.Scalar} total = {target.Math("Sum", "(s0 + s1) + (s2 + s3)")};");
        writer.Line("sum = accumulate ? sum + total : total;");
    }
}
