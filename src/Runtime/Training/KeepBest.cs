namespace NetGen;

/// <summary>Which weights a training run ends with.</summary>
public enum KeepBest
{
    /// <summary>The last ones.</summary>
    None,

    /// <summary>Those of the epoch with the smallest loss on the validation set, the first of equal ones.</summary>
    ValidationLoss,

    /// <summary>Those of the epoch with the largest accuracy on the validation set, the first of equal ones.</summary>
    ValidationAccuracy,
}
