namespace NetGen;

/// <summary>
/// How the learning rate changes during a run, as a factor of the optimizer's own: give it to <see cref="TrainerOptions{T}.Schedule"/>.
/// The static methods make the usual ones, with times in epochs unless told otherwise; <see cref="WithWarmup"/>, <see cref="Then"/> and
/// <c>*</c> compose them. A schedule that watches the course of training is for one run at a time.
/// </summary>
/// <remarks>
/// Stepwise schedules have a new factor when a unit is over; the others follow time within an epoch, too, and at whole units are what
/// PyTorch's are that are stepped once a unit.
/// </remarks>
public abstract partial class LearningRateSchedule
{
    /// <summary>The factor of the optimizer's learning rate for a step.</summary>
    /// <param name="time">When the step is made.</param>
    /// <returns>The factor, finite and not negative.</returns>
    public abstract double Factor(in ScheduleTime time);

    /// <summary>
    /// Whether the network is to go back to the weights of its best epoch now; asked after <see cref="Observe"/>, and heeded where
    /// <see cref="TrainerOptions{T}.KeepBest"/> keeps them.
    /// </summary>
    public virtual bool GoesBack => false;

    /// <summary>Whether <see cref="GoesBack"/> can ever be true, so that the best weights must be kept.</summary>
    public virtual bool NeedsBest => false;

    /// <summary>Forgets what was observed: a run begins.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>Looks at an epoch that is over. A run that goes on from a file shows the epochs before it again.</summary>
    /// <param name="epoch">What it came to.</param>
    public virtual void Observe(in EpochRecord epoch)
    {
    }

    /// <summary>The product of the factors of two schedules.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <returns>The schedule.</returns>
    public static LearningRateSchedule operator *(LearningRateSchedule left, LearningRateSchedule right) => Multiply(left, right);

    /// <summary>The product of the factors of two schedules.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <returns>The schedule.</returns>
    public static LearningRateSchedule Multiply(LearningRateSchedule left, LearningRateSchedule right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new ProductSchedule(left, right);
    }

    /// <summary>
    /// This schedule with a warm-up in front: the factor rises in a straight line to the schedule's first one, and the schedule begins when
    /// it is over, in the time that is left (Goyal et al., «Accurate, large minibatch SGD», 2017).
    /// </summary>
    /// <param name="length">How long it takes, above 0.</param>
    /// <param name="unit">In which unit.</param>
    /// <param name="from">The share of the schedule's first factor that the first step has, from 0 to 1.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public LearningRateSchedule WithWarmup(double length, ScheduleUnit unit = ScheduleUnit.Epoch, double from = 0)
    {
        NumberGuard.RequirePositive(length, nameof(length));
        NumberGuard.Require(from, from is >= 0 and <= 1, nameof(from), "from 0 to 1");
        return new SequenceSchedule(new WarmupSchedule(this, length, unit, from), this, length, unit);
    }

    /// <summary>This schedule for a while, then another from its beginning, in the time that is left.</summary>
    /// <param name="length">How long this one goes, above 0.</param>
    /// <param name="next">The other.</param>
    /// <param name="unit">In which unit the length is.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is not above 0.</exception>
    public LearningRateSchedule Then(double length, LearningRateSchedule next, ScheduleUnit unit = ScheduleUnit.Epoch)
    {
        NumberGuard.RequirePositive(length, nameof(length));
        ArgumentNullException.ThrowIfNull(next);
        return new SequenceSchedule(this, next, length, unit);
    }
}
