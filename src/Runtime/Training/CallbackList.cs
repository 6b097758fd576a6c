using System.Numerics;

namespace NetGen;

/// <summary>The callbacks of a run, who reports progress being one of them.</summary>
internal sealed class CallbackList
{
    private readonly TrainingCallback[] callbacks;
    private int begun;

    private CallbackList(TrainingCallback[] callbacks)
    {
        this.callbacks = callbacks;
        NeedsGradientNorm = Array.Exists(callbacks, callback => callback.NeedsGradientNorm);
    }

    public static CallbackList Of<T>(TrainerOptions<T> options)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(options.Progress is { } progress ? [new ProgressCallback(progress), .. options.Callbacks] : [.. options.Callbacks]);

    public bool NeedsGradientNorm { get; }

    public bool IsEmpty => callbacks.Length == 0;

    public void BeginRun(TrainingContext run)
    {
        foreach (TrainingCallback callback in callbacks)
        {
            callback.OnRunBegin(run);
            begun++;
        }
    }

    public void BeginEpoch(TrainingContext run)
    {
        foreach (TrainingCallback callback in callbacks)
            callback.OnEpochBegin(run);
    }

    public void EndStep(TrainingContext run, in StepRecord step)
    {
        foreach (TrainingCallback callback in callbacks)
            callback.OnStepEnd(run, step);
    }

    public void EndEpoch(TrainingContext run, in EpochRecord epoch)
    {
        foreach (TrainingCallback callback in callbacks)
            callback.OnEpochEnd(run, epoch);
    }

    /// <summary>Tells all that were told of the beginning; what one of them throws comes after the others were told.</summary>
    public void EndRun(TrainingContext run, Exception? failure)
    {
        Exception? own = null;
        foreach (TrainingCallback callback in callbacks.AsSpan(0, begun))
        {
            try
            {
                callback.OnRunEnd(run, failure);
            }
#pragma warning disable CA1031 // Thrown on below.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                own ??= exception;
            }
        }

        if (failure is null && own is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(own);
    }

    private sealed class ProgressCallback(IProgress<TrainingProgress> progress) : TrainingCallback
    {
        public override void OnStepEnd(TrainingContext run, in StepRecord step) => progress.Report(run.Progress(isEpochEnd: false));

        public override void OnEpochEnd(TrainingContext run, in EpochRecord epoch) => progress.Report(run.Progress(isEpochEnd: true));
    }
}
