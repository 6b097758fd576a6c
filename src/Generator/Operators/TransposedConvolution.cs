using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
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
/// <param name="Activation">What is applied to the sums, where a pass has taken an activation over; otherwise null.</param>
/// <param name="Slope">For the gradient of a convolution's input, the activation before it; otherwise null.</param>
/// <param name="IsScaled">Whether the scales and shifts of a normalization are applied to the sums.</param>
/// <param name="HasAddend">Whether another value is added then.</param>
public sealed record TransposedConvolution(WindowGrid Grid, int Groups, bool HasBias, Activation? Activation = null, Activation? Slope = null, bool IsScaled = false, bool HasAddend = false)
    : ConvolutionMap(Grid, Groups, HasBias, Activation, Slope, IsScaled, HasAddend)
{
    /// <inheritdoc/>
    public override IReadOnlyList<Reach>? Reaches => Grid.Axes.Select(axis => new Reach(Math.Ceiling(axis.Extent / (double)axis.Stride), 1.0 / axis.Stride)).ToArray();

    /// <inheritdoc/>
    protected override string Sign => "∗ᵀ";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        Shape x = inputs[0].Shape, w = inputs[1].Shape;
        ConvolutionShape.Check(Name, Grid, Groups, x, w.Sizes[0], axis => axis.Windows, w);
        return [new ValueType(ChannelOrder.Make(x, w.Sizes[1] * Groups, Grid.Axes.Select(axis => axis.Size)))];
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
    protected override ConvolutionMapKernel Kernel(int channels, int filters, VectorExpression? epilogue, bool isDouble) =>
        new TransposedConvolutionKernel(Grid, channels, filters, Groups, HasBias, epilogue, isDouble, IsScaled);

    /// <inheritdoc/>
    protected override void AddProducts(Tensor x, Tensor w, Tensor y) =>
        ForEachProduct(Groups, Grid, y, x, (weight, element, window) => y[element] += w[weight] * x[window]);
}
