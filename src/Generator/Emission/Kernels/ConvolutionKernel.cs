using NetGen.Generator.Formulas;
using NetGen.Generator.Model;
using NetGen.Generator.Operators;
using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>A convolution in either direction, sample by sample, channels last, with W packed in panels of 16 filters.</summary>
/// <param name="Grid">How the windows move over the side that has the channels.</param>
/// <param name="Channels">How many channels that side has.</param>
/// <param name="Filters">How many channels the other side has, whose elements are the windows.</param>
/// <param name="Groups">Into how many groups both are divided.</param>
/// <param name="HasBias">Whether there is a b.</param>
/// <param name="Epilogue">A function of the result and, where it has two operands, a saved value h shaped as the result; or none.</param>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="IsScaled">Whether there is an a, the scales of all channels of the result and then their shifts, applied before the epilogue.</param>
public abstract record ConvolutionMapKernel(WindowGrid Grid, int Channels, int Filters, int Groups, bool HasBias, VectorExpression? Epilogue, bool IsDouble, bool IsScaled = false) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name =>
        $"{Verb}_{ConvolutionText.Channels(Channels, Filters, Groups)}_{Grid.Name}{(HasBias ? "" : "_NoBias")}{(IsScaled ? "_Scaled" : "")}{(Epilogue is null ? "" : "_" + Epilogue.Name)}";

    /// <inheritdoc/>
    public override string Summary
    {
        get
        {
            string sum = $"W {Sign} x{(HasBias ? " + b" : "")}";
            if (IsScaled)
                sum = $"({sum}) · scale + shift";
            return $"y = {(Epilogue is null ? sum : $"{Epilogue.Name}({sum}{(HasSaved ? ", h" : "")})")}, {ConvolutionText.Describe(Channels, Filters, Groups)}.";
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters
    {
        get
        {
            var parameters = new List<KernelParameter> { new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Read, "w") };
            if (HasBias)
                parameters.Add(new(KernelParameterKind.Read, "b"));
            if (IsScaled)
                parameters.Add(ChannelText.Statistics);
            if (HasSaved)
                parameters.Add(new(KernelParameterKind.Read, "h"));
            parameters.Add(new(KernelParameterKind.Write, "y"));
            if (ScratchLength > 0)
                parameters.Add(new(KernelParameterKind.Write, "scratch"));
            parameters.Add(new(KernelParameterKind.Integer, "count"));
            return parameters;
        }
    }

    /// <inheritdoc/>
    public override bool IsUniform => !IsDepthwise;

    /// <inheritdoc/>
    public override int ScratchLength => RoundUp(Source.PaddedLength) + PackedLength + BiasesLength;

    /// <inheritdoc/>
    public override IReadOnlyList<DenseShape> Shapes => IsDepthwise ? [] : [.. Products.Select(product => product.Shape)];

    /// <inheritdoc/>
    public override IReadOnlyList<DenseEnding> Endings => IsDepthwise ? [] : [Products[0].Shape.Ending];

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Epilogue?.Functions ?? [];

    /// <summary>The name of the kernel without its shape.</summary>
    protected abstract string Verb { get; }

    /// <summary>The sign of the product.</summary>
    protected abstract string Sign { get; }

    /// <summary>The passes over x.</summary>
    protected abstract IReadOnlyList<ConvolutionPass> Passes { get; }

    /// <summary>How many channels x has.</summary>
    protected abstract int SourceChannels { get; }

    /// <summary>How many channels y has.</summary>
    protected abstract int ResultChannels { get; }

    /// <summary>The sizes of the axes of y.</summary>
    protected abstract EquatableArray<int> ResultSizes { get; }

    /// <summary>How many scalars of scratch memory the weights take in another order; 0 where they are used as they are.</summary>
    protected virtual int PackedLength => 0;

    /// <summary>The products, one a pass.</summary>
    private protected IReadOnlyList<ConvolutionProduct> Products
    {
        get
        {
            var operands = new DenseShape(Name, 0, 0, 0, HasBias, HasSaved, Epilogue, IsDouble, Scales: IsScaled ? ResultChannels : 0);
            return [.. Passes.Select((pass, i) => ConvolutionProduct.Describe(pass, Source, ResultSizes, ResultChannels, Groups, operands, Passes.Count == 1 ? "" : CSharpLiteral.Of(i)))];
        }
    }

    /// <summary>Whether every channel has a filter of its own.</summary>
    protected bool IsDepthwise => IsDepthwiseOf(Channels, Filters, Groups);

    // A group reads whole vectors of its biases, which in memory are followed by those of the next, or by nothing.
    private int BiasesLength => HasBias && !IsDepthwise && Groups > 1 && ResultChannels / Groups % VectorTarget.Panel != 0 ? Groups * Panels(ResultChannels / Groups) * VectorTarget.Panel : 0;

    private bool HasSaved => Epilogue is { Arity: > 1 };

    private ConvolutionSource Source => ConvolutionSource.Of(Passes, SourceChannels);

    /// <summary>Whether every channel has a filter of its own: then vectors run along the channels, and W is packed as one group.</summary>
    /// <param name="channels">How many channels.</param>
    /// <param name="filters">How many filters.</param>
    /// <param name="groups">How many groups.</param>
    /// <returns>Whether it is so.</returns>
    public static bool IsDepthwiseOf(int channels, int filters, int groups) => groups > 1 && groups == channels && groups == filters;

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts(VectorTarget target) => IsDepthwise ? [] : [.. Products.Select(product => product.Loops(target))];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        int length = ResultSizes.Aggregate(ResultChannels, (product, size) => product * size);
        if (IsScaled)
            ChannelText.EmitScales(writer, target, ResultChannels);
        Source.EmitZeros(writer, "scratch");
        if (PackedLength > 0)
            EmitPacking(writer, target, RoundUp(Source.PaddedLength));
        if (BiasesLength > 0)
            EmitBiases(writer, target, RoundUp(Source.PaddedLength) + PackedLength);
        writer.Open("for (int s = 0; s < count; s++)");
        string sample = Of("x", Times("s", Source.Length));
        if (Source.IsPadded)
            Source.EmitCopy(writer, sample, "scratch");
        writer.Line($"ref readonly {target.Scalar} source = ref {(Source.IsPadded ? "scratch" : sample)};");
        string to = Times("s", length);
        if (IsDepthwise)
        {
            foreach (var pass in Passes)
                new DepthwiseProduct(pass, Source, ResultSizes, Grid, HasBias, IsScaled, Epilogue).Emit(writer, target, to);
        }
        else
        {
            int packed = RoundUp(Source.PaddedLength);
            foreach (var product in Products)
            {
                product.Emit(writer, target, "source", PackedLength > 0 ? At("scratch", CSharpLiteral.Of(packed)) : "w", BiasesLength > 0 ? "biases" : "b", to);
                packed += product.WeightsLength;
            }
        }

        writer.Close();
    }

    private void EmitBiases(SourceWriter writer, VectorTarget target, int offset)
    {
        int perGroup = ResultChannels / Groups;
        writer.Line($"ref {target.Scalar} biases = ref {At("scratch", CSharpLiteral.Of(offset))};");
        writer.Line($"MemoryMarshal.CreateSpan(ref biases, {CSharpLiteral.Of(BiasesLength)}).Clear();");
        writer.Line($"for (int c = 0; c < {CSharpLiteral.Of(ResultChannels)}; c++)");
        writer.Line($"    Unsafe.Add(ref biases, (c / {CSharpLiteral.Of(perGroup)} * {CSharpLiteral.Of(Panels(perGroup) * VectorTarget.Panel)}) + (c % {CSharpLiteral.Of(perGroup)})) = Unsafe.Add(ref Unsafe.AsRef(in b), c);");
    }

    /// <summary>Writes the statements that bring the weights into another order.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="offset">Where they go in the scratch memory.</param>
    protected virtual void EmitPacking(SourceWriter writer, VectorTarget target, int offset) => throw new InvalidOperationException("The weights are used as they are.");

    private static int RoundUp(int length) => checked(length + VectorTarget.Panel - 1) / VectorTarget.Panel * VectorTarget.Panel;
}

/// <summary>y = W ∗ x + b.</summary>
/// <param name="Grid">How the windows move over x.</param>
/// <param name="Channels">How many channels x has.</param>
/// <param name="Filters">How many channels y has.</param>
/// <param name="Groups">Into how many groups both are divided.</param>
/// <param name="HasBias">Whether there is a b.</param>
/// <param name="Epilogue">What is done to the sums, or nothing.</param>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="IsScaled">Whether the statistics of a normalization are applied before it.</param>
public sealed record ConvolutionKernel(WindowGrid Grid, int Channels, int Filters, int Groups, bool HasBias, VectorExpression? Epilogue, bool IsDouble, bool IsScaled = false)
    : ConvolutionMapKernel(Grid, Channels, Filters, Groups, HasBias, Epilogue, IsDouble, IsScaled)
{
    /// <inheritdoc/>
    protected override string Verb => "Convolution";

    /// <inheritdoc/>
    protected override string Sign => "∗";

    /// <inheritdoc/>
    protected override IReadOnlyList<ConvolutionPass> Passes => [ConvolutionPass.Forward(Grid)];

    /// <inheritdoc/>
    protected override int SourceChannels => Channels;

    /// <inheritdoc/>
    protected override int ResultChannels => Filters;

    /// <inheritdoc/>
    protected override EquatableArray<int> ResultSizes => new(Grid.Axes.Select(axis => axis.Windows));
}

/// <summary>y = W ∗ᵀ x + b: results that are a stride apart are one convolution of x, with the taps that reach them; W is transposed for it.</summary>
/// <param name="Grid">How the windows move over y.</param>
/// <param name="Channels">How many channels y has.</param>
/// <param name="Filters">How many channels x has.</param>
/// <param name="Groups">Into how many groups both are divided.</param>
/// <param name="HasBias">Whether there is a b.</param>
/// <param name="Epilogue">What is done to the sums, or nothing.</param>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="IsScaled">Whether the statistics of a normalization are applied before it.</param>
public sealed record TransposedConvolutionKernel(WindowGrid Grid, int Channels, int Filters, int Groups, bool HasBias, VectorExpression? Epilogue, bool IsDouble, bool IsScaled = false)
    : ConvolutionMapKernel(Grid, Channels, Filters, Groups, HasBias, Epilogue, IsDouble, IsScaled)
{
    private const int Panel = VectorTarget.Panel;

    /// <inheritdoc/>
    protected override string Verb => "TransposedConvolution";

    /// <inheritdoc/>
    protected override string Sign => "∗ᵀ";

    /// <inheritdoc/>
    protected override IReadOnlyList<ConvolutionPass> Passes => ConvolutionPass.Transposed(Grid);

    /// <inheritdoc/>
    protected override int SourceChannels => Filters;

    /// <inheritdoc/>
    protected override int ResultChannels => Channels;

    /// <inheritdoc/>
    protected override EquatableArray<int> ResultSizes => new(Grid.Axes.Select(axis => axis.Size));

    /// <inheritdoc/>
    protected override int PackedLength => IsDepthwise ? 0 : Products.Sum(product => product.WeightsLength);

    private int FiltersPerGroup => Filters / Groups;

    private int ChannelsPerGroup => Channels / Groups;

    private bool HasWholePanels => FiltersPerGroup % Panel == 0;

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts(VectorTarget target)
    {
        var parts = base.Parts(target);
        if (IsDepthwise || !HasWholePanels)
            return parts;
        if (ChannelsPerGroup >= Panel)
            parts = parts.Append(new DenseTranspose(false, target));
        return ChannelsPerGroup % Panel == 0 ? parts : parts.Append(new DenseTranspose(true, target));
    }

    /// <inheritdoc/>
    protected override void EmitPacking(SourceWriter writer, VectorTarget target, int offset)
    {
        int inPanel = Grid.Kernel * ChannelsPerGroup * Panel, filterPanels = Panels(FiltersPerGroup), channelPanels = Panels(ChannelsPerGroup);
        foreach (var product in Products)
        {
            int[] taps = [.. product.Pass.TapOrdinals(Grid)];
            if (taps.Length > 0)
            {
                writer.Open();
                writer.Line($"ReadOnlySpan<int> taps = [{string.Join(", ", taps.Select(CSharpLiteral.Of))}];");
                ConvolutionText.OpenLoop(writer, "g", Groups);
                writer.Open("for (int t = 0; t < taps.Length; t++)");
                writer.Line($"int from = {ConvolutionText.Sum(0, ("g", filterPanels * inPanel), ("taps[t]", ChannelsPerGroup * Panel))};");
                writer.Line($"int to = {ConvolutionText.Sum(offset, ("g", channelPanels * product.Shape.PanelDepth * Panel), ("t", FiltersPerGroup * Panel))};");
                if (HasWholePanels)
                    EmitTransposes(writer, target, product.Shape.PanelDepth);
                else
                    EmitGather(writer, inPanel, product.Shape.PanelDepth);
                writer.Close();
                writer.Close();
                writer.Close();
            }

            offset += product.WeightsLength;
        }
    }

    private void EmitTransposes(SourceWriter writer, VectorTarget target, int panelDepth)
    {
        int whole = ChannelsPerGroup / Panel, left = ChannelsPerGroup % Panel;
        string sizes = $"{CSharpLiteral.Of(FiltersPerGroup)}, {CSharpLiteral.Of(Grid.Kernel * ChannelsPerGroup)}";
        if (whole > 0)
        {
            writer.Line($"for (int p = 0; p < {CSharpLiteral.Of(whole)}; p++)");
            writer.Line($"    {new DenseTranspose(false, target).Name}(in {Of("w", ConvolutionText.Sum(0, ("from", 1), ("p", Panel * Panel)))}, ref {At("scratch", ConvolutionText.Sum(0, ("to", 1), ("p", panelDepth * Panel)))}, {sizes});");
        }

        if (left > 0)
            writer.Line($"{new DenseTranspose(true, target).Name}(in {Of("w", ConvolutionText.Sum(whole * Panel * Panel, ("from", 1)))}, ref {At("scratch", ConvolutionText.Sum(whole * panelDepth * Panel, ("to", 1)))}, {sizes}, {CSharpLiteral.Of(left)});");
    }

    // Few filters a group: element by element. Channels behind the last are not stored; the last stands for them.
    private void EmitGather(SourceWriter writer, int inPanel, int panelDepth)
    {
        string panel = CSharpLiteral.Of(Panel), last = CSharpLiteral.Of(ChannelsPerGroup - 1);
        writer.Open($"for (int f = 0; f < {CSharpLiteral.Of(FiltersPerGroup)}; f++)");
        writer.Open($"for (int c = 0; c < {CSharpLiteral.Of(Panels(ChannelsPerGroup) * Panel)}; c++)");
        writer.Line($"int place = from + (f / {panel} * {CSharpLiteral.Of(inPanel)}) + (Math.Min(c, {last}) * {panel}) + (f % {panel});");
        writer.Line($"Unsafe.Add(ref scratch, to + (c / {panel} * {CSharpLiteral.Of(panelDepth * Panel)}) + (f * {panel}) + (c % {panel})) = Unsafe.Add(ref Unsafe.AsRef(in w), place);");
        writer.Close();
        writer.Close();
    }
}
