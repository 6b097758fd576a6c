using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// The learning-rate range test (Smith, «Cyclical learning rates for training neural networks», 2017): a short run whose rate grows from step to
/// step until the loss diverges. Where the loss falls fastest is a good rate.
/// </summary>
public static class LearningRateFinder
{
    /// <summary>Makes the test. Network and optimizer are afterwards what they were before, bit for bit, also where something throws.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <typeparam name="TScalar">Its floating-point type.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="optimizer">What changes the parameters; its own learning rate takes no part.</param>
    /// <param name="training">The samples to train with, in an order of the options' seed.</param>
    /// <param name="options">How to test; the defaults where null.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>The losses by rate.</returns>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the network, or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The network declares no loss.</exception>
    /// <exception cref="OperationCanceledException">The test was stopped.</exception>
    public static LearningRateRange Run<TNetwork, TScalar>(
        TNetwork network,
        Optimizer<TScalar> optimizer,
        Dataset<TScalar> training,
        LearningRateFinderOptions? options = null,
        CancellationToken cancellationToken = default)
        where TNetwork : class, INetwork<TNetwork, TScalar>
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(training);
        options ??= new LearningRateFinderOptions();
        if (!(options.Lowest < options.Highest))
            throw new ArgumentException("The highest rate must be above the lowest. Set Highest and Lowest.", nameof(options));
        Trainer.CheckTraining<TScalar>(training, TNetwork.Signature);
        int size = Math.Min(options.BatchSize, training.Count);
        var batches = new MiniBatches<TScalar>(training, size);
        var points = ImmutableArray.CreateBuilder<LearningRatePoint>();
        var before = new TrainingSnapshot<TScalar>(network.Parameters, network.Buffers, optimizer);
        Parallelism? ownParallelism = optimizer.Parallelism;
        using ITrainingSession<TScalar> session = network.CreateTrainingSession(size);
        (session.Seed, session.Parallelism, optimizer.Parallelism) = (options.Seed, options.Parallelism, options.Parallelism ?? ownParallelism);
        double average = 0, best = double.PositiveInfinity;
        bool isDiverged = false;
        try
        {
            for (ulong epoch = 0; points.Count < options.Steps && !isDiverged; epoch++)
            {
                batches.Shuffle(options.Seed, epoch);
                foreach (Batch<TScalar> batch in batches)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    optimizer.LearningRate = options.RateOf(points.Count);
                    double loss = double.CreateTruncating(session.Backward(batch));
                    average = (options.Smoothing * average) + ((1 - options.Smoothing) * loss);
                    double smoothed = average / (1 - Math.Pow(options.Smoothing, points.Count + 1));
                    isDiverged = !double.IsFinite(loss) || smoothed - best > (options.DivergenceFactor - 1) * Math.Abs(best);
                    if (double.IsFinite(loss))
                        points.Add(new LearningRatePoint(optimizer.LearningRate, loss, smoothed));
                    if (isDiverged || points.Count == options.Steps)
                        break;
                    best = Math.Min(best, smoothed);
                    optimizer.Step(network.Parameters, session.Gradients);
                }
            }
        }
        finally
        {
            before.Restore();
            optimizer.Parallelism = ownParallelism;
        }

        return new LearningRateRange(points.ToImmutable(), isDiverged);
    }
}

/// <summary>How the rate grows in a range test.</summary>
public enum RateGrowth
{
    /// <summary>By the same factor a step.</summary>
    Exponential,

    /// <summary>By the same amount a step.</summary>
    Linear,
}

/// <summary>How to test learning rates; the defaults are those of fastai's <c>lr_find</c>.</summary>
public sealed record LearningRateFinderOptions
{
    /// <summary>The rate of the first step; 10⁻⁷ by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite and above 0.</exception>
    public double Lowest
    {
        get;
        init => field = NumberGuard.RequirePositive(value, nameof(Lowest));
    }

    = 1e-7;

    /// <summary>The rate of the last step; 10 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite and above 0.</exception>
    public double Highest
    {
        get;
        init => field = NumberGuard.RequirePositive(value, nameof(Highest));
    }

    = 10;

    /// <summary>How the rate grows from the one to the other; by the same factor a step by default.</summary>
    public RateGrowth Growth { get; init; }

    /// <summary>How many steps to make, if the loss does not diverge before; 100 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 2.</exception>
    public int Steps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2, nameof(Steps));
            field = value;
        }
    }

    = 100;

    /// <summary>How many samples a step has; 32 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(BatchSize));
            field = value;
        }
    }

    = 32;

    /// <summary>How much of the moving average of the losses a step keeps, in [0, 1); 0.98 by default. The average is corrected for its start.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside its range.</exception>
    public double Smoothing
    {
        get;
        init => field = NumberGuard.RequireShare(value, nameof(Smoothing));
    }

    = 0.98;

    /// <summary>The test ends when the smoothed loss is this many times the least so far; above 1, 4 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite and above 1.</exception>
    public double DivergenceFactor
    {
        get;
        init => field = NumberGuard.Require(value, double.IsFinite(value) && value > 1, nameof(DivergenceFactor), "finite and above 1");
    }

    = 4;

    /// <summary>Keys the order of the samples and the randomness of dropout; 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>The threads that share the work; null, as by default, for the calling one alone.</summary>
    public Parallelism? Parallelism { get; init; }

    internal double RateOf(int step)
    {
        double share = step / (Steps - 1.0);
        return Growth == RateGrowth.Linear ? Lowest + (share * (Highest - Lowest)) : Lowest * Math.Pow(Highest / Lowest, share);
    }
}
