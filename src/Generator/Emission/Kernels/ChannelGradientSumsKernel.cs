namespace NetGen.Generator.Emission.Kernels;

/// <summary>a = Σ δ and b = Σ δ · x̂ of each channel over the rows of a sample, x̂ = (x − mean) / σ.</summary>
/// <param name="Channels">How many channels a row has.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="IsPerSample">Whether each sample has statistics of its own.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ChannelGradientSumsKernel(int Channels, int Rows, bool IsPerSample, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"ChannelGradientSums_{CSharpLiteral.Of(Rows)}x{CSharpLiteral.Of(Channels)}{(IsPerSample ? "_of_samples" : string.Empty)}";

    /// <inheritdoc/>
    public override string Summary => $"a = Σ δ and b = Σ δ · x̂ of {CSharpLiteral.Of(Channels)} channels over the {CSharpLiteral.Of(Rows)} rows of each sample.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(ParameterKind.Read, "δ"), new(ParameterKind.Read, "x"), new(ParameterKind.Read, "s"),
        new(ParameterKind.Write, "a"), new(ParameterKind.Write, "b"), new(ParameterKind.Integer, "count"),
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        writer.Open("for (int i = 0; i < count; i++)");
        writer.Line($"int from = {DenseText.Times("i", checked(Rows * Channels))};");
        writer.Line($"int to = {DenseText.Times("i", Channels)};");
        if (IsPerSample)
            writer.Line($"int own = {DenseText.Times("i", 4 * Channels)};");
        var own = IsPerSample ? "own" : "0";
        ChannelGroup.ForEach(writer, target, Channels, group =>
        {
            group.Read("mean", "s", own);
            group.Sum(["sum", "product"], CSharpLiteral.Of(Rows), Channels, "from", (row, v, sum) =>
            {
                writer.Line($"{target.Type} d = {group.Load("δ", row, v)};");
                writer.Line($"sum{sum} += d;");
                writer.Line($"product{sum} = {target.MultiplyAdd("d", $"{group.Load("x", row, v)} - mean{v}", "product" + sum)};");
            });
            group.Store("a", "to", v => "sum" + v);
            group.Store("b", "to", v => $"product{v} * {group.Load("s", DenseText.Join(own, CSharpLiteral.Of(Channels)), v)}");
        });
        writer.Close();
    }
}

/// <summary>
/// k = the coefficients of dx = p · δ + q · (x − mean) + r, and the mean, from the sums of all samples, always added in the same order: the gradient through mean
/// and variance of Ioffe and Szegedy (2015), dx = γ/σ · (δ − Σ δ / n − x̂ · Σ δ x̂ / n), gathered by δ and x.
/// </summary>
/// <param name="Channels">How many channels there are.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record BatchCoefficientsKernel(int Channels, int Rows, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"BatchCoefficients_{CSharpLiteral.Of(Rows)}x{CSharpLiteral.Of(Channels)}";

    /// <inheritdoc/>
    public override string Summary => $"k = p, q, r and mean of dx = p · δ + q · (x − mean) + r, {CSharpLiteral.Of(Channels)} channels normalized over a batch.";

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(ParameterKind.Read, "a"), new(ParameterKind.Read, "b"), new(ParameterKind.Read, "s"), new(ParameterKind.Write, "k"), new(ParameterKind.Integer, "count"),
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        writer.Line($"{target.Type} perElement = {target.Broadcast($"{target.Literal(1)} / (({target.Scalar})count * {target.Literal(Rows)})")};");
        ChannelGroup.ForEach(writer, target, Channels, group =>
        {
            group.Sum(["sum", "product"], "count", Channels, "0", (row, v, sum) =>
            {
                writer.Line($"sum{sum} += {group.Load("a", row, v)};");
                writer.Line($"product{sum} += {group.Load("b", row, v)};");
            });
            group.Read("scale", "s", CSharpLiteral.Of(2 * Channels));
            group.Store("k", "0", v => "scale" + v);
            group.Store("k", CSharpLiteral.Of(Channels), v => $"-(scale{v} * {group.Load("s", CSharpLiteral.Of(Channels), v)} * (product{v} * perElement))");
            group.Store("k", CSharpLiteral.Of(2 * Channels), v => $"-(scale{v} * (sum{v} * perElement))");
            group.Store("k", CSharpLiteral.Of(3 * Channels), v => group.Load("s", "0", v));
        });
    }
}
