using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>e^xᵢ / Σ e^xₖ over the last axis, or its logarithm.</summary>
/// <param name="IsLog">Whether it is the logarithm.</param>
public sealed record Softmax(bool IsLog) : Operator
{
    /// <inheritdoc/>
    public override string Name => IsLog ? "LogSoftmax" : "Softmax";

    /// <inheritdoc/>
    public override string Symbol => IsLog ? "h" : "p";

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Output;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) => [Rows(inputs[0], IsLog)];

    /// <summary>The softmax of each row.</summary>
    /// <param name="x">The rows.</param>
    /// <param name="isLog">Whether the logarithm is wanted.</param>
    /// <returns>A new tensor.</returns>
    public static Tensor Rows(Tensor x, bool isLog)
    {
        var n = x.Shape.Sizes[x.Shape.Rank - 1];
        var y = new Tensor(x.Shape, x.Count);
        for (var r = 0; r < x.Data.Length; r += n)
        {
            var max = double.NegativeInfinity;
            for (var i = 0; i < n; i++)
                max = Math.Max(max, x[r + i]);
            var sum = 0.0;
            for (var i = 0; i < n; i++)
                sum += Math.Exp(x[r + i] - max);
            for (var i = 0; i < n; i++)
                y[r + i] = isLog ? x[r + i] - max - Math.Log(sum) : Math.Exp(x[r + i] - max) / sum;
        }

        return y;
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context) =>
        context.Contribute(context.Node.Inputs[0], context.Add(new SoftmaxGradient(IsLog), context.Gradient, context.Node.Result));

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{(IsLog ? "log softmax" : "softmax")}({node.Inputs[0].Display})";

    /// <inheritdoc/>
    public override long Cost(Node node) => 5L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value x = context.Node.Inputs[0], y = context.Node.Result;
        context.Call(new SoftmaxKernel(y.Shape.Sizes[y.Shape.Rank - 1], IsLog, context.IsDouble), [context.Read(x), context.Write(y), context.Rows(y)]);
    }
}

/// <summary>The gradient of a softmax's input, from that of its result and the result itself.</summary>
/// <param name="IsLog">Whether the softmax is the logarithm.</param>
public sealed record SoftmaxGradient(bool IsLog) : Operator
{
    /// <inheritdoc/>
    public override string Name => IsLog ? "LogSoftmaxGradient" : "SoftmaxGradient";

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor δ = inputs[0], y = inputs[1];
        var n = y.Shape.Sizes[y.Shape.Rank - 1];
        var dx = new Tensor(y.Shape, y.Count);
        for (var r = 0; r < y.Data.Length; r += n)
        {
            var sum = 0.0;
            for (var i = 0; i < n; i++)
                sum += IsLog ? δ[r + i] : δ[r + i] * y[r + i];
            for (var i = 0; i < n; i++)
                dx[r + i] = IsLog ? δ[r + i] - (Math.Exp(y[r + i]) * sum) : y[r + i] * (δ[r + i] - sum);
        }

        return [dx];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        string δ = node.Inputs[0].Display, y = node.Inputs[1].Display;
        return IsLog ? $"{δ} − exp({y}) Σ {δ}" : $"{y} ⊙ ({δ} − Σ {y} ⊙ {δ})";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 4L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value δ = context.Node.Inputs[0], y = context.Node.Inputs[1], dx = context.Node.Result;
        context.Call(new SoftmaxGradientKernel(y.Shape.Sizes[y.Shape.Rank - 1], IsLog, context.IsDouble), [context.Read(δ), context.Read(y), context.Write(dx), context.Rows(dx)]);
    }
}

/// <summary>A softmax over the feature or channel axis; where that is not the last one, the axes are permuted around it.</summary>
public abstract class SoftmaxDefinitionBase : LayerDefinition
{
    /// <summary>Whether it is the logarithm.</summary>
    protected abstract bool IsLog { get; }

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.OnLastAxis(x => layer.Add(new Softmax(IsLog), x));
}

/// <summary>The attribute <c>[Softmax]</c>.</summary>
public sealed class SoftmaxDefinition : SoftmaxDefinitionBase
{
    /// <inheritdoc/>
    public override string Kind => "Softmax";

    /// <inheritdoc/>
    protected override bool IsLog => false;
}

/// <summary>The attribute <c>[LogSoftmax]</c>.</summary>
public sealed class LogSoftmaxDefinition : SoftmaxDefinitionBase
{
    /// <inheritdoc/>
    public override string Kind => "LogSoftmax";

    /// <inheritdoc/>
    protected override bool IsLog => true;
}

/// <summary>The attribute <c>[Softmin]</c>: the softmax of −x.</summary>
public sealed class SoftminDefinition : LayerDefinition
{
    private static readonly FormulaActivation Negation = new("Negate", "−", Formula.Of("x", x => -x));

    /// <inheritdoc/>
    public override string Kind => "Softmin";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer) => layer.OnLastAxis(x => layer.Add(new Softmax(IsLog: false), layer.Add(Negation, x)));
}
