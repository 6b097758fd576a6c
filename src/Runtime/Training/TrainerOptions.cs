using System.Numerics;

namespace NetGen;

/// <summary>How to train.</summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed record TrainerOptions<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many times to go over the training set; 10 by default.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>How many samples a step has; 32 by default. The last of an epoch may have fewer.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Keys the order of the samples, their augmentation and the randomness of dropout; 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether to put the samples into a new order every epoch, as by default.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>
    /// What draws the samples of an epoch, such as a <see cref="WeightedSampler"/>; null, as by default, for all samples, in the order that
    /// <see cref="Shuffle"/> says. An epoch then has as many samples as the sampler draws.
    /// </summary>
    public Sampler? Sampler { get; init; }

    /// <summary>
    /// How to change the pictures to train with at random, anew every epoch and keyed by <see cref="Seed"/>; null, as by default, to leave them
    /// as they are. Samples to validate with are never changed.
    /// </summary>
    public Augmentation<T>? Augmentation { get; init; }

    /// <summary>
    /// How many batches a background thread gathers ahead, which pays where samples are read from files or augmented; 0, as by default, for
    /// none. The batches are the same.
    /// </summary>
    public int Prefetch { get; init; }

    /// <summary>Whether to leave out the last step of an epoch where it would have fewer samples; not by default.</summary>
    public bool DropLast { get; init; }

    /// <summary>Whether to measure the accuracy of the training samples, as by default. It costs a prediction a step.</summary>
    public bool MeasureAccuracy { get; init; } = true;

    /// <summary>Samples to measure loss and accuracy on after every epoch, or null.</summary>
    public Dataset<T>? Validation { get; init; }

    /// <summary>Who is told of every step, or null. <see cref="ConsoleProgressBar"/> shows them.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Who is told of the course of the run and may end it, such as a log; none by default.</summary>
    public IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    /// <summary>
    /// How the learning rate changes, as a factor of the optimizer's own, such as <see cref="LearningRateSchedule.Cosine"/>; null for a
    /// constant rate. After the run the optimizer has its own rate again.
    /// </summary>
    public LearningRateSchedule? Schedule { get; init; }

    /// <summary>
    /// How many batches a step of the optimizer takes its gradients from; 1 by default. The step is by the mean over all their samples,
    /// as if they were one batch, in the memory of one. What is left at the end of an epoch makes a step of its own.
    /// </summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>
    /// How gradients are kept from being too large, such as <see cref="GradientClipping.ByGlobalNorm"/>; null, as by default, for what the optimizer's
    /// own <see cref="Optimizer{T}.Clipping"/> says. With <see cref="AccumulationSteps"/> it is their mean that is clipped.
    /// </summary>
    public GradientClipping? GradientClipping { get; init; }

    /// <summary>
    /// Whether to measure the norm of the gradients in every step, for <see cref="StepRecord.GradientNorm"/> and <see cref="EpochRecord.GradientNorm"/>;
    /// clipping by a norm and callbacks that ask for it do so anyway. Not by default.
    /// </summary>
    public bool MeasureGradientNorm { get; init; }

    /// <summary>
    /// How to average the parameters along the run: <see cref="ExponentialAveraging"/> or <see cref="StochasticAveraging"/>; null, as by default, for not
    /// at all. After the run the network has the average; where the run ends by an exception, it has the parameters of the last step.
    /// </summary>
    public WeightAveraging? Averaging { get; init; }

    /// <summary>Which weights the network has after the run: the last ones, as by default, or those of the best epoch; needs <see cref="Validation"/>.</summary>
    public KeepBest KeepBest { get; init; }

    /// <summary>When to end the run before its last epoch; null, as by default, for never. With <see cref="KeepBest"/> the network has the best weights then, too.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Where to keep the state of the run, so that it can go on where it was stopped; null, as by default, for nowhere.</summary>
    public CheckpointOptions? Checkpoint { get; init; }

    /// <summary>
    /// The threads that share the work of training and measuring; null, as by default, for the calling one alone. The run is the same, bit
    /// for bit, whatever their number. The group stays the caller's to dispose of.
    /// </summary>
    public Parallelism? Parallelism { get; init; }
}
