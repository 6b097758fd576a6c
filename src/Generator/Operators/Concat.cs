using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>Values one after another along an axis.</summary>
/// <param name="Axis">The axis.</param>
public sealed record Concat(int Axis) : Operator
{
    /// <inheritdoc/>
    public override Operator WithChannelsLast(IReadOnlyList<Shape> inputs) => new Concat(Axis == 0 ? inputs[0].Rank - 1 : Axis - 1);

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) =>
        [inputs[0] with { Shape = inputs[0].Shape.With(Axis, inputs.Sum(input => input.Shape.Sizes[Axis])) }];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var shape = inputs[0].Shape.With(Axis, inputs.Sum(input => input.Shape.Sizes[Axis]));
        var result = new Tensor(shape, inputs[0].Count);
        int outer = inputs[0].Count * shape.Product(0, Axis), width = shape.Product(Axis, shape.Rank), offset = 0;
        foreach (var input in inputs)
        {
            var length = input.Shape.Product(Axis, shape.Rank);
            for (var o = 0; o < outer; o++)
                Array.Copy(input.Data, o * length, result.Data, (o * width) + offset, length);
            offset += length;
        }

        return [result];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        var start = 0;
        foreach (var input in context.Node.Inputs)
        {
            var size = input.Shape.Sizes[Axis];
            context.Contribute(input, context.Add(new Slice(Axis, start, size), context.Gradient));
            start += size;
        }
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"[{string.Join("; ", node.Inputs.Select(input => input.Display))}]";

    /// <inheritdoc/>
    public override long Cost(Node node) => 0;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var result = context.Node.Result;
        int outer = result.Shape.Product(0, Axis), width = result.Shape.Product(Axis, result.Shape.Rank), offset = 0;
        foreach (var input in context.Node.Inputs)
        {
            var length = input.Shape.Product(Axis, result.Shape.Rank);
            context.Call(new BlockCopyKernel(length, 0, length, offset, width, context.IsDouble), [context.Read(input), context.Write(result), context.Count(outer)]);
            offset += length;
        }
    }
}

/// <summary>A stretch of an axis; the adjoint of <see cref="Concat"/>.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Start">The first index.</param>
/// <param name="Size">How many.</param>
public sealed record Slice(int Axis, int Start, int Size) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0] with { Shape = inputs[0].Shape.With(Axis, Size) }];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var shape = inputs[0].Shape;
        var result = new Tensor(shape.With(Axis, Size), inputs[0].Count);
        int outer = inputs[0].Count * shape.Product(0, Axis), inner = shape.Product(Axis + 1, shape.Rank), width = shape.Product(Axis, shape.Rank);
        for (var o = 0; o < outer; o++)
            Array.Copy(inputs[0].Data, (o * width) + (Start * inner), result.Data, o * Size * inner, Size * inner);
        return [result];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{node.Inputs[0].Display}[{CSharpLiteral.Of(Start)}‥{CSharpLiteral.Of(Start + Size)}]";

    /// <inheritdoc/>
    public override long Cost(Node node) => 0;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var source = context.Node.Inputs[0];
        int inner = source.Shape.Product(Axis + 1, source.Shape.Rank), width = source.Shape.Product(Axis, source.Shape.Rank);
        var kernel = new BlockCopyKernel(Size * inner, Start * inner, width, 0, Size * inner, context.IsDouble);
        context.Call(kernel, [context.Read(source), context.Write(context.Node.Result), context.Count(source.Shape.Product(0, Axis))]);
    }
}

/// <summary>The attribute <c>[Concat]</c>.</summary>
public sealed class ConcatDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Concat";

    /// <inheritdoc/>
    public override bool IsJoin => true;

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var first = layer.Inputs[0].Shape;
        var axis = layer.Integer("Axis", Math.Max(first.FeatureAxis, 0));
        if (axis < 0 || axis >= first.Rank)
            throw layer.Error(DiagnosticIds.InvalidConcatAxis, "Axis", CSharpLiteral.Of(axis), layer.InputNames[0], first.ToString(), CSharpLiteral.Of(first.Rank - 1));
        for (var i = 1; i < layer.Inputs.Count; i++)
        {
            var other = layer.Inputs[i].Shape;
            if (other.Rank != first.Rank || !other.With(axis, 1).SameSizes(first.With(axis, 1)))
                throw layer.Error(DiagnosticIds.ConcatShapeMismatch, null, CSharpLiteral.Of(axis), layer.InputNames[0], first.ToString(), layer.InputNames[i], other.ToString());
        }

        return layer.Add(new Concat(axis), [.. layer.Inputs]);
    }
}
