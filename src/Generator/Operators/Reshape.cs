using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>The same elements under another shape.</summary>
/// <param name="Shape">The shape.</param>
public sealed record Reshape(Shape Shape) : Operator
{
    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        if (inputs[0].Shape.Length != Shape.Length)
            throw new GraphException($"Reshape of {inputs[0].Shape} to {Shape}.");
        return [inputs[0] with { Shape = Shape }];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => [new Tensor(Shape, inputs[0].Count, inputs[0].Data)];

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        var input = context.Node.Inputs[0];
        context.Contribute(input, context.Add(new Reshape(input.Shape), context.Gradient));
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => node.Inputs[0].Display;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        // A view: readers of the result read the input's memory.
    }
}

/// <summary>The attribute <c>[Flatten]</c>.</summary>
public sealed class FlattenDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Flatten";

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.Add(new Reshape(Shape.Vector(layer.Input.Shape.Length)), layer.Input);
}

/// <summary>The attribute <c>[Reshape]</c>.</summary>
public sealed class ReshapeDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Reshape";

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var old = layer.Input.Shape;
        var sizes = layer.Integers("Shape");
        var open = -1;
        long known = 1;
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] == -1 && open < 0)
            {
                open = i;
                continue;
            }

            if (sizes[i] < 1)
                throw layer.Error(DiagnosticIds.NonPositiveSize, "Shape", "Size " + CSharpLiteral.Of(i + 1), layer.Name, CSharpLiteral.Of(sizes[i]));
            known *= sizes[i];
        }

        var wanted = string.Join("×", sizes.Select(CSharpLiteral.Of));
        if (open >= 0 ? old.Length % known != 0 : old.Length != known)
        {
            throw layer.Error(
                DiagnosticIds.ReshapeElementCount,
                "Shape",
                wanted,
                (open >= 0 ? "a multiple of " : string.Empty) + known.ToString(System.Globalization.CultureInfo.InvariantCulture),
                layer.InputNames[0],
                old.ToString(),
                CSharpLiteral.Of(old.Length));
        }

        if (open >= 0)
            sizes[open] = (int)(old.Length / known);
        return layer.Add(new Reshape(layer.ShapeOf(sizes, layer.Text("Axes"))), layer.Input);
    }
}
