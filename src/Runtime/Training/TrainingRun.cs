using System.Collections.Immutable;
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

    // Of the parameters and, where they are averaged, too, the buffers.
    private readonly ImmutableArray<WeightAverage<TScalar>> averages = [];
    private readonly Checkpoint<TScalar>? checkpoint;
    private readonly List<EpochRecord> records;
    private readonly double learningRate;
    private readonly Parallelism? ownParallelism;
    private readonly GradientClipping? ownClipping;
    private readonly bool ownMeasuring;
    private readonly CallbackList callbacks;
    private readonly TrainingContext context;
    private TrainingPosition position;

    // Whether the epoch was ended before its last step; the state was saved then, and what follows is not part of it.
    private bool isCut;

    public TrainingRun(TNetwork network, Optimizer<TScalar> optimizer, Dataset<TScalar> training, TrainerOptions<TScalar> options, CancellationToken cancellationToken)
    {
        this.network = network;
        this.optimizer = optimizer;
        this.options = options;
        learningRate = optimizer.LearningRate;
        (ownParallelism, ownClipping, ownMeasuring) = (optimizer.Parallelism, optimizer.Clipping, optimizer.MeasuresGradientNorm);
        callbacks = CallbackList.Of(options);

        // Its growth would be an allocation between steps.
        records = new List<EpochRecord>(Math.Min(options.Epochs, 1 << 16));
        int samples = options.Sampler?.Count ?? training.Count, size = Math.Min(options.BatchSize, samples);
        if (options.MeasureAccuracy)
            trainingEvaluator = new Evaluator<TNetwork, TScalar>(network, size, options.Parallelism);
        if (options.AccumulationSteps > 1)
            gradients = new GradientSum<TScalar>(TNetwork.Signature.Parameters);
        if (options.KeepBest != KeepBest.None)
            best = new BestWeights<TScalar>(options.KeepBest, TNetwork.Signature);
        if (options.Averaging is { } averaging)
        {
            var ofParameters = new WeightAverage<TScalar>(averaging, TNetwork.Signature.Parameters);
            averages = averaging is ExponentialAveraging ? [ofParameters, new(averaging, TNetwork.Signature.Buffers)] : [ofParameters];
        }

        if (options.Checkpoint is { } file)
        {
            checkpoint = new Checkpoint<TScalar>(file.Path, TNetwork.Signature, new CheckpointParts<TScalar>(network.Parameters, network.Buffers, optimizer, gradients, best, averages, trainingEvaluator?.Confusion), size, samples, options.Seed);
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
        optimizer.Clipping = options.GradientClipping ?? ownClipping;
        optimizer.MeasuresGradientNorm |= options.MeasureGradientNorm || callbacks.NeedsGradientNorm;
        if (options.Validation is { } set)
        {
            int validationSize = Math.Min(Math.Max(size, 256), set.Count);
            validationEvaluator = new Evaluator<TNetwork, TScalar>(network, validationSize, options.Parallelism);
            validation = Batches(set, validationSize, dropLast: false, augmentation: null, cancellationToken);
        }

        batches = Batches(training, size, options.DropLast, options.Augmentation, cancellationToken);
        context = new TrainingContext(records, trainingEvaluator?.Confusion, options.KeepBest)
        {
            Network = TNetwork.Signature,
            Optimizer = TrainingSettings.KindOf(optimizer),
            Settings = TrainingSettings.Of(options, optimizer, samples, size),
            Epochs = options.Epochs,
            Steps = batches.Count,
            Epoch = position.Epoch + (position.Step > 0 ? 1 : 0),
            Step = position.Step > 0 || position.Epoch == 0 ? position.Step : batches.Count,
            LearningRate = learningRate,
        };
    }

    private bool EndsEarly => options.EarlyStopping?.Ends(records) ?? false;

    public void Dispose()
    {
        optimizer.LearningRate = learningRate;
        (optimizer.Parallelism, optimizer.Clipping, optimizer.MeasuresGradientNorm) = (ownParallelism, ownClipping, ownMeasuring);
        (batches as IDisposable)?.Dispose();
        (validation as IDisposable)?.Dispose();
        session.Dispose();
    }

    public TrainingHistory Run(CancellationToken cancellationToken)
    {
        try
        {
            callbacks.BeginRun(context);
            while (position.Epoch < options.Epochs && !EndsEarly && !context.IsStopRequested)
            {
                try
                {
                    Epoch(cancellationToken);
                }
                catch (OperationCanceledException) when (checkpoint is not null && !isCut)
                {
                    Save();
                    throw;
                }

                if (!isCut)
                    Save();
            }

            if (best is null)
                TakeAverage(cancellationToken);
            else
                GoBack();
        }
        catch (Exception exception)
        {
            callbacks.EndRun(context, exception);
            throw;
        }

        callbacks.EndRun(context, failure: null);
        return new TrainingHistory(records.ToArray(), context.Elapsed)
        {
            BestEpoch = best is { Epoch: > 0 } ? best.Epoch : records.Count,
            IsStoppedEarly = isCut || records.Count < options.Epochs,
        };
    }

    private void Epoch(CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp();
        Order(position.Epoch);
        if (position.Step == 0)
            trainingEvaluator?.Confusion?.Clear();
        (context.Epoch, context.Step, context.Loss, context.SamplesPerSecond) = (position.Epoch + 1, position.Step, position.LossSum / position.Samples, 0);
        callbacks.BeginEpoch(context);
        if (context.IsStopRequested)
        {
            isCut = true;
            Save();
            return;
        }

        Steps(cancellationToken);
        bool measuresAverage = options.Averaging is ExponentialAveraging && averages[0].Count > 0;
        if (measuresAverage)
            SwapAverages();
        try
        {
            Validate(cancellationToken);
            context.Add(new EpochRecord(position.Epoch + 1, context.Loss, context.Accuracy, position.ValidationLoss, position.ValidationAccuracy, context.SamplesPerSecond)
            {
                LearningRate = RateAt(position.Step - 1),
                GradientNorm = position.GradientNorms == 0 ? null : position.GradientNormSum / position.GradientNorms,
                Duration = Stopwatch.GetElapsedTime(begin),
            });
            best?.Offer(records[^1], network.Parameters, network.Buffers);
        }
        finally
        {
            if (measuresAverage)
                SwapAverages();
        }

        if (options.Averaging is StochasticAveraging averaging && !isCut && position.Epoch + 1 >= averaging.StartEpoch)
            averages[0].Add(network.Parameters);
        if (options.Schedule is { } schedule)
        {
            schedule.Observe(records[^1]);
            if (schedule.GoesBack)
                GoBack();
        }

        position = new TrainingPosition { Epoch = position.Epoch + 1, ValidationLoss = position.ValidationLoss, ValidationAccuracy = position.ValidationAccuracy };

        // Last, so that what a callback throws finds a state that can be saved.
        callbacks.EndEpoch(context, records[^1]);
    }

    private void Steps(CancellationToken cancellationToken)
    {
        long begin = Stopwatch.GetTimestamp(), earlier = position.Samples;
        BatchSource<TScalar>.Enumerator walk = batches.From(position.Step);
        try
        {
            while (walk.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                Batch<TScalar> batch = walk.Current;
                long stepBegin = Stopwatch.GetTimestamp();
                double loss = Step(batch, out double? norm);
                position.LossSum += loss * batch.Count;
                position.Samples += batch.Count;
                position.Step++;
                if (norm is { } length)
                {
                    position.GradientNormSum += length;
                    position.GradientNorms++;
                }

                context.Step = position.Step;
                context.Loss = position.LossSum / position.Samples;
                context.SamplesPerSecond = (position.Samples - earlier) / Stopwatch.GetElapsedTime(begin).TotalSeconds;
                if (!callbacks.IsEmpty)
                    callbacks.EndStep(context, new StepRecord(context.Epoch, position.Step, context.GlobalStep, batch.Count, loss, optimizer.LearningRate, norm, Stopwatch.GetElapsedTime(stepBegin)));
                bool cuts = context.IsStopRequested && position.Step < batches.Count;
                if (cuts || (options.Checkpoint is { EverySteps: > 0 } every && (((long)position.Epoch * batches.Count) + position.Step) % every.EverySteps == 0))
                    Save();
                if (!cuts)
                    continue;
                isCut = true;
                break;
            }
        }
        finally
        {
            walk.Dispose();
        }
    }

    private void Order(int epoch)
    {
        if (options.Sampler is { } sampler)
            batches.Draw(sampler, options.Seed, (ulong)epoch);
        else if (options.Shuffle)
            batches.Shuffle(options.Seed, (ulong)epoch);
        else
            batches.Restore(options.Seed, (ulong)epoch);
    }

    private void SwapAverages()
    {
        averages[0].Swap(network.Parameters);
        averages[1].Swap(network.Buffers);
    }

    private void TakeAverage(CancellationToken cancellationToken)
    {
        if (averages.IsEmpty || averages[0].Count == 0)
            return;
        averages[0].Swap(network.Parameters);
        if (options.Averaging is ExponentialAveraging)
        {
            averages[1].CopyTo(network.Buffers);
            return;
        }

        // The statistics are of the parameters themselves.
        try
        {
            Order(options.Epochs);
            RunningStatistics.Estimate(network.Buffers, batches, session, cancellationToken);
        }
        catch
        {
            averages[0].Swap(network.Parameters);
            throw;
        }
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

    private double Step(scoped Batch<TScalar> batch, out double? norm)
    {
        norm = null;
        context.LearningRate = optimizer.LearningRate = RateAt(position.Step);
        trainingEvaluator?.Count(batch);
        double loss = double.CreateTruncating(session.Backward(batch));
        if (!double.IsFinite(loss))
            throw DivergenceReport.Make(TNetwork.Signature, network.Parameters, session, batches, batch, loss, position.Epoch + 1, position.Step + 1);
        if (gradients is null)
        {
            norm = Update(session.Gradients);
            return loss;
        }

        gradients.Add(session.Gradients, batch.Count);
        if (gradients.Batches == options.AccumulationSteps || position.Step == batches.Count - 1)
        {
            gradients.Finish();
            norm = Update(gradients.Sum);
            gradients.Clear();
        }

        return loss;
    }

    // The epoch may have no step left to make, where a run goes on: then the rate of its last one is none that was set.
    private double RateAt(int step)
    {
        long steps = batches.Count;
        if (options.Schedule is null && options.Averaging is not StochasticAveraging { LearningRateFactor: not null })
            return optimizer.LearningRate;
        var time = new ScheduleTime((position.Epoch * steps) + step, options.Epochs * steps, batches.Count);
        double scheduled = options.Schedule?.Factor(time) ?? 1;
        return learningRate * (options.Averaging is StochasticAveraging stochastic ? stochastic.Factor(time, scheduled) : scheduled);
    }

    private double? Update(FlatBuffer<TScalar> all)
    {
        optimizer.Step(network.Parameters, all);
        if (options.Averaging is ExponentialAveraging exponential && optimizer.StepCount % exponential.EverySteps == 0)
        {
            averages[0].Add(network.Parameters);
            averages[1].Add(network.Buffers);
        }

        return optimizer.GradientNorm;
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
}
