using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>The gradient of a bias that every position of a channel has: Σ δ over samples and positions. Inputs: δ and, if there is one, the sum so far.</summary>
public sealed record ChannelSum : Operator
{
    /// <inheritdoc/>
    // Two parameters may have equal gradients, and each is written to a place of its own.
    public override bool IsPure => false;

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Vector(ChannelOrder.Of(inputs[0].Shape).Channels), Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var δ = inputs[0];
        var order = ChannelOrder.Of(δ.Shape);
        var sums = new Tensor(Shape.Vector(order.Channels), 1);
        if (inputs.Count > 1)
            Array.Copy(inputs[1].Data, sums.Data, order.Channels);
        for (var s = 0; s < δ.Count; s++)
        {
            for (var c = 0; c < order.Channels; c++)
            {
                for (var at = 0; at < order.Size; at++)
                    sums[c] += δ[order.At(s, c, at)];
            }
        }

        return [sums];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => (node.Inputs.Length > 1 ? node.Inputs[1].Display + " + " : string.Empty) + "Σ " + node.Inputs[0].Display;

    /// <inheritdoc/>
    public override long Cost(Node node) => node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value δ = context.Node.Inputs[0], sums = context.Node.Result;
        var kernel = new DenseBiasGradientKernel(sums.Shape.Length, context.IsDouble);
        context.Call(kernel, [context.Read(δ), context.Write(sums), context.Rows(δ), context.Accumulate(context.Node.Inputs.Length > 1), .. context.PartIfAsked(kernel)]);
    }
}
