using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// The statistics of each channel over a batch from those of its samples, by the formula for sets of equal size of Chan, Golub and LeVeque
/// (1983), always added in the same order; what the normalization multiplies by and adds; and the running statistics.
/// </summary>
/// <param name="IsPartial">Whether the channels may be no multiple of 16.</param>
/// <param name="HasRows">Whether a sample has several rows; where it has one, m is the value itself.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="Momentum">The share of the new statistics in the running ones; null for the mean of all batches.</param>
/// <param name="IsAffine">Whether there are γ and β.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record BatchStatisticsKernel(bool IsPartial, bool HasRows, double Epsilon, double? Momentum, bool IsAffine, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => StatisticsText.NameOf("BatchStatistics" + (HasRows ? string.Empty : "_of_values") + ChannelVector.Suffix(IsPartial), Epsilon, IsAffine) +
        (Momentum is { } momentum ? "_momentum" + KernelName.Of(momentum) : "_cumulative");

    /// <inheritdoc/>
    public override string Summary => "s = mean, 1/σ, γ/σ and β − mean·γ/σ of each channel over a batch; the running mean μ and variance v follow.";

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "m"), .. StatisticsText.Affine(IsAffine),
        new(KernelParameterKind.Write, "μ"), new(KernelParameterKind.Write, "v"), new(KernelParameterKind.Write, "n"), new(KernelParameterKind.Write, "s"),
        ChannelText.Channels, .. HasRows ? new[] { ChannelText.Rows } : [], ChannelText.Count,
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var stride = HasRows ? 2 : 1;
        writer.Line($"n += {target.Literal(1)};");
        writer.Line($"{target.Type} momentum = {target.Broadcast(Momentum is { } share ? target.Literal(share) : $"{target.Literal(1)} / n")};");
        writer.Line($"{target.Scalar} size = {(HasRows ? $"({target.Scalar})count * rows" : "count")};");
        writer.Line($"{target.Type} perSample = {target.Broadcast($"{target.Literal(1)} / count")};");
        writer.Line($"{target.Type} perElement = {target.Broadcast($"{target.Literal(1)} / size")};");
        writer.Line($"{target.Type} unbiased = {target.Broadcast($"{target.Literal(1)} / (size - {target.Literal(1)})")};");
        writer.Line($"nuint end = (nuint)count * {DenseText.Times("channels", stride)};");
        ChannelVector.ForEach(writer, target, IsPartial, vector =>
        {
            writer.Line($"{target.Type} sum = {target.Zero}, apart = {target.Zero}{(HasRows ? $", within = {target.Zero}" : string.Empty)};");
            vector.Rows(stride, () => writer.Line($"sum += {vector.Load("m", "i")};"));
            vector.Local("mean", "sum * perSample");
            vector.Rows(stride, () =>
            {
                vector.Local("d", $"{vector.Load("m", "i")} - mean");
                writer.Line($"apart = {target.MultiplyAdd("d", "d", "apart")};");
                if (HasRows)
                    writer.Line($"within += {vector.Load("m", ChannelText.Row("i", 1))};");
            });
            if (HasRows)
                writer.Line($"apart = {target.MultiplyAdd("apart", target.Broadcast("rows"), "within")};");
            StatisticsText.EmitScale(target, vector, Epsilon, IsAffine, "apart * perElement");
            StatisticsText.EmitFollow(target, vector, "μ", "mean");
            StatisticsText.EmitFollow(target, vector, "v", "(apart * unbiased)");
        });
    }
}

/// <summary>The same of the running statistics: s = mean, 1/σ, γ/σ and β − mean·γ/σ of each channel.</summary>
/// <param name="IsPartial">Whether the channels may be no multiple of 16.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="IsAffine">Whether there are γ and β.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record RunningStatisticsKernel(bool IsPartial, double Epsilon, bool IsAffine, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => StatisticsText.NameOf("RunningStatistics" + ChannelVector.Suffix(IsPartial), Epsilon, IsAffine);

    /// <inheritdoc/>
    public override string Summary => "s = μ, 1/√(v + ε), γ/√(v + ε) and β − μ·γ/√(v + ε) of each channel.";

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [.. StatisticsText.Affine(IsAffine), new(KernelParameterKind.Read, "μ"), new(KernelParameterKind.Read, "v"), new(KernelParameterKind.Write, "s"), ChannelText.Channels];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) => ChannelVector.ForEach(writer, target, IsPartial, vector =>
    {
        vector.Local("mean", vector.Load("μ"));
        StatisticsText.EmitScale(target, vector, Epsilon, IsAffine, vector.Load("v"));
    });
}

/// <summary>What kernels of statistics have in common.</summary>
internal static class StatisticsText
{
    /// <summary>The name of a kernel.</summary>
    /// <param name="stem">What it computes.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="isAffine">Whether there are γ and β.</param>
    /// <returns>The name.</returns>
    public static string NameOf(string stem, double epsilon, bool isAffine) => $"{stem}_epsilon{KernelName.Of(epsilon)}{(isAffine ? "_affine" : string.Empty)}";

    /// <summary>The parameters γ and β.</summary>
    /// <param name="isAffine">Whether there are any.</param>
    /// <returns>The parameters.</returns>
    public static IEnumerable<KernelParameter> Affine(bool isAffine) =>
        isAffine ? [new(KernelParameterKind.Read, "γ"), new(KernelParameterKind.Read, "β")] : [];

    /// <summary>Writes the mean, which the local <c>mean</c> holds, 1/σ, γ/σ and β − mean·γ/σ.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="vector">The channels.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="isAffine">Whether there are γ and β.</param>
    /// <param name="variance">The variance.</param>
    public static void EmitScale(VectorTarget target, ChannelVector vector, double epsilon, bool isAffine, string variance)
    {
        vector.Local("inverse", $"{target.Type}.One / {target.Static}.Sqrt({variance} + {target.Constant(epsilon)})");
        vector.Local("scale", isAffine ? $"{vector.Load("γ")} * inverse" : "inverse");
        vector.Store("mean", "s", 0);
        vector.Store("inverse", "s", 1);
        vector.Store("scale", "s", 2);
        vector.Store(isAffine ? $"({vector.Load("β")} - (mean * scale))" : "(-(mean * scale))", "s", 3);
    }

    /// <summary>Writes that a running value follows, by the share in the local <c>momentum</c>.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="vector">The channels.</param>
    /// <param name="running">The ref to the running value.</param>
    /// <param name="value">The new value.</param>
    public static void EmitFollow(VectorTarget target, ChannelVector vector, string running, string value)
    {
        vector.Local(running + "Old", vector.Load(running));
        vector.Store(target.MultiplyAdd($"{value} - {running}Old", "momentum", running + "Old"), running);
    }
}
