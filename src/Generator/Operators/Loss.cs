using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>A loss of each sample. Its first input is what the network says, its second the target.</summary>
public abstract record Loss : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "ℓ";

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Scalar)];
}

/// <summary>L = Σ wₖ ⟨ℓₖ⟩, where ⟨ ⟩ is the mean over the batch: what training minimizes.</summary>
/// <param name="Weights">The factor of each loss.</param>
public sealed record MeanLoss(EquatableArray<double> Weights) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "L";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Scalar, Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) =>
        [new Tensor(Shape.Scalar, 1, [inputs.Zip(Weights, (loss, weight) => weight * loss.Data.Sum() / context.Count).Sum()])];

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        for (var i = 0; i < Weights.Count; i++)
            context.Contribute(context.Node.Inputs[i], context.Add(new LossSeed(Weights[i])));
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => string.Join(" + ", node.Inputs.Zip(Weights, Term));

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var losses = context.Node.Inputs.Select(context.Read);
        context.Call(new MeanLossKernel(Weights, context.IsDouble), [.. losses, context.Write(context.Node.Result), context.Count(1)]);
    }

    private static string Term(Value loss, double weight) =>
        (weight == 1 ? string.Empty : CSharpLiteral.Of(weight, true).TrimEnd('d') + " ") + $"⟨{loss.Display}⟩";
}

/// <summary>The gradient of the mean loss with respect to one sample's loss: w / N.</summary>
/// <param name="Weight">The factor of the loss.</param>
public sealed record LossSeed(double Weight) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "s";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Scalar, Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => [new Tensor(Shape.Scalar, 1, [Weight / context.Count])];

    /// <inheritdoc/>
    public override string Formula(Node node) => CSharpLiteral.Of(Weight, true).TrimEnd('d') + " / N";

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) =>
        context.Call(new LossSeedKernel(Weight, context.IsDouble), [context.Write(context.Node.Result), context.Count(1)]);
}

/// <summary>What the attributes of losses have in common.</summary>
public abstract class LossDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override bool IsLoss => true;

    /// <summary>Adds a target that has the shape of the value and is made of numbers.</summary>
    /// <param name="layer">The loss.</param>
    /// <returns>The target.</returns>
    protected static Value ValueTarget(LayerBuilder layer) => layer.Target(new ValueType(layer.Input.Shape), classes: 0);
}
