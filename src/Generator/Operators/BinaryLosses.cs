using NetGen.Generator.Diagnostics;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;
using static NetGen.Generator.Formulas.FormulaOperation;

namespace NetGen.Generator.Operators;

/// <summary>The weights of a binary cross-entropy.</summary>
/// <param name="HasElements">Whether each element has a weight; an operand then.</param>
/// <param name="HasPositives">Whether the positive part of each element has a weight; the last operand then.</param>
/// <param name="Positive">The weight of the positive parts of all elements.</param>
public sealed record BinaryWeights(bool HasElements, bool HasPositives, double Positive = 1)
{
    /// <summary>None.</summary>
    public static BinaryWeights None { get; } = new(false, false);

    /// <summary>What the variables of a formula are.</summary>
    public LossOperand[] Operands =>
        [LossOperand.Prediction, LossOperand.Target, .. HasElements ? [LossOperand.Constant] : Array.Empty<LossOperand>(), .. HasPositives ? [LossOperand.Constant] : Array.Empty<LossOperand>()];

    /// <summary>The part of a name that says which they are.</summary>
    public string Name => (HasElements ? "_weighted" : string.Empty) + (HasPositives ? "_positives" : Positive == 1 ? string.Empty : "_positive" + KernelName.Of(Positive));

    /// <summary>Writes a formula of what the network says, the target and the weight of the positive part.</summary>
    /// <param name="f">The function, without the weight of the element.</param>
    /// <returns>The formula with it.</returns>
    public Formula Of(Func<Term, Term, Term, Term> f)
    {
        string[] names = ["y", "t", .. HasElements ? ["w"] : Array.Empty<string>(), .. HasPositives ? ["u"] : Array.Empty<string>()];
        return Formula.Of(names, x =>
        {
            var value = f(x[0], x[1], HasPositives ? x[x.Count - 1] : Positive);
            return HasElements ? x[2] * value : value;
        });
    }
}

/// <summary>−(u t ln p + (1 − t) ln(1 − p)); logarithms are cut at −100 and the divisor of the slope at 10⁻¹², as in PyTorch.</summary>
/// <param name="Weights">The weights, or null for none.</param>
public sealed record BinaryCrossEntropy(BinaryWeights? Weights = null) : FormulaLoss("BinaryCrossEntropy" + Weights?.Name, ValueOf(Weights ?? BinaryWeights.None), [SlopeOf(Weights ?? BinaryWeights.None)], (Weights ?? BinaryWeights.None).Operands)
{
    private const double Floor = -100;
    private const double Smallest = 1e-12;

    private static Formula ValueOf(BinaryWeights weights) =>
        weights.Of((p, t, u) => -((u * t * Term.Of(Maximum, Term.Of(Log, p), Floor)) + ((1 - t) * Term.Of(Maximum, Term.Of(Log, 1 - p), Floor))));

    private static Formula SlopeOf(BinaryWeights weights) =>
        weights.Of((p, t, u) => (u.Constant == 1 ? p - t : ((1 - t) * p) - (u * t * (1 - p))) / Term.Of(Maximum, p * (1 - p), Smallest));
}

/// <summary>Binary cross-entropy of logits z, in the form that neither overflows nor cancels: ln(1 + e^z) − z t, or with a weight u of the positive part (1 − t) ln(1 + e^z) + u t ln(1 + e^−z).</summary>
/// <param name="Weights">The weights, or null for none.</param>
public sealed record SigmoidBinaryCrossEntropy(BinaryWeights? Weights = null) : FormulaLoss("SigmoidBinaryCrossEntropy" + Weights?.Name, ValueOf(Weights ?? BinaryWeights.None), [SlopeOf(Weights ?? BinaryWeights.None)], (Weights ?? BinaryWeights.None).Operands)
{
    private static Formula ValueOf(BinaryWeights weights) => weights.Of((z, t, u) => u.Constant == 1
        ? Term.Of(Softplus, z) - (t * z)
        : ((1 - t) * Term.Of(Softplus, z)) + (u * t * Term.Of(Softplus, -z)));

    private static Formula SlopeOf(BinaryWeights weights) => weights.Of((z, t, u) => u.Constant == 1
        ? Term.Of(FormulaOperation.Sigmoid, z) - t
        : ((1 - t) * Term.Of(FormulaOperation.Sigmoid, z)) - (u * t * Term.Of(FormulaOperation.Sigmoid, -z)));
}

/// <summary>The formulas of losses of two kinds of targets.</summary>
public static class BinaryLosses
{
    /// <summary>max(0, 1 − t y) for targets 1 and −1.</summary>
    public static FormulaLoss Hinge { get; } = new("Hinge", Formula.Of("y", "t", (y, t) => Term.Of(Maximum, 1 - (t * y), 0)));

    /// <summary>max(0, 1 − t y)² for targets 1 and −1.</summary>
    public static FormulaLoss SquaredHinge { get; } = new("SquaredHinge", Formula.Of("y", "t", (y, t) => Term.Of(Maximum, 1 - (t * y), 0) * Term.Of(Maximum, 1 - (t * y), 0)));

    /// <summary>max(0, −t y) for targets 1 and −1; at 0 the slope is −t, so that weights of 0 are a place to start from.</summary>
    public static FormulaLoss Perceptron { get; } = new("Perceptron", Formula.Of("y", "t", (y, t) => Term.Select(t * y > 0, 0, -(t * y))));

    /// <summary>α r^γ times the binary cross-entropy of logits, where r is how far the probability is from the target.</summary>
    /// <param name="gamma">γ.</param>
    /// <param name="alpha">The weight of targets 1; that of targets 0 is what is left to 1. Negative for none.</param>
    /// <returns>The loss.</returns>
    public static FormulaLoss SigmoidFocal(double gamma, double alpha)
    {
        Term Focus(Term z, Term t)
        {
            // Both probabilities rather than one and what is left to 1: nothing cancels. A power below 1 has no slope at 0.
            var r = ((1 - t) * Term.Of(FormulaOperation.Sigmoid, z)) + (t * Term.Of(FormulaOperation.Sigmoid, -z));
            return gamma == Math.Floor(gamma) ? Term.Of(Power, r, gamma) : Term.Of(Power, Term.Of(Maximum, r, SmallestFocus), gamma);
        }

        Term Share(Term t) => alpha < 0 ? 1 : (alpha * t) + ((1 - alpha) * (1 - t));
        return new FormulaLoss(
            "SigmoidFocal" + KernelName.Of(gamma) + KernelName.Of(alpha),
            Formula.Of("z", "t", (z, t) => Share(t) * Focus(z, t) * (Term.Of(Softplus, z) - (t * z))));
    }

    /// <summary>t (ln t − y) of log-probabilities y, 0 where t is; or e^t (t − y) where targets are logarithms, too. It is summed over rows.</summary>
    /// <param name="isLog">Whether targets are logarithms.</param>
    /// <returns>The loss.</returns>
    public static FormulaLoss KLDivergence(bool isLog) => new(
        isLog ? "KLDivergenceOfLogs" : "KLDivergence",
        isLog ? Formula.Of("y", "t", (y, t) => Term.Of(Exp, t) * (t - y)) : Formula.Of("y", "t", (y, t) => Term.Select(t > 0, t * (Term.Of(Log, t) - y), 0)),
        isLog ? Formula.Of("y", "t", (y, t) => -Term.Of(Exp, t)) : Formula.Of("y", "t", (y, t) => -t))
    {
        SumsRows = true,
    };

    private const double SmallestFocus = 1e-30;
}

/// <summary>How the attributes of binary cross-entropies become nodes.</summary>
public abstract class WeightedLossDefinition : LossDefinition
{
    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        Check(layer);
        var shape = layer.Input.Shape;
        int length = shape.Length, last = shape.Rank == 0 ? 1 : shape.Sizes[shape.Rank - 1];
        double[]? elements = Read("ElementWeights"), positives = Read("PositiveWeights");
        var positive = positives is { Length: 1 } ? positives[0] : 1;
        positives = positives is { Length: > 1 } ? positives : null;

        // Weights of the last axis and of all elements together are those of all elements.
        var width = new[] { elements, positives }.OfType<double[]>().Select(weights => weights.Length).DefaultIfEmpty(0).Max();
        double[] Wide(double[] weights) => [.. Enumerable.Range(0, width).Select(i => weights[i % weights.Length])];
        var weights = new BinaryWeights(elements is not null, positives is not null, positive);
        var inputs = new List<Value> { layer.Input, ValueTarget(layer) };
        if (elements is not null)
            inputs.Add(layer.Constant("w", new Shape([width], "F"), Wide(elements)));
        if (positives is not null)
            inputs.Add(layer.Constant("u", new Shape([width], "F"), Wide(positives)));
        return layer.Add(Make(weights), [.. inputs]);

        double[]? Read(string argument)
        {
            var count = layer.Constants(argument).Count;
            if (count == 0)
                return null;
            var isOfElements = count == length || count == last || (count == 1 && argument == "PositiveWeights");
            return layer.Weights(argument, isOfElements ? count : last, last == 1 ? "element" : "elements on the last axis");
        }
    }

    /// <summary>Warns of what the loss does not fit.</summary>
    /// <param name="layer">The loss.</param>
    protected abstract void Check(LayerBuilder layer);

    /// <summary>The loss.</summary>
    /// <param name="weights">Its weights.</param>
    /// <returns>The operator.</returns>
    protected abstract FormulaLoss Make(BinaryWeights weights);
}

/// <summary>The attribute <c>[BinaryCrossEntropy]</c>.</summary>
public sealed class BinaryCrossEntropyDefinition : WeightedLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "BinaryCrossEntropy";

    /// <inheritdoc/>
    public override LossEntry Entry => new("−w (u t ln p + (1 − t) ln(1 − p)) of probabilities p", "values from 0 to 1", LossEntry.Elements, "Good (1952)", "BCELoss");

    /// <inheritdoc/>
    protected override void Check(LayerBuilder layer) =>
        layer.WarnUnless(value => value.Producer?.Operator is Sigmoid or Softmax { IsLog: false }, "probabilities", "[Sigmoid]", "SigmoidBinaryCrossEntropy");

    /// <inheritdoc/>
    protected override FormulaLoss Make(BinaryWeights weights) => new BinaryCrossEntropy(weights);
}

/// <summary>The attribute <c>[SigmoidBinaryCrossEntropy]</c>.</summary>
public sealed class SigmoidBinaryCrossEntropyDefinition : WeightedLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "SigmoidBinaryCrossEntropy";

    /// <inheritdoc/>
    public override LossEntry Entry => new("−w (u t ln σ(z) + (1 − t) ln(1 − σ(z)))", "values from 0 to 1", LossEntry.Elements, "Good (1952)", "BCEWithLogitsLoss");

    /// <inheritdoc/>
    protected override void Check(LayerBuilder layer) => layer.WarnIfApplied(value => value.Producer?.Operator is Sigmoid, "sigmoid", "Sigmoid", "BinaryCrossEntropy");

    /// <inheritdoc/>
    protected override FormulaLoss Make(BinaryWeights weights) => new SigmoidBinaryCrossEntropy(weights);
}

/// <summary>The attribute <c>[SigmoidFocal]</c>.</summary>
public sealed class SigmoidFocalDefinition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "SigmoidFocal";

    /// <inheritdoc/>
    public override LossEntry Entry => new("−α (1 − σ(z))^γ ln σ(z) for t = 1, −(1 − α) σ(z)^γ ln(1 − σ(z)) for t = 0", "values from 0 to 1", LossEntry.Elements, "Lin et al. (2017)", "torchvision's sigmoid_focal_loss");

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer)
    {
        layer.WarnIfApplied(value => value.Producer?.Operator is Sigmoid, "sigmoid", "Sigmoid", "BinaryCrossEntropy");
        var alpha = layer.Finite("Alpha", 0.25);
        return alpha <= 1
            ? BinaryLosses.SigmoidFocal(layer.NotNegative("Gamma", 2), alpha < 0 ? -1 : alpha)
            : throw layer.Error(DiagnosticIds.InvalidArgument, "Alpha", "Alpha", layer.Name, ClassTargets.Text(alpha), "it must be from 0 to 1, or negative for none");
    }
}

/// <summary>The attribute <c>[KLDivergence]</c>.</summary>
public sealed class KLDivergenceDefinition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "KLDivergence";

    /// <inheritdoc/>
    public override LossEntry Entry => new("Σ t (ln t − y) of log-probabilities y; with LogTarget Σ e^t (t − y)", "distributions, or their logarithms", LossEntry.Rows, "Kullback and Leibler (1951)", "KLDivLoss, reduction='batchmean'");

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer)
    {
        layer.WarnUnless(value => value.Producer?.Operator is Softmax { IsLog: true } or Permute, "log-probabilities", "[LogSoftmax]", "SoftmaxCrossEntropy");
        return BinaryLosses.KLDivergence(layer.Flag("LogTarget", false));
    }
}

/// <summary>The attribute <c>[Hinge]</c>.</summary>
public sealed class HingeDefinition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Hinge";

    /// <inheritdoc/>
    public override LossEntry Entry => new("max(0, 1 − t y)", "1 and −1", LossEntry.Elements, "Cortes and Vapnik (1995)", string.Empty);

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer) => BinaryLosses.Hinge;
}

/// <summary>The attribute <c>[SquaredHinge]</c>.</summary>
public sealed class SquaredHingeDefinition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "SquaredHinge";

    /// <inheritdoc/>
    public override LossEntry Entry => new("max(0, 1 − t y)²", "1 and −1", LossEntry.Elements, "Cortes and Vapnik (1995)", string.Empty);

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer) => BinaryLosses.SquaredHinge;
}

/// <summary>The attribute <c>[Perceptron]</c>.</summary>
public sealed class PerceptronDefinition : FormulaLossDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Perceptron";

    /// <inheritdoc/>
    public override LossEntry Entry => new("max(0, −t y)", "1 and −1", LossEntry.Elements, "Rosenblatt (1958)", string.Empty);

    /// <inheritdoc/>
    protected override FormulaLoss Make(LayerBuilder layer) => BinaryLosses.Perceptron;
}
