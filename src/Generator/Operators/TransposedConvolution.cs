using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// y = W ∗ᵀ x + b, the transposed map of a convolution with the same weight: each element of x is a window of y, to which it adds the
/// kernel times itself. It is the gradient of a convolution's input as well. Inputs: x [filters, windows…],
/// W [filters, channels / groups, kernel…] and, if there is one, b [channels].
/// </summary>
/// <param name="Grid">How the windows move over y.</param>
/// <param name="Groups">Into how many groups filters and channels are divided.</param>
/// <param name="HasBias">Whether there is a b.</param>
public sealed record TransposedConvolution(WindowGrid Grid, int Groups, bool HasBias) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "a";

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override IReadOnlyList<Reach>? Reaches => Grid.Axes.Select(axis => new Reach(Math.Ceiling(axis.Extent / (double)axis.Stride), 1.0 / axis.Stride)).ToArray();

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        Shape x = inputs[0].Shape, w = inputs[1].Shape;
        var channels = w.Rank > 1 ? w.Sizes[1] * Groups : 0;
        ConvolutionShape.Check(Name, Grid, Groups, channels, x, axis => axis.Windows, w);
        if (x.Sizes[0] != w.Sizes[0])
            throw new GraphException($"{Name}: weights {w} do not fit the value {x}.");
        return [new ValueType(ConvolutionShape.Of(channels, Grid.Axes.Select(axis => axis.Size), x.Roles))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor x = inputs[0], w = inputs[1];
        int filters = w.Shape.Sizes[0], perGroup = w.Shape.Sizes[1], channels = perGroup * Groups, windows = Grid.Windows, size = Grid.Size, kernel = Grid.Kernel;
        var y = new Tensor(ConvolutionShape.Of(channels, Grid.Axes.Select(axis => axis.Size), x.Shape.Roles), x.Count);
        var taps = Grid.Taps();
        for (var s = 0; s < x.Count; s++)
        {
            for (var c = 0; c < channels; c++)
            {
                for (var at = 0; HasBias && at < size; at++)
                    y[(((s * channels) + c) * size) + at] = inputs[2][c];
            }

            for (var o = 0; o < filters; o++)
            {
                for (var i = 0; i < perGroup; i++)
                {
                    int to = ((s * channels) + (o / (filters / Groups) * perGroup) + i) * size, from = ((s * filters) + o) * windows, weights = ((o * perGroup) + i) * kernel;
                    foreach (var tap in taps)
                        y[to + tap.At] += w[weights + tap.Kernel] * x[from + tap.Window];
                }
            }
        }

        return [y];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        Value x = context.Node.Inputs[0], w = context.Node.Inputs[1], δ = context.Gradient;

        // The windows are those of the gradient: it takes the part that a convolution's input has.
        context.ContributeParameter(w, new ConvolutionWeightGradient(Grid, Groups), x, δ);
        if (HasBias)
            context.ContributeParameter(context.Node.Inputs[2], new ChannelSum(), δ);
        context.Contribute(x, context.Add(new Convolution(Grid, Groups, HasBias: false), δ, w));
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{node.Inputs[1].Display} ∗ᵀ {node.Inputs[0].Display}" + (HasBias ? $" + {node.Inputs[2].Display}" : string.Empty);

    /// <inheritdoc/>
    public override long Cost(Node node) => (2L * node.Inputs[1].Shape.Length * Grid.Windows) + (HasBias ? node.Result.Shape.Length : 0);

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], w = context.Node.Inputs[1], y = context.Node.Result;
        var kernel = new TransposedConvolutionKernel(Grid.Merged(), y.Shape.Sizes[0], w.Shape.Sizes[0], Groups, HasBias, context.IsDouble);
        CallArgument[] bias = HasBias ? [context.Read(context.Node.Inputs[2])] : [];
        context.Call(kernel, [context.Read(x), context.Read(w), .. bias, context.Write(y), context.Count(1)]);
    }
}
