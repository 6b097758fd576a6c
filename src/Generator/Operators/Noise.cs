using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>
/// What changes a value at random in training and is the identity at inference. What is drawn is a function of seed, step, layer and
/// sample, so the backward pass draws it again and nothing is stored.
/// </summary>
/// <param name="Ordinal">The ordinal of the layer, which keys what is drawn.</param>
public abstract record Noise(int Ordinal) : Operator, ITrainingOnly
{
    /// <inheritdoc/>
    public override bool IsElementwise => true;

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <summary>Whether it is the identity in training, too.</summary>
    public abstract bool IsNone { get; }

    /// <summary>The runtime's method that works on one sample.</summary>
    protected abstract string Function { get; }

    /// <summary>The argument of that method.</summary>
    protected abstract double Amount { get; }

    /// <summary>Whether all samples have what is drawn for the first.</summary>
    protected virtual bool IsOfBatch => false;

    /// <summary>The operator for one element.</summary>
    /// <param name="context">What is drawn.</param>
    /// <param name="x">The element.</param>
    /// <param name="sample">Its sample.</param>
    /// <param name="index">Its place in the sample.</param>
    /// <param name="length">How many elements a sample has.</param>
    /// <returns>The element of the result.</returns>
    public abstract double Value(EvaluationContext context, double x, int sample, int index, int length);

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var x = inputs[0];
        var length = x.Shape.Length;
        return [new Tensor(x.Shape, x.Count, [.. x.Data.Select((value, i) => Value(context, value, i / length, i % length, length))])];
    }

    /// <inheritdoc/>
    // Those that multiply by what is drawn are their own adjoints.
    public override void Differentiate(AdjointContext context) =>
        context.Contribute(context.Node.Inputs[0], context.Add(this, context.Gradient));

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], y = context.Node.Result;
        var kernel = new RandomKernel(Name, Function, y.Shape.Length, Amount, Ordinal, context.IsDouble, IsOfBatch);
        context.Call(kernel, [context.Read(x), context.Write(y), context.Seed(), context.Step(), context.Count(1), context.FirstSample()]);
    }

    /// <summary>A number in formulas.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Its digits.</returns>
    internal static string Text(double value) => CSharpLiteral.Of(value, true).TrimEnd('d');
}

/// <summary>x + σ n with n normal of variance 1. Its adjoint is the identity.</summary>
/// <param name="Deviation">σ.</param>
/// <param name="Ordinal">The ordinal of the layer, which keys the noise.</param>
public sealed record GaussianNoise(double Deviation, int Ordinal) : Noise(Ordinal)
{
    /// <inheritdoc/>
    public override bool IsNone => Deviation == 0;

    /// <inheritdoc/>
    protected override string Function => "GaussianNoise.Add";

    /// <inheritdoc/>
    protected override double Amount => Deviation;

    /// <inheritdoc/>
    public override double Value(EvaluationContext context, double x, int sample, int index, int length) => x + (Deviation * context.Normal(Ordinal, sample, index, length));

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context) => context.Contribute(context.Node.Inputs[0], context.Gradient);

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{node.Inputs[0].Display} + {Text(Deviation)} n,  n ~ N(0, 1)";
}

/// <summary>x (1 + σ n) with n normal of variance 1 and σ² = rate / (1 − rate), that of dropout.</summary>
/// <param name="Rate">The rate of the dropout that has this variance.</param>
/// <param name="Ordinal">The ordinal of the layer, which keys the noise.</param>
public sealed record GaussianDropout(double Rate, int Ordinal) : Noise(Ordinal)
{
    /// <inheritdoc/>
    public override bool IsNone => Rate == 0;

    /// <inheritdoc/>
    protected override string Function => "GaussianNoise.Multiply";

    /// <inheritdoc/>
    protected override double Amount => Math.Sqrt(Rate / (1 - Rate));

    /// <inheritdoc/>
    public override double Value(EvaluationContext context, double x, int sample, int index, int length) => x * (1 + (Amount * context.Normal(Ordinal, sample, index, length)));

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{node.Inputs[0].Display} ⊙ (1 + √({Text(Rate)} / (1 − {Text(Rate)})) n),  n ~ N(0, 1)";
}

/// <summary>Dropout of samples as a whole, or of the whole batch: x / (1 − rate), or 0.</summary>
/// <param name="Rate">The probability of 0.</param>
/// <param name="IsBatch">Whether all samples of a batch have one fate.</param>
/// <param name="Ordinal">The ordinal of the layer, which keys the mask.</param>
public sealed record StochasticDepth(double Rate, bool IsBatch, int Ordinal) : Noise(Ordinal)
{
    /// <inheritdoc/>
    public override bool IsNone => Rate == 0;

    /// <inheritdoc/>
    protected override string Function => "DropoutMask.ApplyWhole";

    /// <inheritdoc/>
    protected override double Amount => Rate;

    /// <inheritdoc/>
    protected override bool IsOfBatch => IsBatch;

    /// <inheritdoc/>
    public override double Value(EvaluationContext context, double x, int sample, int index, int length) => context.IsKept(Ordinal, IsBatch ? 0 : sample, 0, Rate) ? x / (1 - Rate) : 0;

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{Dropout.Notation(node, Rate)}, m of {(IsBatch ? "the whole batch" : "whole samples")}";
}

/// <summary>The attribute <c>[GaussianNoise]</c>.</summary>
public sealed class GaussianNoiseDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "GaussianNoise";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var deviation = layer.Real("StandardDeviation", 0);
        if (!(deviation >= 0) || double.IsInfinity(deviation))
            throw layer.Error(DiagnosticIds.InvalidArgument, "StandardDeviation", "StandardDeviation", layer.Name, Noise.Text(deviation), "it must be at least 0 and finite");
        return layer.Add(new GaussianNoise(deviation, layer.Ordinal), layer.Input);
    }
}

/// <summary>The attribute <c>[GaussianDropout]</c>.</summary>
public sealed class GaussianDropoutDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "GaussianDropout";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.Add(new GaussianDropout(DropoutDefinition.Rate(layer), layer.Ordinal), layer.Input);
}

/// <summary>The attribute <c>[StochasticDepth]</c>.</summary>
public sealed class StochasticDepthDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "StochasticDepth";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.Add(new StochasticDepth(DropoutDefinition.Rate(layer), layer.Choice("Mode", "Row") == "Batch", layer.Ordinal), layer.Input);
}
