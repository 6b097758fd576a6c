namespace NetGen;

/// <summary>What an epoch of training came to.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Loss">The mean loss of its samples, each before the step it was part of.</param>
/// <param name="Accuracy">The share of its samples that were classified rightly before that step; null where it was not measured or there are no classes.</param>
/// <param name="ValidationLoss">The mean loss of the validation set after the epoch; null without one.</param>
/// <param name="ValidationAccuracy">The accuracy on the validation set after the epoch; null without one or without classes.</param>
/// <param name="SamplesPerSecond">How many samples were trained a second, validation not counted.</param>
public readonly record struct EpochRecord(
    int Epoch,
    double Loss,
    double? Accuracy,
    double? ValidationLoss,
    double? ValidationAccuracy,
    double SamplesPerSecond)
{
    /// <summary>The learning rate of its last step.</summary>
    public double LearningRate { get; init; }

    /// <summary>The mean of <see cref="StepRecord.GradientNorm"/> over its steps; null where no callback asks for it.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>How long it took, validation included; where a run went on within the epoch, since then.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How good the epoch was: the more, the better.</summary>
    /// <param name="measure">By what.</param>
    /// <returns>The score; NaN where it was not measured.</returns>
    internal double Score(KeepBest measure) => (measure == KeepBest.ValidationLoss ? -ValidationLoss : ValidationAccuracy) ?? double.NaN;
}

/// <summary>The course of a training run.</summary>
/// <param name="Epochs">A record an epoch.</param>
/// <param name="Duration">How long it took, validation included.</param>
public sealed record TrainingHistory(IReadOnlyList<EpochRecord> Epochs, TimeSpan Duration)
{
    /// <summary>The last epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none: a callback ended the run as it began.</exception>
    public EpochRecord Last => Epochs[^1];

    /// <summary>The epoch whose weights the network has, counted from 1: the last one, unless the best were kept.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Whether <see cref="TrainerOptions{T}.EarlyStopping"/> or a callback ended the run before it was done.</summary>
    public bool IsStoppedEarly { get; init; }
}

/// <summary>How far a training run is; reported after every step and after every epoch.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Epochs">How many epochs there are to be.</param>
/// <param name="Step">How many steps of the epoch were taken.</param>
/// <param name="Steps">How many steps an epoch has.</param>
/// <param name="Loss">The mean loss of the epoch's samples so far.</param>
/// <param name="Accuracy">Their accuracy so far; null where it is not measured or there are no classes.</param>
/// <param name="ValidationLoss">The loss of the validation set after the last full epoch; null without.</param>
/// <param name="ValidationAccuracy">The accuracy on it; null without.</param>
/// <param name="SamplesPerSecond">How many samples were trained a second in this epoch.</param>
/// <param name="Elapsed">The time since the start of training.</param>
/// <param name="IsEpochEnd">Whether the epoch is over, validation included.</param>
public readonly record struct TrainingProgress(
    int Epoch,
    int Epochs,
    int Step,
    int Steps,
    double Loss,
    double? Accuracy,
    double? ValidationLoss,
    double? ValidationAccuracy,
    double SamplesPerSecond,
    TimeSpan Elapsed,
    bool IsEpochEnd);

/// <summary>What a network makes of a data set.</summary>
/// <param name="Loss">The mean loss; NaN for a network without one.</param>
/// <param name="Accuracy">The share of samples classified rightly; null where there are no classes.</param>
/// <param name="Confusion">Samples by actual and predicted class; null where there are no classes.</param>
public sealed record EvaluationResult(double Loss, double? Accuracy, ConfusionMatrix? Confusion);
