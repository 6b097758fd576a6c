namespace NetGen;

/// <summary>See <see cref="LearningRateSchedule.ReduceOnPlateau"/>.</summary>
internal sealed class PlateauSchedule(double factor, int patience, double threshold, bool isAbsolute, int cooldown, double minimum) : LearningRateSchedule
{
    private double current = 1;
    private double best = double.PositiveInfinity;
    private int bad;
    private int rest;

    /// <inheritdoc/>
    public override double Factor(in ScheduleTime time) => current;

    /// <inheritdoc/>
    public override void Begin()
    {
        current = 1;
        best = double.PositiveInfinity;
        bad = rest = 0;
    }

    /// <inheritdoc/>
    public override void Observe(in EpochRecord epoch)
    {
        double loss = epoch.ValidationLoss ?? epoch.Loss;
        if (double.IsPositiveInfinity(best) || loss < (isAbsolute ? best - threshold : best * (1 - threshold)))
        {
            best = double.IsNaN(loss) ? best : loss;
            bad = 0;
        }
        else
        {
            bad++;
        }

        if (rest > 0)
        {
            rest--;
            bad = 0;
        }

        if (bad <= patience)
            return;
        current = Math.Max(current * factor, minimum);
        bad = 0;
        rest = cooldown;
    }
}

/// <summary>See <see cref="LearningRateSchedule.HalveOnWorse"/>.</summary>
internal sealed class HalveOnWorseSchedule(double factor, double minimum) : LearningRateSchedule
{
    private double current = 1;
    private double best = double.PositiveInfinity;
    private bool isWorse;

    /// <inheritdoc/>
    public override bool GoesBack => isWorse;

    /// <inheritdoc/>
    public override bool NeedsBest => true;

    /// <inheritdoc/>
    public override double Factor(in ScheduleTime time) => current;

    /// <inheritdoc/>
    public override void Begin()
    {
        current = 1;
        best = double.PositiveInfinity;
        isWorse = false;
    }

    /// <inheritdoc/>
    public override void Observe(in EpochRecord epoch)
    {
        // No number is worse than any; as good as the best is not worse.
        isWorse = !(epoch.ValidationLoss <= best);
        if (isWorse)
            current = Math.Max(current * factor, minimum);
        else
            best = epoch.ValidationLoss!.Value;
    }
}
