namespace NetGen;

/// <summary>(y − t)², averaged over elements. Targets are values. PyTorch's <c>MSELoss</c>.</summary>
public sealed class MeanSquaredErrorAttribute : LossAttribute;

/// <summary>|y − t|, averaged over elements; the slope at 0 is 0. Targets are values. PyTorch's <c>L1Loss</c>.</summary>
public sealed class MeanAbsoluteErrorAttribute : LossAttribute;

/// <summary>½ d² where |d| ≤ δ, otherwise δ (|d| − ½ δ), with d = y − t, averaged over elements. Targets are values. Huber (1964). PyTorch's <c>HuberLoss</c>.</summary>
public sealed class HuberAttribute : LossAttribute
{
    /// <summary>δ, positive; 1 by default.</summary>
    public double Delta { get; set; } = 1;
}

/// <summary>½ d² / β where |d| &lt; β, otherwise |d| − ½ β, with d = y − t, averaged over elements. Targets are values. Girshick (2015). PyTorch's <c>SmoothL1Loss</c>.</summary>
public sealed class SmoothL1Attribute : LossAttribute
{
    /// <summary>β, at least 0; 1 by default. With 0 it is the absolute error.</summary>
    public double Beta { get; set; } = 1;
}

/// <summary>ln cosh(y − t), averaged over elements: like ½ (y − t)² where that is small and like |y − t| where it is large. Targets are values.</summary>
public sealed class LogCoshAttribute : LossAttribute;

/// <summary>
/// q d where d = t − y is positive, otherwise (q − 1) d, averaged over elements: y becomes the q-quantile of the targets. With several quantiles the last
/// axis has one output for each, and each row of them one target. Koenker and Bassett (1978).
/// </summary>
public sealed class QuantileAttribute : LossAttribute
{
    /// <summary>Declares the quantiles.</summary>
    /// <param name="quantiles">At least one, each between 0 and 1.</param>
    public QuantileAttribute(params double[] quantiles) => Quantiles = quantiles;

    /// <summary>The quantiles, each between 0 and 1.</summary>
    public double[] Quantiles { get; }
}

/// <summary>
/// e^y − t y, where y is the logarithm of the rate at which events occur, or y − t ln(y + ε), where it is the rate; averaged over elements. Targets are counts.
/// PyTorch's <c>PoissonNLLLoss</c>.
/// </summary>
public sealed class PoissonNegativeLogLikelihoodAttribute : LossAttribute
{
    /// <summary>Whether y is the logarithm of the rate; yes by default.</summary>
    public bool LogInput { get; set; } = true;

    /// <summary>Whether Stirling's approximation of ln t! is added for targets above 1; no by default. It changes no gradient.</summary>
    public bool Full { get; set; }

    /// <summary>ε, positive; 10⁻⁸ by default.</summary>
    public double Epsilon { get; set; } = 1e-8;
}

/// <summary>
/// ½ (ln v + (m − t)² / v), averaged over elements, of two values of one shape: <c>From = "means, variances"</c>. Variances below ε count as ε, with the slope
/// they have there. Targets are values. Nix and Weigend (1994). PyTorch's <c>GaussianNLLLoss</c>.
/// </summary>
public sealed class GaussianNegativeLogLikelihoodAttribute : LossAttribute
{
    /// <summary>Whether ½ ln 2π is added; no by default. It changes no gradient.</summary>
    public bool Full { get; set; }

    /// <summary>ε, positive; 10⁻⁶ by default.</summary>
    public double Epsilon { get; set; } = 1e-6;
}

/// <summary>A binary cross-entropy, −w (u t ln p + (1 − t) ln(1 − p)), averaged over elements. Targets are values from 0 to 1.</summary>
public abstract class BinaryCrossEntropyLossAttribute : LossAttribute
{
    /// <summary>w: a weight an element, or an element of the last axis; 1 for all by default. The mean is over elements, whatever they weigh. PyTorch's <c>weight</c>.</summary>
    public double[]? ElementWeights { get; set; }

    /// <summary>u: what targets of 1 weigh, one number for all elements or as many as <see cref="ElementWeights"/>; 1 by default. PyTorch's <c>pos_weight</c>.</summary>
    public double[]? PositiveWeights { get; set; }
}

/// <summary>Binary cross-entropy of probabilities. Logarithms are cut at −100, as in PyTorch's <c>BCELoss</c>.</summary>
public sealed class BinaryCrossEntropyAttribute : BinaryCrossEntropyLossAttribute;

/// <summary>Binary cross-entropy of logits: the sigmoid is part of the loss and not of <c>Predict</c>. PyTorch's <c>BCEWithLogitsLoss</c>.</summary>
public sealed class SigmoidBinaryCrossEntropyAttribute : BinaryCrossEntropyLossAttribute;

/// <summary>
/// The binary focal loss of logits, averaged over elements: −α (1 − p)^γ ln p for targets 1 and −(1 − α) p^γ ln(1 − p) for targets 0, with p = σ(z); in between
/// as torchvision's <c>sigmoid_focal_loss</c>. Lin et al. (2017).
/// </summary>
public sealed class SigmoidFocalAttribute : LossAttribute
{
    /// <summary>γ, at least 0; 2 by default.</summary>
    public double Gamma { get; set; } = 2;

    /// <summary>α, the weight of targets 1; that of targets 0 is 1 − α. ¼ by default; negative for no weights.</summary>
    public double Alpha { get; set; } = 0.25;
}

/// <summary>
/// The divergence Σ t (ln t − y) of Kullback and Leibler (1951) from log-probabilities y, summed over the last axis and averaged over rows. Targets are distributions.
/// PyTorch's <c>KLDivLoss</c> with <c>reduction='batchmean'</c>.
/// </summary>
public sealed class KLDivergenceAttribute : LossAttribute
{
    /// <summary>Whether targets are logarithms of probabilities, too; no by default.</summary>
    public bool LogTarget { get; set; }
}

/// <summary>max(0, 1 − t y), averaged over elements. Targets are 1 and −1.</summary>
public sealed class HingeAttribute : LossAttribute;

/// <summary>max(0, 1 − t y)², averaged over elements. Targets are 1 and −1.</summary>
public sealed class SquaredHingeAttribute : LossAttribute;

/// <summary>max(0, −t y), averaged over elements; at 0 the slope is −t, as Rosenblatt's rule (1958) has it. Targets are 1 and −1.</summary>
public sealed class PerceptronAttribute : LossAttribute;

/// <summary>
/// 1 − cos(a, b) for targets 1, max(0, cos(a, b) − margin) for targets −1, of two values of one shape: <c>From = "a, b"</c>. Averaged over pairs of vectors, each
/// with a target. PyTorch's <c>CosineEmbeddingLoss</c>.
/// </summary>
public sealed class CosineEmbeddingAttribute : LossAttribute
{
    /// <summary>The cosine up to which vectors that do not belong together are far enough apart, from −1 to 1; 0 by default.</summary>
    public double Margin { get; set; }
}

/// <summary>
/// ½ t D² + ½ (1 − t) max(0, margin − D)² with D = ‖a − b‖, of two values of one shape, such as the ends of a Siamese network: <c>From = "a, b"</c>. Averaged over
/// pairs of vectors. Targets are 1 for a pair that belongs together and 0 for one that does not. Hadsell et al. (2006), whose Y is 1 − t.
/// </summary>
public sealed class ContrastiveAttribute : LossAttribute
{
    /// <summary>The distance from which on vectors that do not belong together are far enough apart; 1 by default.</summary>
    public double Margin { get; set; } = 1;
}

/// <summary>
/// max(0, margin − t (x₁ − x₂)), averaged over elements, of two values of one shape: <c>From = "x1, x2"</c>. Targets are 1 where the first should be the larger and −1
/// where the second. PyTorch's <c>MarginRankingLoss</c>.
/// </summary>
public sealed class MarginRankingAttribute : LossAttribute
{
    /// <summary>By how much the one should be above the other; 0 by default.</summary>
    public double Margin { get; set; }
}

/// <summary>
/// max(0, margin + ‖a − p‖ − ‖a − n‖) of three values of one shape: <c>From = "anchors, positives, negatives"</c>. Averaged over triplets of vectors; there are no
/// targets. Schroff et al. (2015). PyTorch's <c>TripletMarginLoss</c>.
/// </summary>
public sealed class TripletMarginAttribute : LossAttribute
{
    /// <summary>By how much the negative should be farther away than the positive; 1 by default.</summary>
    public double Margin { get; set; } = 1;

    /// <summary>The power p of the distance (Σ |d|^p)^(1/p), at least 1; 2 by default.</summary>
    public double P { get; set; } = 2;

    /// <summary>What is added to each difference of elements, at least 0; 10⁻⁶ by default.</summary>
    public double Epsilon { get; set; } = 1e-6;

    /// <summary>Whether ‖p − n‖ takes the place of ‖a − n‖ where it is smaller. Balntas et al. (2016).</summary>
    public bool Swap { get; set; }
}

/// <summary>A loss over classes, which stand on the last axis. Where other axes stand before it, such as time, each row has a target of its own.</summary>
public abstract class ClassificationLossAttribute : LossAttribute
{
    /// <summary>
    /// A weight a class, not negative; 1 for each by default. Of class indices, the cross-entropies divide the sum of the weighted losses of a
    /// batch by the sum of the weights of its targets, the other losses by the number of targets, as PyTorch does.
    /// </summary>
    public double[]? ClassWeights { get; set; }

    /// <summary>
    /// The class index of targets that do not count: neither in the loss, nor in what it is divided by, nor in the accuracy. It need not be a class;
    /// none by default. A batch in which nothing counts has the loss 0 and no gradients.
    /// </summary>
    public int IgnoreIndex { get; set; } = int.MinValue;
}

/// <summary>A cross-entropy.</summary>
public abstract class CrossEntropyLossAttribute : ClassificationLossAttribute
{
    /// <summary>Class indices by default, or a distribution a sample.</summary>
    public TargetKind Targets { get; set; }

    /// <summary>The share ε of the target that is spread evenly over all classes; 0 by default. Szegedy et al. (2016).</summary>
    public double LabelSmoothing { get; set; }
}

/// <summary>−Σ t ln p of probabilities p.</summary>
public sealed class CrossEntropyAttribute : CrossEntropyLossAttribute;

/// <summary>Cross-entropy of logits: the softmax is part of the loss and not of <c>Predict</c>.</summary>
public sealed class SoftmaxCrossEntropyAttribute : CrossEntropyLossAttribute;

/// <summary>The negative log-likelihood −z[t] of log-probabilities z, such as those of <see cref="LogSoftmaxAttribute"/>. Targets are class indices.</summary>
public sealed class NegativeLogLikelihoodAttribute : ClassificationLossAttribute;

/// <summary>
/// The focal loss −(1 − p)^γ ln p of logits, where p is the probability that the softmax gives the right class: what is easy counts little.
/// Class weights are its α. Targets are class indices. Lin et al. (2017).
/// </summary>
public sealed class SoftmaxFocalAttribute : ClassificationLossAttribute
{
    /// <summary>γ, at least 0; 2 by default. With 0 it is the cross-entropy.</summary>
    public double Gamma { get; set; } = 2;
}

/// <summary>
/// Σ max(0, margin − z[t] + z[i])^p / K over the K classes other than the right one, of scores z: a hinge for several classes. Targets are
/// class indices. Crammer and Singer (2001), Weston and Watkins (1999).
/// </summary>
public sealed class MultiMarginAttribute : ClassificationLossAttribute
{
    /// <summary>By how much the score of the right class should be above the others; 1 by default.</summary>
    public double Margin { get; set; } = 1;

    /// <summary>The power p, 1 or 2; 1 by default.</summary>
    public int P { get; set; } = 1;
}
