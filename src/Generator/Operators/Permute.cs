using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>The axes in another order.</summary>
/// <param name="Axes">For every new axis the old one it is.</param>
public sealed record Permute(EquatableArray<int> Axes) : Operator
{
    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        var old = inputs[0].Shape;
        return [inputs[0] with { Shape = new Shape(Axes.Select(axis => old.Sizes[axis]), string.Concat(Axes.Select(axis => old.Roles[axis]))) }];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var shape = Infer([new ValueType(inputs[0].Shape)])[0].Shape;
        var result = new Tensor(shape, inputs[0].Count);
        var strides = Strides(inputs[0].Shape);
        var index = new int[shape.Rank];
        for (var i = 0; i < shape.Length; i++)
        {
            var source = 0;
            for (var axis = 0; axis < shape.Rank; axis++)
                source += index[axis] * strides[axis];
            for (var sample = 0; sample < result.Count; sample++)
                result[(sample * shape.Length) + i] = inputs[0][(sample * shape.Length) + source];
            for (var axis = shape.Rank - 1; axis >= 0 && ++index[axis] == shape.Sizes[axis]; axis--)
                index[axis] = 0;
        }

        return [result];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        var inverse = new int[Axes.Count];
        for (var i = 0; i < inverse.Length; i++)
            inverse[Axes[i]] = i;
        context.Contribute(context.Node.Inputs[0], context.Add(new Permute(new EquatableArray<int>(inverse)), context.Gradient));
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"permute({node.Inputs[0].Display}; {string.Join(", ", Axes.Select(CSharpLiteral.Of))})";

    /// <inheritdoc/>
    public override long Cost(Node node) => 0;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var source = context.Node.Inputs[0];
        var kernel = new PermuteKernel(context.Node.Result.Shape.Sizes, new EquatableArray<int>(Strides(source.Shape)), context.IsDouble);
        context.Call(kernel, [context.Read(source), context.Write(context.Node.Result), context.Count(1)]);
    }

    // For every new axis the distance between neighbours in the source.
    private int[] Strides(Shape source) => Axes.Select(axis => source.Product(axis + 1, source.Rank)).ToArray();
}

/// <summary>The attribute <c>[Permute]</c>.</summary>
public sealed class PermuteDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Permute";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var axes = layer.Integers("Axes");
        var shape = layer.Input.Shape;
        if (!axes.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, shape.Rank)))
        {
            throw layer.Error(
                DiagnosticIds.InvalidPermutation, "Axes", string.Join(", ", axes.Select(CSharpLiteral.Of)), layer.InputNames[0], shape.ToString(), CSharpLiteral.Of(shape.Rank - 1));
        }

        return layer.Add(new Permute(new EquatableArray<int>(axes)), layer.Input);
    }
}
