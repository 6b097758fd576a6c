using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>The largest element of each window, channel by channel; NaN where there is one.</summary>
/// <param name="Grid">How the windows move over the input.</param>
/// <param name="Result">The shape of the result, whose elements are the windows of every channel.</param>
public sealed record MaxPool(WindowGrid Grid, Shape Result) : Operator
{
    /// <inheritdoc/>
    public override bool WantsChannelsLast => true;

    /// <inheritdoc/>
    public override Operator WithChannelsLast(IReadOnlyList<Shape> inputs) => this with { Result = ChannelOrder.Last(Result) };

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override IReadOnlyList<Reach>? Reaches => Grid.Axes.Select(axis => new Reach(axis.Extent, axis.Stride)).ToArray();

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        if (!ChannelOrder.SpatialSizes(inputs[0].Shape).SequenceEqual(Grid.Axes.Select(axis => axis.Size)) || ChannelOrder.Of(inputs[0].Shape).Channels * Grid.Windows != Result.Length)
            throw new GraphException($"MaxPool of {inputs[0].Shape} by {Grid.Name} is not {Result}.");
        return [inputs[0] with { Shape = Result }];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var x = inputs[0];
        var y = new Tensor(Result, x.Count);
        Largest(Grid, x, Result, (window, at) => y[window] = x[at]);
        return [y];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        var x = context.Node.Inputs[0];
        context.Contribute(x, context.Add(new MaxPoolGradient(Grid), context.Gradient, x));
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"maxpool({node.Inputs[0].Display})";

    /// <inheritdoc/>
    public override long Cost(Node node) => (long)node.Result.Shape.Length * Grid.Kernel;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var x = context.Node.Inputs[0];
        context.Call(new MaxPoolKernel(Grid, ChannelOrder.Of(x.Shape).Channels, context.IsDouble), [context.Read(x), context.Write(context.Node.Result), context.Count(1)]);
    }

    /// <summary>Finds the largest element of every window: the first of several, the last of several NaN, as PyTorch does.</summary>
    /// <param name="grid">How the windows move.</param>
    /// <param name="x">What they move over.</param>
    /// <param name="result">The shape of the windows.</param>
    /// <param name="found">Told the ordinals of window and element.</param>
    internal static void Largest(WindowGrid grid, Tensor x, Shape result, Action<int, int> found)
    {
        var elements = ChannelOrder.Of(x.Shape);
        var windows = new ChannelOrder(elements.Channels, grid.Windows, elements.IsLast);
        if (windows.Channels * windows.Size != result.Length)
            throw new GraphException($"{result} are not the windows of {grid.Name}.");
        var taps = grid.Taps();
        for (var s = 0; s < x.Count; s++)
        {
            for (var c = 0; c < elements.Channels; c++)
            {
                var best = Enumerable.Repeat(-1, grid.Windows).ToArray();
                foreach (var tap in taps)
                {
                    var at = elements.At(s, c, tap.At);
                    if (best[tap.Window] < 0 || x[at] > x[best[tap.Window]] || double.IsNaN(x[at]))
                        best[tap.Window] = at;
                }

                for (var i = 0; i < best.Length; i++)
                    found(windows.At(s, c, i), best[i]);
            }
        }
    }
}
