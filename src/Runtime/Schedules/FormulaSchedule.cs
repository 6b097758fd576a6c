namespace NetGen;

/// <summary>A schedule of time alone.</summary>
internal sealed class FormulaSchedule(FormulaSchedule.Formula formula) : LearningRateSchedule
{
    /// <summary>Time → factor.</summary>
    internal delegate double Formula(in ScheduleTime time);

    /// <inheritdoc/>
    public override double Factor(in ScheduleTime time) => formula(time);
}
