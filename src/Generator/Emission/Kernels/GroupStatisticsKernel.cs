using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// The statistics of groups of channels of each sample from those of the channels, by the formula for sets of equal size of Chan, Golub and
/// LeVeque (1983), and what the normalization multiplies by and adds. A number at a time: there are few beside what is normalized.
/// </summary>
/// <param name="Channels">How many channels there are.</param>
/// <param name="Groups">How many groups of neighbouring channels.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="Epsilon">What is added to the variance.</param>
/// <param name="IsAffine">Whether there are γ and β.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record GroupStatisticsKernel(int Channels, int Groups, int Rows, double Epsilon, bool IsAffine, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => StatisticsText.NameOf($"GroupStatistics_{CSharpLiteral.Of(Rows)}x{CSharpLiteral.Of(Channels)}_in_{CSharpLiteral.Of(Groups)}", Epsilon, IsAffine);

    /// <inheritdoc/>
    public override string Summary => $"s = mean, 1/σ, γ/σ and β − mean·γ/σ of {CSharpLiteral.Of(Channels)} channels in {CSharpLiteral.Of(Groups)} groups, of each sample.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(KernelParameterKind.Read, "m"), .. StatisticsText.Affine(IsAffine), new(KernelParameterKind.Write, "s"), new(KernelParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        string scalar = target.Scalar, channels = CSharpLiteral.Of(Channels), members = CSharpLiteral.Of(Channels / Groups);
        string M(string at) => $"Unsafe.Add(ref Unsafe.AsRef(in m), {at})";
        string S(int row) => $"Unsafe.Add(ref s, to + {(row == 0 ? string.Empty : CSharpLiteral.Of(row * Channels) + " + ")}c)";
        writer.Open("for (int i = 0; i < count; i++)");
        writer.Line($"int from = {DenseText.Times("i", 2 * Channels)}, to = {DenseText.Times("i", 4 * Channels)};");
        writer.Open($"for (int first = 0; first < {channels}; first += {members})");
        writer.Line($"{scalar} mean = {target.Literal(0)};");
        writer.Line($"for (int c = first; c < first + {members}; c++)");
        writer.Line($"    mean += {M("from + c")};");
        writer.Line($"mean *= {target.Literal((double)Groups / Channels)};");
        writer.Line($"{scalar} within = {target.Literal(0)}, apart = {target.Literal(0)};");
        writer.Open($"for (int c = first; c < first + {members}; c++)");
        writer.Line($"{scalar} d = {M("from + c")} - mean;");
        writer.Line("apart += d * d;");
        writer.Line($"within += {M($"from + {channels} + c")};");
        writer.Close();
        writer.Line();
        writer.Line($"{scalar} variance = (within + (apart * {target.Literal(Rows)})) * {target.Literal((double)Groups / Channels / Rows)};");
        writer.Line($"{scalar} inverse = {target.Literal(1)} / {(target.IsDouble ? "Math" : "MathF")}.Sqrt(variance + {target.Literal(Epsilon)});");
        writer.Open($"for (int c = first; c < first + {members}; c++)");
        writer.Line($"{scalar} scale = {(IsAffine ? "Unsafe.Add(ref Unsafe.AsRef(in γ), c) * inverse" : "inverse")};");
        writer.Line($"{S(0)} = mean;");
        writer.Line($"{S(1)} = inverse;");
        writer.Line($"{S(2)} = scale;");
        writer.Line($"{S(3)} = {(IsAffine ? "Unsafe.Add(ref Unsafe.AsRef(in β), c) - " : "-")}(mean * scale);");
        writer.Close();
        writer.Close();
        writer.Close();
    }
}

/// <summary>The running mean and variance of each channel follow the means of those of the samples, always added in the same order.</summary>
/// <param name="IsPartial">Whether the channels may be no multiple of 16.</param>
/// <param name="Momentum">The share of the new statistics.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record InstanceMeansKernel(bool IsPartial, double Momentum, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"InstanceMeans{ChannelVector.Suffix(IsPartial)}_momentum{KernelName.Of(Momentum)}";

    /// <inheritdoc/>
    public override string Summary => "The running mean μ and variance v of each channel follow those of the samples.";

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(KernelParameterKind.Read, "m"), new(KernelParameterKind.Write, "μ"), new(KernelParameterKind.Write, "v"), ChannelText.Channels, ChannelText.Rows, ChannelText.Count];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        writer.Line($"{target.Type} momentum = {target.Constant(Momentum)};");
        writer.Line($"{target.Type} perSample = {target.Broadcast($"{target.Literal(1)} / count")};");
        writer.Line($"{target.Type} unbiased = {target.Broadcast($"{target.Literal(1)} / (({target.Scalar})count * (rows - 1))")};");
        writer.Line("nuint end = (nuint)count * channels * 2;");
        ChannelVector.ForEach(writer, target, IsPartial, vector =>
        {
            writer.Line($"{target.Type} mean = {target.Zero}, square = {target.Zero};");
            vector.Rows(2, () =>
            {
                writer.Line($"mean += {vector.Load("m", "i")};");
                writer.Line($"square += {vector.Load("m", ChannelText.Row("i", 1))};");
            });
            StatisticsText.EmitFollow(target, vector, "μ", "(mean * perSample)");
            StatisticsText.EmitFollow(target, vector, "v", "(square * unbiased)");
        });
    }
}

/// <summary>k = the coefficients of dx = p · δ + q · (x − mean) + r, and the mean, of groups of channels of each sample. Wu and He (2018).</summary>
/// <param name="Channels">How many channels there are.</param>
/// <param name="Groups">How many groups of neighbouring channels.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record GroupCoefficientsKernel(int Channels, int Groups, int Rows, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => $"GroupCoefficients_{CSharpLiteral.Of(Rows)}x{CSharpLiteral.Of(Channels)}_in_{CSharpLiteral.Of(Groups)}";

    /// <inheritdoc/>
    public override string Summary => $"k = p, q, r and mean of dx = p · δ + q · (x − mean) + r, {CSharpLiteral.Of(Channels)} channels normalized in {CSharpLiteral.Of(Groups)} groups.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "a"), new(KernelParameterKind.Read, "b"), new(KernelParameterKind.Read, "s"), new(KernelParameterKind.Write, "k"), new(KernelParameterKind.Integer, "count"),
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        string channels = CSharpLiteral.Of(Channels), members = CSharpLiteral.Of(Channels / Groups);
        string Read(string reference, string at) => $"Unsafe.Add(ref Unsafe.AsRef(in {reference}), {at})";
        string Row(int row) => row == 0 ? "own + c" : $"own + {CSharpLiteral.Of(row * Channels)} + c";
        writer.Open("for (int i = 0; i < count; i++)");
        writer.Line($"int from = {DenseText.Times("i", Channels)}, own = {DenseText.Times("i", 4 * Channels)};");
        writer.Open($"for (int first = 0; first < {channels}; first += {members})");
        writer.Line($"{target.Scalar} sum = {target.Literal(0)}, product = {target.Literal(0)};");
        writer.Open($"for (int c = first; c < first + {members}; c++)");
        writer.Line($"{target.Scalar} scale = {Read("s", Row(2))};");
        writer.Line($"sum += scale * {Read("a", "from + c")};");
        writer.Line($"product += scale * {Read("b", "from + c")};");
        writer.Close();
        writer.Line();
        writer.Open($"for (int c = first; c < first + {members}; c++)");
        var perElement = target.Literal((double)Groups / Channels / Rows);
        writer.Line($"Unsafe.Add(ref k, {Row(0)}) = {Read("s", Row(2))};");
        writer.Line($"Unsafe.Add(ref k, {Row(1)}) = -({Read("s", Row(1))} * product * {perElement});");
        writer.Line($"Unsafe.Add(ref k, {Row(2)}) = -(sum * {perElement});");
        writer.Line($"Unsafe.Add(ref k, {Row(3)}) = {Read("s", Row(0))};");
        writer.Close();
        writer.Close();
        writer.Close();
    }
}
