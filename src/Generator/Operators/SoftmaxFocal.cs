using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>−w (1 − p)^γ ln p of the right class, with p = softmax(z), the second result. Lin et al. (2017).</summary>
/// <param name="Targets">How the class is given.</param>
/// <param name="Gamma">γ.</param>
public sealed record SoftmaxFocal(ClassTargets Targets, double Gamma) : ClassLoss(Targets)
{
    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Output;

    /// <inheritdoc/>
    public override ClassLossGradient GradientOperator => new SoftmaxFocalGradient(Targets, Gamma);

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Scalar), inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs) =>
        [.. base.Evaluate(context, inputs), Softmax.Rows(inputs[0], isLog: false)];

    /// <inheritdoc/>
    public override double RowLoss(ClassRow row)
    {
        var entropy = row.LogSum - row[row.Label];
        return row.Weight * Math.Pow(1 - Math.Exp(-entropy), Gamma) * entropy;
    }

    /// <inheritdoc/>
    public override Kernel Kernel(int classes, int rows, bool isDouble) => new SoftmaxFocalKernel(classes, rows, Targets, Gamma, isDouble);

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var p = $"softmax({node.Inputs[0].Display})[{node.Inputs[1].Display}]";
        return $"−{Weight(node)}(1 − {p})^{ClassTargets.Text(Gamma)} ln {p}";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 6L * node.Inputs[0].Shape.Length;
}

/// <summary>The gradient of the focal loss. It reads the probabilities p.</summary>
/// <param name="Targets">How the class is given.</param>
/// <param name="Gamma">γ.</param>
public sealed record SoftmaxFocalGradient(ClassTargets Targets, double Gamma) : ClassLossGradient(Targets)
{
    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override double[] RowSlopes(ClassRow row)
    {
        double p = row[row.Label], rest = 1 - p;
        var height = Math.Pow(rest, Gamma) - (rest == 0 || Gamma == 0 ? 0 : Gamma * p * Math.Pow(rest, Gamma - 1) * Math.Log(Math.Max(p, CrossEntropy.Smallest)));
        return row.ForEach(k => row.Weight * height * (row[k] - (k == row.Label ? 1 : 0)));
    }

    /// <inheritdoc/>
    public override Kernel Kernel(int classes, int rows, bool isDouble) => new SoftmaxFocalGradientKernel(classes, rows, Targets, Gamma, isDouble);

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        string p = node.Inputs[0].Display, t = node.Inputs[1].Display, own = $"{p}[{t}]", γ = ClassTargets.Text(Gamma);
        return $"{Factor(node)} {Weight(node)}((1 − {own})^{γ} − {γ} {own} (1 − {own})^({γ} − 1) ln {own}) ({p} − onehot({t}))";
    }
}

/// <summary>The attribute <c>[SoftmaxFocal]</c>.</summary>
public sealed class SoftmaxFocalDefinition : ClassificationLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "SoftmaxFocal";

    /// <inheritdoc/>
    public override LossEntry Entry => new("−w[t] (1 − p[t])^γ ln p[t], p = softmax(z)", "class indices", LossEntry.Rows, "Lin et al. (2017)", string.Empty);

    /// <inheritdoc/>
    protected override bool DividesByWeights => false;

    /// <inheritdoc/>
    protected override ClassLoss Make(LayerBuilder layer, ClassTargets targets)
    {
        layer.WarnIfApplied(value => value.Producer?.Operator is Softmax, "softmax", "Softmax", "CrossEntropy");
        return new SoftmaxFocal(targets, layer.NotNegative("Gamma", 2));
    }
}
