using NetGen.Generator.Model;
using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// One pass of a convolution over a sample, channels last, as products of dense tiles: a row of results is a matrix whose rows are the
/// windows, overlapping in memory, times the weights, packed in panels of 16 channels of the result.
/// </summary>
/// <param name="Pass">How the windows move.</param>
/// <param name="Source">What they move over.</param>
/// <param name="Result">The sizes of the result's axes.</param>
/// <param name="Channels">How many channels the result has.</param>
/// <param name="Groups">Into how many groups the channels of both are divided.</param>
/// <param name="Shape">The tiles' shape, of the kernel's operands; depth and windows are those of the pass.</param>
internal sealed record ConvolutionProduct(ConvolutionPass Pass, ConvolutionSource Source, EquatableArray<int> Result, int Channels, int Groups, DenseShape Shape)
{
    private int Last => Pass.Axes.Count - 1;

    private int SourcePerGroup => Source.Channels / Groups;

    private int ResultPerGroup => Channels / Groups;

    /// <summary>How many scalars the packed weights of the pass have.</summary>
    public int WeightsLength => Groups * Panels(ResultPerGroup) * Shape.PanelDepth * VectorTarget.Panel;

    /// <summary>Describes a pass.</summary>
    /// <param name="pass">How the windows move.</param>
    /// <param name="source">What they move over.</param>
    /// <param name="result">The sizes of the result's axes.</param>
    /// <param name="channels">How many channels the result has.</param>
    /// <param name="groups">Into how many groups the channels are divided.</param>
    /// <param name="operands">A shape with the operands of the kernel.</param>
    /// <param name="suffix">What distinguishes the passes of a kernel.</param>
    /// <returns>The product.</returns>
    public static ConvolutionProduct Describe(ConvolutionPass pass, ConvolutionSource source, EquatableArray<int> result, int channels, int groups, DenseShape operands, string suffix)
    {
        int last = pass.Axes.Count - 1, perGroup = source.Channels / groups;
        var (depth, levels) = Stretches(pass, source, groups);
        int ResultPitch(int axis) => result.Skip(axis + 1).Aggregate(channels, (product, size) => product * size);
        var rows = pass.Axes.Take(last).Select((axis, a) => new WindowRows(axis.Windows.Windows, axis.Windows.Stride * source.Pitch(a), axis.Step * ResultPitch(a)));
        var windows = new WindowShape(suffix, pass.Axes[last].Windows.Stride * source.Pitch(last), pass.Axes[last].Step * channels, levels, new EquatableArray<WindowRows>(rows));
        return new ConvolutionProduct(pass, source, result, channels, groups, operands with { Depth = depth, Columns = channels / groups, PanelDepth = pass.Taps * perGroup, Windows = windows });
    }

    /// <summary>The stretches of memory that a window is: how long each is, and the loops over them.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="source">What its windows move over.</param>
    /// <param name="groups">Into how many groups the channels are divided.</param>
    /// <returns>The length, and the loops, outermost first.</returns>
    public static (int Depth, EquatableArray<WindowLevel> Levels) Stretches(ConvolutionPass pass, ConvolutionSource source, int groups)
    {
        int depth = source.Channels / groups;
        var levels = new List<WindowLevel>();
        for (int a = pass.Axes.Count - 1; a >= 0; a--)
        {
            var window = pass.Axes[a].Windows;
            int stride = window.Dilation * source.Pitch(a);
            if (window.Kernel == 1)
                continue;
            if (levels.Count == 0 && stride == depth)
                depth *= window.Kernel;
            else
                levels.Insert(0, new WindowLevel(window.Kernel, stride));
        }

        return (depth, new EquatableArray<WindowLevel>(levels));
    }

    /// <summary>The loops of the pass over a sample.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <returns>The part.</returns>
    public ConvolutionWindows Loops(VectorTarget target) => new(Pass.Axes[Last].Windows.Windows, ResultPerGroup, Math.Max(1, Shape.Windows!.Levels.Count), target);

    /// <summary>Writes the call that takes a sample through the pass.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="from">The source, a place.</param>
    /// <param name="w">The packed weights, a place.</param>
    /// <param name="b">The biases: as they are, or with each group's padded to whole panels.</param>
    /// <param name="to">Where the sample begins in y and h, an expression.</param>
    public void Emit(SourceWriter writer, VectorTarget target, string from, string w, string b, string to)
    {
        int first = Pass.Axes.Select((axis, a) => axis.First * Result.Skip(a + 1).Aggregate(Channels, (product, size) => product * size)).Sum();
        string source = CSharpLiteral.Of(Source.Origin(Pass)), weights = "0", bias = "0", scales = "0", place = Join(to, CSharpLiteral.Of(first));
        if (Groups > 1)
        {
            ConvolutionText.OpenLoop(writer, "g", Groups);
            source = Join(source, Times("g", SourcePerGroup));
            weights = Times("g", Panels(ResultPerGroup) * Shape.PanelDepth * VectorTarget.Panel);
            bias = Times("g", b == "b" ? ResultPerGroup : Panels(ResultPerGroup) * VectorTarget.Panel);
            scales = Times("g", ResultPerGroup);
            place = Join(place, scales);
        }

        // What the ending does not read is there all the same.
        string panel = Of(w, weights), y = At("y", place);
        writer.Line($"{Loops(target).Name}{Shape.Arguments}(in {Of(from, source)}, in {panel}, in {(Shape.HasBias ? Of(b, bias) : panel)}, in {(Shape.HasSaved ? Of("h", place) : y)}, in {(Shape.IsScaled ? Of("a", scales) : panel)}, ref {y});");
        if (Groups > 1)
            writer.Close();
    }
}
