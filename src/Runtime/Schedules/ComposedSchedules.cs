namespace NetGen;

/// <summary>Two schedules, and what both are told.</summary>
internal abstract class PairSchedule(LearningRateSchedule first, LearningRateSchedule second) : LearningRateSchedule
{
    protected LearningRateSchedule First { get; } = first;

    protected LearningRateSchedule Second { get; } = second;

    /// <inheritdoc/>
    public override bool GoesBack => First.GoesBack || Second.GoesBack;

    /// <inheritdoc/>
    public override bool NeedsBest => First.NeedsBest || Second.NeedsBest;

    /// <inheritdoc/>
    public override void Begin()
    {
        First.Begin();
        if (!ReferenceEquals(First, Second))
            Second.Begin();
    }

    /// <inheritdoc/>
    public override void Observe(in EpochRecord epoch)
    {
        First.Observe(epoch);
        if (!ReferenceEquals(First, Second))
            Second.Observe(epoch);
    }
}

/// <summary>The product of the factors of two schedules.</summary>
internal sealed class ProductSchedule(LearningRateSchedule first, LearningRateSchedule second) : PairSchedule(first, second)
{
    /// <inheritdoc/>
    public override double Factor(in ScheduleTime time) => First.Factor(time) * Second.Factor(time);
}

/// <summary>One schedule for a while, then another from its beginning.</summary>
internal sealed class SequenceSchedule(LearningRateSchedule first, LearningRateSchedule second, double length, ScheduleUnit unit) : PairSchedule(first, second)
{
    /// <inheritdoc/>
    public override double Factor(in ScheduleTime time)
    {
        // A step belongs to the second from the first whole one at which the length is over.
        long steps = (long)Math.Ceiling(unit == ScheduleUnit.Step ? length : length * time.StepsPerEpoch);
        return time.Step < steps
            ? First.Factor(time with { Steps = Math.Min(steps, time.Steps) })
            : Second.Factor(time with { Step = time.Step - steps, Steps = time.Steps - steps });
    }
}

/// <summary>The way up to the first factor of a schedule, which sees to what is observed itself.</summary>
internal sealed class WarmupSchedule(LearningRateSchedule target, double length, ScheduleUnit unit, double from) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double Factor(in ScheduleTime time) =>
        target.Factor(time with { Step = 0 }) * (from + ((1 - from) * Math.Min(1, time.In(unit) / length)));
}
