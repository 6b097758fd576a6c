using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// y = W ∗ᵀ x + b, the general path: every element of the kernel in turn, times all windows, is added to what is below it. The windows of
/// one element are different places, and the order of the elements is fixed.
/// </summary>
/// <param name="Grid">How the windows move over y.</param>
/// <param name="Channels">How many channels y has.</param>
/// <param name="Filters">How many channels x has.</param>
/// <param name="Groups">Into how many groups both are divided.</param>
/// <param name="HasBias">Whether there is a b.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record TransposedConvolutionKernel(WindowGrid Grid, int Channels, int Filters, int Groups, bool HasBias, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => ConvolutionLoops.MayVectorize(Grid, new VectorTarget(128, IsDouble));

    /// <inheritdoc/>
    public override string Name => $"TransposedConvolution_{ConvolutionText.Channels(Channels, Filters, Groups)}_{Grid.Name}{(HasBias ? "" : "_nobias")}";

    /// <inheritdoc/>
    public override string Summary => $"y = W ∗ᵀ x{(HasBias ? " + b" : "")}, {ConvolutionText.Describe(Channels, Filters, Groups)}.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(ParameterKind.Read, "x"), new(ParameterKind.Read, "weights"),
        .. HasBias ? new KernelParameter[] { new(ParameterKind.Read, "bias") } : [],
        new(ParameterKind.Write, "y"), new(ParameterKind.Integer, "count"),
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var loops = new ConvolutionLoops(writer, target, Grid);
        string size = CSharpLiteral.Of(Grid.Size), perGroup = CSharpLiteral.Of(Channels / Groups), filters = CSharpLiteral.Of(Filters / Groups);
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Open($"for (int c = 0; c < {CSharpLiteral.Of(Channels)}; c++)");
        writer.Line($"ref {target.Scalar} to = ref Unsafe.Add(ref y, ((s * {CSharpLiteral.Of(Channels)}) + c) * {size});");
        ConvolutionText.Start(writer, size, HasBias ? "c" : null);
        if (Groups == 1)
            writer.Line("int i = c;");
        else
            writer.Line($"int i = c % {perGroup}, group = c / {perGroup} * {filters};");
        writer.Open(Groups == 1
            ? $"for (int o = 0; o < {filters}; o++)"
            : $"for (int o = group; o < group + {filters}; o++)");
        writer.Line($"ref readonly {target.Scalar} from = ref Unsafe.Add(ref Unsafe.AsRef(in x), ((s * {CSharpLiteral.Of(Filters)}) + o) * {CSharpLiteral.Of(Grid.Windows)});");
        loops.OpenElements();
        writer.Line($"{target.Scalar} w = Unsafe.Add(ref Unsafe.AsRef(in weights), (((o * {perGroup}) + i) * {CSharpLiteral.Of(Grid.Kernel)}) + {loops.Element});");
        if (loops.IsVectorized)
            writer.Line($"{target.Type} factor = {target.Broadcast("w")};");
        loops.OpenRows();
        loops.ForEach(
            (q, rest) => ConvolutionText.Add(writer, target, "to", $"at + {q}", "from", $"window + {q}", rest),
            (window, at) => writer.Line($"Unsafe.Add(ref to, {at}) += w * Unsafe.Add(ref Unsafe.AsRef(in from), {window});"));
        loops.CloseRows();
        loops.CloseElements();
        writer.Close();
        writer.Close();
        writer.Close();
    }
}
