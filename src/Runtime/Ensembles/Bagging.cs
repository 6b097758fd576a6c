using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Bootstrap aggregating (Breiman, «Bagging predictors», 1996): networks of one class, each with weights and a bootstrap sample of its
/// own, that predict together.
/// </summary>
public static class Bagging
{
    /// <summary>Trains the networks one after another. Network i starts from the seed plus i, as do its sample, its order of samples and its dropout.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <typeparam name="TScalar">Its floating-point type.</typeparam>
    /// <param name="networks">How many, at least 1.</param>
    /// <param name="optimizer">Makes what changes the parameters, a new one for each network.</param>
    /// <param name="training">The samples to draw from.</param>
    /// <param name="options">How to train each network; the defaults where null. Its seed is that of network 0.</param>
    /// <param name="cancellationToken">Stops training between two steps.</param>
    /// <returns>The networks, how they were trained, and which samples each has not seen.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer networks than 1.</exception>
    /// <exception cref="ArgumentException">The options name one file or sampler for all networks, or do not fit; or the optimizer is the same for two networks.</exception>
    /// <exception cref="OperationCanceledException">Training was stopped.</exception>
    public static BaggingResult<TNetwork, TScalar> Fit<TNetwork, TScalar>(
        int networks,
        Func<Optimizer<TScalar>> optimizer,
        Dataset<TScalar> training,
        TrainerOptions<TScalar>? options = null,
        CancellationToken cancellationToken = default)
        where TNetwork : class, INetwork<TNetwork, TScalar>
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(networks, 1);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(training);
        options ??= new TrainerOptions<TScalar>();
        if (options.Checkpoint is not null)
            throw new ArgumentException("A checkpoint is of one network's run. Leave Checkpoint out, or train the networks one by one with Trainer.Fit and Dataset.Bootstrap.", nameof(options));
        if (options.Sampler is not null)
            throw new ArgumentException("A sampler draws from the whole data set, and each network has a sample of its own. Leave Sampler out.", nameof(options));
        var trained = new TNetwork[networks];
        var histories = new TrainingHistory[networks];
        var outOfBag = new ImmutableArray<int>[networks];
        var optimizers = new HashSet<Optimizer<TScalar>>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < networks; i++)
        {
            Optimizer<TScalar> own = optimizer() ?? throw new ArgumentException("There is no optimizer: the function gave null.", nameof(optimizer));
            if (!optimizers.Add(own))
                throw new ArgumentException($"Network {i} is given an optimizer that has trained another, whose moments it would take over. Give a function that makes a new one, such as () => new Adam<float>().", nameof(optimizer));
            ulong seed = unchecked(options.Seed + (ulong)i);
            (Dataset<TScalar> sample, outOfBag[i]) = training.Bootstrap(options.Seed, i);
            trained[i] = TNetwork.Create(seed);
            histories[i] = Trainer.Fit(trained[i], own, sample, options with { Seed = seed }, cancellationToken);
        }

        return new BaggingResult<TNetwork, TScalar>(new Ensemble<TNetwork, TScalar>(trained), [.. histories], [.. outOfBag]);
    }
}

/// <summary>What came of bagging.</summary>
/// <typeparam name="TNetwork">The network.</typeparam>
/// <typeparam name="TScalar">Its floating-point type.</typeparam>
/// <param name="Ensemble">The networks.</param>
/// <param name="Histories">The course of the run of each.</param>
/// <param name="OutOfBag">For each the ordinals of the samples it has not seen.</param>
public sealed record BaggingResult<TNetwork, TScalar>(
    Ensemble<TNetwork, TScalar> Ensemble,
    ImmutableArray<TrainingHistory> Histories,
    ImmutableArray<ImmutableArray<int>> OutOfBag)
    where TNetwork : class, INetwork<TNetwork, TScalar>
    where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
{
    /// <summary>
    /// What the networks make of samples they have not seen: for each the mean over those networks that have it out of the bag, combined as
    /// the ensemble says. Measured on it, an ensemble needs no set held out.
    /// </summary>
    /// <param name="training">The samples that were drawn from.</param>
    /// <param name="output">The ordinal of the output, for a network with several.</param>
    /// <returns>The values of the output, sample after sample; NaN for a sample that every network has seen.</returns>
    /// <exception cref="ArgumentException">The data set does not fit, or is smaller than the one that was drawn from.</exception>
    public TScalar[] PredictOutOfBag(Dataset<TScalar> training, int output = 0)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (OutOfBag.Any(samples => !samples.IsEmpty && samples[^1] >= training.Count))
            throw new ArgumentException($"The data set has {training.Count} samples, and more were drawn from; give the one that the networks were trained with.", nameof(training));
        int length = TNetwork.Signature.Outputs[output].Length, classes = TNetwork.Signature.Outputs[output].Classes;
        var sums = new TScalar[checked(training.Count * length)];
        var counts = new int[training.Count];
        for (int i = 0; i < OutOfBag.Length; i++)
        {
            if (OutOfBag[i].IsEmpty)
                continue;
            TScalar[] said = Trainer.Predict(Ensemble.Networks[i], training.Choose(OutOfBag[i].AsSpan()), output), combined = new TScalar[said.Length];
            EnsembleSum.Add(Ensemble.Combination, said, combined, classes, network: 0, networks: 1);
            for (int k = 0; k < OutOfBag[i].Length; k++)
            {
                int sample = OutOfBag[i][k];
                counts[sample]++;
                for (int j = 0; j < length; j++)
                    sums[(sample * length) + j] += combined[(k * length) + j];
            }
        }

        for (int i = 0; i < sums.Length; i++)
            sums[i] = counts[i / length] == 0 ? TScalar.NaN : sums[i] / TScalar.CreateChecked(counts[i / length]);
        return sums;
    }
}
