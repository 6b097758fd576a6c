namespace NetGen.Tests.Training;

/// <summary>Clipping and averaging as options of a run.</summary>
public class AveragingRunTests
{
    private static TrainerOptions<double> Plain => new() { Epochs = 4, BatchSize = 8, Shuffle = false };

    [Fact]
    public void A_run_clips_measures_and_leaves_the_optimizer_as_it_was()
    {
        Dataset<double> data = Clouds.Make(30, 1);
        SoftmaxRegression run = SoftmaxRegression.Create(0), loop = SoftmaxRegression.Create(0);
        var optimizer = new Sgd<double>(0.5, 0.9) { Clipping = GradientClipping.ByValue(7) };
        GradientClipping clipping = GradientClipping.ByGlobalNorm(0.2);
        TrainingHistory history = Trainer.Fit(run, optimizer, data, Plain with { Epochs = 1, GradientClipping = clipping });
        Assert.Equal((GradientClipping.ByValue(7), false), (optimizer.Clipping, optimizer.MeasuresGradientNorm));

        var byHand = new Sgd<double>(0.5, 0.9) { Clipping = clipping };
        using ITrainingSession<double> session = loop.CreateTrainingSession(8);
        var norms = new List<double>();
        foreach (Batch<double> batch in new MiniBatches<double>(data, 8))
        {
            session.Backward(batch);
            norms.Add(Math.Sqrt(session.Gradients.Span.ToArray().Sum(value => value * value)));
            byHand.Step(loop.Parameters, session.Gradients);
        }

        Assert.Equal(loop.Parameters.Span.ToArray(), run.Parameters.Span.ToArray());
        Assert.True(norms[0] > 0.2);
        Assert.Equal(norms.Average(), history.Last.GradientNorm!.Value, 1e-12);
    }

    [Fact]
    public void Norms_are_measured_where_they_are_asked_for_only()
    {
        Dataset<double> data = Clouds.Make(30, 1);
        Assert.Null(Trainer.Fit(SoftmaxRegression.Create(0), new Adam<double>(), data, Plain).Last.GradientNorm);
        Assert.InRange(Trainer.Fit(SoftmaxRegression.Create(0), new Adam<double>(), data, Plain with { MeasureGradientNorm = true }).Last.GradientNorm!.Value, 1e-3, 10);
    }

    [Fact]
    public void The_exponential_average_is_validated_kept_and_left()
    {
        Dataset<double> data = Clouds.Make(30, 1), validation = Clouds.Make(40, 2);
        SoftmaxRegression run = SoftmaxRegression.Create(0), loop = SoftmaxRegression.Create(0);
        TrainingHistory history = Trainer.Fit(run, new Sgd<double>(0.5), data, Plain with { Validation = validation, Averaging = new ExponentialAveraging(0.8) });

        var optimizer = new Sgd<double>(0.5);
        var average = new WeightAverage<double>(new ExponentialAveraging(0.8), loop.Parameters.Layout);
        using ITrainingSession<double> session = loop.CreateTrainingSession(8);
        for (int epoch = 0; epoch < 4; epoch++)
        {
            foreach (Batch<double> batch in new MiniBatches<double>(data, 8))
            {
                session.Backward(batch);
                optimizer.Step(loop.Parameters, session.Gradients);
                average.Add(loop.Parameters);
            }

            average.Swap(loop.Parameters);
            Assert.Equal(Trainer.Evaluate(loop, validation).Loss, history.Epochs[epoch].ValidationLoss!.Value, 1e-12);
            average.Swap(loop.Parameters);
        }

        Assert.Equal(average.Values.Span.ToArray(), run.Parameters.Span.ToArray());
        Assert.NotEqual(loop.Parameters.Span.ToArray(), run.Parameters.Span.ToArray());
    }

    [Fact]
    public void The_stochastic_average_is_the_mean_of_the_last_epochs_at_its_rate()
    {
        Dataset<double> data = Clouds.Make(30, 1), validation = Clouds.Make(40, 2);
        var run = SoftmaxRegression.Create(0);
        var after = new List<double[]>();
        var rates = new List<double>();
        var optimizer = new Sgd<double>(0.5);
        var watch = new Watch(report =>
        {
            rates.Add(optimizer.LearningRate);
            if (report.IsEpochEnd)
                after.Add(run.Parameters.Span.ToArray());
        });
        TrainingHistory history = Trainer.Fit(run, optimizer, data, Plain with
        {
            Epochs = 6,
            Validation = validation,
            Progress = watch,
            Schedule = LearningRateSchedule.OfShare(share => 1 - share),
            Averaging = new StochasticAveraging(3) { LearningRateFactor = 0.6, AnnealingEpochs = 1 },
        });
        for (int i = 0; i < run.Parameters.Span.Length; i++)
            Assert.Equal(after.Skip(2).Average(parameters => parameters[i]), run.Parameters.Span[i], 1e-12);

        // Five reports an epoch, of four steps and the end. Half a cosine from the schedule's rate to the constant one in the third epoch.
        Assert.Equal(0.5, rates[0], 1e-12);
        Assert.Equal(0.5 * (1 - (9.0 / 24) + (0.5 * (0.6 - (1 - (9.0 / 24))) * (1 - Math.Cos(Math.PI / 4)))), rates[11], 1e-12);
        Assert.All(rates.Skip(15), rate => Assert.Equal(0.3, rate, 1e-12));
        Assert.Equal(0.5, optimizer.LearningRate);
        Assert.NotEqual(Trainer.Evaluate(run, validation).Loss, history.Last.ValidationLoss!.Value);
    }

    [Fact]
    public void Options_that_contradict_one_another_are_refused()
    {
        Dataset<double> data = Clouds.Make(30, 1);
        Refused("begins with epoch 5, and there are 4", Plain with { Averaging = new StochasticAveraging(5) });
        Refused("Set KeepBest to None", Plain with { Averaging = new StochasticAveraging(2), Validation = data, KeepBest = KeepBest.ValidationLoss });
        Refused("Leave out Averaging", Plain with { Averaging = new ExponentialAveraging(), Validation = data, KeepBest = KeepBest.ValidationLoss, Schedule = LearningRateSchedule.HalveOnWorse() });

        void Refused(string expected, TrainerOptions<double> options) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Trainer.Fit(SoftmaxRegression.Create(0), new Adam<double>(), data, options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.01)]
    [InlineData(1.0)]
    [InlineData(null)]
    public void Running_statistics_are_the_means_of_those_of_all_batches(double? momentum)
    {
        // Inputs of 1000 ± 1, so that a statistic is large beside its share; the last batch is shorter and counts as much.
        float[] inputs = new float[22];
        var random = new Random(1);
        foreach (ref float input in inputs.AsSpan())
            input = 1000 + (float)random.NextDouble();
        Dataset<float> data = Dataset.FromArrays(inputs, new float[22], 1, 1);
        using var session = new StatisticsSession(momentum);
        session.Buffers.Span[0] = 3;
        RunningStatistics.Estimate(session.Buffers, new MiniBatches<float>(data, 8), session, CancellationToken.None);
        double[][] batches = [.. inputs.Select(input => (double)input).Chunk(8)];
        Assert.Equal(batches.Average(batch => batch.Average()), session.Buffers["BatchNorm1.running_mean"][0], 1e-2);
        Assert.Equal(batches.Average(Variance), session.Buffers["BatchNorm1.running_var"][0], 1e-4);
        Assert.Equal(3, session.Buffers["BatchNorm1.num_batches_tracked"][0]);

        static double Variance(double[] batch) => batch.Sum(value => Math.Pow(value - batch.Average(), 2)) / (batch.Length - 1);
    }

    [Fact]
    public void Stopped_or_never_moving_statistics_stay()
    {
        Dataset<float> data = Dataset.FromArrays(new float[16], new float[16], 1, 1);
        using var still = new StatisticsSession(0);
        still.Buffers.Span[0] = 3;
        RunningStatistics.Estimate(still.Buffers, new MiniBatches<float>(data, 8), still, CancellationToken.None);
        Assert.Equal((3, 2), (still.Buffers.Span[0], still.Buffers["BatchNorm1.num_batches_tracked"][0]));

        using var stopped = new StatisticsSession(0.1);
        stopped.Buffers.Span[0] = 3;
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => RunningStatistics.Estimate(stopped.Buffers, new MiniBatches<float>(data, 8), stopped, source.Token));
        Assert.Equal(3, stopped.Buffers.Span[0]);
    }

    // Moves statistics of its inputs as a batch normalization does; momentum null for the mean of all batches.
    private sealed class StatisticsSession(double? momentum) : ITrainingSession<float>
    {
        public FlatBuffer<float> Buffers { get; } = new(new BufferLayout(
        [
            new TensorLayout("BatchNorm1.running_mean", "BatchNorm1.running_mean", [1], 0, Packing.RowMajor, default),
            new TensorLayout("BatchNorm1.running_var", "BatchNorm1.running_var", [1], 16, Packing.RowMajor, default),
            new TensorLayout("BatchNorm1.num_batches_tracked", "BatchNorm1.num_batches_tracked", [], 32, Packing.RowMajor, default),
        ]));

        public int Capacity => 8;

        public FlatBuffer<float> Gradients { get; } = new(BufferLayout.Empty);

        public ulong Seed { get; set; }

        public ulong Step { get; set; }

        public float Backward(scoped Batch<float> batch)
        {
            ReadOnlySpan<float> values = batch.Inputs[0].Values;
            double mean = 0, variance = 0;
            foreach (float value in values)
                mean += (double)value / values.Length;
            foreach (float value in values)
                variance += (value - mean) * (value - mean) / (values.Length - 1);
            Span<float> buffers = Buffers.Span;
            float share = (float)(momentum ?? (1 / (buffers[32] + 1)));
            buffers[0] += share * ((float)mean - buffers[0]);
            buffers[16] += share * ((float)variance - buffers[16]);
            buffers[32]++;
            Step++;
            return 0;
        }

        public float Accumulate(scoped Batch<float> batch) => Backward(batch);

        public void Dispose()
        {
        }
    }
}
