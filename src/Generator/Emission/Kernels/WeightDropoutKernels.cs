using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>A matrix in panels of 16 rows with elements dropped, one mask a step: each panel has that of a sample of its number.</summary>
/// <param name="Rows">How many rows the matrix has.</param>
/// <param name="Columns">How many columns it has.</param>
/// <param name="Rate">The probability of an element to become 0.</param>
/// <param name="Layer">The ordinal of the layer.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record WeightDropoutKernel(int Rows, int Columns, double Rate, int Layer, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Parts;

    /// <inheritdoc/>
    public override string Name => $"WeightDropout_{CSharpLiteral.Of(Rows)}x{CSharpLiteral.Of(Columns)}_layer{CSharpLiteral.Of(Layer)}";

    /// <inheritdoc/>
    public override string Summary => $"Dropout of the elements of a matrix of {CSharpLiteral.Of(Rows)} rows and {CSharpLiteral.Of(Columns)} columns; forward and backward draw the same mask.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(KernelParameterKind.Read, "w"), new(KernelParameterKind.Write, "y"), new(KernelParameterKind.UnsignedLong, "seed"), new(KernelParameterKind.UnsignedLong, "step"), KernelParameter.Part, KernelParameter.Parts];

    /// <summary>Draws the mask of a panel.</summary>
    /// <param name="from">A ref to the panel that is read.</param>
    /// <param name="to">A ref to the panel that is written.</param>
    /// <param name="target">The scalar type.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="rate">The probability of an element to become 0.</param>
    /// <param name="layer">The ordinal of the layer.</param>
    /// <returns>The statement.</returns>
    internal static string Draw(string from, string to, VectorTarget target, int columns, double rate, int layer) =>
        $"global::NetGen.DropoutMask.Apply(in {from}, ref {to}, {CSharpLiteral.Of(columns * VectorTarget.Panel)}, {target.Literal(rate)}, seed, step, {CSharpLiteral.Of(layer)}, p);";

    /// <summary>The head of the loop over a thread's part of the panels.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <returns>The statement without its body.</returns>
    internal static string LoopOverPanels(int rows) => LoopOver("p", 0, Panels(rows), 1, isShared: true);

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var size = Columns * VectorTarget.Panel;
        writer.Line(LoopOverPanels(Rows));
        writer.Line("    " + Draw($"Unsafe.Add(ref Unsafe.AsRef(in w), {Times("p", size)})", $"Unsafe.Add(ref y, {Times("p", size)})", target, Columns, Rate, Layer));
    }
}

/// <summary>The adjoint of <see cref="WeightDropoutKernel"/>: the gradient of the matrix from that of what is left of it.</summary>
/// <param name="Rows">How many rows the matrix has.</param>
/// <param name="Columns">How many columns it has.</param>
/// <param name="Rate">The probability of an element to have become 0.</param>
/// <param name="Layer">The ordinal of the layer.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record WeightDropoutGradientKernel(int Rows, int Columns, double Rate, int Layer, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Parts;

    /// <inheritdoc/>
    public override string Name => $"WeightDropoutGradient_{CSharpLiteral.Of(Rows)}x{CSharpLiteral.Of(Columns)}_layer{CSharpLiteral.Of(Layer)}";

    /// <inheritdoc/>
    public override string Summary => $"The gradient of a matrix of {CSharpLiteral.Of(Rows)} rows and {CSharpLiteral.Of(Columns)} columns from that of what dropout left of it.";

    /// <inheritdoc/>
    public override int ScratchLength => Columns * VectorTarget.Panel;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "g"), new(KernelParameterKind.Write, "dw"), new(KernelParameterKind.Write, "scratch"), new(KernelParameterKind.UnsignedLong, "seed"), new(KernelParameterKind.UnsignedLong, "step"),
        new(KernelParameterKind.Boolean, "accumulate"), KernelParameter.Part, KernelParameter.Parts,
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var size = Columns * VectorTarget.Panel;
        writer.Open(WeightDropoutKernel.LoopOverPanels(Rows));
        writer.Line(WeightDropoutKernel.Draw($"Unsafe.Add(ref Unsafe.AsRef(in g), {Times("p", size)})", "scratch", target, Columns, Rate, Layer));
        if (Rows % VectorTarget.Panel is > 0 and var valid)
        {
            writer.Line("// What pads the last panel is nothing, and stays 0.");
            writer.Open($"for (int c = 0; p == {CSharpLiteral.Of(Panels(Rows) - 1)} && c < {CSharpLiteral.Of(size)}; c += {CSharpLiteral.Of(VectorTarget.Panel)})");
            writer.Line($"MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scratch, c + {CSharpLiteral.Of(valid)}), {CSharpLiteral.Of(VectorTarget.Panel - valid)}).Clear();");
            writer.Close();
        }

        writer.Line($"ref {target.Scalar} panel = ref Unsafe.Add(ref dw, {Times("p", size)});");
        writer.Open($"for (int i = 0; i < {CSharpLiteral.Of(size)}; i += {CSharpLiteral.Of(target.Lanes)})");
        writer.Line($"{target.Type} v = {target.Load("scratch", "i")};");
        writer.Line("if (accumulate)");
        writer.Line($"    v += {target.Load("panel", "i")};");
        writer.Line(target.Store("v", "panel", "i"));
        writer.Close();
        writer.Close();
    }
}
