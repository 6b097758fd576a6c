namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = f(x · scale + shift), a scale and a shift for each channel; y may be x.</summary>
/// <param name="Channels">How many channels a row has.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="IsPerSample">Whether each sample has statistics of its own.</param>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="Activation">f, an element-wise function of one operand, or none.</param>
public sealed record ChannelAffineKernel(int Channels, int Rows, bool IsPerSample, bool IsDouble, VectorExpression? Activation = null) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"ChannelAffine_{CSharpLiteral.Of(Rows)}x{CSharpLiteral.Of(Channels)}{(IsPerSample ? "_of_samples" : string.Empty)}{(Activation is null ? string.Empty : "_" + Activation.Name)}";

    /// <inheritdoc/>
    public override string Summary => $"y = {(Activation is null ? string.Empty : Activation.Name + " of ")}x · scale + shift with the scale and shift of {CSharpLiteral.Of(Channels)} channels in s, {CSharpLiteral.Of(Rows)} rows a sample.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(ParameterKind.Read, "x"), new(ParameterKind.Read, "s"), new(ParameterKind.Write, "y"), new(ParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) => ChannelRows.Emit(
        writer,
        target,
        Channels,
        Rows,
        IsPerSample ? 4 : 0,
        (group, own) =>
        {
            group.Read("scale", "s", DenseText.Join(own, CSharpLiteral.Of(2 * Channels)));
            group.Read("shift", "s", DenseText.Join(own, CSharpLiteral.Of(3 * Channels)));
        },
        (group, row) =>
        {
            group.Local("y", v => target.MultiplyAdd(group.Load("x", row, v), "scale" + v, "shift" + v));
            group.Store("y", row, v => Activation?.Emit(target, "y" + v) ?? "y" + v);
        });
}

/// <summary>dx = p · δ + q · (x − mean) + r, with p, q, r and the mean of each channel in k; dx may be δ or x.</summary>
/// <param name="Channels">How many channels a row has.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="IsPerSample">Whether each sample has coefficients of its own.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ChannelGradientKernel(int Channels, int Rows, bool IsPerSample, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"ChannelGradient_{CSharpLiteral.Of(Rows)}x{CSharpLiteral.Of(Channels)}{(IsPerSample ? "_of_samples" : string.Empty)}";

    /// <inheritdoc/>
    public override string Summary => $"dx = p · δ + q · (x − mean) + r with p, q, r and mean of {CSharpLiteral.Of(Channels)} channels in k, {CSharpLiteral.Of(Rows)} rows a sample.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(ParameterKind.Read, "δ"), new(ParameterKind.Read, "x"), new(ParameterKind.Read, "k"), new(ParameterKind.Write, "dx"), new(ParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) => ChannelRows.Emit(
        writer,
        target,
        Channels,
        Rows,
        IsPerSample ? 4 : 0,
        (group, own) =>
        {
            group.Read("p", "k", own);
            group.Read("q", "k", DenseText.Join(own, CSharpLiteral.Of(Channels)));
            group.Read("r", "k", DenseText.Join(own, CSharpLiteral.Of(2 * Channels)));
            group.Read("mean", "k", DenseText.Join(own, CSharpLiteral.Of(3 * Channels)));
        },
        (group, row) => group.Store("dx", row, v =>
            target.MultiplyAdd(group.Load("δ", row, v), "p" + v, target.MultiplyAdd($"{group.Load("x", row, v)} - mean{v}", "q" + v, "r" + v))));
}

/// <summary>Writes a loop over all rows with something that belongs to each channel in registers.</summary>
internal static class ChannelRows
{
    // So many elements are gone through group by group while they are in the cache of the first level.
    private const int Block = 4096;

    /// <summary>Writes the loops.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="channels">How many channels a row has.</param>
    /// <param name="rows">How many rows a sample has.</param>
    /// <param name="own">How many numbers a channel each sample has of its own; 0 where they are those of all.</param>
    /// <param name="load">Writes the locals of a group, from where the numbers of the sample begin.</param>
    /// <param name="body">Writes the statements of a group in a row, from where the row begins.</param>
    public static void Emit(SourceWriter writer, VectorTarget target, int channels, int rows, int own, Action<ChannelGroup, string> load, Action<ChannelGroup, string> body)
    {
        var isBlocked = ChannelGroup.AreSeveral(target, channels);
        var block = CSharpLiteral.Of(Math.Max(1, Block / channels));
        if (own > 0)
        {
            writer.Open("for (int sample = 0; sample < count; sample++)");
            writer.Line($"int own = {DenseText.Times("sample", own * channels)};");
            writer.Line($"int begin = {DenseText.Times("sample", rows)}, end = begin + {CSharpLiteral.Of(rows)};");
        }
        else
        {
            writer.Line($"int begin = 0, end = {DenseText.Times("count", rows)};");
        }

        if (isBlocked)
        {
            writer.Open($"for (int from = begin; from < end; from += {block})");
            writer.Line($"int to = Math.Min(end, from + {block});");
        }

        ChannelGroup.ForEach(writer, target, channels, group =>
        {
            load(group, own > 0 ? "own" : "0");
            writer.Open(isBlocked ? "for (int i = from; i < to; i++)" : "for (int i = begin; i < end; i++)");
            writer.Line($"int row = {DenseText.Times("i", channels)};");
            body(group, "row");
            writer.Close();
        });
        if (isBlocked)
            writer.Close();
        if (own > 0)
            writer.Close();
    }
}
