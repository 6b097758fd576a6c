using NetGen.Generator.Model;
using NetGen.Generator.Operators;
using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// The gradient of a convolution by its weights, summed over samples and windows in their order, packed as W is. A register tile of
/// elements × filters runs over rows of windows; threads share the elements, so that a sum does not depend on how many there are.
/// </summary>
/// <param name="Grid">How the windows move over x.</param>
/// <param name="Channels">How many channels x has.</param>
/// <param name="Filters">How many channels δ has, which may be read up to 15 elements beyond its end.</param>
/// <param name="Groups">Into how many groups both are divided.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ConvolutionWeightGradientKernel(WindowGrid Grid, int Channels, int Filters, int Groups, bool IsDouble) : Kernel
{
    /// <summary>Windows that are summed in registers before the sums are added to memory: their rows fit the first-level cache.</summary>
    private const int WindowBlock = 64;

    private const int Panel = VectorTarget.Panel;

    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"ConvolutionWeightGradient_{ConvolutionText.Channels(Channels, Filters, Groups)}_{Grid.Name}";

    /// <inheritdoc/>
    public override string Summary => $"dW = δ ⋆ x, or dW += δ ⋆ x, summed over samples and windows, {ConvolutionText.Describe(Channels, Filters, Groups)}.";

    /// <inheritdoc/>
    public override bool IsUniform => !IsDepthwise;

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Parts;

    /// <inheritdoc/>
    public override int ScratchLength => Source.PaddedLength;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters
    {
        get
        {
            var parameters = new List<KernelParameter> { new(KernelParameterKind.Read, "δ"), new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "dw") };
            if (ScratchLength > 0)
                parameters.Add(new(KernelParameterKind.Write, "scratch"));
            parameters.AddRange([new(KernelParameterKind.Integer, "count"), new(KernelParameterKind.Boolean, "accumulate"), KernelParameter.Part, KernelParameter.Parts]);
            return parameters;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<DenseShape> Shapes => IsDepthwise ? [] : [Shape];

    private bool IsDepthwise => ConvolutionMapKernel.IsDepthwiseOf(Channels, Filters, Groups);

    private int Last => Grid.Axes.Count - 1;

    private ConvolutionPass Pass => ConvolutionPass.Forward(Grid);

    private ConvolutionSource Source => ConvolutionSource.Of([Pass], Channels);

    private DenseShape Shape
    {
        get
        {
            var (depth, levels) = ConvolutionProduct.Stretches(Pass, Source, Groups);
            var windows = new WindowShape("", Grid.Axes[Last].Stride * Source.Pitch(Last), Filters, levels, default);
            return new DenseShape(Name, depth, Filters / Groups, Grid.Kernel * Channels / Groups, false, false, null, IsDouble, windows);
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts(VectorTarget target) => IsDepthwise ? [] : [Units(target)];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        int length = Grid.Windows * Filters;
        Source.EmitZeros(writer, "scratch");
        EmitClear(writer);
        writer.Open("for (int s = 0; s < count; s++)");
        string sample = Of("x", Times("s", Source.Length));
        if (Source.IsPadded)
            Source.EmitCopy(writer, sample, "scratch");
        writer.Line($"ref readonly {target.Scalar} source = ref {(Source.IsPadded ? "scratch" : sample)};");
        writer.Line($"ref readonly {target.Scalar} gradient = ref {Of("δ", Times("s", length))};");
        if (IsDepthwise)
            EmitDepthwise(writer, target);
        else
            EmitRows(writer, target);
        writer.Close();
    }

    private ConvolutionOuterUnits Units(VectorTarget target) => new(Shape.Depth, Filters / Groups, target);

    // Without samples nothing is written by the loops; with parts, each clears what it would write.
    private void EmitClear(SourceWriter writer)
    {
        writer.Line("if (count == 0 && !accumulate && part == 0)");
        int rows = IsDepthwise ? Panels(Filters) : Groups * Panels(Filters / Groups);
        writer.Line($"    MemoryMarshal.CreateSpan(ref dw, {CSharpLiteral.Of(rows * Panel * Grid.Kernel * Channels / Groups)}).Clear();");
    }

    private void EmitRows(SourceWriter writer, VectorTarget target)
    {
        // The rows of the last axis but one are cut into blocks; those before it are taken one by one.
        int windows = Grid.Axes[Last].Windows, rows = Last == 0 ? 1 : Grid.Axes[Last - 1].Windows, block = Math.Min(rows, Math.Max(1, WindowBlock / windows));
        var (from, gradient) = (new List<(string, int)>(), new List<(string, int)>());
        for (int a = 0; a < Last; a++)
        {
            string r = "r" + CSharpLiteral.Of(a);
            int pitch = Grid.Axes.Skip(a + 1).Aggregate(Filters, (product, axis) => product * axis.Windows);
            if (a == Last - 1)
                writer.Open($"for (int {r} = 0; {r} < {CSharpLiteral.Of(rows)}; {r} += {CSharpLiteral.Of(block)})");
            else
                ConvolutionText.OpenLoop(writer, r, Grid.Axes[a].Windows);
            from.Add((r, Grid.Axes[a].Stride * Source.Pitch(a)));
            gradient.Add((r, pitch));
        }

        if (Last == 0)
            writer.Open();
        string first = string.Join(" || ", Enumerable.Range(0, Last).Select(a => $"r{CSharpLiteral.Of(a)} > 0").Prepend("s > 0").Prepend("accumulate"));
        writer.Line($"bool add = {first};");
        writer.Line($"int rows = {(rows % block == 0 ? CSharpLiteral.Of(block) : $"Math.Min({CSharpLiteral.Of(block)}, {CSharpLiteral.Of(rows)} - r{CSharpLiteral.Of(Last - 1)})")};");
        writer.Line($"int from = {ConvolutionText.Sum(Source.Origin(Pass), [.. from])}, at = {ConvolutionText.Sum(0, [.. gradient])};");
        EmitTiles(writer, target);
        if (Last == 0)
            writer.Close();
        for (int a = 0; a < Last; a++)
            writer.Close();
    }

    private void EmitTiles(SourceWriter writer, VectorTarget target)
    {
        int inGroup = Channels / Groups, filters = Filters / Groups;
        string δ = "at", x = "from", dw = "0";
        if (Groups > 1)
        {
            ConvolutionText.OpenLoop(writer, "g", Groups);
            δ = Join(δ, Times("g", filters));
            x = Join(x, Times("g", inGroup));
            dw = Times("g", Panels(filters) * Shape.PanelDepth * Panel);
        }

        writer.Line($"{Units(target).Name}<{Shape.Name}>(in {Of("gradient", δ)}, in {Of("source", x)}, ref {At("dw", dw)}, rows, {CSharpLiteral.Of(Grid.Axes[Last].Windows)}, add, {CSharpLiteral.Of(Grid.Axes[Last].Windows * Filters)}, {CSharpLiteral.Of(RowPitch)}, part, parts);");
        if (Groups > 1)
            writer.Close();
    }

    private int RowPitch => Last == 0 ? 0 : Grid.Axes[Last - 1].Stride * Source.Pitch(Last - 1);

    // Vectors run along the channels; parts are taps. The sums of all windows of a sample are added in registers.
    private void EmitDepthwise(SourceWriter writer, VectorTarget target)
    {
        writer.Open(LoopOver("tap", 0, Grid.Kernel, 1, isShared: true));
        var (element, place) = (new List<(string, int)>(), new List<(string, int)>());
        int size = 1;
        for (int a = Last; a >= 0; a--)
        {
            string k = "k" + CSharpLiteral.Of(a), ordinal = size == 1 ? "tap" : $"tap / {CSharpLiteral.Of(size)}";
            writer.Line($"int {k} = {(a == 0 ? ordinal : $"{ordinal} % {CSharpLiteral.Of(Grid.Axes[a].Kernel)}")};");
            element.Add((k, Grid.Axes[a].Dilation * Source.Pitch(a)));
            size *= Grid.Axes[a].Kernel;
        }

        for (int a = 0; a <= Last; a++)
        {
            string r = "r" + CSharpLiteral.Of(a);
            element.Add((r, Grid.Axes[a].Stride * Source.Pitch(a)));
            place.Add((r, Grid.Axes.Skip(a + 1).Aggregate(Filters, (product, axis) => product * axis.Windows)));
        }

        var channels = new ChannelLoop(writer, target, Channels);
        channels.ForEach(() =>
        {
            string dw = channels.PanelPlace("tap", Grid.Kernel);
            writer.Line($"{target.Type} sum = accumulate || s > 0 ? {target.Load("dw", dw)} : {target.Zero};");
            for (int a = 0; a <= Last; a++)
                writer.Open($"for (int r{CSharpLiteral.Of(a)} = 0; r{CSharpLiteral.Of(a)} < {CSharpLiteral.Of(Grid.Axes[a].Windows)}; r{CSharpLiteral.Of(a)}++)");
            writer.Line($"int element = {ConvolutionText.Sum(Source.Origin(Pass), [.. element])};");
            writer.Line($"int place = {ConvolutionText.Sum(0, [.. place])};");
            writer.Line($"sum = {target.MultiplyAdd(channels.Load("source", "element"), channels.Load("gradient", "place"), "sum")};");
            for (int a = 0; a <= Last; a++)
                writer.Close();
            writer.Line(target.Store("sum", "dw", dw));
        });
        writer.Close();
    }
}
