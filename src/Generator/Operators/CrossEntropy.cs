using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>−Σ q ln p of probabilities p, averaged over the rows of a sample.</summary>
/// <param name="Targets">How q is given.</param>
public sealed record CrossEntropy(ClassTargets Targets) : ClassLoss(Targets)
{
    /// <summary>The smallest probability whose logarithm is taken.</summary>
    public const double Smallest = 1e-37;

    /// <inheritdoc/>
    public override ClassLossGradient GradientOperator => new CrossEntropyGradient(Targets);

    /// <inheritdoc/>
    public override double RowLoss(ClassRow row) => -row.Sum(k => row.Probability(k) * Math.Log(Math.Max(row[k], Smallest)));

    /// <inheritdoc/>
    public override Kernel Kernel(int classes, int rows, bool isDouble) => new CrossEntropyKernel(classes, rows, Targets, isDouble);

    /// <inheritdoc/>
    public override string Formula(Node node) => $"−Σ {Target(node)} ln {node.Inputs[0].Display}";

    /// <inheritdoc/>
    public override long Cost(Node node) => 2L * node.Inputs[0].Shape.Length;
}

/// <summary>The gradient of the cross-entropy of probabilities.</summary>
/// <param name="Targets">How q is given.</param>
public sealed record CrossEntropyGradient(ClassTargets Targets) : ClassLossGradient(Targets)
{
    /// <inheritdoc/>
    public override double[] RowSlopes(ClassRow row) => row.ForEach(k => -row.Probability(k) / Math.Max(row[k], CrossEntropy.Smallest));

    /// <inheritdoc/>
    public override Kernel Kernel(int classes, int rows, bool isDouble) => new CrossEntropyGradientKernel(classes, rows, Targets, isDouble);

    /// <inheritdoc/>
    public override string Formula(Node node) => $"−{Factor(node)} {Target(node)} / {node.Inputs[0].Display}";
}

/// <summary>−Σ q z of log-probabilities z, averaged over the rows of a sample.</summary>
/// <param name="Targets">How q is given.</param>
public sealed record NegativeLogLikelihood(ClassTargets Targets) : ClassLoss(Targets)
{
    /// <inheritdoc/>
    public override ClassLossGradient GradientOperator => new NegativeLogLikelihoodGradient(Targets);

    /// <inheritdoc/>
    public override double RowLoss(ClassRow row) => -row.Weight * row[row.Label];

    /// <inheritdoc/>
    public override Kernel Kernel(int classes, int rows, bool isDouble) => new CrossEntropyKernel(classes, rows, Targets, isDouble, IsOfLogarithms: true);

    /// <inheritdoc/>
    public override string Formula(Node node) => $"−{Weight(node)}{node.Inputs[0].Display}[{node.Inputs[1].Display}]";

    /// <inheritdoc/>
    public override long Cost(Node node) => 2L * node.Inputs[0].RowsPerSample;
}

/// <summary>The gradient of the negative log-likelihood.</summary>
/// <param name="Targets">How q is given.</param>
public sealed record NegativeLogLikelihoodGradient(ClassTargets Targets) : ClassLossGradient(Targets)
{
    /// <inheritdoc/>
    public override double[] RowSlopes(ClassRow row) => row.ForEach(k => -row.Probability(k));

    /// <inheritdoc/>
    public override Kernel Kernel(int classes, int rows, bool isDouble) => new CrossEntropyGradientKernel(classes, rows, Targets, isDouble, IsOfLogarithms: true);

    /// <inheritdoc/>
    public override string Formula(Node node) => $"−{Factor(node)} {Target(node)}";
}

/// <summary>Cross-entropy of logits z: ln Σ e^z − Σ q z. The second result are the probabilities, which its gradient needs.</summary>
/// <param name="Targets">How q is given.</param>
public sealed record SoftmaxCrossEntropy(ClassTargets Targets) : ClassLoss(Targets)
{
    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Output;

    /// <inheritdoc/>
    public override ClassLossGradient GradientOperator => new SoftmaxCrossEntropyGradient(Targets);

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Scalar), inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) =>
        [.. base.Evaluate(context, inputs), Softmax.Rows(inputs[0], isLog: false)];

    /// <inheritdoc/>
    public override double RowLoss(ClassRow row)
    {
        var sum = row.LogSum;
        return row.Sum(k => row.Probability(k) * (sum - row[k]));
    }

    /// <inheritdoc/>
    public override Kernel Kernel(int classes, int rows, bool isDouble) => new SoftmaxCrossEntropyKernel(classes, rows, Targets, isDouble);

    /// <inheritdoc/>
    public override string Formula(Node node) => $"−Σ {Target(node)} ln softmax({node.Inputs[0].Display})";

    /// <inheritdoc/>
    public override long Cost(Node node) => 6L * node.Inputs[0].Shape.Length;
}

/// <summary>The gradient of the cross-entropy of logits, p − q. It reads the probabilities p.</summary>
/// <param name="Targets">How q is given.</param>
public sealed record SoftmaxCrossEntropyGradient(ClassTargets Targets) : ClassLossGradient(Targets)
{
    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override double[] RowSlopes(ClassRow row)
    {
        // 1 for every target that is a distribution and has no weights.
        var total = row.Sum(row.Probability);
        return row.ForEach(k => (row[k] * total) - row.Probability(k));
    }

    /// <inheritdoc/>
    public override Kernel Kernel(int classes, int rows, bool isDouble) => new SoftmaxCrossEntropyGradientKernel(classes, rows, Targets, isDouble);

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var p = node.Inputs[0].Display;
        return Targets.IsWeighted ? $"{Factor(node)} ({p} Σ{Target(node)} − {Target(node)})" : $"{Factor(node)} ({p} − {Target(node)})";
    }
}

/// <summary>The attribute <c>[CrossEntropy]</c>.</summary>
public sealed class CrossEntropyDefinition : ClassificationLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "CrossEntropy";

    /// <inheritdoc/>
    public override LossEntry Entry => new("−Σ w q ln p of probabilities p", "class indices, or distributions q", LossEntry.WeightedRows, "Good (1952)", string.Empty);

    /// <inheritdoc/>
    protected override ClassLoss Make(LayerBuilder layer, ClassTargets targets)
    {
        layer.WarnUnless(value => value.Producer?.Operator is Softmax { IsLog: false } or Sigmoid or Permute, "probabilities", "[Softmax]", "SoftmaxCrossEntropy");
        return new CrossEntropy(targets);
    }
}

/// <summary>The attribute <c>[NegativeLogLikelihood]</c>.</summary>
public sealed class NegativeLogLikelihoodDefinition : ClassificationLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "NegativeLogLikelihood";

    /// <inheritdoc/>
    public override LossEntry Entry => new("−w[t] y[t] of log-probabilities y", "class indices", LossEntry.WeightedRows, "Fisher (1922)", "NLLLoss");

    /// <inheritdoc/>
    protected override ClassLoss Make(LayerBuilder layer, ClassTargets targets)
    {
        layer.WarnUnless(value => value.Producer?.Operator is Softmax { IsLog: true } or Permute, "log-probabilities", "[LogSoftmax]", "SoftmaxCrossEntropy");
        return new NegativeLogLikelihood(targets);
    }
}

/// <summary>The attribute <c>[SoftmaxCrossEntropy]</c>.</summary>
public sealed class SoftmaxCrossEntropyDefinition : ClassificationLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "SoftmaxCrossEntropy";

    /// <inheritdoc/>
    public override LossEntry Entry => new("−Σ w q ln softmax(z)", "class indices, or distributions q", LossEntry.WeightedRows, "Bridle (1990)", "CrossEntropyLoss");

    /// <inheritdoc/>
    protected override ClassLoss Make(LayerBuilder layer, ClassTargets targets)
    {
        layer.WarnIfApplied(value => value.Producer?.Operator is Softmax, "softmax", "Softmax", "CrossEntropy");
        return new SoftmaxCrossEntropy(targets);
    }
}
