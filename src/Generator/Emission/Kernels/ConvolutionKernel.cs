using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = W ∗ x + b, the general path: every element of the kernel in turn is multiplied with what is below it in all windows.</summary>
/// <param name="Grid">How the windows move over x.</param>
/// <param name="Channels">How many channels x has.</param>
/// <param name="Filters">How many channels y has.</param>
/// <param name="Groups">Into how many groups both are divided.</param>
/// <param name="HasBias">Whether there is a b.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ConvolutionKernel(WindowGrid Grid, int Channels, int Filters, int Groups, bool HasBias, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => ConvolutionLoops.MayVectorize(Grid, new VectorTarget(128, IsDouble));

    /// <inheritdoc/>
    public override string Name => $"Convolution_{ConvolutionText.Channels(Channels, Filters, Groups)}_{Grid.Name}{(HasBias ? "" : "_nobias")}";

    /// <inheritdoc/>
    public override string Summary => $"y = W ∗ x{(HasBias ? " + b" : "")}, {ConvolutionText.Describe(Channels, Filters, Groups)}.";

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
        string windows = CSharpLiteral.Of(Grid.Windows), perGroup = CSharpLiteral.Of(Channels / Groups);
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Open($"for (int o = 0; o < {CSharpLiteral.Of(Filters)}; o++)");
        writer.Line($"ref {target.Scalar} to = ref Unsafe.Add(ref y, ((s * {CSharpLiteral.Of(Filters)}) + o) * {windows});");
        ConvolutionText.Start(writer, windows, HasBias ? "o" : null);
        writer.Open($"for (int i = 0; i < {perGroup}; i++)");
        writer.Line($"ref readonly {target.Scalar} from = ref Unsafe.Add(ref Unsafe.AsRef(in x), ((s * {CSharpLiteral.Of(Channels)}) + {ConvolutionText.Channel("o", Channels, Filters, Groups)}) * {CSharpLiteral.Of(Grid.Size)});");
        loops.OpenElements();
        writer.Line($"{target.Scalar} w = Unsafe.Add(ref Unsafe.AsRef(in weights), (((o * {perGroup}) + i) * {CSharpLiteral.Of(Grid.Kernel)}) + {loops.Element});");
        if (loops.IsVectorized)
            writer.Line($"{target.Type} factor = {target.Broadcast("w")};");
        loops.OpenRows();
        loops.ForEach(
            (q, rest) => ConvolutionText.Add(writer, target, "to", $"window + {q}", "from", $"at + {q}", rest),
            (window, at) => writer.Line($"Unsafe.Add(ref to, {window}) += w * Unsafe.Add(ref Unsafe.AsRef(in from), {at});"));
        loops.CloseRows();
        loops.CloseElements();
        writer.Close();
        writer.Close();
        writer.Close();
    }
}
