using System.Diagnostics.CodeAnalysis;

namespace NetGen.Reporting;

/// <summary>
/// Writes the measures of a run into an event file that <c>tensorboard --logdir</c> shows, with the number of steps from the beginning of
/// training as the step: after an epoch <c>train/loss</c>, <c>train/accuracy</c>, <c>validation/loss</c>, <c>validation/accuracy</c>,
/// <c>train/learning_rate</c> and <c>train/gradient_norm</c>, as far as they are measured; after steps, where asked for, <c>step/loss</c>,
/// <c>step/learning_rate</c> and <c>step/gradient_norm</c>.
/// </summary>
/// <remarks>
/// Every run has a file of its own, <c>events.out.tfevents.‹time›.‹host›</c>; one that goes on from a checkpoint goes on with its steps.
/// TensorBoard shows the files of a directory as one run: give each training its own.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The end of the run closes what its beginning opens.")]
public sealed class TensorBoardLog : TrainingCallback
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(5);

    private readonly string directory;
    private readonly int everySteps;
    private EventFile? file;
    private TimeSpan flushed;

    /// <summary>Makes a log; its file is opened when a run begins.</summary>
    /// <param name="directory">The directory of the event files; made where there is none.</param>
    /// <param name="everySteps">After how many steps to write those of a step; 0, as by default, for after epochs only.</param>
    /// <exception cref="ArgumentException">The directory is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is negative.</exception>
    public TensorBoardLog(string directory, int everySteps = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentOutOfRangeException.ThrowIfNegative(everySteps);
        this.directory = directory;
        this.everySteps = everySteps;
    }

    /// <summary>Whether to have the norm of the gradients measured, a pass over them a step; as by default.</summary>
    public bool MeasuresGradientNorm { get; init; } = true;

    /// <summary>The file of the last run; null before the first.</summary>
    public string? FilePath { get; private set; }

    /// <inheritdoc/>
    public override bool NeedsGradientNorm => MeasuresGradientNorm;

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public override void OnRunBegin(TrainingContext run)
    {
        file = new EventFile(directory);
        FilePath = file.Path;
        flushed = TimeSpan.Zero;
    }

    /// <inheritdoc/>
    public override void OnStepEnd(TrainingContext run, in StepRecord step)
    {
        if (everySteps == 0 || step.GlobalStep % everySteps != 0)
            return;
        file!.Write(step.GlobalStep, ("step/loss", step.Loss), ("step/learning_rate", step.LearningRate), ("step/gradient_norm", step.GradientNorm));
        if (run.Elapsed - flushed < FlushInterval)
            return;
        flushed = run.Elapsed;
        file.Flush();
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext run, in EpochRecord epoch)
    {
        file!.Write(
            run.GlobalStep,
            ("train/loss", epoch.Loss),
            ("train/accuracy", epoch.Accuracy),
            ("validation/loss", epoch.ValidationLoss),
            ("validation/accuracy", epoch.ValidationAccuracy),
            ("train/learning_rate", epoch.LearningRate),
            ("train/gradient_norm", epoch.GradientNorm));
        file.Flush();
    }

    /// <inheritdoc/>
    public override void OnRunEnd(TrainingContext run, Exception? failure)
    {
        file?.Dispose();
        file = null;
    }
}
