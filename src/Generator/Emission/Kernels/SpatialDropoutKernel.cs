namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = dropout(x) of whole channels, with the mask of seed, step, layer and sample; y may be x.</summary>
/// <param name="Channels">How many channels a row has.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="Rate">The probability of a channel to become 0.</param>
/// <param name="Layer">The ordinal of the layer.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record SpatialDropoutKernel(int Channels, int Rows, double Rate, int Layer, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"SpatialDropout_{CSharpLiteral.Of(Rows)}x{CSharpLiteral.Of(Channels)}_layer{CSharpLiteral.Of(Layer)}";

    /// <inheritdoc/>
    public override string Summary => $"Dropout of {CSharpLiteral.Of(Channels)} channels of {CSharpLiteral.Of(Rows)} positions a sample; forward and backward draw the same mask.";

    /// <inheritdoc/>
    public override int ScratchLength => Channels;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "y"), new(KernelParameterKind.Write, "scratch"),
        new(KernelParameterKind.UnsignedLong, "seed"), new(KernelParameterKind.UnsignedLong, "step"), new(KernelParameterKind.Integer, "count"), KernelParameter.FirstSample,
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var channels = CSharpLiteral.Of(Channels);
        writer.Line($"const nuint channels = {channels}, size = {CSharpLiteral.Of(checked(Channels * Rows))};");
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line("// 0 or 1 / (1 − rate) for each channel.");
        writer.Line($"MemoryMarshal.CreateSpan(ref scratch, {channels}).Fill({target.Literal(1)});");
        writer.Line($"global::NetGen.DropoutMask.Apply(in scratch, ref scratch, {channels}, {target.Literal(Rate)}, seed, step, {CSharpLiteral.Of(Layer)}, first + s);");
        writer.Line("nuint begin = (nuint)s * size, end = begin + size;");
        ChannelGroup.ForEach(writer, target, ChannelGroup.Remainder(Channels), group =>
        {
            group.Read("mask", "scratch", "c");
            writer.Open("for (nuint i = begin + c; i < end; i += channels)");
            group.Store("y", "i", v => $"({group.Load("x", "i", v)} * mask{CSharpLiteral.Of(v)})");
            writer.Close();
        });
        writer.Close();
    }
}
