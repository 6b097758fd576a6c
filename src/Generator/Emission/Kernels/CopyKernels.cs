using NetGen.Generator.Model;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>Copies a stretch of each row of one matrix to a stretch of the row of another.</summary>
/// <param name="Length">How many elements.</param>
/// <param name="FromOffset">Where the stretch begins in a row of the source.</param>
/// <param name="FromWidth">The width of the source.</param>
/// <param name="ToOffset">Where it begins in a row of the destination.</param>
/// <param name="ToWidth">The width of the destination.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record BlockCopyKernel(int Length, int FromOffset, int FromWidth, int ToOffset, int ToWidth, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => IsWhole
        ? $"Copy_{CSharpLiteral.Of(Length)}"
        : $"Copy_{CSharpLiteral.Of(Length)}_from_{CSharpLiteral.Of(FromOffset)}of{CSharpLiteral.Of(FromWidth)}_to_{CSharpLiteral.Of(ToOffset)}of{CSharpLiteral.Of(ToWidth)}";

    /// <inheritdoc/>
    public override string Summary => $"Copies {CSharpLiteral.Of(Length)} elements of each row of {CSharpLiteral.Of(FromWidth)} to rows of {CSharpLiteral.Of(ToWidth)}.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "y"), new(KernelParameterKind.Integer, "rows")];

    private bool IsWhole => Length == FromWidth && Length == ToWidth;

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        if (IsWhole)
        {
            writer.Line($"int length = rows * {CSharpLiteral.Of(Length)};");
            writer.Line("MemoryMarshal.CreateReadOnlySpan(in x, length).CopyTo(MemoryMarshal.CreateSpan(ref y, length));");
            return;
        }

        var length = CSharpLiteral.Of(Length);
        writer.Open("for (int r = 0; r < rows; r++)");
        writer.Line($"ReadOnlySpan<{target.Scalar}> from = MemoryMarshal.CreateReadOnlySpan(in Unsafe.Add(ref Unsafe.AsRef(in x), (r * {CSharpLiteral.Of(FromWidth)}) + {CSharpLiteral.Of(FromOffset)}), {length});");
        writer.Line($"from.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref y, (r * {CSharpLiteral.Of(ToWidth)}) + {CSharpLiteral.Of(ToOffset)}), {length}));");
        writer.Close();
    }
}

/// <summary>Copies each sample with its axes in another order.</summary>
/// <param name="Sizes">The sizes of the result's axes.</param>
/// <param name="Strides">For each of them the distance between neighbours in the source.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record PermuteKernel(EquatableArray<int> Sizes, EquatableArray<int> Strides, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => $"Permute_{string.Join("x", Sizes.Select(CSharpLiteral.Of))}_by_{string.Join("_", Strides.Select(CSharpLiteral.Of))}";

    /// <inheritdoc/>
    public override string Summary => $"Copies each sample to the order of axes {string.Join("×", Sizes.Select(CSharpLiteral.Of))}.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "y"), new(KernelParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var length = CSharpLiteral.Of(Sizes.Aggregate(1, (product, size) => product * size));
        writer.Line("int to = 0;");
        writer.Open("for (int s = 0; s < count; s++)");
        for (var axis = 0; axis < Sizes.Count; axis++)
        {
            string i = "i" + CSharpLiteral.Of(axis);
            writer.Open($"for (int {i} = 0; {i} < {CSharpLiteral.Of(Sizes[axis])}; {i}++)");
        }

        var from = string.Join(" + ", Strides.Select((stride, axis) => $"(i{CSharpLiteral.Of(axis)} * {CSharpLiteral.Of(stride)})"));
        writer.Line($"Unsafe.Add(ref y, to++) = Unsafe.Add(ref Unsafe.AsRef(in x), (s * {length}) + {from});");
        for (var axis = 0; axis < Sizes.Count; axis++)
            writer.Close();
        writer.Close();
    }
}

/// <summary>Integers as numbers.</summary>
/// <param name="Length">How many a sample has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ToFloatKernel(int Length, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => $"ToFloat_{CSharpLiteral.Of(Length)}";

    /// <inheritdoc/>
    public override string Summary => "Converts integers to numbers.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(KernelParameterKind.ReadInteger, "x"), new(KernelParameterKind.Write, "y"), new(KernelParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        writer.Line($"for (int i = 0; i < count * {CSharpLiteral.Of(Length)}; i++)");
        writer.Line("    Unsafe.Add(ref y, i) = Unsafe.Add(ref Unsafe.AsRef(in x), i);");
    }
}
