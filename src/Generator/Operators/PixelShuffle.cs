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
    public override IReadOnlyList<Reach>? Reaches => [new(1, 1.0 / Factor), new(1, 1.0 / Factor)];

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        var x = inputs[0].Shape;
        int area = Factor * Factor;
        if (x.Rank != 3 || (IsInverse ? x.Sizes[1] % Factor != 0 || x.Sizes[2] % Factor != 0 : x.Sizes[0] % area != 0))
            throw new GraphException($"PixelShuffle by {Factor} of {x}.");
        int[] sizes = IsInverse
            ? [x.Sizes[0] * area, x.Sizes[1] / Factor, x.Sizes[2] / Factor]
            : [x.Sizes[0] / area, x.Sizes[1] * Factor, x.Sizes[2] * Factor];
        return [inputs[0] with { Shape = new Shape(sizes, x.Roles) }];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var x = inputs[0];
        var y = new Tensor(Infer([new ValueType(x.Shape)])[0].Shape, x.Count);
        var small = IsInverse ? y.Shape : x.Shape;
        int channels = small.Sizes[0], height = small.Sizes[1], width = small.Sizes[2], area = Factor * Factor;
        for (var at = 0; at < x.Data.Length; at++)
        {
            int column = at % width, row = at / width % height, channel = at / width / height % channels, sample = at / width / height / channels;
            int i = channel % area / Factor, j = channel % Factor;
            var shuffled = (((((sample * (channels / area)) + (channel / area)) * height * Factor) + (row * Factor) + i) * width * Factor) + (column * Factor) + j;
            if (IsInverse)
                y[at] = x[shuffled];
            else
                y[shuffled] = x[at];
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
        int height = small.Sizes[1], width = small.Sizes[2], channels = small.Sizes[0] / (Factor * Factor);

        // The axes c, i, j, row, column of the small picture are c, row, i, column, j of the large one.
        int[] sizes = IsInverse ? [channels, Factor, Factor, height, width] : [channels, height, Factor, width, Factor];
        int plane = height * width, all = Factor * Factor * plane;
        int[] strides = IsInverse
            ? [all, width * Factor, 1, width * Factor * Factor, Factor]
            : [all, width, Factor * plane, 1, plane];
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
