using System.Diagnostics;
using System.Numerics;

namespace NetGen;

/// <summary>The memory and the steps of a training run.</summary>
internal sealed class TrainingRun<TNetwork, TScalar> : IDisposable
    where TNetwork : class, INetwork<TNetwork, TScalar>
    where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
{
    private readonly TNetwork network;
    private readonly Optimizer<TScalar> optimizer;
    private readonly TrainerOptions<TScalar> options;
    private readonly BatchSource<TScalar> batches;
    private readonly BatchSource<TScalar>? validation;
    private readonly ITrainingSession<TScalar> session;
    private readonly Evaluator<TNetwork, TScalar>? trainingEvaluator;
    private readonly Evaluator<TNetwork, TScalar>? validationEvaluator;
    private readonly double learningRate;
    private double? validationLoss;
    private double? validationAccuracy;

    public TrainingRun(TNetwork network, Optimizer<TScalar> optimizer, Dataset<TScalar> training, TrainerOptions<TScalar> options, CancellationToken cancellationToken)
    {
        this.network = network;
        this.optimizer = optimizer;
        this.options = options;
        learningRate = optimizer.LearningRate;
        int size = Math.Min(options.BatchSize, options.Sampler?.Count ?? training.Count);
        if (options.MeasureAccuracy)
            trainingEvaluator = new Evaluator<TNetwork, TScalar>(network, size);
        if (options.Validation is { } set)
        {
            int validationSize = Math.Min(Math.Max(size, 256), set.Count);
            validationEvaluator = new Evaluator<TNetwork, TScalar>(network, validationSize);
            validation = Batches(set, validationSize, dropLast: false, cancellationToken);
        }

        session = network.CreateTrainingSession(size);
        session.Seed = options.Seed;
        batches = Batches(training, size, options.DropLast, cancellationToken);
    }

    public void Dispose()
    {
        optimizer.LearningRate = learningRate;
        (batches as IDisposable)?.Dispose();
        (validation as IDisposable)?.Dispose();
        session.Dispose();
    }

    public EpochRecord Epoch(int epoch, long runStart, CancellationToken cancellationToken)
    {
        if (options.Sampler is { } sampler)
            batches.Draw(sampler, options.Seed, (ulong)epoch);
        else if (options.Shuffle)
            batches.Shuffle(options.Seed, (ulong)epoch);
        trainingEvaluator?.Confusion?.Clear();
        long start = Stopwatch.GetTimestamp();
        double sum = 0, rate = 0;
        int samples = 0, step = 0;
        foreach (Batch<TScalar> batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sum += Step(batch, epoch, step++) * batch.Count;
            samples += batch.Count;
            rate = samples / Stopwatch.GetElapsedTime(start).TotalSeconds;
            Report(epoch, step, sum / samples, rate, runStart, isEpochEnd: false);
        }

        Validate();
        Report(epoch, batches.Count, sum / samples, rate, runStart, isEpochEnd: true);
        return new EpochRecord(epoch + 1, sum / samples, Accuracy, validationLoss, validationAccuracy, rate);
    }

    private BatchSource<TScalar> Batches(Dataset<TScalar> data, int size, bool dropLast, CancellationToken cancellationToken) => options.Prefetch > 0
        ? new PrefetchedBatches<TScalar>(data, size, options.Prefetch, dropLast, cancellationToken)
        : new MiniBatches<TScalar>(data, size, dropLast);

    private double? Accuracy => trainingEvaluator?.Confusion?.Accuracy;

    private double Step(scoped Batch<TScalar> batch, int epoch, int step)
    {
        if (options.Schedule is { } schedule)
            optimizer.LearningRate = learningRate * schedule((epoch + ((double)step / batches.Count)) / options.Epochs);
        trainingEvaluator?.Count(batch);
        double loss = double.CreateTruncating(session.Backward(batch));
        if (!double.IsFinite(loss))
            throw new TrainingDivergedException(TNetwork.Signature.Name, loss, epoch + 1, step + 1);
        optimizer.Step(network.Parameters, session.Gradients);
        return loss;
    }

    private void Validate()
    {
        if (validation is null)
            return;
        validationLoss = validationEvaluator!.Run(validation);
        validationAccuracy = validationEvaluator.Confusion?.Accuracy;
    }

    private void Report(int epoch, int step, double loss, double rate, long runStart, bool isEpochEnd) =>
        options.Progress?.Report(new TrainingProgress(
            epoch + 1, options.Epochs, step, batches.Count, loss, Accuracy, validationLoss, validationAccuracy, rate, Stopwatch.GetElapsedTime(runStart), isEpochEnd));
}
