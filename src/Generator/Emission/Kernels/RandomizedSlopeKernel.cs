namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = v where x is above 0, otherwise v times a slope drawn by seed, step, layer and sample; y may be v or x.</summary>
/// <param name="Length">How many elements a sample has.</param>
/// <param name="Lower">The lower bound of the slopes.</param>
/// <param name="Upper">The upper bound of the slopes.</param>
/// <param name="Layer">The ordinal of the layer.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record RandomizedSlopeKernel(int Length, double Lower, double Upper, int Layer, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => $"RandomizedSlope_{CSharpLiteral.Of(Length)}_layer{CSharpLiteral.Of(Layer)}";

    /// <inheritdoc/>
    public override string Summary => $"Multiplies {CSharpLiteral.Of(Length)} elements a sample by random slopes where x is not above 0; forward and backward draw the same.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "v"), new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "y"),
        new(KernelParameterKind.UnsignedLong, "seed"), new(KernelParameterKind.UnsignedLong, "step"), new(KernelParameterKind.Integer, "count"), KernelParameter.FirstSample,
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var length = CSharpLiteral.Of(Length);
        string Of(string name) => $"in Unsafe.Add(ref Unsafe.AsRef(in {name}), s * {length})";
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line($"global::NetGen.RandomizedSlope.Apply({Of("v")}, {Of("x")}, ref Unsafe.Add(ref y, s * {length}), {length}, {CSharpLiteral.Of(Lower, true)}, {CSharpLiteral.Of(Upper, true)}, seed, step, {CSharpLiteral.Of(Layer)}, first + s);");
        writer.Close();
    }
}
