using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>A loss over the classes of each row. Inputs: scores, the target, and the weights of the classes where they have any.</summary>
/// <param name="Targets">How targets are given.</param>
public abstract record ClassLoss(ClassTargets Targets) : Loss
{
    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var z = inputs[0];
        int classes = z.Shape.Sizes[z.Shape.Rank - 1], rows = z.Shape.Length / classes;
        var losses = new Tensor(Shape.Scalar, z.Count);
        for (var row = 0; row < z.Count * rows; row++)
        {
            if (!Targets.Ignores(inputs[1], row))
                losses[row / rows] += Targets.Share(rows) * RowLoss(new ClassRow(Targets, z, inputs[1], Targets.IsWeighted ? inputs[2] : null, row));
        }

        return [losses];
    }

    /// <summary>The loss of a row that counts, with its weights.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The loss.</returns>
    public abstract double RowLoss(ClassRow row);

    /// <summary>The kernel of the loss.</summary>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="rows">How many rows a sample has.</param>
    /// <param name="isDouble">Double, or single.</param>
    /// <returns>The kernel.</returns>
    public abstract Kernel Kernel(int classes, int rows, bool isDouble);

    /// <summary>What computes the gradient.</summary>
    public abstract ClassLossGradient GradientOperator { get; }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        var inputs = context.Node.Inputs;
        var read = Needs == AdjointNeeds.Output ? context.Node.Results[1] : inputs[0];
        context.Contribute(inputs[0], context.Add(GradientOperator, [read, inputs[1], context.Gradient, .. inputs.Skip(2)]));
    }

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var z = context.Node.Inputs[0];
        context.Call(Kernel(z.Shape.Sizes[z.Shape.Rank - 1], z.RowsPerSample, context.IsDouble), [.. context.Node.Inputs.Select(context.Read), .. context.Node.Results.Select(context.Write), context.Count(1)]);
    }

    /// <summary>The target in formulas.</summary>
    /// <param name="node">The loss.</param>
    /// <returns>The formula.</returns>
    protected string Target(Node node) => Targets.Formula(node.Inputs[1].Display, Targets.IsWeighted ? node.Inputs[2].Display : null);

    /// <summary>The weight of the right class in formulas, with a blank behind it; empty without weights.</summary>
    /// <param name="node">The loss.</param>
    /// <returns>The formula.</returns>
    protected string Weight(Node node) => Targets.IsWeighted ? $"{node.Inputs[2].Display}[{node.Inputs[1].Display}] " : string.Empty;
}

/// <summary>
/// The gradient of a loss over classes. Inputs: the scores or what the loss made of them, the target, the factor of the sample's loss, and
/// the weights of the classes where they have any.
/// </summary>
/// <param name="Targets">How targets are given.</param>
public abstract record ClassLossGradient(ClassTargets Targets) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var z = inputs[0];
        int classes = z.Shape.Sizes[z.Shape.Rank - 1], rows = z.Shape.Length / classes;
        var dz = new Tensor(z.Shape, z.Count);
        for (var row = 0; row < z.Count * rows; row++)
        {
            if (Targets.Ignores(inputs[1], row))
                continue;
            var slopes = RowSlopes(new ClassRow(Targets, z, inputs[1], Targets.IsWeighted ? inputs[3] : null, row));
            for (var k = 0; k < classes; k++)
                dz[(row * classes) + k] = inputs[2][0] * Targets.Share(rows) * slopes[k];
        }

        return [dz];
    }

    /// <summary>The slopes of the loss of a row that counts, with its weights.</summary>
    /// <param name="row">The row.</param>
    /// <returns>A slope a class.</returns>
    public abstract double[] RowSlopes(ClassRow row);

    /// <summary>The kernel of the gradient.</summary>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="rows">How many rows a sample has.</param>
    /// <param name="isDouble">Double, or single.</param>
    /// <returns>The kernel.</returns>
    public abstract Kernel Kernel(int classes, int rows, bool isDouble);

    /// <inheritdoc/>
    public override long Cost(Node node) => 2L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        var z = context.Node.Inputs[0];
        context.Call(Kernel(z.Shape.Sizes[z.Shape.Rank - 1], z.RowsPerSample, context.IsDouble), [.. context.Node.Inputs.Select(context.Read), context.Write(context.Node.Result), context.Count(1)]);
    }

    /// <summary>The target in formulas.</summary>
    /// <param name="node">The gradient.</param>
    /// <returns>The formula.</returns>
    protected string Target(Node node) => Targets.Formula(node.Inputs[1].Display, Targets.IsWeighted ? node.Inputs[3].Display : null);

    /// <summary>The weight of the right class in formulas, with a blank behind it; empty without weights.</summary>
    /// <param name="node">The gradient.</param>
    /// <returns>The formula.</returns>
    protected string Weight(Node node) => Targets.IsWeighted ? $"{node.Inputs[3].Display}[{node.Inputs[1].Display}] " : string.Empty;

    /// <summary>The factor in front of a loss's gradient: the share of the sample, divided by its rows where they are averaged.</summary>
    /// <param name="node">The gradient.</param>
    /// <returns>The formula.</returns>
    protected string Factor(Node node) => node.Inputs[2].Display + (node.Result.RowsPerSample == 1 || Targets.IsNormalized ? string.Empty : " / " + ClassTargets.Text(node.Result.RowsPerSample));
}

/// <summary>A row of scores with its target, for the interpreter.</summary>
/// <param name="Targets">How targets are given.</param>
/// <param name="Scores">The scores of all rows.</param>
/// <param name="Target">The targets of all rows.</param>
/// <param name="Weights">The weights of the classes, or null.</param>
/// <param name="Row">Which row.</param>
public sealed record ClassRow(ClassTargets Targets, Tensor Scores, Tensor Target, Tensor? Weights, int Row)
{
    /// <summary>How many classes there are.</summary>
    public int Classes => Scores.Shape.Sizes[Scores.Shape.Rank - 1];

    /// <summary>The class of the row, where targets are indices.</summary>
    public int Label => (int)Target[Row];

    /// <summary>The weight of that class.</summary>
    public double Weight => Weights?[Label] ?? 1;

    /// <summary>The score of a class.</summary>
    /// <param name="k">The class.</param>
    public double this[int k] => Scores[(Row * Classes) + k];

    /// <summary>The softened and weighted target probability of a class.</summary>
    /// <param name="k">The class.</param>
    /// <returns>The probability.</returns>
    public double Probability(int k) => Targets.Probability(Target, Weights, Row, k, Classes);

    /// <summary>ln Σ e^z of the scores.</summary>
    public double LogSum
    {
        get
        {
            var max = Enumerable.Range(0, Classes).Max(k => this[k]);
            return max + Math.Log(Enumerable.Range(0, Classes).Sum(k => Math.Exp(this[k] - max)));
        }
    }

    /// <summary>Adds up over the classes.</summary>
    /// <param name="term">The term of a class.</param>
    /// <returns>The sum.</returns>
    public double Sum(Func<int, double> term) => Enumerable.Range(0, Classes).Sum(term);

    /// <summary>A number a class.</summary>
    /// <param name="f">The number of a class.</param>
    /// <returns>The numbers.</returns>
    public double[] ForEach(Func<int, double> f) => [.. Enumerable.Range(0, Classes).Select(f)];
}

/// <summary>What the attributes of classification losses have in common.</summary>
public abstract class ClassificationLossDefinition : LossDefinition
{
    /// <summary>Whether the mean of weighted losses is over the weights of the targets, as PyTorch's cross-entropy has it, rather than over samples.</summary>
    protected virtual bool DividesByWeights => true;

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var shape = layer.Input.Shape;
        var classes = shape.Rank == 0 ? 0 : shape.Sizes[shape.Rank - 1];
        if (shape.FeatureAxis != shape.Rank - 1 || classes < 2)
            throw layer.Error(DiagnosticIds.LossDoesNotFit, null, layer.Name, "at least 2 classes on the last axis", layer.InputNames[0], shape.ToString());
        var smoothing = layer.Real("LabelSmoothing", 0);
        if (!(smoothing >= 0 && smoothing < 1))
            throw layer.Error(DiagnosticIds.LabelSmoothing, "LabelSmoothing", layer.Name, ClassTargets.Text(smoothing));
        var isDistribution = layer.Choice("Targets", "ClassIndices") == "Distributions";
        var weights = layer.Weights("ClassWeights", classes, "classes");
        int? ignored = layer.Constants("IgnoreIndex").Count > 0 ? layer.Integer("IgnoreIndex") : null;
        if (isDistribution && ignored is { } index)
            throw layer.Error(DiagnosticIds.InvalidArgument, "IgnoreIndex", "IgnoreIndex", layer.Name, ClassTargets.Text(index), "a distribution has no index: leave it out and give such samples a distribution of zeros, or set Targets to TargetKind.ClassIndices");
        var isNormalized = ignored is not null || (weights is not null && DividesByWeights && !isDistribution);
        var targets = new ClassTargets(isDistribution, smoothing, weights is not null, ignored, isNormalized);
        var target = isDistribution
            ? layer.Target(new ValueType(shape))
            : layer.Target(new ValueType(shape.WithoutLast(), Element: ElementKind.Int32), classes, ignored);
        Value[] given = weights is null ? [target] : [target, layer.Constant("w", new Shape([classes], "F"), weights)];
        if (isNormalized)
            layer.Normalize(layer.Add(new TargetWeights(weights is not null && DividesByWeights, ignored), weights is not null && DividesByWeights ? given : [target]));
        return layer.Add(Make(layer, targets), [layer.Input, .. given]);
    }

    /// <summary>The loss.</summary>
    /// <param name="layer">The arguments.</param>
    /// <param name="targets">How targets are given.</param>
    /// <returns>The operator.</returns>
    protected abstract ClassLoss Make(LayerBuilder layer, ClassTargets targets);
}
