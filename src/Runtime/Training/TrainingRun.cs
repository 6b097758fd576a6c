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
    private readonly GradientSum<TScalar>? gradients;
    private readonly BestWeights<TScalar>? best;
    private readonly Checkpoint<TScalar>? checkpoint;
    private readonly List<EpochRecord> records;
    private readonly double learningRate;
    private readonly Parallelism? ownParallelism;
    private readonly long start = Stopwatch.GetTimestamp();
    private TrainingPosition position;

    public TrainingRun(TNetwork network, Optimizer<TScalar> optimizer, Dataset<TScalar> training, TrainerOptions<TScalar> options, CancellationToken cancellationToken)
    {
        this.network = network;
        this.optimizer = optimizer;
        this.options = options;
        learningRate = optimizer.LearningRate;
        ownParallelism = optimizer.Parallelism;

        // Its growth would be an allocation between steps.
        records = new List<EpochRecord>(Math.Min(options.Epochs, 1 << 16));
        int samples = options.Sampler?.Count ?? training.Count, size = Math.Min(options.BatchSize, samples);
        if (options.MeasureAccuracy)
            trainingEvaluator = new Evaluator<TNetwork, TScalar>(network, size, options.Parallelism);
        if (options.AccumulationSteps > 1)
            gradients = new GradientSum<TScalar>(TNetwork.Signature.Parameters);
        if (options.KeepBest != KeepBest.None)
            best = new BestWeights<TScalar>(options.KeepBest, TNetwork.Signature);
        if (options.Checkpoint is { } file)
        {
            checkpoint = new Checkpoint<TScalar>(file.Path, TNetwork.Signature, new CheckpointParts<TScalar>(network.Parameters, network.Buffers, optimizer, gradients, best, trainingEvaluator?.Confusion), size, samples, options.Seed);
            if (file.Resume && checkpoint.Exists)
                position = checkpoint.Load(records);
        }

        options.Schedule?.Begin();
        foreach (EpochRecord record in records)
            options.Schedule?.Observe(record);

        // Nothing that could throw may leave a session or a thread that gathers batches behind.
        session = network.CreateTrainingSession(size);
        session.Seed = options.Seed;
        session.Step = position.Pass;
        session.Parallelism = options.Parallelism;
        optimizer.Parallelism = options.Parallelism ?? ownParallelism;
        if (options.Validation is { } set)
        {
            int validationSize = Math.Min(Math.Max(size, 256), set.Count);
            validationEvaluator = new Evaluator<TNetwork, TScalar>(network, validationSize, options.Parallelism);
            validation = Batches(set, validationSize, dropLast: false, augmentation: null, cancellationToken);
        }

        batches = Batches(training, size, options.DropLast, options.Augmentation, cancellationToken);
    }

    private bool EndsEarly => options.EarlyStopping?.Ends(records) ?? false;

    private double? Accuracy => trainingEvaluator?.Confusion?.Accuracy;

    public void Dispose()
    {
        optimizer.LearningRate = learningRate;
        optimizer.Parallelism = ownParallelism;
        (batches as IDisposable)?.Dispose();
        (validation as IDisposable)?.Dispose();
        session.Dispose();
    }

    public TrainingHistory Run(CancellationToken cancellationToken)
    {
        while (position.Epoch < options.Epochs && !EndsEarly)
        {
            try
            {
                Epoch(cancellationToken);
            }
            catch (OperationCanceledException) when (checkpoint is not null)
            {
                Save();
                throw;
            }

            Save();
        }

        GoBack();
        return new TrainingHistory(records.ToArray(), Stopwatch.GetElapsedTime(start))
        {
            BestEpoch = best is { Epoch: > 0 } ? best.Epoch : records.Count,
            IsStoppedEarly = records.Count < options.Epochs,
        };
    }

    private void Epoch(CancellationToken cancellationToken)
    {
        if (options.Sampler is { } sampler)
            batches.Draw(sampler, options.Seed, (ulong)position.Epoch);
        else if (options.Shuffle)
            batches.Shuffle(options.Seed, (ulong)position.Epoch);
        else
            batches.Restore(options.Seed, (ulong)position.Epoch);
        if (position.Step == 0)
            trainingEvaluator?.Confusion?.Clear();
        long begin = Stopwatch.GetTimestamp(), earlier = position.Samples;
        double rate = 0;
        BatchSource<TScalar>.Enumerator walk = batches.From(position.Step);
        try
        {
            while (walk.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                Batch<TScalar> batch = walk.Current;
                double loss = Step(batch);
                position.LossSum += loss * batch.Count;
                position.Samples += batch.Count;
                position.Step++;
                rate = (position.Samples - earlier) / Stopwatch.GetElapsedTime(begin).TotalSeconds;
                Report(position.Step, rate, isEpochEnd: false);
                if (options.Checkpoint is { EverySteps: > 0 } every && (((long)position.Epoch * batches.Count) + position.Step) % every.EverySteps == 0)
                    Save();
            }
        }
        finally
        {
            walk.Dispose();
        }

        Validate(cancellationToken);
        Report(batches.Count, rate, isEpochEnd: true);
        records.Add(new EpochRecord(position.Epoch + 1, position.LossSum / position.Samples, Accuracy, position.ValidationLoss, position.ValidationAccuracy, rate));
        best?.Offer(records[^1], network.Parameters, network.Buffers);
        if (options.Schedule is { } schedule)
        {
            schedule.Observe(records[^1]);
            if (schedule.GoesBack)
                GoBack();
        }

        position = new TrainingPosition { Epoch = position.Epoch + 1, ValidationLoss = position.ValidationLoss, ValidationAccuracy = position.ValidationAccuracy };
    }

    private void GoBack()
    {
        if (best is not { Epoch: > 0 })
            return;
        network.Parameters.CopyFrom(best.Parameters);
        network.Buffers.CopyFrom(best.Buffers);
    }

    private BatchSource<TScalar> Batches(Dataset<TScalar> data, int size, bool dropLast, Augmentation<TScalar>? augmentation, CancellationToken cancellationToken) => options.Prefetch > 0
        ? new PrefetchedBatches<TScalar>(data, size, options.Prefetch, dropLast, augmentation, cancellationToken)
        : new MiniBatches<TScalar>(data, size, dropLast, augmentation);

    private double Step(scoped Batch<TScalar> batch)
    {
        if (options.Schedule is { } schedule)
        {
            long steps = batches.Count;
            optimizer.LearningRate = learningRate * schedule.Factor(new ScheduleTime((position.Epoch * steps) + position.Step, options.Epochs * steps, batches.Count));
        }

        trainingEvaluator?.Count(batch);
        double loss = double.CreateTruncating(session.Backward(batch));
        if (!double.IsFinite(loss))
            throw DivergenceReport.Make(TNetwork.Signature, network.Parameters, session, batches, batch, loss, position.Epoch + 1, position.Step + 1);
        if (gradients is null)
        {
            optimizer.Step(network.Parameters, session.Gradients);
            return loss;
        }

        gradients.Add(session.Gradients, batch.Count);
        if (gradients.Batches == options.AccumulationSteps || position.Step == batches.Count - 1)
        {
            gradients.Finish();
            optimizer.Step(network.Parameters, gradients.Sum);
            gradients.Clear();
        }

        return loss;
    }

    // The steps of the epoch are done: cancelled from here on, the run goes on with the next epoch.
    private void Validate(CancellationToken cancellationToken)
    {
        if (validation is null)
            return;
        cancellationToken.ThrowIfCancellationRequested();
        position.ValidationLoss = validationEvaluator!.Run(validation);
        position.ValidationAccuracy = validationEvaluator.Confusion?.Accuracy;
    }

    private void Save()
    {
        if (checkpoint is null)
            return;
        position.Pass = session.Step;
        checkpoint.Save(position, records);
    }

    private void Report(int step, double rate, bool isEpochEnd) =>
        options.Progress?.Report(new TrainingProgress(
            position.Epoch + 1,
            options.Epochs,
            step,
            batches.Count,
            position.LossSum / position.Samples,
            Accuracy,
            position.ValidationLoss,
            position.ValidationAccuracy,
            rate,
            Stopwatch.GetElapsedTime(start),
            isEpochEnd));
}
