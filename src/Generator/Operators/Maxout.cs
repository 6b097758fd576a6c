using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>The largest of each so many neighbouring channels or features, which stand last.</summary>
/// <param name="Pieces">How many.</param>
public sealed record Maxout(int Pieces) : Operator
{
    /// <inheritdoc/>
    public override bool WantsChannelsLast => true;

    /// <inheritdoc/>
    public override Operator? WithChannelsLast(IReadOnlyList<Shape> inputs) => this;

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        var shape = inputs[0].Shape;
        var axis = Math.Max(shape.FeatureAxis, 0);
        return shape.Sizes[axis] % Pieces == 0
            ? [inputs[0] with { Shape = shape.With(axis, shape.Sizes[axis] / Pieces) }]
            : throw new GraphException($"Maxout by {Pieces} of {shape}.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var x = inputs[0];
        var y = new Tensor(Infer([new ValueType(x.Shape)])[0].Shape, x.Count);
        for (var i = 0; i < y.Data.Length; i++)
            y[i] = x[Largest(x, i)];
        return [y];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context) =>
        context.Contribute(context.Node.Inputs[0], context.Add(new MaxoutGradient(this), context.Gradient, context.Node.Inputs[0]));

    /// <inheritdoc/>
    public override string Formula(Node node) => $"max of each {CSharpLiteral.Of(Pieces)} of {node.Inputs[0].Display}";

    /// <inheritdoc/>
    public override long Cost(Node node) => node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], y = context.Node.Result;
        context.Call(new MaxoutKernel(Pieces, context.IsDouble), [context.Read(x), context.Write(y), context.Count(y.Shape.Length)]);
    }

    /// <summary>The largest piece of an element of the result, the first of several; a NaN is larger than any number.</summary>
    /// <param name="x">The pieces.</param>
    /// <param name="element">The ordinal of the element in the batch.</param>
    /// <returns>The ordinal of the piece.</returns>
    internal int Largest(Tensor x, int element)
    {
        // The distance of neighbours on the axis: channels stand first where they were not moved yet.
        var axis = ChannelAxis.Of(x.Shape);
        int outer = element / (axis.Inner * (axis.Channels / Pieces)), unit = element / axis.Inner % (axis.Channels / Pieces);
        int first = (((outer * axis.Channels) + (unit * Pieces)) * axis.Inner) + (element % axis.Inner), best = first;
        for (var piece = 1; piece < Pieces; piece++)
        {
            var at = first + (piece * axis.Inner);
            if (x[at] > x[best] || (double.IsNaN(x[at]) && !double.IsNaN(x[best])))
                best = at;
        }

        return best;
    }
}

/// <summary>The gradient of the pieces of a maxout: that of the result where they were the largest, 0 elsewhere. Inputs: δ and x.</summary>
/// <param name="Maxout">The operator.</param>
public sealed record MaxoutGradient(Maxout Maxout) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[1]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor δ = inputs[0], x = inputs[1];
        var dx = new Tensor(x.Shape, x.Count);
        for (var i = 0; i < δ.Data.Length; i++)
            dx[Maxout.Largest(x, i)] = δ[i];
        return [dx];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{node.Inputs[0].Display} where {node.Inputs[1].Display} is the largest of its {CSharpLiteral.Of(Maxout.Pieces)}, otherwise 0";

    /// <inheritdoc/>
    public override long Cost(Node node) => node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value δ = context.Node.Inputs[0], x = context.Node.Inputs[1], dx = context.Node.Result;
        context.Call(new MaxoutGradientKernel(Maxout.Pieces, context.IsDouble), [context.Read(δ), context.Read(x), context.Write(dx), context.Count(δ.Shape.Length)]);
    }
}

/// <summary>The attribute <c>[Maxout]</c>.</summary>
public sealed class MaxoutDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Maxout";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var pieces = layer.PositiveInteger("Pieces");
        layer.RequireChannels(layer.Input);
        var shape = layer.Input.Shape;
        var channels = shape.Sizes[shape.FeatureAxis];
        if (channels % pieces != 0)
        {
            throw layer.Error(
                DiagnosticIds.InvalidArgument, "Pieces", "Pieces", layer.Name, CSharpLiteral.Of(pieces),
                $"it must divide the {CSharpLiteral.Of(channels)} channels or features of '{layer.InputNames[0]}', which is {shape}");
        }

        return Normalization.OnChannels(layer, x => layer.Add(new Maxout(pieces), x));
    }
}
