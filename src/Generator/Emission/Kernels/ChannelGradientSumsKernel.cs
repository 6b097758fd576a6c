namespace NetGen.Generator.Emission.Kernels;

/// <summary>a = Σ δ and b = Σ δ · x̂ of each channel over the rows of a sample, x̂ = (x − mean) / σ.</summary>
/// <param name="Remainder">How many channels remain behind the last panel.</param>
/// <param name="IsPerSample">Whether each sample has statistics of its own.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ChannelGradientSumsKernel(int Remainder, bool IsPerSample, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"ChannelGradientSums{(IsPerSample ? "_of_samples" : string.Empty)}{ChannelGroup.Suffix(Remainder)}";

    /// <inheritdoc/>
    public override string Summary => "a = Σ δ and b = Σ δ · x̂ of each channel over the rows of each sample.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "δ"), new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Read, "s"),
        new(KernelParameterKind.Write, "a"), new(KernelParameterKind.Write, "b"), ChannelText.Channels, ChannelText.Rows, ChannelText.Count,
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        writer.Open("for (nuint sample = 0; sample < (nuint)count; sample++)");
        writer.Line("nuint from = sample * rows * channels, end = from + (rows * channels), to = sample * channels;");
        if (IsPerSample)
            writer.Line("nuint own = to * 4;");
        ChannelGroup.ForEach(writer, target, Remainder, group =>
        {
            var own = IsPerSample ? "own + c" : "c";
            group.Read("mean", "s", own);
            group.Sum(["sum", "product"], "i", "from + c", "end", (at, v, n) =>
            {
                writer.Line($"{target.Type} d{n} = {group.Load("δ", at, v)};");
                writer.Line($"sum{n} += d{n};");
                writer.Line($"product{n} = {target.MultiplyAdd("d" + n, $"{group.Load("x", at, v)} - mean{CSharpLiteral.Of(v)}", "product" + n)};");
            });
            group.Store("a", "to + c", v => "sum" + CSharpLiteral.Of(v));
            group.Store("b", "to + c", v => $"(product{CSharpLiteral.Of(v)} * {group.Load("s", ChannelText.Row(own, 1), v)})");
        }, areLong: true);
        writer.Close();
    }
}

/// <summary>
/// k = the coefficients of dx = p · δ + q · (x − mean) + r, and the mean, from the sums of all samples, always added in the same order: the gradient through mean
/// and variance of Ioffe and Szegedy (2015), dx = γ/σ · (δ − Σ δ / n − x̂ · Σ δ x̂ / n), gathered by δ and x.
/// </summary>
/// <param name="IsPartial">Whether the channels may be no multiple of 16.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record BatchCoefficientsKernel(bool IsPartial, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => "BatchCoefficients" + ChannelVector.Suffix(IsPartial);

    /// <inheritdoc/>
    public override string Summary => "k = p, q, r and mean of dx = p · δ + q · (x − mean) + r for each channel, normalized over a batch.";

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "a"), new(KernelParameterKind.Read, "b"), new(KernelParameterKind.Read, "s"), new(KernelParameterKind.Write, "k"),
        ChannelText.Channels, ChannelText.Rows, ChannelText.Count,
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        writer.Line($"{target.Type} perElement = {target.Broadcast($"{target.Literal(1)} / (({target.Scalar})count * rows)")};");
        writer.Line("nuint end = (nuint)count * channels;");
        ChannelVector.ForEach(writer, target, IsPartial, vector =>
        {
            writer.Line($"{target.Type} sum = {target.Zero}, product = {target.Zero};");
            vector.Rows(1, () =>
            {
                writer.Line($"sum += {vector.Load("a", "i")};");
                writer.Line($"product += {vector.Load("b", "i")};");
            });
            vector.Local("scale", vector.Load("s", 2));
            vector.Store("scale", "k", 0);
            vector.Store($"(-(scale * {vector.Load("s", 1)} * (product * perElement)))", "k", 1);
            vector.Store("(-(scale * (sum * perElement)))", "k", 2);
            vector.Store(vector.Load("s", 0), "k", 3);
        });
    }
}
