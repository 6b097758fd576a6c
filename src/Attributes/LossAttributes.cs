namespace NetGen;

/// <summary>(ŷ − y)², averaged over the elements of a sample. Targets are values.</summary>
public sealed class MeanSquaredErrorAttribute : LossAttribute;

/// <summary>−(y ln p + (1 − y) ln(1 − p)) of probabilities p, averaged over the elements of a sample. Targets are values in [0, 1].</summary>
public sealed class BinaryCrossEntropyAttribute : LossAttribute;

/// <summary>Binary cross-entropy of logits: the sigmoid is part of the loss and not of <c>Predict</c>. Targets are values in [0, 1].</summary>
public sealed class SigmoidBinaryCrossEntropyAttribute : LossAttribute;

/// <summary>A loss over classes.</summary>
public abstract class ClassificationLossAttribute : LossAttribute
{
    /// <summary>Class indices by default, or a distribution a sample.</summary>
    public TargetKind Targets { get; set; }

    /// <summary>The share ε of the target that is spread evenly over all classes; 0 by default. Szegedy et al. (2016).</summary>
    public double LabelSmoothing { get; set; }
}

/// <summary>−Σ t ln p of probabilities p.</summary>
public sealed class CrossEntropyAttribute : ClassificationLossAttribute;

/// <summary>Cross-entropy of logits: the softmax is part of the loss and not of <c>Predict</c>.</summary>
public sealed class SoftmaxCrossEntropyAttribute : ClassificationLossAttribute;
