using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// The statistics of each channel over a batch from those of its samples, by the formula for sets of equal size of Chan, Golub and LeVeque
/// (1983), always added in the same order; what the normalization multiplies by and adds; and the running statistics.
/// </summary>
/// <param name="Channels">How many channels there are.</param>
/// <param name="Rows">How many rows a sample has; where it is 1, m is the value itself.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="Momentum">The share of the new statistics in the running ones; null for the mean of all batches.</param>
/// <param name="IsAffine">Whether there are γ and β.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record BatchStatisticsKernel(int Channels, int Rows, double Epsilon, double? Momentum, bool IsAffine, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => StatisticsText.NameOf("BatchStatistics", $"{CSharpLiteral.Of(Rows)}x{CSharpLiteral.Of(Channels)}", Epsilon, IsAffine) +
        (Momentum is { } momentum ? "_momentum" + KernelName.Of(momentum) : "_cumulative");

    /// <inheritdoc/>
    public override string Summary => $"s = mean, 1/σ, γ/σ and β − mean·γ/σ of {CSharpLiteral.Of(Channels)} channels over a batch; the running mean μ and variance v follow.";

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(ParameterKind.Read, "m"), .. StatisticsText.Affine(IsAffine),
        new(ParameterKind.Write, "μ"), new(ParameterKind.Write, "v"), new(ParameterKind.Write, "n"), new(ParameterKind.Write, "s"), new(ParameterKind.Integer, "count"),
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        int stride = Rows == 1 ? Channels : 2 * Channels;
        writer.Line($"n += {target.Literal(1)};");
        writer.Line($"{target.Type} momentum = {target.Broadcast(Momentum is { } share ? target.Literal(share) : $"{target.Literal(1)} / n")};");
        writer.Line($"{target.Scalar} size = ({target.Scalar})count * {target.Literal(Rows)};");
        writer.Line($"{target.Type} perSample = {target.Broadcast($"{target.Literal(1)} / count")};");
        writer.Line($"{target.Type} perElement = {target.Broadcast($"{target.Literal(1)} / size")};");
        writer.Line($"{target.Type} unbiased = {target.Broadcast($"{target.Literal(1)} / (size - {target.Literal(1)})")};");
        ChannelGroup.ForEach(writer, target, Channels, group =>
        {
            writer.Open();
            group.Sum(["sum"], "count", stride, "0", (row, v, sum) => writer.Line($"sum{sum} += {group.Load("m", row, v)};"));
            group.Store("s", "0", v => $"sum{v} * perSample");
            writer.Close();
            group.Read("mean", "s", "0");
            group.Sum(Rows == 1 ? ["apart"] : ["apart", "within"], "count", stride, "0", (row, v, sum) =>
            {
                writer.Line($"{target.Type} d = {group.Load("m", row, v)} - mean{v};");
                writer.Line($"apart{sum} = {target.MultiplyAdd("d", "d", "apart" + sum)};");
                if (Rows > 1)
                    writer.Line($"within{sum} += {group.Load("m", DenseText.Join(row, CSharpLiteral.Of(Channels)), v)};");
            });
            if (Rows > 1)
                group.Line(v => $"apart{v} = {target.MultiplyAdd("apart" + v, target.Constant(Rows), "within" + v)};");
            StatisticsText.EmitScale(writer, target, group, Channels, Epsilon, IsAffine, v => $"apart{v} * perElement");
            group.Read("running", "μ", "0");
            group.Store("μ", "0", v => target.MultiplyAdd($"mean{v} - running{v}", "momentum", "running" + v));
            group.Read("spread", "v", "0");
            group.Store("v", "0", v => target.MultiplyAdd($"(apart{v} * unbiased) - spread{v}", "momentum", "spread" + v));
        });
    }
}

/// <summary>The same of the running statistics: s = mean, 1/σ, γ/σ and β − mean·γ/σ of each channel.</summary>
/// <param name="Channels">How many channels there are.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="IsAffine">Whether there are γ and β.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record RunningStatisticsKernel(int Channels, double Epsilon, bool IsAffine, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => StatisticsText.NameOf("RunningStatistics", CSharpLiteral.Of(Channels), Epsilon, IsAffine);

    /// <inheritdoc/>
    public override string Summary => $"s = μ, 1/√(v + ε), γ/√(v + ε) and β − μ·γ/√(v + ε) of {CSharpLiteral.Of(Channels)} channels.";

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [.. StatisticsText.Affine(IsAffine), new(ParameterKind.Read, "μ"), new(ParameterKind.Read, "v"), new(ParameterKind.Write, "s")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) => ChannelGroup.ForEach(writer, target, Channels, group =>
    {
        group.Read("mean", "μ", "0");
        group.Store("s", "0", v => "mean" + v);
        StatisticsText.EmitScale(writer, target, group, Channels, Epsilon, IsAffine, v => group.Load("v", "0", v));
    });
}

/// <summary>What kernels of statistics have in common.</summary>
internal static class StatisticsText
{
    /// <summary>The name of a kernel.</summary>
    /// <param name="stem">What it computes.</param>
    /// <param name="sizes">Its sizes.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="isAffine">Whether there are γ and β.</param>
    /// <returns>The name.</returns>
    public static string NameOf(string stem, string sizes, double epsilon, bool isAffine) => $"{stem}_{sizes}_epsilon{KernelName.Of(epsilon)}{(isAffine ? "_affine" : string.Empty)}";

    /// <summary>The parameters γ and β.</summary>
    /// <param name="isAffine">Whether there are any.</param>
    /// <returns>The parameters.</returns>
    public static IEnumerable<KernelParameter> Affine(bool isAffine) =>
        isAffine ? [new(ParameterKind.Read, "γ"), new(ParameterKind.Read, "β")] : [];

    /// <summary>Writes 1/σ, γ/σ and β − mean·γ/σ behind the mean, which the locals <c>mean</c> hold.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="group">The channels.</param>
    /// <param name="channels">How many there are in all.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="isAffine">Whether there are γ and β.</param>
    /// <param name="variance">The variance, from the ordinal of the vector.</param>
    public static void EmitScale(SourceWriter writer, VectorTarget target, ChannelGroup group, int channels, double epsilon, bool isAffine, Func<string, string> variance)
    {
        group.Local("inverse", v => $"{target.Type}.One / {target.Static}.Sqrt({variance(v)} + {target.Constant(epsilon)})");
        group.Store("s", CSharpLiteral.Of(channels), v => "inverse" + v);
        group.Local("scale", v => isAffine ? $"{group.Load("γ", "0", v)} * inverse{v}" : "inverse" + v);
        group.Store("s", CSharpLiteral.Of(2 * channels), v => "scale" + v);
        group.Store("s", CSharpLiteral.Of(3 * channels), v => isAffine ? $"{group.Load("β", "0", v)} - (mean{v} * scale{v})" : $"-(mean{v} * scale{v})");
    }
}
