using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>How the targets of a classification loss are given and softened.</summary>
/// <param name="IsDistribution">A probability a class, or else the index of one class.</param>
/// <param name="Smoothing">The share that is spread evenly over the classes.</param>
public sealed record ClassTargets(bool IsDistribution, double Smoothing)
{
    /// <summary>The part of a kernel's name that says which it is.</summary>
    public string KernelName => (IsDistribution ? "Distributions" : "Indices") + (Smoothing == 0 ? string.Empty : "_smooth" + Operators.KernelName.Of(Smoothing));

    /// <summary>The target in formulas.</summary>
    /// <param name="t">Its name.</param>
    /// <returns>The formula.</returns>
    public string Formula(string t) => (IsDistribution ? t : $"onehot({t})") is var target && Smoothing == 0
        ? target
        : $"({CSharpLiteral.Of(1 - Smoothing, true).TrimEnd('d')} {target} + {CSharpLiteral.Of(Smoothing, true).TrimEnd('d')}/K)";

    /// <summary>The softened target probability.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="row">The row.</param>
    /// <param name="k">The class.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <returns>The probability.</returns>
    public double Probability(Tensor targets, int row, int k, int classes)
    {
        var q = IsDistribution ? targets[(row * classes) + k] : (int)targets[row] == k ? 1 : 0;
        return ((1 - Smoothing) * q) + (Smoothing / classes);
    }
}

/// <summary>−Σ q ln p of probabilities p, averaged over the rows of a sample.</summary>
/// <param name="Targets">How q is given.</param>
public sealed record CrossEntropy(ClassTargets Targets) : Loss
{
    /// <summary>The smallest probability whose logarithm is taken.</summary>
    public const double Smallest = 1e-37;

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var p = inputs[0];
        int classes = p.Shape.Sizes[p.Shape.Rank - 1], rows = p.Shape.Length / classes;
        var losses = new Tensor(Shape.Scalar, p.Count);
        for (var i = 0; i < p.Data.Length; i++)
            losses[i / classes / rows] -= Targets.Probability(inputs[1], i / classes, i % classes, classes) * Math.Log(Math.Max(p[i], Smallest)) / rows;
        return [losses];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        Value p = context.Node.Inputs[0], t = context.Node.Inputs[1];
        context.Contribute(p, context.Add(new CrossEntropyGradient(Targets), p, t, context.Gradient));
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"−Σ {Targets.Formula(node.Inputs[1].Display)} ln {node.Inputs[0].Display}";

    /// <inheritdoc/>
    public override long Cost(Node node) => 2L * node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value p = context.Node.Inputs[0], t = context.Node.Inputs[1];
        var classes = p.Shape.Sizes[p.Shape.Rank - 1];
        context.Call(new CrossEntropyKernel(classes, p.RowsPerSample, Targets, context.IsDouble), [context.Read(p), context.Read(t), context.Write(context.Node.Result), context.Count(1)]);
    }
}

/// <summary>The gradient of the cross-entropy of probabilities. Inputs: p, target, factor of the sample's loss.</summary>
/// <param name="Targets">How q is given.</param>
public sealed record CrossEntropyGradient(ClassTargets Targets) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var p = inputs[0];
        int classes = p.Shape.Sizes[p.Shape.Rank - 1], rows = p.Shape.Length / classes;
        var dp = new Tensor(p.Shape, p.Count);
        for (var i = 0; i < p.Data.Length; i++)
            dp[i] = -inputs[2][0] / rows * Targets.Probability(inputs[1], i / classes, i % classes, classes) / Math.Max(p[i], CrossEntropy.Smallest);
        return [dp];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"−{LossFactor.Of(node)} {Targets.Formula(node.Inputs[1].Display)} / {node.Inputs[0].Display}";

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value p = context.Node.Inputs[0], t = context.Node.Inputs[1], seed = context.Node.Inputs[2];
        var kernel = new CrossEntropyGradientKernel(p.Shape.Sizes[p.Shape.Rank - 1], p.RowsPerSample, Targets, context.IsDouble);
        context.Call(kernel, [context.Read(p), context.Read(t), context.Read(seed), context.Write(context.Node.Result), context.Count(1)]);
    }
}

/// <summary>Cross-entropy of logits z: ln Σ e^z − Σ q z. The second result are the probabilities, which its gradient needs.</summary>
/// <param name="Targets">How q is given.</param>
public sealed record SoftmaxCrossEntropy(ClassTargets Targets) : Loss
{
    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Output;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [new ValueType(Shape.Scalar), inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var z = inputs[0];
        int classes = z.Shape.Sizes[z.Shape.Rank - 1], rows = z.Shape.Length / classes;
        var log = Softmax.Rows(z, isLog: true);
        var losses = new Tensor(Shape.Scalar, z.Count);
        for (var i = 0; i < z.Data.Length; i++)
            losses[i / classes / rows] -= Targets.Probability(inputs[1], i / classes, i % classes, classes) * log[i] / rows;
        return [losses, Softmax.Rows(z, isLog: false)];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        Value z = context.Node.Inputs[0], t = context.Node.Inputs[1];
        context.Contribute(z, context.Add(new SoftmaxCrossEntropyGradient(Targets), context.Node.Results[1], t, context.Gradient));
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"−Σ {Targets.Formula(node.Inputs[1].Display)} ln softmax({node.Inputs[0].Display})";

    /// <inheritdoc/>
    public override long Cost(Node node) => 6L * node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value z = context.Node.Inputs[0], t = context.Node.Inputs[1];
        var kernel = new SoftmaxCrossEntropyKernel(z.Shape.Sizes[z.Shape.Rank - 1], z.RowsPerSample, Targets, context.IsDouble);
        context.Call(kernel, [context.Read(z), context.Read(t), context.Write(context.Node.Results[0]), context.Write(context.Node.Results[1]), context.Count(1)]);
    }
}

/// <summary>The gradient of the cross-entropy of logits, p − q. Inputs: the probabilities p, the target, the factor of the sample's loss.</summary>
/// <param name="Targets">How q is given.</param>
public sealed record SoftmaxCrossEntropyGradient(ClassTargets Targets) : Operator
{
    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override bool MayOverwriteInput => true;

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) => [inputs[0]];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var p = inputs[0];
        int classes = p.Shape.Sizes[p.Shape.Rank - 1], rows = p.Shape.Length / classes;
        var dz = new Tensor(p.Shape, p.Count);
        for (var row = 0; row < p.Count * rows; row++)
        {
            var total = 0.0;
            for (var k = 0; k < classes; k++)
                total += Targets.Probability(inputs[1], row, k, classes);
            for (var k = 0; k < classes; k++)
            {
                var i = (row * classes) + k;
                // The factor is 1 for every target that is a distribution.
                dz[i] = inputs[2][0] / rows * ((p[i] * total) - Targets.Probability(inputs[1], row, k, classes));
            }
        }

        return [dz];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) => $"{LossFactor.Of(node)} ({node.Inputs[0].Display} − {Targets.Formula(node.Inputs[1].Display)})";

    /// <inheritdoc/>
    public override long Cost(Node node) => 2L * node.Result.Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value p = context.Node.Inputs[0], t = context.Node.Inputs[1], seed = context.Node.Inputs[2];
        var kernel = new SoftmaxCrossEntropyGradientKernel(p.Shape.Sizes[p.Shape.Rank - 1], p.RowsPerSample, Targets, context.IsDouble);
        context.Call(kernel, [context.Read(p), context.Read(t), context.Read(seed), context.Write(context.Node.Result), context.Count(1)]);
    }
}

/// <summary>The factor in front of a loss's gradient: the share of the sample, divided by the rows of a sample.</summary>
internal static class LossFactor
{
    /// <summary>The factor in formulas.</summary>
    /// <param name="node">The gradient; its third input is the share of the sample.</param>
    /// <returns>The formula.</returns>
    public static string Of(Node node) => node.Inputs[2].Display + (node.Result.RowsPerSample == 1 ? string.Empty : " / " + CSharpLiteral.Of(node.Result.RowsPerSample));
}

/// <summary>What the attributes of classification losses have in common.</summary>
public abstract class ClassificationLossDefinition : LossDefinition
{
    /// <summary>Reads the options and adds the target.</summary>
    /// <param name="layer">The loss.</param>
    /// <param name="target">The target.</param>
    /// <returns>How it is given.</returns>
    protected static ClassTargets Targets(LayerBuilder layer, out Value target)
    {
        var shape = layer.Input.Shape;
        var classes = shape.Sizes[shape.Rank - 1];
        if (shape.FeatureAxis != shape.Rank - 1 || classes < 2)
            throw layer.Error(DiagnosticIds.LossDoesNotFit, null, layer.Name, "at least 2 classes on the last axis", layer.InputNames[0], shape.ToString());
        var smoothing = layer.Real("LabelSmoothing", 0);
        if (!(smoothing >= 0 && smoothing < 1))
            throw layer.Error(DiagnosticIds.LabelSmoothing, "LabelSmoothing", layer.Name, CSharpLiteral.Of(smoothing, true).TrimEnd('d'));
        var isDistribution = layer.Choice("Targets", "ClassIndices") == "Distributions";
        target = isDistribution
            ? layer.Target(new ValueType(shape), classes: 0)
            : layer.Target(new ValueType(new Shape(shape.Sizes.Take(shape.Rank - 1), shape.Roles.Substring(0, shape.Rank - 1)), Element: ElementKind.Int32), classes);
        return new ClassTargets(isDistribution, smoothing);
    }
}

/// <summary>The attribute <c>[CrossEntropy]</c>.</summary>
public sealed class CrossEntropyDefinition : ClassificationLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "CrossEntropy";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        layer.WarnUnless(value => value.Producer?.Operator is Softmax { IsLog: false } or Sigmoid or Permute, "[Softmax]", "SoftmaxCrossEntropy");
        var targets = Targets(layer, out var target);
        return layer.Add(new CrossEntropy(targets), layer.Input, target);
    }
}

/// <summary>The attribute <c>[SoftmaxCrossEntropy]</c>.</summary>
public sealed class SoftmaxCrossEntropyDefinition : ClassificationLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "SoftmaxCrossEntropy";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        layer.WarnIfApplied(value => value.Producer?.Operator is Softmax, "softmax", "Softmax", "CrossEntropy");
        var targets = Targets(layer, out var target);
        return layer.Add(new SoftmaxCrossEntropy(targets), layer.Input, target);
    }
}
