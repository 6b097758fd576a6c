namespace NetGen.Generator.Emission.Kernels;

/// <summary>Calls a method of the user with the gradient of a whole batch; y, which it may change, may be g.</summary>
/// <param name="Method">The name of the method.</param>
/// <param name="Network">The class that has it.</param>
/// <param name="IsStatic">Whether it is static.</param>
/// <param name="IsReadOnly">Whether it only reads the gradient.</param>
/// <param name="Length">How many elements a sample has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record GradientHookKernel(string Method, string Network, bool IsStatic, bool IsReadOnly, int Length, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override string Name => $"OnGradient_{Method}_{CSharpLiteral.Of(Length)}{(IsReadOnly ? "" : "_changed")}{(IsStatic ? "_static" : "")}";

    /// <inheritdoc/>
    public override string Summary => $"Calls {Method} with gradients of {CSharpLiteral.Of(Length)} elements a sample.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters
    {
        get
        {
            var parameters = new List<KernelParameter> { new(KernelParameterKind.Read, "g") };
            if (!IsReadOnly)
                parameters.Add(new(KernelParameterKind.Write, "y"));
            if (!IsStatic)
                parameters.Add(KernelParameter.NetworkOf(Network));
            parameters.Add(new(KernelParameterKind.Integer, "count"));
            return parameters;
        }
    }

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var length = DenseText.Times("count", Length);
        var call = $"{(IsStatic ? Network : "network")}.{Method}";
        if (IsReadOnly)
        {
            writer.Line($"{call}(MemoryMarshal.CreateReadOnlySpan(in g, {length}), count);");
            return;
        }

        writer.Line($"Span<{target.Scalar}> gradient = MemoryMarshal.CreateSpan(ref y, {length});");
        writer.Line("if (!Unsafe.AreSame(in g, in y))");
        writer.Line($"    MemoryMarshal.CreateReadOnlySpan(in g, {length}).CopyTo(gradient);");
        writer.Line($"{call}(gradient, count);");
    }
}
