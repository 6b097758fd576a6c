using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// The gradient of a convolution by its weights, the general path: each element is summed over the samples in their order, and within a
/// sample over its windows. Threads share the pairs of filter and channel, so that no sum is divided.
/// </summary>
/// <param name="Grid">How the windows move over x.</param>
/// <param name="Channels">How many channels x has.</param>
/// <param name="Filters">How many channels δ has.</param>
/// <param name="Groups">Into how many groups both are divided.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ConvolutionWeightGradientKernel(WindowGrid Grid, int Channels, int Filters, int Groups, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => ConvolutionLoops.MayVectorize(Grid, new VectorTarget(128, IsDouble));

    /// <inheritdoc/>
    public override string Name => $"ConvolutionWeightGradient_{ConvolutionText.Channels(Channels, Filters, Groups)}_{Grid.Name}";

    /// <inheritdoc/>
    public override string Summary => $"dW = δ ⋆ x, or dW += δ ⋆ x, summed over the samples: {ConvolutionText.Describe(Channels, Filters, Groups)}.";

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Parts;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(ParameterKind.Read, "δ"), new(ParameterKind.Read, "x"), new(ParameterKind.Write, "dw"),
        new(ParameterKind.Integer, "count"), new(ParameterKind.Boolean, "accumulate"), KernelParameter.Part, KernelParameter.Parts,
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var loops = new ConvolutionLoops(writer, target, Grid);
        int perGroup = Channels / Groups;
        string pairs = CSharpLiteral.Of(Filters * perGroup), sum = loops.IsVectorized ? "sums" : "sum";
        writer.Line($"int end = global::NetGen.Parallelism.Share(part + 1, parts, {pairs});");
        writer.Open($"for (int pair = global::NetGen.Parallelism.Share(part, parts, {pairs}); pair < end; pair++)");
        writer.Line($"int o = pair / {CSharpLiteral.Of(perGroup)}, i = pair % {CSharpLiteral.Of(perGroup)};");
        loops.OpenElements();
        writer.Line($"ref {target.Scalar} to = ref Unsafe.Add(ref dw, (pair * {CSharpLiteral.Of(Grid.Kernel)}) + {loops.Element});");
        writer.Line($"{target.Scalar} total = accumulate ? to : {target.Literal(0)};");
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line($"ref readonly {target.Scalar} gradients = ref Unsafe.Add(ref Unsafe.AsRef(in δ), ((s * {CSharpLiteral.Of(Filters)}) + o) * {CSharpLiteral.Of(Grid.Windows)});");
        writer.Line($"ref readonly {target.Scalar} from = ref Unsafe.Add(ref Unsafe.AsRef(in x), ((s * {CSharpLiteral.Of(Channels)}) + {ConvolutionText.Channel("o", Channels, Filters, Groups)}) * {CSharpLiteral.Of(Grid.Size)});");
        writer.Line(loops.IsVectorized ? $"{target.Type} sums = {target.Zero};" : $"{target.Scalar} sum = {target.Literal(0)};");
        loops.OpenRows();
        loops.ForEach(
            (q, rest) => writer.Line(rest is null
                ? $"sums = {target.MultiplyAdd(target.Load("gradients", $"window + {q}"), target.Load("from", $"at + {q}"), "sums")};"
                : $"sums = {target.MultiplyAdd(target.LoadPartial("gradients", $"window + {q}", rest), target.LoadPartial("from", $"at + {q}", rest), "sums")};"),
            (window, at) => writer.Line($"sum += Unsafe.Add(ref Unsafe.AsRef(in gradients), {window}) * Unsafe.Add(ref Unsafe.AsRef(in from), {at});"));
        loops.CloseRows();
        writer.Line($"total += {(loops.IsVectorized ? target.Math("Sum", sum) : sum)};");
        writer.Close();
        writer.Line();
        writer.Line("to = total;");
        loops.CloseElements();
        writer.Close();
    }
}
