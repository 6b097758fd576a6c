namespace NetGen;

/// <summary>
/// Ends a run whose measure on the validation set has not got better for some epochs (Prechelt, «Early stopping – but when?», 1998).
/// </summary>
public sealed record EarlyStopping
{
    /// <summary>Makes the rule.</summary>
    /// <param name="patience">After how many epochs without improvement to end, 1 or more.</param>
    /// <param name="minimumImprovement">By more than how much a measure must be better than the best to count, 0 or more.</param>
    /// <param name="measure">What is measured: the validation loss or accuracy.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public EarlyStopping(int patience, double minimumImprovement = 0, KeepBest measure = KeepBest.ValidationLoss)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1);
        NumberGuard.RequireNotNegative(minimumImprovement, nameof(minimumImprovement));
        if (measure is not (KeepBest.ValidationLoss or KeepBest.ValidationAccuracy))
            throw new ArgumentOutOfRangeException(nameof(measure), measure, "Early stopping measures ValidationLoss or ValidationAccuracy.");
        Patience = patience;
        MinimumImprovement = minimumImprovement;
        Measure = measure;
    }

    /// <summary>After how many epochs without improvement to end.</summary>
    public int Patience { get; }

    /// <summary>By more than how much a measure must be better than the best to count.</summary>
    public double MinimumImprovement { get; }

    /// <summary>What is measured.</summary>
    public KeepBest Measure { get; }

    /// <summary>Whether a run ends after epochs like these.</summary>
    /// <param name="epochs">The epochs so far.</param>
    /// <returns>Whether the last ones bring no improvement.</returns>
    internal bool Ends(IReadOnlyList<EpochRecord> epochs)
    {
        double best = double.NegativeInfinity;
        int last = -1;
        for (int i = 0; i < epochs.Count; i++)
        {
            // A measure that is no number is no improvement.
            double score = epochs[i].Score(Measure);
            if (score > best + MinimumImprovement)
                (best, last) = (score, i);
        }

        return epochs.Count - 1 - last >= Patience;
    }
}
