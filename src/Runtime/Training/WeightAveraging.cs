namespace NetGen;

/// <summary>
/// How parameters are averaged along a run: <see cref="ExponentialAveraging"/> or <see cref="StochasticAveraging"/>. Give it to
/// <see cref="TrainerOptions{T}.Averaging"/>, or to a <see cref="WeightAverage{T}"/> in a loop of one's own.
/// </summary>
public abstract record WeightAveraging
{
    private protected WeightAveraging()
    {
    }

    /// <summary>What share of the average the newest values become.</summary>
    /// <param name="count">How many values are in the average so far.</param>
    /// <returns>The share; 1 for the first.</returns>
    internal abstract double Share(long count);
}

/// <summary>
/// The exponential moving average of the parameters (Polyak and Juditsky, 1992), as PyTorch's <c>AveragedModel</c> with
/// <c>get_ema_avg_fn</c> makes it: p̄ = p at first, then p̄ ← βp̄ + (1 − β)p, after every step. Buffers, such as running statistics, are
/// averaged alike.
/// </summary>
/// <remarks>
/// A <see cref="Trainer"/> measures the validation set with the average, <see cref="TrainerOptions{T}.KeepBest"/> keeps averages, and the
/// network has the average after the run.
/// </remarks>
public sealed record ExponentialAveraging : WeightAveraging
{
    /// <summary>Makes an average.</summary>
    /// <param name="decay">β, how much of the average a step keeps, in [0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is outside its range.</exception>
    public ExponentialAveraging(double decay = 0.999) => Decay = NumberGuard.RequireShare(decay, nameof(decay));

    /// <summary>β.</summary>
    public double Decay { get; }

    /// <summary>
    /// Whether the average is that of <see cref="Adam{T}"/>: with n values in it, the newest has the share (1 − β) / (1 − βⁿ), so that the first
    /// parameters have no more weight than their age leaves them.
    /// </summary>
    public bool BiasCorrection { get; init; }

    /// <summary>
    /// Warms the decay up as timm's <c>ModelEmaV3</c> does: with n values in the average, the decay is 1 − n⁻ᵏ at most, k being this power, such
    /// as 2/3 for runs of some 10⁵ steps or 3/4 for shorter ones; null, as by default, for none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite and above 0.</exception>
    public double? WarmupPower
    {
        get;
        init => field = value is { } power ? NumberGuard.RequirePositive(power, nameof(WarmupPower)) : null;
    }

    /// <summary>Of how many steps one is averaged; 1 by default. The decay is that of the steps that are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int EverySteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(EverySteps));
            field = value;
        }
    }

    = 1;

    internal override double Share(long count)
    {
        if (count == 0)
            return 1;
        double share = BiasCorrection ? (1 - Decay) / (1 - Math.Pow(Decay, count + 1)) : 1 - Decay;
        return WarmupPower is { } power ? Math.Max(share, Math.Pow(count + 1, -power)) : share;
    }
}

/// <summary>
/// Stochastic weight averaging (Izmailov et al., 2018): the mean of the parameters at the ends of the last epochs, which a constant, rather
/// large learning rate spreads out, as PyTorch's <c>torch.optim.swa_utils</c>.
/// </summary>
/// <remarks>
/// A <see cref="Trainer"/> gives the network the mean after the run, and then estimates the running statistics of normalizations anew by a
/// pass over the training set (<see cref="Trainer.EstimateStatistics{TNetwork, TScalar}"/>); during the run the validation set is measured with
/// the parameters themselves.
/// </remarks>
public sealed record StochasticAveraging : WeightAveraging
{
    /// <summary>Makes a mean.</summary>
    /// <param name="startEpoch">The first epoch whose parameters are in the mean, counted from 1; three quarters of the run is usual.</param>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is below 1.</exception>
    public StochasticAveraging(int startEpoch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(startEpoch, 1);
        StartEpoch = startEpoch;
    }

    /// <summary>The first epoch whose parameters are in the mean.</summary>
    public int StartEpoch { get; }

    /// <summary>
    /// The constant learning rate from that epoch on, as a factor of the optimizer's own; null, as by default, for that of the schedule.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double? LearningRateFactor
    {
        get;
        init => field = value is { } factor ? NumberGuard.RequireNotNegative(factor, nameof(LearningRateFactor)) : null;
    }

    /// <summary>
    /// Over how many epochs the rate goes from the schedule's to the constant one, along half a wave of the cosine as that of PyTorch's <c>SWALR</c>
    /// (there 10 by default); 0 by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int AnnealingEpochs
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(AnnealingEpochs));
            field = value;
        }
    }

    internal override double Share(long count) => 1.0 / (count + 1);

    /// <summary>The factor of the learning rate at a time.</summary>
    /// <param name="time">The time.</param>
    /// <param name="scheduled">What the schedule says.</param>
    /// <returns>The factor.</returns>
    internal double Factor(in ScheduleTime time, double scheduled)
    {
        double since = time.Epoch - (StartEpoch - 1);
        if (LearningRateFactor is not { } constant || since < 0)
            return scheduled;
        double share = since >= AnnealingEpochs ? 1 : (1 - Math.Cos(Math.PI * since / AnnealingEpochs)) / 2;
        return scheduled + (share * (constant - scheduled));
    }
}
