using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>a ⊙ f(b), where a and b are the halves of an axis.</summary>
/// <param name="Gate">f.</param>
/// <param name="Axis">The axis.</param>
public sealed record GatedLinearUnit(Activation Gate, int Axis) : Operator
{
    /// <inheritdoc/>
    public override string Name => "GatedBy" + Gate.Name;

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override Operator WithChannelsLast(IReadOnlyList<Shape> inputs) => this with { Axis = Axis == 0 ? inputs[0].Rank - 1 : Axis - 1 };

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        var shape = inputs[0].Shape;
        return shape.Sizes[Axis] % 2 == 0
            ? [inputs[0] with { Shape = shape.With(Axis, shape.Sizes[Axis] / 2) }]
            : throw new GraphException($"{Name} of {shape}, whose axis {Axis} has no halves.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var x = inputs[0];
        var y = new Tensor(x.Shape.With(Axis, x.Shape.Sizes[Axis] / 2), x.Count);
        for (var i = 0; i < y.Data.Length; i++)
        {
            var (a, b) = Halves(x.Shape, i);
            y[i] = x[a] * Gate.Value(x[b]);
        }

        return [y];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context) =>
        context.Contribute(context.Node.Inputs[0], context.Add(new GatedLinearUnitGradient(this), context.Gradient, context.Node.Inputs[0]));

    /// <inheritdoc/>
    public override string Formula(Node node) => $"a ⊙ {Gate.Notation}(b), [a; b] = {node.Inputs[0].Display}";

    /// <inheritdoc/>
    public override long Cost(Node node) => 5L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], y = context.Node.Result;
        context.Call(new GatedKernel(Gate, y.Shape.Product(Axis, y.Shape.Rank), context.IsDouble), [context.Read(x), context.Write(y), context.Count(y.Shape.Product(0, Axis))]);
    }

    /// <summary>Where the factors of an element of the result are.</summary>
    /// <param name="shape">The shape of what is halved.</param>
    /// <param name="element">The ordinal of the element in the batch.</param>
    /// <returns>The ordinals of a and b.</returns>
    internal (int A, int B) Halves(Shape shape, int element)
    {
        var half = shape.Product(Axis, shape.Rank) / 2;
        var a = (element / half * 2 * half) + (element % half);
        return (a, a + half);
    }
}

/// <summary>The gradient of what a gated linear unit halves. Inputs: δ and x.</summary>
/// <param name="Unit">The unit.</param>
public sealed record GatedLinearUnitGradient(GatedLinearUnit Unit) : Operator
{
    /// <inheritdoc/>
    public override string Name => Unit.Name + "Gradient";

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
        {
            var (a, b) = Unit.Halves(x.Shape, i);
            var gate = Unit.Gate.Value(x[b]);
            dx[a] = δ[i] * gate;
            dx[b] = δ[i] * x[a] * Unit.Gate.Slope(Unit.Gate.SlopeFromOutput ? gate : x[b]);
        }

        return [dx];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        string δ = node.Inputs[0].Display, f = Unit.Gate.Notation;
        return $"[{δ} ⊙ {f}(b); {δ} ⊙ a ⊙ {f}′(b)], [a; b] = {node.Inputs[1].Display}";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 5L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value δ = context.Node.Inputs[0], x = context.Node.Inputs[1], dx = context.Node.Result;
        var kernel = new GatedGradientKernel(Unit.Gate, δ.Shape.Product(Unit.Axis, δ.Shape.Rank), context.IsDouble);
        context.Call(kernel, [context.Read(δ), context.Read(x), context.Write(dx), context.Count(dx.Shape.Product(0, Unit.Axis))]);
    }
}

/// <summary>How the attribute of a gated linear unit becomes a node.</summary>
public abstract class GatedLinearUnitDefinition : LayerDefinition
{
    /// <summary>What the second half goes through.</summary>
    protected abstract Activation Gate { get; }

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var shape = layer.Input.Shape;
        var axis = layer.Integer("Axis", Math.Max(shape.FeatureAxis, 0));
        if (axis < 0 || axis >= shape.Rank)
            throw layer.Error(DiagnosticIds.InvalidArgument, "Axis", "Axis", layer.Name, CSharpLiteral.Of(axis), $"'{layer.InputNames[0]}' is {shape}: it must be from 0 to {CSharpLiteral.Of(shape.Rank - 1)}");
        if (shape.Sizes[axis] % 2 != 0)
        {
            throw layer.Error(
                DiagnosticIds.InvalidArgument, layer.Constants("Axis").Count > 0 ? "Axis" : null, "Axis", layer.Name, CSharpLiteral.Of(axis),
                $"it has {CSharpLiteral.Of(shape.Sizes[axis])} elements in '{layer.InputNames[0]}', which is {shape}, and must have an even number, one half for the values and one for their gates");
        }

        return layer.Add(new GatedLinearUnit(Gate, axis), layer.Input);
    }
}

/// <summary>The attribute <c>[GLU]</c>.</summary>
public sealed class GLUDefinition : GatedLinearUnitDefinition
{
    /// <inheritdoc/>
    public override string Kind => "GLU";

    /// <inheritdoc/>
    protected override Activation Gate { get; } = new Sigmoid();
}

/// <summary>The attribute <c>[GEGLU]</c>.</summary>
public sealed class GEGLUDefinition : GatedLinearUnitDefinition
{
    /// <inheritdoc/>
    public override string Kind => "GEGLU";

    /// <inheritdoc/>
    protected override Activation Gate { get; } = new GELU();
}

/// <summary>The attribute <c>[SwiGLU]</c>.</summary>
public sealed class SwiGLUDefinition : GatedLinearUnitDefinition
{
    /// <inheritdoc/>
    public override string Kind => "SwiGLU";

    /// <inheritdoc/>
    protected override Activation Gate { get; } = new SiLU();
}

/// <summary>The attribute <c>[ReGLU]</c>.</summary>
public sealed class ReGLUDefinition : GatedLinearUnitDefinition
{
    /// <inheritdoc/>
    public override string Kind => "ReGLU";

    /// <inheritdoc/>
    protected override Activation Gate { get; } = new ReLU();
}
