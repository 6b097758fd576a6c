namespace NetGen.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("netgen-checkpoint-").FullName;

    private string Path => System.IO.Path.Combine(directory, "run.safetensors");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    // Four batches an epoch, the last one short; three epochs.
    private static TrainerOptions<double> Plain => new() { Epochs = 3, BatchSize = 8, Seed = 7, Validation = Clouds.Make(20, 2) };

    public static TheoryData<string> Variants => [.. All.Keys];

    private static Dictionary<string, (Func<Optimizer<double>> Optimizer, TrainerOptions<double> Options)> All => new()
    {
        ["Adam"] = (() => new Adam<double>(0.05), Plain),
        ["momentum and a schedule"] = (() => new Sgd<double>(0.05, momentum: 0.9, nesterov: true), Plain with { Schedule = LearningRateSchedule.Cosine() }),
        ["plain descent, prefetched"] = (() => new Sgd<double>(0.05), Plain with { Prefetch = 2 }),
        ["norms of gradients"] = (() => new Adam<double>(0.05), Plain with { Callbacks = [new NormReader()], AccumulationSteps = 3 }),
        ["accumulated"] = (() => new AdamW<double>(0.05), Plain with { AccumulationSteps = 3 }),
        ["the best kept"] = (() => new AdamW<double>(0.5), Plain with { KeepBest = KeepBest.ValidationLoss, Schedule = LearningRateSchedule.OfShare(share => share < 0.5 ? 0.01 : 1) }),
        ["the most accurate kept"] = (() => new AdamW<double>(0.5) { Frozen = ["Dense1.bias"] }, Plain with { KeepBest = KeepBest.ValidationAccuracy, MeasureAccuracy = false }),
        ["a plateau, warmed up"] = (() => new Sgd<double>(2), Plain with { Schedule = LearningRateSchedule.ReduceOnPlateau(0.5, 0, 0.5).WithWarmup(3, ScheduleUnit.Step) }),
        ["worse halves and goes back"] = (() => new Sgd<double>(30, momentum: 0.9), Plain with { Epochs = 5, KeepBest = KeepBest.ValidationLoss, Schedule = LearningRateSchedule.HalveOnWorse() }),
        ["ended early"] = (() => new Sgd<double>(0.05), Plain with { Epochs = 6, EarlyStopping = new EarlyStopping(2, 10) }),
        ["a sampler"] = (() => new Adam<double>(0.05), Plain with { Sampler = new WeightedSampler(Enumerable.Range(1, 30).Select(i => (double)i).ToArray(), 29), DropLast = true }),
        ["averaged momentum"] = (() => new Sgd<double>(0.05, momentum: 0.9, averaged: true), Plain),
        ["AdaGrad"] = (() => new AdaGrad<double>(0.05, learningRateDecay: 0.1, initialSum: 0.1), Plain),
        ["AdaDelta"] = (() => new AdaDelta<double>(), Plain),
        ["RMSProp"] = (() => new RmsProp<double>(momentum: 0.9, centred: true), Plain),
        ["AMSGrad"] = (() => new Adam<double>(0.05, amsGrad: true), Plain),
        ["NAdam"] = (() => new NAdam<double>(0.05), Plain),
        ["RAdam"] = (() => new RAdam<double>(0.05), Plain),
        ["AdaMax"] = (() => new AdaMax<double>(0.05), Plain),
        ["MaxProp"] = (() => new MaxProp<double>(0.05), Plain),
        ["Lion"] = (() => new Lion<double>(0.01), Plain),
        ["LAMB"] = (() => new Lamb<double>(0.05), Plain),
        ["Muon"] = (() => new Muon<double>(0.05), Plain),
        ["groups"] = (() => new AdamW<double>(0.05) { Groups = [new("Dense1.bias") { LearningRateFactor = 0.1, WeightDecay = 0 }] }, Plain),
        ["penalties and max-norm"] = (() => new Adam<double>(0.05) { Groups = [new("Dense1.weight") { L1Penalty = 0.01, L2Penalty = 0.1, L1Decay = 0.01, MaxNorm = 0.4 }] }, Plain),
        ["clipped, norms measured"] = (() => new Adam<double>(0.05), Plain with { GradientClipping = GradientClipping.ByGlobalNorm(0.3), AccumulationSteps = 3 }),
        ["clipped by value"] = (() => new Sgd<double>(0.5), Plain with { GradientClipping = GradientClipping.ByValue(0.05), MeasureGradientNorm = true }),
        ["an exponential average"] = (() => new Sgd<double>(0.5), Plain with { Averaging = new ExponentialAveraging(0.8) }),
        ["the best of averages, warmed up"] = (() => new Adam<double>(0.05), Plain with { Averaging = new ExponentialAveraging(0.9) { WarmupPower = 0.6, EverySteps = 2 }, KeepBest = KeepBest.ValidationLoss }),
        ["a stochastic average"] = (() => new Sgd<double>(0.5), Plain with { Epochs = 4, Averaging = new StochasticAveraging(2) { LearningRateFactor = 0.7, AnnealingEpochs = 1 } }),
        ["augmented"] = (() => new Adam<double>(0.05), Plain with { Augmentation = Jitter, Prefetch = 2 }),
        ["augmented in order"] = (() => new Adam<double>(0.05), Plain with { Augmentation = Jitter, Shuffle = false }),
        ["a sampler, augmented"] = (() => new Adam<double>(0.05), Plain with { Augmentation = Jitter, Sampler = new WeightedSampler(Enumerable.Range(1, 30).Select(i => (double)i).ToArray(), 29) }),
    };

    private static Augmentation<double> Jitter => new Augmentation<double>(1, 1, 2).Brightness(0.3).GaussianNoise(0.2);

    [Theory]
    [MemberData(nameof(Variants))]
    public void Stopped_at_any_step_a_run_ends_with_the_same_bits(string variant)
    {
        (Func<Optimizer<double>> optimizer, TrainerOptions<double> options) = All[variant];
        Dataset<double> data = Clouds.Make(30, 1);
        var whole = SoftmaxRegression.Create(0);
        var reports = new Collect();
        TrainingHistory expected = Trainer.Fit(whole, optimizer(), data, options with { Progress = reports });
        for (int stop = 1; stop <= reports.Items.Count; stop++)
        {
            File.Delete(Path);
            var stopped = SoftmaxRegression.Create(0);
            using var source = new CancellationTokenSource();
            int seen = 0;
            var watch = new Watch(_ =>
            {
                if (++seen == stop)
                    source.Cancel();
            });
            var checkpointed = options with { Checkpoint = new CheckpointOptions(Path) };
            try
            {
                Trainer.Fit(stopped, optimizer(), data, checkpointed with { Progress = watch }, source.Token);
            }
            catch (OperationCanceledException)
            {
            }

            // Another network, another optimizer: all that matters is in the file.
            var resumed = SoftmaxRegression.Create(0);
            resumed.Parameters.Span[..2].Fill(9);
            var rest = new Collect();
            TrainingHistory found = Trainer.Fit(resumed, optimizer(), data, checkpointed with { Progress = rest });
            Assert.Equal(whole.Parameters.Span.ToArray(), resumed.Parameters.Span.ToArray());
            Assert.Equal(Watchers.Measures(expected), Watchers.Measures(found));
            Assert.Equal(expected.BestEpoch, found.BestEpoch);
            Assert.True(rest.Items.Count <= reports.Items.Count - stop + 1);
        }
    }

    [Fact]
    public void A_run_that_dies_goes_on_from_the_last_file()
    {
        Dataset<double> data = Clouds.Make(30, 1);
        var whole = SoftmaxRegression.Create(0);
        Trainer.Fit(whole, new Adam<double>(0.05), data, Plain);
        for (int every = 1; every <= 5; every++)
        {
            File.Delete(Path);
            var options = Plain with { Checkpoint = new CheckpointOptions(Path) { EverySteps = every } };
            int steps = 0;
            var dies = new Watch(report =>
            {
                if (!report.IsEpochEnd && ++steps == 7)
                    throw new InvalidOperationException("The light went out.");
            });
            Assert.Throws<InvalidOperationException>(() => Trainer.Fit(SoftmaxRegression.Create(0), new Adam<double>(0.05), data, options with { Progress = dies }));
            var first = new Collect();
            var resumed = SoftmaxRegression.Create(0);
            Trainer.Fit(resumed, new Adam<double>(0.05), data, options with { Progress = first });
            int done = Math.Max(4, 6 / every * every);
            Assert.Equal(((done / 4) + 1, (done % 4) + 1), (first.Items[0].Epoch, first.Items[0].Step));
            Assert.Equal(whole.Parameters.Span.ToArray(), resumed.Parameters.Span.ToArray());
        }
    }

    [Fact]
    public void More_epochs_go_on_from_the_end_and_Resume_false_starts_anew()
    {
        Dataset<double> data = Clouds.Make(30, 1);
        var options = Plain with { Checkpoint = new CheckpointOptions(Path) };
        var network = SoftmaxRegression.Create(0);
        Trainer.Fit(network, new Adam<double>(0.05), data, options with { Epochs = 1 });
        TrainingHistory history = Trainer.Fit(network, new Adam<double>(0.05), data, options);
        var whole = SoftmaxRegression.Create(0);
        TrainingHistory expected = Trainer.Fit(whole, new Adam<double>(0.05), data, Plain);
        Assert.Equal(whole.Parameters.Span.ToArray(), network.Parameters.Span.ToArray());
        Assert.Equal(Watchers.Measures(expected), Watchers.Measures(history));

        // Nothing is left to do.
        Assert.Equal(Watchers.Measures(expected), Watchers.Measures(Trainer.Fit(network, new Adam<double>(0.05), data, options)));

        var again = SoftmaxRegression.Create(0);
        Trainer.Fit(again, new Adam<double>(0.05), data, options with { Epochs = 2, Checkpoint = new CheckpointOptions(Path) { Resume = false } });
        Assert.NotEqual(whole.Parameters.Span.ToArray(), again.Parameters.Span.ToArray());
    }

    [Fact]
    public void The_file_is_a_weight_file()
    {
        var network = SoftmaxRegression.Create(0);
        Trainer.Fit(network, new Adam<double>(0.05), Clouds.Make(30, 1), Plain with { AccumulationSteps = 2, KeepBest = KeepBest.ValidationLoss, Checkpoint = new CheckpointOptions(Path) });
        var loaded = SoftmaxRegression.Create(0);
        WeightLoadResult result = WeightFile.Load(Path, SoftmaxRegression.Signature, loaded.Parameters, loaded.Buffers);
        Assert.True(result.Missing.IsEmpty && result.Unexpected.IsEmpty);
        Assert.Contains(loaded.Parameters.Span.ToArray(), value => value != 0);
    }

    [Fact]
    public void A_file_of_another_run_is_refused_and_changes_nothing()
    {
        Dataset<double> data = Clouds.Make(30, 1);
        var options = Plain with { Checkpoint = new CheckpointOptions(Path) };
        Trainer.Fit(SoftmaxRegression.Create(0), new Adam<double>(0.05), data, options with { Epochs = 1 });
        byte[] good = File.ReadAllBytes(Path);
        AssertRefused("its seed is 7; this run's is 8", options with { Seed = 8 });
        AssertRefused("its batch size is 8; this run's is 10", options with { BatchSize = 10 });
        AssertRefused("its number of samples an epoch is 30; this run's is 12", options, Clouds.Make(12, 1));
        AssertRefused("its optimizer is Adam; this run's is AdamW", options, optimizer: new AdamW<double>());
        AssertRefused("'netgen.best.aaaa', which this run does not", options, edit: bytes => Replace(bytes, "netgen.confusion", "netgen.best.aaaa"));
        AssertRefused("which this run does not", options, edit: bytes => Replace(bytes, "first_moment.Dense1.bias", "first_moment.Dense2.bias"));
        AssertRefused("metadata 'netgen.position' cannot be read", options, edit: bytes => Replace(bytes, "\"1 0 0 0 4 ", "\"1 0 0 x 4 "));
        AssertRefused("contradict one another", options, edit: bytes => Replace(bytes, "\"1 0 0 0 4 ", "\"2 0 0 0 4 "));
        AssertRefused("is not the state of a training run", options, edit: bytes => Replace(bytes, "netgen.training", "netgen.troining"));
        AssertRefused("follow the header", options, edit: bytes => bytes[..^1]);
        AssertRefused("is not the state of a training run", options, edit: _ => Weights());
        AssertRefused("it lacks tensor 'netgen.best.Dense1.weight'", options with { KeepBest = KeepBest.ValidationLoss });

        File.Delete(Path);
        Trainer.Fit(SoftmaxRegression.Create(0), new Adam<double>(0.05), data, options with { Epochs = 1, MeasureAccuracy = false });
        good = File.ReadAllBytes(Path);
        AssertRefused("this run measures accuracy and the other did not", options);

        void AssertRefused(string expected, TrainerOptions<double> other, Dataset<double>? set = null, Optimizer<double>? optimizer = null, Func<byte[], byte[]>? edit = null)
        {
            File.WriteAllBytes(Path, edit?.Invoke(good) ?? good);
            var network = SoftmaxRegression.Create(0);
            network.Parameters.Span[0] = 3;
            double[] before = network.Parameters.Span.ToArray();
            string message = Assert.Throws<WeightFileException>(() => Trainer.Fit(network, optimizer ?? new Adam<double>(0.05), set ?? data, other)).Message;
            Assert.Contains($"'{Path}'", message, StringComparison.Ordinal);
            Assert.Contains(expected, message, StringComparison.Ordinal);
            Assert.Equal(before, network.Parameters.Span.ToArray());
            Assert.Equal(0, network.OpenSessions);
        }

        byte[] Weights()
        {
            using var stream = new MemoryStream();
            var network = SoftmaxRegression.Create(0);
            WeightFile.Save(stream, SoftmaxRegression.Signature, network.Parameters, network.Buffers);
            return stream.ToArray();
        }
    }

    private static byte[] Replace(byte[] bytes, string text, string other)
    {
        Assert.Equal(text.Length, other.Length);
        int at = bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.True(at > 0, text);
        byte[] changed = [.. bytes];
        System.Text.Encoding.UTF8.GetBytes(other).CopyTo(changed, at);
        return changed;
    }
}
