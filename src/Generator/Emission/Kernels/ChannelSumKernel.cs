namespace NetGen.Generator.Emission.Kernels;

/// <summary>The sum of each channel over samples and positions, always added in the same order. Threads share the channels.</summary>
/// <param name="Channels">How many channels.</param>
/// <param name="Size">How many positions each has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ChannelSumKernel(int Channels, int Size, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"ChannelSum_{CSharpLiteral.Of(Channels)}x{CSharpLiteral.Of(Size)}";

    /// <inheritdoc/>
    public override string Summary => $"db = Σ δ, or db += Σ δ, over samples and positions: {CSharpLiteral.Of(Channels)} channels of {CSharpLiteral.Of(Size)}.";

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Parts;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(ParameterKind.Read, "δ"), new(ParameterKind.Write, "db"), new(ParameterKind.Integer, "count"),
        new(ParameterKind.Boolean, "accumulate"), KernelParameter.Part, KernelParameter.Parts,
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        string channels = CSharpLiteral.Of(Channels);
        writer.Line($"int end = global::NetGen.Parallelism.Share(part + 1, parts, {channels});");
        writer.Open($"for (int c = global::NetGen.Parallelism.Share(part, parts, {channels}); c < end; c++)");
        writer.Line($"{target.Scalar} total = accumulate ? Unsafe.Add(ref db, c) : {target.Literal(0)};");
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line($"int row = ((s * {channels}) + c) * {CSharpLiteral.Of(Size)};");
        writer.Line($"{target.Type} sums = {target.Zero};");
        new RowWriter(writer, target, Size).ForEach(["δ"], (v, _) => writer.Line($"sums += {v[0]};"));
        writer.Line($"total += {target.Math("Sum", "sums")};");
        writer.Close();
        writer.Line();
        writer.Line("Unsafe.Add(ref db, c) = total;");
        writer.Close();
    }
}
