namespace NetGen.Generator.Emission.Kernels;

/// <summary>m = the mean of each channel over the rows of a sample, then the sum of the squared distances from it. Two passes, so that a large mean costs no digits.</summary>
/// <param name="Channels">How many channels a row has.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ChannelMomentsKernel(int Channels, int Rows, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"ChannelMoments_{CSharpLiteral.Of(Rows)}x{CSharpLiteral.Of(Channels)}";

    /// <inheritdoc/>
    public override string Summary => $"m = mean and Σ (x − mean)² of {CSharpLiteral.Of(Channels)} channels over the {CSharpLiteral.Of(Rows)} rows of each sample.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(ParameterKind.Read, "x"), new(ParameterKind.Write, "m"), new(ParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var rows = CSharpLiteral.Of(Rows);
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line($"int from = {DenseText.Times("s", checked(Rows * Channels))};");
        writer.Line($"int to = {DenseText.Times("s", 2 * Channels)};");
        ChannelGroup.ForEach(writer, target, Channels, group =>
        {
            writer.Open();
            group.Sum(["sum"], rows, Channels, "from", (row, v, sum) => writer.Line($"sum{sum} += {group.Load("x", row, v)};"));
            group.Store("m", "to", v => $"sum{v} * {target.Constant(1.0 / Rows)}");
            writer.Close();
            writer.Open();
            group.Read("mean", "m", "to");
            group.Sum(["sum"], rows, Channels, "from", (row, v, sum) =>
            {
                writer.Line($"{target.Type} d = {group.Load("x", row, v)} - mean{v};");
                writer.Line($"sum{sum} = {target.MultiplyAdd("d", "d", "sum" + sum)};");
            });
            group.Store("m", $"to + {CSharpLiteral.Of(Channels)}", v => "sum" + v);
            writer.Close();
        });
        writer.Close();
    }
}
