using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>A copy in memory of its own: of a caller's span that is needed after the call, or of what the caller wants to see.</summary>
public sealed record Copy : Operator
{
    /// <inheritdoc/>
    public override bool IsElementwise => true;

    /// <inheritdoc/>
    // Two copies are asked for because two places are to be filled.
    public override bool IsPure => false;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override string Formula(Node node) => node.Inputs[0].Display;

    /// <inheritdoc/>
    public override long Cost(Node node) => 0;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], y = context.Node.Result;
        var length = y.Shape.Length;
        context.Call(new BlockCopyKernel(length, 0, length, 0, length, context.IsDouble), [context.Read(x), context.Write(y), context.Count(1)]);
    }
}

/// <summary>Integers as numbers.</summary>
public sealed record ToFloat : Operator
{
    /// <inheritdoc/>
    public override bool IsElementwise => true;

    /// <inheritdoc/>
    public override string Symbol => "x";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0] with { Element = ElementKind.Float }];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        // Integers have no gradient.
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => node.Inputs[0].Display;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) =>
        context.Call(new ToFloatKernel(context.Node.Result.Shape.Length, context.IsDouble), [context.Read(context.Node.Inputs[0]), context.Write(context.Node.Result), context.Count(1)]);
}
