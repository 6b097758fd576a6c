using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// y = W ∗ x + b: at each window of x, the sum of the kernel's elements times those below it, over the channels of a group. Inputs:
/// x [channels, sizes…], W [filters, channels / groups, kernel…] and, if there is one, b [filters].
/// </summary>
/// <param name="Grid">How the windows move over x.</param>
/// <param name="Groups">Into how many groups channels and filters are divided.</param>
/// <param name="HasBias">Whether there is a b.</param>
public sealed record Convolution(WindowGrid Grid, int Groups, bool HasBias) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "a";

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override IReadOnlyList<Reach>? Reaches => Grid.Axes.Select(axis => new Reach(axis.Extent, axis.Stride)).ToArray();

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        Shape x = inputs[0].Shape, w = inputs[1].Shape;
        ConvolutionShape.Check(Name, Grid, Groups, x.Sizes[0], x, axis => axis.Size, w);
        return [new ValueType(ConvolutionShape.Of(w.Sizes[0], Grid.Axes.Select(axis => axis.Windows), x.Roles))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor x = inputs[0], w = inputs[1];
        int filters = w.Shape.Sizes[0], perGroup = w.Shape.Sizes[1], channels = perGroup * Groups, windows = Grid.Windows, size = Grid.Size, kernel = Grid.Kernel;
        var y = new Tensor(ConvolutionShape.Of(filters, Grid.Axes.Select(axis => axis.Windows), x.Shape.Roles), x.Count);
        var taps = Grid.Taps();
        for (var s = 0; s < x.Count; s++)
        {
            for (var o = 0; o < filters; o++)
            {
                var to = ((s * filters) + o) * windows;
                for (var q = 0; q < windows; q++)
                    y[to + q] = HasBias ? inputs[2][o] : 0;
                for (var i = 0; i < perGroup; i++)
                {
                    int from = ((s * channels) + (o / (filters / Groups) * perGroup) + i) * size, weights = ((o * perGroup) + i) * kernel;
                    foreach (var tap in taps)
                        y[to + tap.Window] += w[weights + tap.Kernel] * x[from + tap.At];
                }
            }
        }

        return [y];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        Value x = context.Node.Inputs[0], w = context.Node.Inputs[1], δ = context.Gradient;
        context.ContributeParameter(w, new ConvolutionWeightGradient(Grid, Groups), δ, x);
        if (HasBias)
            context.ContributeParameter(context.Node.Inputs[2], new ChannelSum(), δ);
        context.Contribute(x, context.Add(new TransposedConvolution(Grid, Groups, HasBias: false), δ, w));
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{node.Inputs[1].Display} ∗ {node.Inputs[0].Display}" + (HasBias ? $" + {node.Inputs[2].Display}" : string.Empty);

    /// <inheritdoc/>
    public override long Cost(Node node) => (2L * node.Inputs[1].Shape.Length * Grid.Windows) + (HasBias ? node.Result.Shape.Length : 0);

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], w = context.Node.Inputs[1], y = context.Node.Result;
        var kernel = new ConvolutionKernel(Grid.Merged(), x.Shape.Sizes[0], w.Shape.Sizes[0], Groups, HasBias, context.IsDouble);
        CallArgument[] bias = HasBias ? [context.Read(context.Node.Inputs[2])] : [];
        context.Call(kernel, [context.Read(x), context.Read(w), .. bias, context.Write(y), context.Count(1)]);
    }
}

/// <summary>The shapes around a convolution.</summary>
internal static class ConvolutionShape
{
    /// <summary>Channels, then spatial axes.</summary>
    /// <param name="channels">How many channels.</param>
    /// <param name="sizes">The sizes of the spatial axes.</param>
    /// <param name="roles">The roles of all axes.</param>
    /// <returns>The shape.</returns>
    public static Shape Of(int channels, IEnumerable<int> sizes, string roles) => new(sizes.Prepend(channels), roles);

    /// <summary>The shape of a weight: filters of the side with the windows, channels of a group of the other, the kernel.</summary>
    /// <param name="filters">How many channels the side with the windows has.</param>
    /// <param name="perGroup">How many channels a group of the other side has.</param>
    /// <param name="grid">How the windows move.</param>
    /// <param name="roles">The roles of the axes of both sides.</param>
    /// <returns>The shape.</returns>
    public static Shape OfWeight(int filters, int perGroup, WindowGrid grid, string roles) =>
        new(grid.Axes.Select(axis => axis.Kernel).Prepend(perGroup).Prepend(filters), "F" + roles);

    /// <summary>Refuses values that do not fit a grid.</summary>
    /// <param name="name">The operator.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="groups">How many groups.</param>
    /// <param name="channels">How many channels the side has that the windows move over.</param>
    /// <param name="value">The value that is read.</param>
    /// <param name="size">What the size of its axes is to be.</param>
    /// <param name="weight">The shape of the weight.</param>
    public static void Check(string name, WindowGrid grid, int groups, int channels, Shape value, Func<WindowAxis, int> size, Shape weight)
    {
        var fits = value.Rank == grid.Axes.Count + 1
            && weight.Rank == value.Rank + 1
            && value.Sizes.Skip(1).SequenceEqual(grid.Axes.Select(size))
            && weight.Sizes.Skip(2).SequenceEqual(grid.Axes.Select(axis => axis.Kernel))
            && weight.Sizes[1] * groups == channels
            && weight.Sizes[0] % groups == 0;
        if (!fits)
            throw new GraphException($"{name}: weights {weight} in {groups} groups and {grid.Name} do not fit the value {value}.");
    }
}
