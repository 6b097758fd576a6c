using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// x above 0, otherwise x times a slope that is drawn for each element; at inference the mean slope. A slope is a function of seed, step, layer
/// and sample, so that the adjoint draws it again.
/// </summary>
/// <param name="Least">The lower bound of the slopes.</param>
/// <param name="Most">The upper bound of the slopes.</param>
/// <param name="Ordinal">The ordinal of the layer, which keys the slopes.</param>
public sealed record RReLU(double Least, double Most, int Ordinal) : Operator, IInferenceForm
{
    /// <inheritdoc/>
    public Operator AtInference => new LeakyReLU((Least + Most) / 2);

    /// <inheritdoc/>
    public override bool IsElementwise => true;

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public Value[] InputsAtInference(Node node) => [.. node.Inputs];

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => [Multiply(context, inputs[0], inputs[0])];

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context) =>
        context.Contribute(context.Node.Inputs[0], context.Add(new RReLUGradient(this), context.Gradient, context.Node.Inputs[0]));

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{node.Inputs[0].Display} > 0 ? {node.Inputs[0].Display} : r ⊙ {node.Inputs[0].Display}, r between {FormulaDefinition.Number(Least)} and {FormulaDefinition.Number(Most)}";

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) => Lower(context, context.Node.Inputs[0], context.Node.Inputs[0]);

    /// <summary>Multiplies values by 1 where x is above 0, otherwise by the slope of the element.</summary>
    /// <param name="context">The randomness.</param>
    /// <param name="values">The values.</param>
    /// <param name="x">What decides.</param>
    /// <returns>A new tensor.</returns>
    internal Tensor Multiply(EvaluationContext context, Tensor values, Tensor x)
    {
        var result = new Tensor(x.Shape, x.Count);
        var length = x.Shape.Length;
        for (var i = 0; i < result.Data.Length; i++)
            result[i] = values[i] * (x[i] > 0 ? 1 : Least + ((Most - Least) * context.Uniform(Ordinal, i / length, i % length)));
        return result;
    }

    /// <summary>Calls the kernel.</summary>
    /// <param name="context">The lowering.</param>
    /// <param name="values">What is multiplied.</param>
    /// <param name="x">What decides.</param>
    internal void Lower(LoweringContext context, Value values, Value x)
    {
        var y = context.Node.Result;
        context.Call(
            new RandomizedSlopeKernel(y.Shape.Length, Least, Most, Ordinal, context.IsDouble),
            [context.Read(values), context.Read(x), context.Write(y), context.Seed(), context.Step(), context.Count(1), context.FirstSample()]);
    }
}

/// <summary>The gradient of a randomized rectifier's input. Inputs: δ and x.</summary>
/// <param name="Rectifier">The rectifier.</param>
public sealed record RReLUGradient(RReLU Rectifier) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override bool IsElementwise => true;

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => [Rectifier.Multiply(context, inputs[0], inputs[1])];

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{node.Inputs[1].Display} > 0 ? {node.Inputs[0].Display} : r ⊙ {node.Inputs[0].Display}";

    /// <inheritdoc/>
    public override void Lower(LoweringContext context) => Rectifier.Lower(context, context.Node.Inputs[0], context.Node.Inputs[1]);
}

/// <summary>The attribute <c>[RReLU]</c>.</summary>
public sealed class RReLUDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "RReLU";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        double lower = FormulaDefinition.Finite(layer, "Lower", 1.0 / 8), upper = FormulaDefinition.Finite(layer, "Upper", 1.0 / 3);
        return lower <= upper
            ? layer.Add(new RReLU(lower, upper, layer.Ordinal), layer.Input)
            : throw layer.Error(DiagnosticIds.InvalidArgument, "Upper", "Upper", layer.Name, FormulaDefinition.Number(upper), $"it must not be below the lower bound, which is {FormulaDefinition.Number(lower)}");
    }
}
