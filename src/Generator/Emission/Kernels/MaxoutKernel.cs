namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = the largest of each so many neighbours of x.</summary>
/// <param name="Pieces">How many.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record MaxoutKernel(int Pieces, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => $"Maxout_{CSharpLiteral.Of(Pieces)}";

    /// <inheritdoc/>
    public override string Summary => $"The largest of each {CSharpLiteral.Of(Pieces)} neighbours; NaN where one is.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "y"), new(KernelParameterKind.Integer, "length")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var pieces = CSharpLiteral.Of(Pieces);
        writer.Open("for (int i = 0, at = 0; i < length; i++)");
        writer.Line($"{target.Scalar} largest = Unsafe.Add(ref Unsafe.AsRef(in x), at++);");
        writer.Line($"for (int piece = 1; piece < {pieces}; piece++)");
        writer.Line($"    largest = Math.Max(largest, Unsafe.Add(ref Unsafe.AsRef(in x), at++));");
        writer.Line("Unsafe.Add(ref y, i) = largest;");
        writer.Close();
    }
}

/// <summary>dx = δ where x is the first of the largest of each so many neighbours, otherwise 0.</summary>
/// <param name="Pieces">How many.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record MaxoutGradientKernel(int Pieces, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => $"MaxoutGradient_{CSharpLiteral.Of(Pieces)}";

    /// <inheritdoc/>
    public override string Summary => $"dx = δ where x is the first of the largest of each {CSharpLiteral.Of(Pieces)} neighbours, otherwise 0.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(KernelParameterKind.Read, "δ"), new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "dx"), new(KernelParameterKind.Integer, "length")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var pieces = CSharpLiteral.Of(Pieces);
        writer.Open("for (int i = 0, first = 0; i < length; i++, first += " + pieces + ")");
        writer.Line("int best = first;");
        writer.Line($"{target.Scalar} largest = Unsafe.Add(ref Unsafe.AsRef(in x), first);");
        writer.Line("Unsafe.Add(ref dx, first) = 0;");
        writer.Open($"for (int at = first + 1; at < first + {pieces}; at++)");
        writer.Line($"{target.Scalar} piece = Unsafe.Add(ref Unsafe.AsRef(in x), at);");
        writer.Line("Unsafe.Add(ref dx, at) = 0;");
        writer.Open($"if (piece > largest || ({target.Scalar}.IsNaN(piece) && !{target.Scalar}.IsNaN(largest)))");
        writer.Line("largest = piece;");
        writer.Line("best = at;");
        writer.Close();
        writer.Close();
        writer.Line();
        writer.Line("Unsafe.Add(ref dx, best) = Unsafe.Add(ref Unsafe.AsRef(in δ), i);");
        writer.Close();
    }
}
