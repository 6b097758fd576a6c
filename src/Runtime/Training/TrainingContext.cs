using System.Collections.ObjectModel;
using System.Diagnostics;

namespace NetGen;

/// <summary>What a <see cref="TrainingCallback"/> sees of a training run, and how it asks it to stop.</summary>
public sealed class TrainingContext
{
    private readonly long start = Stopwatch.GetTimestamp();
    private readonly List<EpochRecord> records;
    private readonly ReadOnlyCollection<EpochRecord> history;
    private readonly ConfusionMatrix? confusion;
    private readonly KeepBest measure;
    private double bestScore = double.NegativeInfinity;

    /// <summary>Describes a run before its first step.</summary>
    /// <param name="records">The epochs so far, to which the run adds.</param>
    /// <param name="confusion">What the samples of the epoch at hand are counted in; null where accuracy is not measured.</param>
    /// <param name="measure">What tells the best epoch.</param>
    internal TrainingContext(List<EpochRecord> records, ConfusionMatrix? confusion, KeepBest measure)
    {
        this.records = records;
        history = records.AsReadOnly();
        this.confusion = confusion;
        this.measure = measure;
        foreach (EpochRecord record in records)
            Compare(record);
    }

    /// <summary>The network.</summary>
    public required NetworkSignature Network { get; init; }

    /// <summary>The kind of optimizer, such as <c>AdamW</c>.</summary>
    public required string Optimizer { get; init; }

    /// <summary>How the run was asked for, as lines of a report: what it is called, and its value.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; }

    /// <summary>How many epochs there are to be.</summary>
    public required int Epochs { get; init; }

    /// <summary>How many steps an epoch has.</summary>
    public required int Steps { get; init; }

    /// <summary>The epochs so far, with those before a checkpoint from which the run goes on.</summary>
    public IReadOnlyList<EpochRecord> History => history;

    /// <summary>The epoch at hand, or the last one where it is over, counted from 1.</summary>
    public int Epoch { get; internal set; }

    /// <summary>How many of its steps were taken.</summary>
    public int Step { get; internal set; }

    /// <summary>How many steps were taken in all epochs; above 0 as a run begins where it goes on from a checkpoint.</summary>
    public long GlobalStep => Math.Max(0, ((long)Epoch - 1) * Steps) + Step;

    /// <summary>The learning rate of the last step, or, before any, of the optimizer.</summary>
    public double LearningRate { get; internal set; }

    /// <summary>The mean loss of the samples of the epoch at hand so far, each before the step it was part of; NaN before the first.</summary>
    public double Loss { get; internal set; } = double.NaN;

    /// <summary>Their accuracy; null where it is not measured or there are no classes.</summary>
    public double? Accuracy => confusion?.Accuracy;

    /// <summary>How many samples were trained a second in this epoch, validation not counted.</summary>
    public double SamplesPerSecond { get; internal set; }

    /// <summary>The time since the start of training; where it went on from a checkpoint, since then.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);

    /// <summary>
    /// The best epoch so far, counted from 1: by what <see cref="TrainerOptions{T}.KeepBest"/> measures; where it does not, by the loss on the
    /// validation set, or, without one, by that of training. 0 where there is none.
    /// </summary>
    public int BestEpoch { get; private set; }

    /// <summary>Whether the run was asked to stop.</summary>
    public bool IsStopRequested { get; private set; }

    /// <summary>
    /// Asks the run to stop after the step at hand, as if it were done: its epoch is validated and recorded as it is, and a checkpoint has
    /// the state after the step, so that a run that goes on from it is as if it had not been stopped.
    /// </summary>
    public void RequestStop() => IsStopRequested = true;

    /// <summary>Takes an epoch into the history.</summary>
    internal void Add(in EpochRecord record)
    {
        records.Add(record);
        Compare(record);
    }

    /// <summary>What is reported to who watches the progress.</summary>
    internal TrainingProgress Progress(bool isEpochEnd)
    {
        EpochRecord? last = records.Count == 0 ? null : records[^1];
        return new TrainingProgress(Epoch, Epochs, isEpochEnd ? Steps : Step, Steps, Loss, Accuracy, last?.ValidationLoss, last?.ValidationAccuracy, SamplesPerSecond, Elapsed, isEpochEnd);
    }

    private void Compare(in EpochRecord record)
    {
        double score = measure == KeepBest.None ? -(record.ValidationLoss ?? record.Loss) : record.Score(measure);
        if (score > bestScore)
            (bestScore, BestEpoch) = (score, record.Epoch);
    }
}
