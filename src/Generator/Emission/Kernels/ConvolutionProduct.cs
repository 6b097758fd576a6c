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
/// <param name="IsScaled">Whether there are scales and shifts of the channels in a.</param>
internal sealed record ConvolutionProduct(ConvolutionPass Pass, ConvolutionSource Source, EquatableArray<int> Result, int Channels, int Groups, DenseShape Shape, bool IsScaled = false)
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
        var windows = new WindowShape(suffix, pass.Axes[last].Windows.Stride * source.Pitch(last), pass.Axes[last].Step * channels, levels);
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

    /// <summary>The tiles that the pass takes.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <returns>The parts.</returns>
    public IEnumerable<KernelPart> Parts(VectorTarget target) =>
        from run in DenseProduct.Plan(ResultPerGroup, target)
        from tiles in ConvolutionText.Tiles(Pass.Axes[Last].Windows.Windows, Tallest(run.Width, target))
        select Tile(run, tiles.Height, target);

    /// <summary>Writes the loops of the pass over one sample.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="from">The source, a place.</param>
    /// <param name="w">The packed weights, a place.</param>
    /// <param name="b">The biases: as they are, or with each group's padded to whole panels.</param>
    /// <param name="to">Where the sample begins in y and h, an expression.</param>
    public void Emit(SourceWriter writer, VectorTarget target, string from, string w, string b, string to)
    {
        int panelLength = Shape.PanelDepth * VectorTarget.Panel;
        bool hasGroups = Groups > 1;
        if (hasGroups)
            ConvolutionText.OpenLoop(writer, "g", Groups);
        foreach (var run in DenseProduct.Plan(ResultPerGroup, target))
        {
            bool hasRuns = run.Count > 1;
            string v = hasRuns ? "v" : CSharpLiteral.Of(run.First);
            if (hasRuns)
                writer.Open(LoopOver("v", run.First, run.Count, run.Width, isShared: false));
            var (source, result) = OpenRows(writer);
            string column = Times(v, target.Lanes), bias = column;
            if (hasGroups)
            {
                bias = Join(Times("g", b == "b" ? ResultPerGroup : Panels(ResultPerGroup) * VectorTarget.Panel), column);
                source = Join(source, Times("g", SourcePerGroup));
                column = Join(Times("g", ResultPerGroup), column);
            }

            string scales = column;
            string weights = DenseProduct.WeightOffset(v, panelLength, target);
            if (hasGroups)
                weights = Join(Times("g", Panels(ResultPerGroup) * panelLength), weights);
            writer.Line($"ref readonly {target.Scalar} row = ref {Of(from, source)};");
            writer.Line($"ref readonly {target.Scalar} panel = ref {Of(w, weights)};");
            writer.Line($"int place = {Join(Join(to, result), column)};");
            foreach (var (first, height, count) in ConvolutionText.Tiles(Pass.Axes[Last].Windows.Windows, Tallest(run.Width, target)))
            {
                if (count > 1)
                    writer.Line($"for (int q = {CSharpLiteral.Of(first)}; q < {CSharpLiteral.Of(first + (height * count))}; q += {CSharpLiteral.Of(height)})");
                string q = count > 1 ? "q" : CSharpLiteral.Of(first), indent = count > 1 ? "    " : "";
                string place = Join("place", Times(q, Shape.Windows!.ResultStride)), y = At("y", place);
                string h = Shape.HasSaved ? Of("h", place) : y;
                writer.Line($"{indent}{Tile(run, height, target).Name}<{Shape.Name}>(in {Of("row", Times(q, Shape.Windows.RowStride))}, in panel, in {(Shape.HasBias ? Of(b, bias) : "panel")}, in {h}, {(IsScaled ? $"in {Of("a", scales)}, " : "")}ref {y});");
            }

            for (int a = 0; a < Last; a++)
                writer.Close();
            if (Last == 0)
                writer.Close();
            if (hasRuns)
                writer.Close();
        }

        if (hasGroups)
            writer.Close();
    }

    // The loops over rows of windows, and where a row begins in source and result.
    private (string Source, string Result) OpenRows(SourceWriter writer)
    {
        int from = Source.Origin(Pass), to = 0;
        var (source, result) = (new List<(string, int)>(), new List<(string, int)>());
        for (int a = 0; a <= Last; a++)
        {
            var axis = Pass.Axes[a];
            int pitch = Result.Skip(a + 1).Aggregate(Channels, (product, size) => product * size);
            to += axis.First * pitch;
            if (a == Last)
                break;
            string r = "r" + CSharpLiteral.Of(a);
            ConvolutionText.OpenLoop(writer, r, axis.Windows.Windows);
            source.Add((r, axis.Windows.Stride * Source.Pitch(a)));
            result.Add((r, axis.Step * pitch));
        }

        if (Last == 0)
            writer.Open();
        return (ConvolutionText.Sum(from, [.. source]), ConvolutionText.Sum(to, [.. result]));
    }

    private DenseTile Tile(DenseProduct.Run run, int height, VectorTarget target) => new(height, run.Width, new DenseVariant(target, run.Lanes != 0, Shape.Windows!.Levels.Count, IsScaled));

    // As many rows as the registers hold beside the weights and two scalars.
    private static int Tallest(int width, VectorTarget target) => Math.Min(16, width == 1 ? target.Registers - 4 : (target.Registers - width - 1) / width);
}
