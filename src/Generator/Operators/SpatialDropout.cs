using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>Inverted dropout of whole channels, the same at all positions; its own adjoint, like <see cref="Dropout"/>, whose mask of a vector of channels it has.</summary>
/// <param name="Rate">The probability of a channel to become 0.</param>
/// <param name="Ordinal">The ordinal of the layer, which keys the mask.</param>
public sealed record SpatialDropout(double Rate, int Ordinal) : Operator, ITrainingOnly
{
    /// <inheritdoc/>
    public override bool WantsChannelsLast => true;

    /// <inheritdoc/>
    public override Operator? WithChannelsLast(IReadOnlyList<Shape> inputs) => this;

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var x = inputs[0];
        var axis = ChannelAxis.Of(x.Shape);
        var result = new Tensor(x.Shape, x.Count);
        for (var i = 0; i < result.Data.Length; i++)
            result[i] = context.IsKept(Ordinal, i / x.Shape.Length, axis.ChannelOf(i), Rate) ? x[i] / (1 - Rate) : 0;
        return [result];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context) =>
        context.Contribute(context.Node.Inputs[0], context.Add(this, context.Gradient));

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{Dropout.Notation(node, Rate)}, m of whole channels";

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], y = context.Node.Result;
        var axis = ChannelAxis.OfRows(x.Shape);
        var kernel = new SpatialDropoutKernel(axis.Channels, axis.Positions, Rate, Ordinal, context.IsDouble);
        context.Call(kernel, [context.Read(x), context.Write(y), context.Scratch(), context.Seed(), context.Step(), context.Count(1), context.FirstSample()]);
    }
}

/// <summary>The attribute <c>[SpatialDropout]</c>.</summary>
public sealed class SpatialDropoutDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "SpatialDropout";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        layer.RequireChannels(layer.Input);
        var rate = DropoutDefinition.Rate(layer);
        return Normalization.OnChannels(layer, x => layer.Add(new SpatialDropout(rate, layer.Ordinal), x));
    }
}
