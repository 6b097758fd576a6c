using System.Collections.Immutable;

namespace NetGen;

/// <content>The usual schedules. t is the time in units, T a length of time, and the factor f is what the optimizer's rate is multiplied by.</content>
public abstract partial class LearningRateSchedule
{
    /// <summary>f = 1: the optimizer's own rate, as without a schedule.</summary>
    /// <returns>The schedule.</returns>
    public static LearningRateSchedule Constant() => new FormulaSchedule(static (in ScheduleTime _) => 1);

    /// <summary>A function of the share of the run that is done.</summary>
    /// <param name="factor">From 0 at the first step to just below 1 at the last → the factor.</param>
    /// <returns>The schedule.</returns>
    public static LearningRateSchedule OfShare(Func<double, double> factor)
    {
        ArgumentNullException.ThrowIfNull(factor);
        return new FormulaSchedule((in ScheduleTime time) => factor(time.Share));
    }

    /// <summary>A function of time.</summary>
    /// <param name="factor">The units that are over, with shares of them → the factor.</param>
    /// <param name="unit">The unit.</param>
    /// <returns>The schedule.</returns>
    public static LearningRateSchedule OfTime(Func<double, double> factor, ScheduleUnit unit = ScheduleUnit.Epoch)
    {
        ArgumentNullException.ThrowIfNull(factor);
        return new FormulaSchedule((in ScheduleTime time) => factor(time.In(unit)));
    }

    /// <summary>f = 1 − share of the run: down to 0 in a straight line.</summary>
    /// <param name="end">The factor at the end of the run, 0 or more.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The end is negative.</exception>
    public static LearningRateSchedule Linear(double end = 0)
    {
        NumberGuard.RequireNotNegative(end, nameof(end));
        return OfShare(share => 1 + ((end - 1) * share));
    }

    /// <summary>f = γ^⌊t / T⌋: falls by a factor whenever a period is over, as PyTorch's <c>StepLR</c>.</summary>
    /// <param name="period">T, above 0.</param>
    /// <param name="factor">γ, above 0.</param>
    /// <param name="unit">The unit of the period.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule Step(double period, double factor = 0.1, ScheduleUnit unit = ScheduleUnit.Epoch)
    {
        NumberGuard.RequirePositive(period, nameof(period));
        NumberGuard.RequirePositive(factor, nameof(factor));
        return OfTime(t => Math.Pow(factor, Math.Floor(t / period)), unit);
    }

    /// <summary>f = γⁿ, n the milestones that are passed, as PyTorch's <c>MultiStepLR</c>.</summary>
    /// <param name="milestones">When it falls, each above 0 and in rising order.</param>
    /// <param name="factor">γ, above 0.</param>
    /// <param name="unit">The unit of the milestones.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentException">The milestones do not rise.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule MultiStep(IEnumerable<double> milestones, double factor = 0.1, ScheduleUnit unit = ScheduleUnit.Epoch)
    {
        ArgumentNullException.ThrowIfNull(milestones);
        NumberGuard.RequirePositive(factor, nameof(factor));
        ImmutableArray<double> times = [.. milestones];
        for (int i = 0; i < times.Length; i++)
        {
            NumberGuard.RequirePositive(times[i], nameof(milestones));
            if (i > 0 && times[i] <= times[i - 1])
                throw new ArgumentException(FormattableString.Invariant($"The milestone {times[i]} follows {times[i - 1]}; give them in rising order."), nameof(milestones));
        }

        return OfTime(t => Math.Pow(factor, times.Count(time => time <= t)), unit);
    }

    /// <summary>f = γᵗ, as PyTorch's <c>ExponentialLR</c>.</summary>
    /// <param name="factor">γ, what a unit of time leaves, above 0.</param>
    /// <param name="unit">The unit.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not above 0.</exception>
    public static LearningRateSchedule Exponential(double factor, ScheduleUnit unit = ScheduleUnit.Epoch)
    {
        NumberGuard.RequirePositive(factor, nameof(factor));
        return OfTime(t => Math.Pow(factor, t), unit);
    }

    /// <summary>f = 1 / (1 + kt): the rate whose steps stay infinitely far yet calm down (Robbins and Monro, 1951).</summary>
    /// <param name="decay">k, 0 or more.</param>
    /// <param name="unit">The unit of t.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The decay is negative.</exception>
    public static LearningRateSchedule InverseTime(double decay, ScheduleUnit unit = ScheduleUnit.Epoch)
    {
        NumberGuard.RequireNotNegative(decay, nameof(decay));
        return OfTime(t => 1 / (1 + (decay * t)), unit);
    }

    /// <summary>f = e + (1 − e)(1 − min(t, T) / T)ᵖ, with e = 0 as PyTorch's <c>PolynomialLR</c>; over the whole run without a length.</summary>
    /// <param name="power">p, above 0.</param>
    /// <param name="end">e, where it ends, 0 or more.</param>
    /// <param name="length">T, above 0; null for the whole run.</param>
    /// <param name="unit">The unit of the length.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule Polynomial(double power = 1, double end = 0, double? length = null, ScheduleUnit unit = ScheduleUnit.Epoch)
    {
        NumberGuard.RequirePositive(power, nameof(power));
        NumberGuard.RequireNotNegative(end, nameof(end));
        return OverLength(done => end + ((1 - end) * Math.Pow(1 - done, power)), length, unit);
    }

    /// <summary>
    /// f = m + (1 − m)(1 + cos(π min(t, T) / T)) / 2: half a cosine from 1 down to the least (Loshchilov and Hutter, «SGDR», 2017, without
    /// restarts), as PyTorch's <c>CosineAnnealingLR</c> up to T; over the whole run without a length.
    /// </summary>
    /// <param name="minimum">m, the least factor, 0 or more.</param>
    /// <param name="length">T, above 0; null for the whole run.</param>
    /// <param name="unit">The unit of the length.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule Cosine(double minimum = 0, double? length = null, ScheduleUnit unit = ScheduleUnit.Epoch)
    {
        NumberGuard.RequireNotNegative(minimum, nameof(minimum));
        return OverLength(done => minimum + ((1 - minimum) * 0.5 * (1 + Math.Cos(Math.PI * done))), length, unit);
    }

    /// <summary>
    /// Half a cosine from 1 down to the least again and again, each period longer than the one before by a factor (Loshchilov and Hutter,
    /// «SGDR», 2017), as PyTorch's <c>CosineAnnealingWarmRestarts</c>.
    /// </summary>
    /// <param name="period">The first period, above 0.</param>
    /// <param name="growth">How much longer each is than the one before, 1 or more.</param>
    /// <param name="minimum">The least factor, 0 or more.</param>
    /// <param name="unit">The unit of the period.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule CosineRestarts(double period, double growth = 1, double minimum = 0, ScheduleUnit unit = ScheduleUnit.Epoch)
    {
        NumberGuard.RequirePositive(period, nameof(period));
        NumberGuard.Require(growth, double.IsFinite(growth) && growth >= 1, nameof(growth), "1 or more");
        NumberGuard.RequireNotNegative(minimum, nameof(minimum));
        return OfTime(
            t =>
            {
                double length = period;
                if (growth == 1)
                {
                    t %= period;
                }
                else
                {
                    for (; t >= length; length *= growth)
                        t -= length;
                }

                return minimum + ((1 - minimum) * 0.5 * (1 + Math.Cos(Math.PI * t / length)));
            },
            unit);
    }

    /// <summary>
    /// f = l + (1 − l) · triangle(t) · amplitude: up from the lowest to 1 and down again (Smith, «Cyclical learning rates», 2017), as
    /// PyTorch's <c>CyclicLR</c> with <c>max_lr</c> as the optimizer's own rate and without cycling the momentum.
    /// </summary>
    /// <param name="rise">How long it goes up, above 0.</param>
    /// <param name="fall">How long it goes down, above 0; null for as long as up.</param>
    /// <param name="lowest">l, the lowest factor, from 0 to 1.</param>
    /// <param name="amplitude">How the height of the triangles changes.</param>
    /// <param name="decay">For <see cref="CycleAmplitude.Exponential"/> what a unit of time leaves of the height, above 0.</param>
    /// <param name="unit">The unit of both times.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule Cyclical(
        double rise, double? fall = null, double lowest = 0.1, CycleAmplitude amplitude = CycleAmplitude.Constant, double decay = 1, ScheduleUnit unit = ScheduleUnit.Step)
    {
        NumberGuard.RequirePositive(rise, nameof(rise));
        double down = NumberGuard.RequirePositive(fall ?? rise, nameof(fall));
        NumberGuard.Require(lowest, lowest is >= 0 and <= 1, nameof(lowest), "from 0 to 1");
        NumberGuard.RequirePositive(decay, nameof(decay));
        if (!Enum.IsDefined(amplitude))
            throw new ArgumentOutOfRangeException(nameof(amplitude), amplitude, $"There is no amplitude {amplitude}.");
        double period = rise + down;
        return OfTime(
            t =>
            {
                double cycle = Math.Floor(t / period), place = t - (cycle * period);
                double height = place <= rise ? place / rise : 1 - ((place - rise) / down);
                double scale = amplitude switch
                {
                    CycleAmplitude.Halving => Math.Pow(0.5, cycle),
                    CycleAmplitude.Exponential => Math.Pow(decay, t),
                    _ => 1,
                };
                return lowest + ((1 - lowest) * height * scale);
            },
            unit);
    }

    /// <summary>
    /// One cycle over the whole run: up from 1/d₀ to 1 and down to 1/(d₀d₁), both along half a cosine or in straight lines (Smith and Topin,
    /// «Super-convergence», 2018), as PyTorch's <c>OneCycleLR</c> with <c>max_lr</c> as the optimizer's own rate and without cycling the
    /// momentum.
    /// </summary>
    /// <param name="rise">The share of the run that it goes up, above 0 and below 1.</param>
    /// <param name="startDivisor">d₀, above 0.</param>
    /// <param name="finalDivisor">d₁, above 0.</param>
    /// <param name="isLinear">Whether it goes in straight lines.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule OneCycle(double rise = 0.3, double startDivisor = 25, double finalDivisor = 1e4, bool isLinear = false)
    {
        NumberGuard.Require(rise, rise is > 0 and < 1, nameof(rise), "above 0 and below 1");
        double start = 1 / NumberGuard.RequirePositive(startDivisor, nameof(startDivisor)), end = start / NumberGuard.RequirePositive(finalDivisor, nameof(finalDivisor));
        return new FormulaSchedule((in ScheduleTime time) =>
        {
            // The last step has the last rate: the peak and the end lie at steps, counted from 0.
            double peak = (rise * time.Steps) - 1, last = time.Steps - 1;
            return time.Step <= peak && peak > 0 ? Between(start, 1, time.Step / peak) : Between(1, end, last > peak ? Math.Min(1, (time.Step - peak) / (last - peak)) : 0);
        });

        double Between(double from, double to, double done) => isLinear ? from + ((to - from) * done) : to + ((from - to) * 0.5 * (1 + Math.Cos(Math.PI * done)));
    }

    /// <summary>
    /// Falls by a factor whenever the loss has not got better for more epochs than patience has, as PyTorch's <c>ReduceLROnPlateau</c>. The
    /// loss is that on the validation set, or without one the training loss.
    /// </summary>
    /// <param name="factor">What is left of the rate, above 0 and below 1.</param>
    /// <param name="patience">How many epochs without improvement are borne, 0 or more.</param>
    /// <param name="threshold">How much better a loss must be to count, 0 or more: a share of the best, or an amount.</param>
    /// <param name="isAbsolute">Whether the threshold is an amount.</param>
    /// <param name="cooldown">How many epochs after a fall are not counted, 0 or more.</param>
    /// <param name="minimum">The least factor, 0 or more.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule ReduceOnPlateau(double factor = 0.1, int patience = 10, double threshold = 1e-4, bool isAbsolute = false, int cooldown = 0, double minimum = 0)
    {
        NumberGuard.Require(factor, factor is > 0 and < 1, nameof(factor), "above 0 and below 1");
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        NumberGuard.RequireNotNegative(threshold, nameof(threshold));
        ArgumentOutOfRangeException.ThrowIfNegative(cooldown);
        NumberGuard.RequireNotNegative(minimum, nameof(minimum));
        return new PlateauSchedule(factor, patience, threshold, isAbsolute, cooldown, minimum);
    }

    /// <summary>
    /// Halves the rate after an epoch whose validation loss is worse than the best so far, and has the network go back to the weights of that
    /// best epoch. It needs <see cref="TrainerOptions{T}.KeepBest"/> by the validation loss.
    /// </summary>
    /// <param name="factor">What is left of the rate, above 0 and below 1.</param>
    /// <param name="minimum">The least factor, 0 or more.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static LearningRateSchedule HalveOnWorse(double factor = 0.5, double minimum = 0)
    {
        NumberGuard.Require(factor, factor is > 0 and < 1, nameof(factor), "above 0 and below 1");
        NumberGuard.RequireNotNegative(minimum, nameof(minimum));
        return new HalveOnWorseSchedule(factor, minimum);
    }

    // A function of the share that is done of a length of time, or of the run.
    private static LearningRateSchedule OverLength(Func<double, double> factor, double? length, ScheduleUnit unit)
    {
        if (length is not { } whole)
            return OfShare(factor);
        NumberGuard.RequirePositive(whole, nameof(length));
        return OfTime(t => factor(Math.Min(t, whole) / whole), unit);
    }
}

/// <summary>How the height of the triangles of <see cref="LearningRateSchedule.Cyclical"/> changes.</summary>
public enum CycleAmplitude
{
    /// <summary>It does not (<c>triangular</c>).</summary>
    Constant,

    /// <summary>It is halved each cycle (<c>triangular2</c>).</summary>
    Halving,

    /// <summary>It falls by a factor each unit of time (<c>exp_range</c>).</summary>
    Exponential,
}
