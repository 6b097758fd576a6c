using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>Tries several learning rates by a short run each, all from the same parameters, optimizer state and order of samples.</summary>
public static class LearningRateSearch
{
    /// <summary>Makes the runs. Network and optimizer are afterwards what they were before, bit for bit, also where something throws.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <typeparam name="TScalar">Its floating-point type.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="optimizer">What changes the parameters; its own learning rate takes no part.</param>
    /// <param name="training">The samples to train with.</param>
    /// <param name="rates">The rates, such as 1e-4, 3e-4, 1e-3 and 3e-3.</param>
    /// <param name="options">How to train; an epoch, and otherwise the defaults, where null.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>The trials, and the best of them.</returns>
    /// <exception cref="ArgumentException">There are no rates, an option is out of range or keeps a checkpoint, or a data set is empty or does not fit the network.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">The network declares no loss.</exception>
    /// <exception cref="OperationCanceledException">The search was stopped.</exception>
    public static LearningRateSearchResult Run<TNetwork, TScalar>(
        TNetwork network,
        Optimizer<TScalar> optimizer,
        Dataset<TScalar> training,
        ReadOnlySpan<double> rates,
        TrainerOptions<TScalar>? options = null,
        CancellationToken cancellationToken = default)
        where TNetwork : class, INetwork<TNetwork, TScalar>
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        options ??= new TrainerOptions<TScalar> { Epochs = 1 };
        if (rates.IsEmpty)
            throw new ArgumentException("There are no learning rates to try; give at least one.", nameof(rates));
        foreach (double rate in rates)
            NumberGuard.RequireNotNegative(rate, nameof(rates));
        if (options.Checkpoint is not null)
            throw new ArgumentException("With a checkpoint the second run would go on where the first ended. Set Checkpoint to null.", nameof(options));

        var start = new TrainingSnapshot<TScalar>(network.Parameters, network.Buffers, optimizer);
        var trials = ImmutableArray.CreateBuilder<LearningRateTrial>(rates.Length);
        try
        {
            foreach (double rate in rates)
            {
                start.Restore();
                optimizer.LearningRate = rate;
                try
                {
                    EpochRecord last = Trainer.Fit(network, optimizer, training, options, cancellationToken).Last;
                    trials.Add(new LearningRateTrial(rate, last.Loss, last.ValidationLoss, IsDiverged: false));
                }
                catch (TrainingDivergedException)
                {
                    trials.Add(new LearningRateTrial(rate, double.NaN, options.Validation is null ? null : double.NaN, IsDiverged: true));
                }
            }
        }
        finally
        {
            start.Restore();
        }

        return new LearningRateSearchResult(trials.MoveToImmutable());
    }
}

/// <summary>What a learning rate came to.</summary>
/// <param name="LearningRate">The rate.</param>
/// <param name="Loss">The mean loss of the last epoch's samples, each before the step it was part of; NaN where the run diverged.</param>
/// <param name="ValidationLoss">The loss on the validation set after the last epoch; null without one, NaN where the run diverged.</param>
/// <param name="IsDiverged">Whether the loss became infinite or NaN.</param>
public readonly record struct LearningRateTrial(double LearningRate, double Loss, double? ValidationLoss, bool IsDiverged);

/// <summary>What a search found.</summary>
/// <param name="Trials">A trial a rate, in the order they were given.</param>
public sealed record LearningRateSearchResult(ImmutableArray<LearningRateTrial> Trials)
{
    /// <summary>The trial of the smallest loss, on the validation set where there is one, the first of equal ones; null where no loss is a number.</summary>
    public LearningRateTrial? Best
    {
        get
        {
            LearningRateTrial? best = null;
            foreach (LearningRateTrial trial in Trials)
            {
                if (!double.IsNaN(Score(trial)) && !(best is { } least && Score(trial) >= Score(least)))
                    best = trial;
            }

            return best;
        }
    }

    private static double Score(in LearningRateTrial trial) => trial.ValidationLoss ?? trial.Loss;
}
