using NetGen.Generator.Formulas;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = f(x · scale + shift), a scale and a shift for each channel; y may be x.</summary>
/// <param name="Remainder">How many channels remain behind the last panel.</param>
/// <param name="IsPerSample">Whether each sample has statistics of its own.</param>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="Activation">f, an element-wise function of one operand, or none.</param>
public sealed record ChannelAffineKernel(int Remainder, bool IsPerSample, bool IsDouble, VectorExpression? Activation = null) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"ChannelAffine{(IsPerSample ? "_of_samples" : string.Empty)}{ChannelGroup.Suffix(Remainder)}{(Activation is null ? string.Empty : "_" + Activation.Name)}";

    /// <inheritdoc/>
    public override string Summary => $"y = {(Activation is null ? string.Empty : Activation.Name + " of ")}x · scale + shift with the scale and shift of each channel in s.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Read, "s"), new(KernelParameterKind.Write, "y"), ChannelText.Channels, ChannelText.Rows, ChannelText.Count];

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Activation?.Functions ?? [];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) => ChannelRows.Emit(
        writer,
        target,
        Remainder,
        IsPerSample,
        (group, own) =>
        {
            group.Read("scale", "s", ChannelText.Row(own, 2));
            group.Read("shift", "s", ChannelText.Row(own, 3));
        },
        group =>
        {
            group.Local("y", v => target.MultiplyAdd(group.Load("x", "i", v), "scale" + CSharpLiteral.Of(v), "shift" + CSharpLiteral.Of(v)));
            if (Activation is not null)
                group.Line(v => $"y{CSharpLiteral.Of(v)} = {Activation.Emit(target, "y" + CSharpLiteral.Of(v))};");
            group.Store("y", "i", v => "y" + CSharpLiteral.Of(v));
        });
}

/// <summary>dx = p · δ + q · (x − mean) + r, with p, q, r and the mean of each channel in k; dx may be δ or x.</summary>
/// <param name="Remainder">How many channels remain behind the last panel.</param>
/// <param name="IsPerSample">Whether each sample has coefficients of its own.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ChannelGradientKernel(int Remainder, bool IsPerSample, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"ChannelGradient{(IsPerSample ? "_of_samples" : string.Empty)}{ChannelGroup.Suffix(Remainder)}";

    /// <inheritdoc/>
    public override string Summary => "dx = p · δ + q · (x − mean) + r with p, q, r and mean of each channel in k.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "δ"), new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Read, "k"), new(KernelParameterKind.Write, "dx"),
        ChannelText.Channels, ChannelText.Rows, ChannelText.Count,
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) => ChannelRows.Emit(
        writer,
        target,
        Remainder,
        IsPerSample,
        (group, own) =>
        {
            group.Read("p", "k", own);
            group.Read("q", "k", ChannelText.Row(own, 1));
            group.Read("r", "k", ChannelText.Row(own, 2));
            group.Read("mean", "k", ChannelText.Row(own, 3));
        },
        group => group.Store("dx", "i", v =>
        {
            var n = CSharpLiteral.Of(v);
            return target.MultiplyAdd(group.Load("δ", "i", v), "p" + n, target.MultiplyAdd($"{group.Load("x", "i", v)} - mean{n}", "q" + n, "r" + n));
        }));
}

/// <summary>Writes a loop over all rows with something that belongs to each channel in registers.</summary>
internal static class ChannelRows
{
    // So many elements of each of three operands are gone through group by group while they are in the cache of the first level.
    private const int Block = 1024;

    /// <summary>Writes the loops. The place of a group in a row is <c>i</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="remainder">How many channels remain behind the last panel.</param>
    /// <param name="isPerSample">Whether each sample has four numbers a channel of its own; otherwise they are those of all samples.</param>
    /// <param name="load">Writes the locals of a group, from where the first number of its first channel is.</param>
    /// <param name="body">Writes the statements of a group in a row.</param>
    public static void Emit(SourceWriter writer, VectorTarget target, int remainder, bool isPerSample, Action<ChannelGroup, string> load, Action<ChannelGroup> body)
    {
        writer.Line($"nuint size = {(isPerSample ? "rows" : "(nuint)count * rows")} * channels, block = Math.Max(1, {CSharpLiteral.Of(Block)} / channels) * channels;");
        if (isPerSample)
        {
            writer.Open("for (nuint sample = 0; sample < (nuint)count; sample++)");
            writer.Line("nuint from = sample * size, to = from + size, own = sample * 4 * channels;");
        }

        writer.Open(isPerSample ? "for (nuint begin = from; begin < to; begin += block)" : "for (nuint begin = 0; begin < size; begin += block)");
        writer.Line($"nuint end = Math.Min({(isPerSample ? "to" : "size")}, begin + block);");
        ChannelGroup.ForEach(writer, target, remainder, group =>
        {
            load(group, isPerSample ? "own + c" : "c");
            writer.Open("for (nuint i = begin + c; i < end; i += channels)");
            body(group);
            writer.Close();
        });
        writer.Close();
        if (isPerSample)
            writer.Close();
    }
}
