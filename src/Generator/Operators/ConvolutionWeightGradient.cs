using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// The gradient of a convolution's weights: for each element of the kernel the sum, over samples and windows, of the gradient of a window
/// times what was below the element. Inputs: δ [filters, windows…], x [channels, sizes…] and, if there is one, the sum so far.
/// </summary>
/// <param name="Grid">How the windows move over x.</param>
/// <param name="Groups">Into how many groups channels and filters are divided.</param>
public sealed record ConvolutionWeightGradient(WindowGrid Grid, int Groups) : Operator
{
    /// <inheritdoc/>
    // Two parameters may have equal gradients, and each is written to a place of its own.
    public override bool IsPure => false;

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(ShapeOf(inputs[0].Shape, inputs[1].Shape), Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor δ = inputs[0], x = inputs[1];
        var dw = new Tensor(ShapeOf(δ.Shape, x.Shape), 1);
        if (inputs.Count > 2)
            Array.Copy(inputs[2].Data, dw.Data, dw.Data.Length);
        ConvolutionMap.ForEachProduct(Groups, Grid, x, δ, (weight, element, window) => dw[weight] += δ[window] * x[element]);
        return [dw];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) =>
        (node.Inputs.Length > 2 ? node.Inputs[2].Display + " + " : string.Empty) + $"{node.Inputs[0].Display} ⋆ {node.Inputs[1].Display}";

    /// <inheritdoc/>
    public override long Cost(Node node) => 2L * node.Result.Shape.Length * Grid.Windows;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value δ = context.Node.Inputs[0], x = context.Node.Inputs[1], dw = context.Node.Result;
        var kernel = new ConvolutionWeightGradientKernel(Grid, ChannelOrder.Of(x.Shape).Channels, ChannelOrder.Of(δ.Shape).Channels, Groups, context.IsDouble);
        context.Call(kernel, [context.Read(δ), context.Read(x), context.Write(dw), .. context.ScratchIfAsked(kernel), context.Count(1), context.Accumulate(context.Node.Inputs.Length > 2), .. context.PartIfAsked(kernel)]);
    }

    private Shape ShapeOf(Shape δ, Shape x) => ConvolutionShape.OfWeight(ChannelOrder.Of(δ).Channels, ChannelOrder.Of(x).Channels / Groups, Grid, x.Roles);
}
