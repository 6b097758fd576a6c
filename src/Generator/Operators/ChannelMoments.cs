using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>Of each channel of each sample the mean, then the sum of the squared distances from it; its gradient is part of that of <see cref="ChannelAffine"/>.</summary>
public sealed record ChannelMoments : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "m";

    /// <inheritdoc/>
    public override bool WantsChannelsLast => true;

    /// <inheritdoc/>
    public override Operator? WithChannelsLast(IReadOnlyList<Shape> inputs) => this;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) =>
        [inputs[0] with { Shape = Shape.Vector(checked(2 * ChannelAxis.Of(inputs[0].Shape).Channels)) }];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var x = inputs[0];
        var axis = ChannelAxis.Of(x.Shape);
        var moments = new Tensor(Shape.Vector(2 * axis.Channels), x.Count);
        int Place(int i) => (i / x.Shape.Length * moments.Shape.Length) + axis.ChannelOf(i);
        for (var i = 0; i < x.Data.Length; i++)
            moments[Place(i)] += x[i] / axis.Positions;
        for (var i = 0; i < x.Data.Length; i++)
            moments[Place(i) + axis.Channels] += Math.Pow(x[i] - moments[Place(i)], 2);
        return [moments];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"mean {node.Inputs[0].Display}, Σ ({node.Inputs[0].Display} − mean)² of each sample";

    /// <inheritdoc/>
    public override long Cost(Node node) => 4L * node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], m = context.Node.Result;
        var axis = ChannelAxis.OfRows(x.Shape);
        context.Call(new ChannelMomentsKernel(ChannelGroup.Remainder(axis.Channels), context.IsDouble), [context.Read(x), context.Write(m), .. axis.Sizes(context)]);
    }
}
