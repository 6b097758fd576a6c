using System.Numerics;

namespace NetGen;

/// <summary>The training loop: epochs of shuffled mini-batches, with validation and progress.</summary>
public static class Trainer
{
    /// <summary>Trains a network. Nothing is allocated a step.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <typeparam name="TScalar">Its floating-point type.</typeparam>
    /// <param name="network">The network; its parameters and buffers change.</param>
    /// <param name="optimizer">What changes the parameters.</param>
    /// <param name="training">The samples to train with.</param>
    /// <param name="options">How to train; the defaults where null.</param>
    /// <param name="cancellationToken">Stops training between two steps.</param>
    /// <returns>The course of the run.</returns>
    /// <exception cref="ArgumentException">A data set is empty or does not fit the network, or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The network declares no loss.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or NaN; the network is as after the last completed step.</exception>
    /// <exception cref="OperationCanceledException">Training was stopped; the network is as after the last completed step.</exception>
    /// <exception cref="WeightFileException">The file to go on from is damaged, or of another network or run; nothing was changed.</exception>
    public static TrainingHistory Fit<TNetwork, TScalar>(
        TNetwork network,
        Optimizer<TScalar> optimizer,
        Dataset<TScalar> training,
        TrainerOptions<TScalar>? options = null,
        CancellationToken cancellationToken = default)
        where TNetwork : class, INetwork<TNetwork, TScalar>
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(training);
        options ??= new TrainerOptions<TScalar>();
        Check<TNetwork, TScalar>(training, options);
        using var run = new TrainingRun<TNetwork, TScalar>(network, optimizer, training, options, cancellationToken);
        return run.Run(cancellationToken);
    }

    /// <summary>Measures a network on a data set: mean loss, accuracy and confusion matrix, with dropout off.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <typeparam name="TScalar">Its floating-point type.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">How many samples to take at once.</param>
    /// <param name="parallelism">The threads that share the work, or null for the calling one alone.</param>
    /// <returns>The measures; accuracy is that of the first target of class indices.</returns>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the network.</exception>
    public static EvaluationResult Evaluate<TNetwork, TScalar>(TNetwork network, Dataset<TScalar> data, int batchSize = 256, Parallelism? parallelism = null)
        where TNetwork : class, INetwork<TNetwork, TScalar>
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        CheckData(data, "data set", nameof(data), TNetwork.Signature);
        int size = Math.Min(batchSize, data.Count);
        var evaluator = new Evaluator<TNetwork, TScalar>(network, size, parallelism);
        double loss = evaluator.Run(new MiniBatches<TScalar>(data, size));
        return new EvaluationResult(loss, evaluator.Confusion?.Accuracy, evaluator.Confusion);
    }

    /// <summary>What a network makes of every sample of a data set, for <see cref="Metrics"/> such as <see cref="Metrics.RocAuc"/>.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <typeparam name="TScalar">Its floating-point type.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="data">The samples.</param>
    /// <param name="output">The ordinal of the output, for a network with several.</param>
    /// <param name="batchSize">How many samples to take at once.</param>
    /// <param name="parallelism">The threads that share the work, or null for the calling one alone.</param>
    /// <returns>The values of the output, sample after sample.</returns>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the network.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    public static TScalar[] Predict<TNetwork, TScalar>(TNetwork network, Dataset<TScalar> data, int output = 0, int batchSize = 256, Parallelism? parallelism = null)
        where TNetwork : class, INetwork<TNetwork, TScalar>
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        NetworkSignature signature = TNetwork.Signature;
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)output, (uint)signature.Outputs.Length, nameof(output));
        CheckData(data, "data set", nameof(data), signature);
        int size = Math.Min(batchSize, data.Count), length = signature.Outputs[output].Length;
        Memory<TScalar>[] buffers = [.. signature.Outputs.Select(slot => (Memory<TScalar>)new TScalar[checked(size * slot.Length)])];
        var outputs = new Memory<TScalar>[buffers.Length];
        var result = new TScalar[checked(data.Count * length)];
        int done = 0;
        foreach (Batch<TScalar> batch in new MiniBatches<TScalar>(data, size))
        {
            for (int i = 0; i < outputs.Length; i++)
                outputs[i] = buffers[i][..(batch.Count * signature.Outputs[i].Length)];
            network.Predict(batch, outputs, parallelism);
            outputs[output].Span.CopyTo(result.AsSpan(done));
            done += batch.Count * length;
        }

        return result;
    }

    /// <summary>
    /// Estimates the running statistics of normalizations anew, for parameters that no training step led to, such as averages: each is the mean
    /// of those of all batches, as PyTorch's <c>update_bn</c> has it. Parameters stay as they are.
    /// </summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <typeparam name="TScalar">Its floating-point type.</typeparam>
    /// <param name="network">The network; its buffers change, if it has any.</param>
    /// <param name="data">The samples, in an order whose batches are mixed.</param>
    /// <param name="batchSize">How many samples to take at once; the last of fewer counts as much as the others.</param>
    /// <param name="parallelism">The threads that share the work, or null for the calling one alone.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the network.</exception>
    /// <exception cref="InvalidOperationException">The network declares no loss.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the statistics are as before.</exception>
    public static void EstimateStatistics<TNetwork, TScalar>(TNetwork network, Dataset<TScalar> data, int batchSize = 32, Parallelism? parallelism = null, CancellationToken cancellationToken = default)
        where TNetwork : class, INetwork<TNetwork, TScalar>
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        CheckTraining(data, TNetwork.Signature);
        int size = Math.Min(batchSize, data.Count);
        using ITrainingSession<TScalar> session = network.CreateTrainingSession(size);
        session.Parallelism = parallelism;
        RunningStatistics.Estimate(network.Buffers, new MiniBatches<TScalar>(data, size), session, cancellationToken);
    }

    private static void Check<TNetwork, TScalar>(Dataset<TScalar> training, TrainerOptions<TScalar> options)
        where TNetwork : class, INetwork<TNetwork, TScalar>
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        NetworkSignature signature = TNetwork.Signature;
        CheckTraining(training, signature);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Epochs, 1, nameof(options.Epochs));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options.BatchSize));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Prefetch, nameof(options.Prefetch));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.AccumulationSteps, 1, nameof(options.AccumulationSteps));
        if (options.Callbacks is null || options.Callbacks.Contains(null!))
            throw new ArgumentException("Callbacks is null, or one of them is. Leave it out for none.", nameof(options));
        if (options.Checkpoint is { } checkpoint)
        {
            ArgumentException.ThrowIfNullOrEmpty(checkpoint.Path, nameof(options.Checkpoint));
            ArgumentOutOfRangeException.ThrowIfNegative(checkpoint.EverySteps, nameof(checkpoint.EverySteps));
        }

        if (options.KeepBest != KeepBest.None && options.Validation is null)
            throw new ArgumentException("The best weights are told by the validation set, and there is none. Set Validation, such as to a part from Dataset.Split.", nameof(options));
        if (options.Schedule is { NeedsBest: true } && options.KeepBest != KeepBest.ValidationLoss)
            throw new ArgumentException("The schedule goes back to the best weights, and they are not kept. Set KeepBest to ValidationLoss, and Validation.", nameof(options));
        if (options.EarlyStopping is not null && options.Validation is null)
            throw new ArgumentException("Early stopping goes by the validation set, and there is none. Set Validation, such as to a part from Dataset.Split.", nameof(options));
        bool measuresAccuracy = options.KeepBest == KeepBest.ValidationAccuracy || options.EarlyStopping is { Measure: KeepBest.ValidationAccuracy };
        if (measuresAccuracy && ClassificationTarget.Find(signature) is null)
            throw new ArgumentException($"Network '{signature.Name}' has no classes, so no epoch has an accuracy. Measure ValidationLoss instead.", nameof(options));
        CheckAveraging(options);
        options.Augmentation?.ThrowIfNotFor(training);
        int samples = options.Sampler?.Count ?? training.Count;
        if (options.DropLast && samples < options.BatchSize)
            throw new ArgumentException($"An epoch has {samples} samples, fewer than a batch of {options.BatchSize}, and DropLast leaves out shorter ones: nothing is left. Make BatchSize smaller.", nameof(options));
        if (options.Validation is { } validation)
            CheckData(validation, "validation set", nameof(options), signature);
    }

    /// <summary>Refuses what cannot be trained with.</summary>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the network.</exception>
    /// <exception cref="InvalidOperationException">The network declares no loss.</exception>
    internal static void CheckTraining<TScalar>(Dataset<TScalar> training, NetworkSignature signature)
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        if (!signature.HasLoss)
            throw new InvalidOperationException($"Network '{signature.Name}' declares no loss, so it cannot be trained by Fit. Add one, such as [SoftmaxCrossEntropy], or train with a session and output gradients of your own.");
        CheckData(training, "training set", nameof(training), signature);
    }

    private static void CheckAveraging<TScalar>(TrainerOptions<TScalar> options)
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        if (options.Averaging is not null && options.Schedule is { NeedsBest: true })
            throw new ArgumentException("The schedule goes back to the best weights, and an average of weights would not. Leave out Averaging, or take another schedule.", nameof(options));
        if (options.Averaging is not StochasticAveraging { StartEpoch: var start })
            return;
        if (start > options.Epochs)
            throw new ArgumentException($"Stochastic weight averaging begins with epoch {start}, and there are {options.Epochs}: nothing would be averaged. Begin earlier, or add epochs.", nameof(options));
        if (options.KeepBest != KeepBest.None)
            throw new ArgumentException("A run ends either with the best weights or with the mean of those of the last epochs. Set KeepBest to None, or leave out StochasticAveraging.", nameof(options));
    }

    private static void CheckData<TScalar>(Dataset<TScalar> data, string name, string argument, NetworkSignature signature)
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        if (data.Count == 0)
            throw new ArgumentException($"The {name} for network '{signature.Name}' is empty; expected at least one sample.", argument);
        data.ThrowIfNotFor(signature);
    }
}
