namespace NetGen;

/// <summary>What a step of training came to: a batch that was trained with.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Step">The step of the epoch, counted from 1.</param>
/// <param name="GlobalStep">The step of the run, counted from 1 over all epochs.</param>
/// <param name="Samples">How many samples the batch had.</param>
/// <param name="Loss">Their mean loss before the step.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="GradientNorm">
/// The Euclidean norm of all gradients that the optimizer took, as one vector; null where no callback asks for it, and for batches whose
/// gradients are only added up (<see cref="TrainerOptions{T}.AccumulationSteps"/>).
/// </param>
/// <param name="Duration">How long it took: measuring accuracy, forward and backward pass, optimizer.</param>
public readonly record struct StepRecord(
    int Epoch,
    int Step,
    long GlobalStep,
    int Samples,
    double Loss,
    double LearningRate,
    double? GradientNorm,
    TimeSpan Duration);
