namespace NetGen;

/// <summary>
/// Is told of the course of a training run: give it to <see cref="TrainerOptions{T}.Callbacks"/>. Every method may ask the run to stop
/// through <see cref="TrainingContext.RequestStop"/>. Methods are called on the thread that trains, in the order of the list, and do
/// nothing unless overridden. A callback that allocates nothing leaves a step without allocations.
/// </summary>
/// <remarks>An exception from a callback ends the run. A callback is for one run at a time, and may serve several one after the other.</remarks>
public abstract class TrainingCallback
{
    /// <summary>
    /// Whether it reads <see cref="StepRecord.GradientNorm"/> or <see cref="EpochRecord.GradientNorm"/>, which are computed only where a
    /// callback of the run asks for them: a pass over the gradients a step. Asked once, before <see cref="OnRunBegin"/>.
    /// </summary>
    public virtual bool NeedsGradientNorm => false;

    /// <summary>A run begins, or goes on from a checkpoint: then <see cref="TrainingContext.History"/> has the epochs before.</summary>
    /// <param name="run">The run.</param>
    public virtual void OnRunBegin(TrainingContext run)
    {
    }

    /// <summary>An epoch begins, or its rest after a checkpoint.</summary>
    /// <param name="run">The run.</param>
    public virtual void OnEpochBegin(TrainingContext run)
    {
    }

    /// <summary>A batch was trained with.</summary>
    /// <param name="run">The run.</param>
    /// <param name="step">What the step came to.</param>
    public virtual void OnStepEnd(TrainingContext run, in StepRecord step)
    {
    }

    /// <summary>An epoch is over, validation included, and in the history; the network has the weights that the run goes on with.</summary>
    /// <param name="run">The run.</param>
    /// <param name="epoch">What the epoch came to.</param>
    public virtual void OnEpochEnd(TrainingContext run, in EpochRecord epoch)
    {
    }

    /// <summary>
    /// The run is over, and the network has its final weights. Called for each callback whose <see cref="OnRunBegin"/> returned, however the
    /// run ends; here files are closed.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="failure">
    /// What broke it off, such as an <see cref="OperationCanceledException"/> or a <see cref="TrainingDivergedException"/>; null where it came
    /// to its end or was asked to stop. It is thrown on afterwards; an exception from this method is then lost.
    /// </param>
    public virtual void OnRunEnd(TrainingContext run, Exception? failure)
    {
    }
}
