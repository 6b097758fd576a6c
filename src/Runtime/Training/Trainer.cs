using System.Diagnostics;
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
        long start = Stopwatch.GetTimestamp();
        var epochs = new EpochRecord[options.Epochs];
        for (int epoch = 0; epoch < epochs.Length; epoch++)
            epochs[epoch] = run.Epoch(epoch, start, cancellationToken);
        return new TrainingHistory(epochs, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Measures a network on a data set: mean loss, accuracy and confusion matrix, with dropout off.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <typeparam name="TScalar">Its floating-point type.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="data">The samples.</param>
    /// <param name="batchSize">How many samples to take at once.</param>
    /// <returns>The measures; accuracy is that of the first target of class indices.</returns>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the network.</exception>
    public static EvaluationResult Evaluate<TNetwork, TScalar>(TNetwork network, Dataset<TScalar> data, int batchSize = 256)
        where TNetwork : class, INetwork<TNetwork, TScalar>
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        CheckData(data, "data set", nameof(data), TNetwork.Signature);
        int size = Math.Min(batchSize, data.Count);
        var evaluator = new Evaluator<TNetwork, TScalar>(network, size);
        double loss = evaluator.Run(new MiniBatches<TScalar>(data, size));
        return new EvaluationResult(loss, evaluator.Confusion?.Accuracy, evaluator.Confusion);
    }

    private static void Check<TNetwork, TScalar>(Dataset<TScalar> training, TrainerOptions<TScalar> options)
        where TNetwork : class, INetwork<TNetwork, TScalar>
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        NetworkSignature signature = TNetwork.Signature;
        if (signature.Targets.IsEmpty)
            throw new InvalidOperationException($"Network '{signature.Name}' declares no loss, so it cannot be trained by Fit. Add one, such as [SoftmaxCrossEntropy], or train with a session and output gradients of your own.");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Epochs, 1, nameof(options.Epochs));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options.BatchSize));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Prefetch, nameof(options.Prefetch));
        CheckData(training, "training set", nameof(training), signature);
        int samples = options.Sampler?.Count ?? training.Count;
        if (options.DropLast && samples < options.BatchSize)
            throw new ArgumentException($"An epoch has {samples} samples, fewer than a batch of {options.BatchSize}, and DropLast leaves out shorter ones: nothing is left. Make BatchSize smaller.", nameof(options));
        if (options.Validation is { } validation)
            CheckData(validation, "validation set", nameof(options), signature);
    }

    private static void CheckData<TScalar>(Dataset<TScalar> data, string name, string argument, NetworkSignature signature)
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        if (data.Count == 0)
            throw new ArgumentException($"The {name} for network '{signature.Name}' is empty; expected at least one sample.", argument);
        data.ThrowIfNotFor(signature);
    }
}
