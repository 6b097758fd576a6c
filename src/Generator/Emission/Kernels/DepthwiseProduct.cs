using NetGen.Generator.Model;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// One pass of a depthwise convolution over a sample, channels last: every channel has a filter of its own, so that vectors run along the
/// channels. W is packed in panels of 16 channels, within a panel tap by tap.
/// </summary>
/// <param name="Pass">How the windows move.</param>
/// <param name="Source">What they move over.</param>
/// <param name="Result">The sizes of the result's axes.</param>
/// <param name="Grid">The taps of W.</param>
/// <param name="HasBias">Whether there is a b.</param>
/// <param name="IsScaled">Whether there are scales and shifts of the channels in a.</param>
/// <param name="Epilogue">What is done to the sums, or nothing.</param>
internal sealed record DepthwiseProduct(ConvolutionPass Pass, ConvolutionSource Source, EquatableArray<int> Result, WindowGrid Grid, bool HasBias, bool IsScaled, VectorExpression? Epilogue)
{
    /// <summary>Results of a row that are summed at once, with the same weights.</summary>
    private const int Together = 4;

    private int Last => Pass.Axes.Count - 1;

    /// <summary>Writes the loops of the pass.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="sample">Where the sample begins in y and h, an expression.</param>
    public void Emit(SourceWriter writer, VectorTarget target, string sample)
    {
        var (from, to) = (new List<(string, int)>(), new List<(string, int)>());
        int origin = Source.Origin(Pass), first = 0;
        for (int a = 0; a <= Last; a++)
        {
            var axis = Pass.Axes[a];
            int pitch = Result.Skip(a + 1).Aggregate(Source.Channels, (product, size) => product * size);
            first += axis.First * pitch;
            if (a == Last)
                break;
            string r = "r" + CSharpLiteral.Of(a);
            ConvolutionText.OpenLoop(writer, r, axis.Windows.Windows);
            from.Add((r, axis.Windows.Stride * Source.Pitch(a)));
            to.Add((r, axis.Step * pitch));
        }

        var row = Pass.Axes[Last];
        foreach (var (start, height, count) in ConvolutionText.Tiles(row.Windows.Windows, Together))
        {
            ConvolutionText.OpenLoop(writer, "tile", count);
            writer.Line($"int from = {ConvolutionText.Sum(origin + (start * row.Windows.Stride * Source.Channels), [.. from, ("tile", height * row.Windows.Stride * Source.Channels)])};");
            writer.Line($"int to = {DenseText.Join(sample, ConvolutionText.Sum(first + (start * row.Step * Source.Channels), [.. to, ("tile", height * row.Step * Source.Channels)]))};");
            EmitResults(writer, target, height, row);
            writer.Close();
        }

        for (int a = 0; a < Last; a++)
            writer.Close();
    }

    private void EmitResults(SourceWriter writer, VectorTarget target, int height, PassAxis row)
    {
        var channels = new ChannelLoop(writer, target, Source.Channels);
        channels.ForEach(() =>
        {
            for (int i = 0; i < height; i++)
                writer.Line($"{target.Type} sum{CSharpLiteral.Of(i)} = {(i > 0 ? "sum0" : HasBias ? channels.Load("b", "0") : target.Zero)};");
            var (taps, elements) = (new List<(string, int)>(), new List<(string, int)>());
            int tap = 0, size = 1;
            for (int a = Last; a >= 0; a--)
            {
                var axis = Pass.Axes[a];
                string k = "k" + CSharpLiteral.Of(a);
                tap += axis.Tap * size;
                taps.Add((k, axis.TapStep * size));
                elements.Add((k, axis.Windows.Dilation * Source.Pitch(a)));
                size *= Grid.Axes[a].Kernel;
            }

            for (int a = 0; a <= Last; a++)
                writer.Open($"for (int k{CSharpLiteral.Of(a)} = 0; k{CSharpLiteral.Of(a)} < {CSharpLiteral.Of(Pass.Axes[a].Windows.Kernel)}; k{CSharpLiteral.Of(a)}++)");
            writer.Line($"int tap = {ConvolutionText.Sum(tap, [.. taps])};");
            writer.Line($"int element = {DenseText.Join("from", ConvolutionText.Sum(0, [.. elements]))};");
            writer.Line($"{target.Type} weight = {channels.LoadPanel("w", "tap", Grid.Kernel)};");
            for (int i = 0; i < height; i++)
                writer.Line($"sum{CSharpLiteral.Of(i)} = {target.MultiplyAdd(channels.Load("source", DenseText.Plus("element", i * row.Windows.Stride * Source.Channels)), "weight", "sum" + CSharpLiteral.Of(i))};");
            for (int a = 0; a <= Last; a++)
                writer.Close();
            if (IsScaled)
                writer.Line($"{target.Type} scale = {channels.Load("a", "0")}, shift = {channels.Load("a", CSharpLiteral.Of(Source.Channels))};");
            for (int i = 0; i < height; i++)
            {
                string sum = "sum" + CSharpLiteral.Of(i), place = DenseText.Plus("to", i * row.Step * Source.Channels);
                if (IsScaled)
                    writer.Line($"{sum} = {target.MultiplyAdd(sum, "scale", "shift")};");
                if (Epilogue is { Arity: > 1 })
                    writer.Line($"{target.Type} h{CSharpLiteral.Of(i)} = {channels.Load("h", place)};");
                if (Epilogue is not null)
                    writer.Line($"{sum} = {Epilogue.Emit(target, Epilogue.Arity > 1 ? [sum, "h" + CSharpLiteral.Of(i)] : [sum])};");
                channels.Store(sum, "y", place);
            }
        });
    }
}
