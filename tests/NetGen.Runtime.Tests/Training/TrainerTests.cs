namespace NetGen.Tests.Training;

public sealed class TrainerTests
{
    [Fact]
    public void A_run_learns_and_tells_how()
    {
        var network = SoftmaxRegression.Create(0);
        var reports = new Collect();
        Dataset<double> validation = Clouds.Make(50, 2);
        TrainingHistory history = Trainer.Fit(network, new Sgd<double>(0.1), Clouds.Make(100, 1), new TrainerOptions<double>
        {
            Epochs = 12,
            BatchSize = 32,
            Seed = 99,
            Validation = validation,
            Progress = reports,
        });
        Assert.Equal(12, history.Epochs.Count);
        Assert.Equal(Enumerable.Range(1, 12), history.Epochs.Select(record => record.Epoch));
        Assert.True(history.Last.Loss < 0.5 * history.Epochs[0].Loss);
        Assert.True(history.Last.Accuracy > 0.97);
        Assert.True(history.Last.SamplesPerSecond > 0);
        Assert.Equal(99UL, network.SessionSeed);
        Assert.Equal(0, network.OpenSessions);

        EvaluationResult after = Trainer.Evaluate(network, validation, batchSize: 7);
        Assert.Equal(history.Last.ValidationLoss!.Value, after.Loss, 12);
        Assert.Equal(history.Last.ValidationAccuracy, after.Accuracy);
        Assert.Equal(50, after.Confusion!.Total);

        Assert.Equal(12 * (4 + 1), reports.Items.Count);
        Assert.Equal([1, 2, 3, 4, 4], reports.Items.Take(5).Select(report => report.Step));
        Assert.All(reports.Items, report => Assert.Equal((12, 4), (report.Epochs, report.Steps)));
        TrainingProgress last = reports.Items[^1];
        Assert.True(last.IsEpochEnd);
        Assert.Equal((history.Last.Loss, history.Last.Accuracy, history.Last.ValidationLoss), (last.Loss, last.Accuracy, last.ValidationLoss));
        Assert.Null(reports.Items[0].ValidationLoss);
    }

    [Fact]
    public void Equal_seeds_give_equal_parameters()
    {
        double[][] runs = [.. new ulong[] { 5, 5, 6 }.Select(seed =>
        {
            var network = SoftmaxRegression.Create(0);
            Trainer.Fit(network, new Adam<double>(), Clouds.Make(90, 1), new TrainerOptions<double> { Epochs = 3, BatchSize = 8, Seed = seed });
            return network.Parameters.Span.ToArray();
        })];
        Assert.Equal(runs[0], runs[1]);
        Assert.NotEqual(runs[0], runs[2]);
    }

    [Fact]
    public void The_mean_loss_weighs_every_sample_the_same()
    {
        // With a rate of zero the network stays, so the epoch's loss is that of the set, although the last batch is short.
        var network = SoftmaxRegression.Create(0);
        network.Parameters.Span[0] = 1;
        Dataset<double> data = Clouds.Make(10, 3);
        TrainingHistory history = Trainer.Fit(network, new Sgd<double>(0), data, new TrainerOptions<double> { Epochs = 1, BatchSize = 4 });
        EvaluationResult whole = Trainer.Evaluate(network, data);
        Assert.Equal(whole.Loss, history.Last.Loss, 12);
        Assert.Equal(whole.Accuracy, history.Last.Accuracy);
    }

    [Theory]
    [InlineData(false, new[] { 4, 4, 2, 4, 4, 2 })]
    [InlineData(true, new[] { 4, 4, 4, 4 })]
    public void The_last_batch_is_kept_or_dropped(bool dropLast, int[] expected)
    {
        var network = SoftmaxRegression.Create(0);
        network.BatchCounts.Capacity = 100;
        Trainer.Fit(network, new Sgd<double>(0.1), Clouds.Make(10, 1), new TrainerOptions<double> { Epochs = 2, BatchSize = 4, DropLast = dropLast });
        Assert.Equal(expected, network.BatchCounts);
    }

    [Fact]
    public void A_schedule_sets_the_rate_and_gives_it_back()
    {
        var network = SoftmaxRegression.Create(0);
        var optimizer = new Sgd<double>(0.5);
        var rates = new List<double>();
        var watch = new Watch(_ => rates.Add(optimizer.LearningRate));
        Trainer.Fit(network, optimizer, Clouds.Make(8, 1), new TrainerOptions<double> { Epochs = 2, BatchSize = 4, Schedule = LearningRateSchedule.Linear(), Progress = watch });
        Assert.Equal([0.5, 0.375, 0.375, 0.25, 0.125, 0.125], rates);
        Assert.Equal(0.5, optimizer.LearningRate);
    }

    [Theory]
    [InlineData(0.0, 2, 3)]
    [InlineData(0.0, 5, 6)]
    [InlineData(0.05, 2, 8)]
    public void A_run_without_improvement_ends_early(double rate, int patience, int epochs)
    {
        var network = SoftmaxRegression.Create(0);
        TrainingHistory history = Trainer.Fit(network, new Sgd<double>(rate), Clouds.Make(20, 1), new TrainerOptions<double>
        {
            Epochs = 8,
            Validation = Clouds.Make(20, 1),
            EarlyStopping = new EarlyStopping(patience),
            KeepBest = KeepBest.ValidationLoss,
        });
        Assert.Equal((epochs, epochs < 8), (history.Epochs.Count, history.IsStoppedEarly));
        Assert.Equal(rate == 0 ? 1 : 8, history.BestEpoch);
    }

    [Fact]
    public void Worse_halves_the_rate_and_goes_back_to_the_best_weights()
    {
        // One of the samples to validate with has a wrong label: the surer the network, the worse.
        var network = SoftmaxRegression.Create(0);
        Dataset<double> data = Clouds.Make(40, 1), validation = Dataset.FromArrays([2.0, 0, -1, 1.7, -1, -1.7, 2, 0.1], [0, 1, 2, 1], 2);
        var optimizer = new Sgd<double>(0.5);
        var seen = new List<(double Loss, double Rate)>();
        var watch = new Watch(report =>
        {
            // The first step of an epoch begins with what the last one left.
            if (report.IsEpochEnd)
                seen.Add((report.ValidationLoss!.Value, optimizer.LearningRate));
        });
        TrainingHistory history = Trainer.Fit(network, optimizer, data, new TrainerOptions<double>
        {
            Epochs = 12,
            BatchSize = 8,
            Validation = validation,
            KeepBest = KeepBest.ValidationLoss,
            Schedule = LearningRateSchedule.HalveOnWorse(),
            Progress = watch,
        });
        double best = double.PositiveInfinity, rate = 0.5;
        int falls = 0;
        foreach ((double loss, double used) in seen)
        {
            Assert.Equal(rate, used);
            if (loss > best)
            {
                rate /= 2;
                falls++;
            }

            best = Math.Min(best, loss);
        }

        double after = Trainer.Evaluate(network, validation).Loss;
        Assert.InRange(falls, 1, 11);
        Assert.Equal(best, after);
        Assert.Equal(seen.FindIndex(epoch => epoch.Loss == best) + 1, history.BestEpoch);
    }

    [Fact]
    public void What_goes_by_a_validation_set_asks_for_one()
    {
        var network = SoftmaxRegression.Create(0);
        Dataset<double> data = Clouds.Make(8, 1);
        ArgumentException Fails(TrainerOptions<double> options) => Assert.Throws<ArgumentException>(() => Trainer.Fit(network, new Sgd<double>(0.1), data, options));
        Assert.Contains("Set Validation", Fails(new TrainerOptions<double> { Schedule = LearningRateSchedule.HalveOnWorse(), KeepBest = KeepBest.ValidationLoss }).Message, StringComparison.Ordinal);
        Assert.Contains("Set KeepBest to ValidationLoss", Fails(new TrainerOptions<double> { Schedule = LearningRateSchedule.HalveOnWorse(), Validation = data }).Message, StringComparison.Ordinal);
        Assert.Contains("Set Validation", Fails(new TrainerOptions<double> { EarlyStopping = new EarlyStopping(3) }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_no_number_names_epoch_and_step()
    {
        var network = SoftmaxRegression.Create(0);
        network.DivergeAt = 5;
        double[] before = [];
        var watch = new Watch(report => before = network.Parameters.Span.ToArray());
        var exception = Assert.Throws<TrainingDivergedException>(() =>
            Trainer.Fit(network, new Sgd<double>(0.1), Clouds.Make(12, 1), new TrainerOptions<double> { BatchSize = 4, Progress = watch }));
        Assert.Equal((2, 3), (exception.Epoch, exception.Step));
        Assert.True(double.IsNaN(exception.Loss));
        Assert.Contains("'Test.SoftmaxRegression' is NaN at step 3 of epoch 2", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Lower the learning rate", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, network.Parameters.Span.ToArray());
        Assert.Equal(0, network.OpenSessions);
    }

    [Fact]
    public void Cancelling_leaves_the_last_completed_step()
    {
        Dataset<double> data = Clouds.Make(40, 1);
        var network = SoftmaxRegression.Create(0);
        using var source = new CancellationTokenSource();
        int steps = 0;
        var watch = new Watch(_ =>
        {
            if (++steps == 3)
                source.Cancel();
        });
        var options = new TrainerOptions<double> { Epochs = 1, BatchSize = 4, Progress = watch, Shuffle = false };
        Assert.Throws<OperationCanceledException>(() => Trainer.Fit(network, new Sgd<double>(0.1), data, options, source.Token));
        Assert.Equal(0, network.OpenSessions);

        var three = SoftmaxRegression.Create(0);
        int[] first = [.. Enumerable.Range(0, 12)];
        Trainer.Fit(three, new Sgd<double>(0.1), data.Choose(first), options with { Progress = null });
        Assert.Equal(three.Parameters.Span.ToArray(), network.Parameters.Span.ToArray());
    }

    [Fact]
    public void Empty_and_unfitting_sets_are_refused()
    {
        var network = SoftmaxRegression.Create(0);
        Dataset<double> empty = Clouds.Make(0, 1), data = Clouds.Make(6, 1);
        var optimizer = new Sgd<double>(0.1);
        Assert.Contains("training set for network 'Test.SoftmaxRegression' is empty", Assert.Throws<ArgumentException>(() => Trainer.Fit(network, optimizer, empty)).Message, StringComparison.Ordinal);
        Assert.Contains("validation set", Assert.Throws<ArgumentException>(() => Trainer.Fit(network, optimizer, data, new() { Validation = empty })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Trainer.Evaluate(network, empty));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer.Fit(network, optimizer, data, new() { Epochs = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer.Fit(network, optimizer, data, new() { BatchSize = 0 }));
        Assert.Contains("DropLast", Assert.Throws<ArgumentException>(() => Trainer.Fit(network, optimizer, data, new() { BatchSize = 7, DropLast = true })).Message, StringComparison.Ordinal);
        Dataset<double> wrong = Dataset.FromArrays(new double[4], [0, 3], 2);
        Assert.Contains("Sample 1 has label 3", Assert.Throws<ArgumentException>(() => Trainer.Fit(network, optimizer, wrong)).Message, StringComparison.Ordinal);
        Assert.Equal(0, network.OpenSessions);
    }

    [Fact]
    public void Nothing_is_allocated_a_step()
    {
        var network = SoftmaxRegression.Create(0);
        Dataset<double> data = Clouds.Make(1000, 1);
        using var bar = new ConsoleProgressBar(TextWriter.Null, live: true, width: 80);
        long start = 0, end = 0;
        int reports = 0;
        var watch = new Watch(report =>
        {
            bar.Report(report);
            reports++;
            if (reports == 600)
                start = GC.GetAllocatedBytesForCurrentThread();
            else if (reports == 1900)
                end = GC.GetAllocatedBytesForCurrentThread();
        });
        Trainer.Fit(network, new Sgd<double>(0.01), data, new TrainerOptions<double>
        {
            Epochs = 4,
            BatchSize = 2,
            Validation = data,
            Progress = watch,
            Callbacks = [new NormReader()],
            Schedule = LearningRateSchedule.Cosine(),
        });
        Assert.Equal(2004, reports);
        Assert.Equal(0, end - start);
    }
}
