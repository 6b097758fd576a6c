namespace NetGen.Generator.Emission.Kernels;

/// <summary>What the runtime draws for each sample, keyed by seed, step, layer and sample; y may be x.</summary>
/// <param name="Kind">What it is, such as <c>Dropout</c>.</param>
/// <param name="Function">The runtime's method that works on one sample, such as <c>DropoutMask.Apply</c>.</param>
/// <param name="Length">How many elements a sample has.</param>
/// <param name="Amount">The method's argument, such as the probability of an element to become 0.</param>
/// <param name="Layer">The ordinal of the layer.</param>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="IsOfBatch">Whether all samples have what is drawn for the first.</param>
public sealed record RandomKernel(string Kind, string Function, int Length, double Amount, int Layer, bool IsDouble, bool IsOfBatch = false) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => $"{Kind}_{CSharpLiteral.Of(Length)}_layer{CSharpLiteral.Of(Layer)}";

    /// <inheritdoc/>
    public override string Summary => $"{Kind} of {CSharpLiteral.Of(Length)} elements a sample; forward and backward draw the same numbers.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "y"), new(KernelParameterKind.UnsignedLong, "seed"), new(KernelParameterKind.UnsignedLong, "step"), new(KernelParameterKind.Integer, "count"), KernelParameter.FirstSample];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var length = CSharpLiteral.Of(Length);
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line($"global::NetGen.{Function}(in Unsafe.Add(ref Unsafe.AsRef(in x), s * {length}), ref Unsafe.Add(ref y, s * {length}), {length}, {target.Literal(Amount)}, seed, step, {CSharpLiteral.Of(Layer)}, {(IsOfBatch ? "0" : "first + s")});");
        writer.Close();
    }
}
