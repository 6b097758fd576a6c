using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// y = W ∗ x + b: at each window of x, the sum of the kernel's elements times those below it, over the channels of a group. Inputs:
/// x [channels, sizes…], W [filters, channels / groups, kernel…] and, if there is one, b [filters].
/// </summary>
/// <param name="Grid">How the windows move over x.</param>
/// <param name="Groups">Into how many groups channels and filters are divided.</param>
/// <param name="HasBias">Whether there is a b.</param>
/// <param name="Activation">What is applied to the sums, where a pass has taken an activation over; otherwise null.</param>
/// <param name="Slope">For the gradient of a transposed convolution's input, the activation before it; otherwise null.</param>
/// <param name="IsScaled">Whether the scales and shifts of a normalization are applied to the sums.</param>
/// <param name="HasAddend">Whether another value is added then.</param>
public sealed record Convolution(WindowGrid Grid, int Groups, bool HasBias, Activation? Activation = null, Activation? Slope = null, bool IsScaled = false, bool HasAddend = false)
    : ConvolutionMap(Grid, Groups, HasBias, Activation, Slope, IsScaled, HasAddend)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Reach>? Reaches => Grid.Axes.Select(axis => new Reach(axis.Extent, axis.Stride)).ToArray();

    /// <inheritdoc/>
    protected override string Sign => "∗";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        Shape x = inputs[0].Shape, w = inputs[1].Shape;
        ConvolutionShape.Check(Name, Grid, Groups, x, w.Rank > 1 ? w.Sizes[1] * Groups : 0, axis => axis.Size, w);
        return [new ValueType(ChannelOrder.Make(x, w.Sizes[0], Grid.Axes.Select(axis => axis.Windows)))];
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
    protected override ConvolutionMapKernel Kernel(int channels, int filters, VectorExpression? epilogue, bool isDouble) =>
        new ConvolutionKernel(Grid, channels, filters, Groups, HasBias, epilogue, isDouble, IsScaled);

    /// <inheritdoc/>
    protected override void AddProducts(Tensor x, Tensor w, Tensor y) =>
        ForEachProduct(Groups, Grid, x, y, (weight, element, window) => y[window] += w[weight] * x[element]);
}
