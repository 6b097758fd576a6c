namespace NetGen;

/// <summary>What an ensemble makes of what its networks say.</summary>
public enum EnsembleCombination
{
    /// <summary>The mean of the outputs: for numbers, and for probabilities that the networks give themselves, as behind a softmax or sigmoid.</summary>
    Outputs,

    /// <summary>The mean of the probabilities, for networks whose outputs are the logits of a softmax.</summary>
    Probabilities,

    /// <summary>The share of the networks that vote for each class, a vote being for the largest output, the first of equal ones.</summary>
    Vote,
}
