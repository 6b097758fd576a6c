namespace NetGen.Generator.Emission.Kernels;

/// <summary>m = the mean of each channel over the rows of a sample, then the sum of the squared distances from it. Two passes, so that a large mean costs no digits.</summary>
/// <param name="Remainder">How many channels remain behind the last panel.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ChannelMomentsKernel(int Remainder, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => "ChannelMoments" + ChannelGroup.Suffix(Remainder);

    /// <inheritdoc/>
    public override string Summary => "m = mean and Σ (x − mean)² of each channel over the rows of each sample.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "m"), ChannelText.Channels, ChannelText.Rows, ChannelText.Count];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        writer.Line($"{target.Type} perRow = {target.Broadcast($"{target.Literal(1)} / rows")};");
        writer.Open("for (nuint s = 0; s < (nuint)count; s++)");
        writer.Line("nuint from = s * rows * channels, end = from + (rows * channels);");
        ChannelGroup.ForEach(writer, target, Remainder, group =>
        {
            writer.Line("nuint to = (s * 2 * channels) + c;");
            group.Sum(["sum"], "i", "from + c", "end", (at, v, n) => writer.Line($"sum{n} += {group.Load("x", at, v)};"));
            group.Local("mean", v => $"sum{CSharpLiteral.Of(v)} * perRow");
            group.Store("m", "to", v => "mean" + CSharpLiteral.Of(v));
            group.Sum(["apart"], "j", "from + c", "end", (at, v, n) =>
            {
                writer.Line($"{target.Type} d{n} = {group.Load("x", at, v)} - mean{CSharpLiteral.Of(v)};");
                writer.Line($"apart{n} = {target.MultiplyAdd("d" + n, "d" + n, "apart" + n)};");
            });
            group.Store("m", ChannelText.Row("to", 1), v => "apart" + CSharpLiteral.Of(v));
        }, areLong: true);
        writer.Close();
    }
}
