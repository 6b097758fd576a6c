using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>(C·r², H, W) as (C, H·r, W·r), or back: channel c·r² + i·r + j is at rows i and columns j of every r × r.</summary>
/// <param name="Factor">r.</param>
/// <param name="IsInverse">Whether it is the way back.</param>
public sealed record PixelShuffle(int Factor, bool IsInverse = false) : Operator
{
    /// <inheritdoc/>
    public override bool WantsChannelsLast => true;

    /// <inheritdoc/>
    public override Operator WithChannelsLast(IReadOnlyList<Shape> inputs) => this;

    /// <inheritdoc/>
    public override IReadOnlyList<Reach>? Reaches => [new(1, 1.0 / Factor), new(1, 1.0 / Factor)];

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        var x = inputs[0].Shape;
        int area = Factor * Factor, channels = ChannelOrder.Of(x).Channels;
        int[] sizes = [.. ChannelOrder.SpatialSizes(x)];
        if (x.Rank != 3 || (IsInverse ? sizes[0] % Factor != 0 || sizes[1] % Factor != 0 : channels % area != 0))
            throw new GraphException($"PixelShuffle by {Factor} of {x}.");
        var result = IsInverse
            ? ChannelOrder.Make(x, channels * area, [sizes[0] / Factor, sizes[1] / Factor])
            : ChannelOrder.Make(x, channels / area, [sizes[0] * Factor, sizes[1] * Factor]);
        return [inputs[0] with { Shape = result }];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var x = inputs[0];
        var y = new Tensor(Infer([new ValueType(x.Shape)])[0].Shape, x.Count);
        var (small, large) = IsInverse ? (y.Shape, x.Shape) : (x.Shape, y.Shape);
        ChannelOrder from = ChannelOrder.Of(small), to = ChannelOrder.Of(large);
        int width = ChannelOrder.SpatialSizes(small).Last();
        for (var s = 0; s < x.Count; s++)
        {
            for (var c = 0; c < from.Channels; c++)
            {
                for (var at = 0; at < from.Size; at++)
                {
                    int i = c % (Factor * Factor) / Factor, j = c % Factor;
                    var shuffled = to.At(s, c / (Factor * Factor), (((at / width * Factor) + i) * width * Factor) + (at % width * Factor) + j);
                    var plain = from.At(s, c, at);
                    if (IsInverse)
                        y[plain] = x[shuffled];
                    else
                        y[shuffled] = x[plain];
                }
            }
        }

        return [y];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context) =>
        context.Contribute(context.Node.Inputs[0], context.Add(this with { IsInverse = !IsInverse }, context.Gradient));

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{(IsInverse ? "unshuffle" : "shuffle")}({node.Inputs[0].Display})";

    /// <inheritdoc/>
    public override long Cost(Node node) => 0;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], y = context.Node.Result;
        var small = IsInverse ? y.Shape : x.Shape;
        int height = small.Sizes[0], width = small.Sizes[1], channels = small.Sizes[2] / (Factor * Factor);

        // The axes row, column, c, i, j of the small picture are row, i, column, j, c of the large one.
        int all = small.Sizes[2], row = width * Factor * channels;
        int[] sizes = IsInverse ? [height, width, channels, Factor, Factor] : [height, Factor, width, Factor, channels];
        int[] strides = IsInverse
            ? [Factor * row, Factor * channels, 1, row, channels]
            : [width * all, Factor, all, 1, Factor * Factor];
        context.Call(new PermuteKernel(new EquatableArray<int>(sizes), new EquatableArray<int>(strides), context.IsDouble), [context.Read(x), context.Write(y), context.Count(1)]);
    }
}

/// <summary>The attribute <c>[PixelShuffle]</c>.</summary>
public sealed class PixelShuffleDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "PixelShuffle";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var factor = layer.PositiveInteger("Factor");
        layer.RequireAxes(layer.Input, "CHW");
        var channels = layer.Input.Shape.Sizes[0];
        if (channels % checked(factor * factor) != 0)
        {
            throw layer.Error(
                DiagnosticIds.InvalidArgument, "Factor", "Factor", layer.Name, CSharpLiteral.Of(factor),
                $"its square must divide the {CSharpLiteral.Of(channels)} channels of '{layer.InputNames[0]}', which is {layer.Input.Shape}");
        }

        return layer.Add(new PixelShuffle(factor), layer.Input);
    }
}
