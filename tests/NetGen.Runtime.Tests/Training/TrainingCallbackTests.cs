namespace NetGen.Tests.Training;

public sealed class TrainingCallbackTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("netgen-callback-").FullName;

    private string Path => System.IO.Path.Combine(directory, "run.safetensors");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    // Four batches an epoch, the last one short.
    private static TrainerOptions<double> Plain => new() { Epochs = 3, BatchSize = 8, Seed = 7, Validation = Clouds.Make(20, 2) };

    private static TrainingHistory Fit(SoftmaxRegression network, TrainerOptions<double> options, CancellationToken cancellationToken = default) =>
        Trainer.Fit(network, new Adam<double>(0.05), Clouds.Make(30, 1), options, cancellationToken);

    [Fact]
    public void It_is_told_of_everything_in_order()
    {
        var told = new Recorder();
        TrainingHistory history = Fit(SoftmaxRegression.Create(0), Plain with { Callbacks = [told], Schedule = LearningRateSchedule.Linear() });
        string epoch = " epoch step step step step end";
        Assert.Equal($"run{epoch}{epoch}{epoch} over", told.Calls);
        Assert.Equal(history.Epochs, told.Epochs);
        Assert.Equal(Enumerable.Range(1, 12).Select(i => (long)i), told.Steps.Select(step => step.GlobalStep));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => ((i / 4) + 1, (i % 4) + 1)), told.Steps.Select(step => (step.Epoch, step.Step)));
        Assert.Equal([8, 8, 8, 6], told.Steps.Take(4).Select(step => step.Samples));
        for (int i = 0; i < 12; i++)
            Assert.Equal(0.05 * (1 - (i / 12.0)), told.Steps[i].LearningRate, 12);
        foreach (EpochRecord record in history.Epochs)
        {
            StepRecord[] steps = [.. told.Steps.Where(step => step.Epoch == record.Epoch)];
            Assert.Equal(steps.Sum(step => step.Loss * step.Samples) / 30, record.Loss, 12);
            Assert.Equal(steps[^1].LearningRate, record.LearningRate);
            Assert.True(record.Duration >= steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Duration));
            Assert.True(steps.All(step => step.Duration > TimeSpan.Zero));
            Assert.Null(record.GradientNorm);
        }

        TrainingContext run = told.Run!;
        Assert.Equal(("Test.SoftmaxRegression", "Adam", 3, 4, 12L), (run.Network.Name, run.Optimizer, run.Epochs, run.Steps, run.GlobalStep));
        Assert.Equal(history.Last.Accuracy, run.Accuracy);
        Assert.Equal(history.Epochs.MinBy(record => record.ValidationLoss).Epoch, run.BestEpoch);
        Assert.Contains(new KeyValuePair<string, string>("learning rate", "0.05"), run.Settings);
        Assert.Contains(new KeyValuePair<string, string>("validation samples", "20"), run.Settings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_norm_is_that_of_the_gradients_of_the_step(int batches)
    {
        // Plain descent with a rate of 1 moves by the gradients themselves.
        var network = SoftmaxRegression.Create(0);
        double[] before = network.Parameters.Span.ToArray();
        var moved = new List<double>();
        var told = new Recorder { NeedsNorm = true };
        told.AfterStep = _ =>
        {
            double[] now = network.Parameters.Span.ToArray();
            moved.Add(Math.Sqrt(now.Zip(before, (one, other) => (one - other) * (one - other)).Sum()));
            before = now;
        };
        TrainingHistory history = Trainer.Fit(network, new Sgd<double>(1), Clouds.Make(30, 1), Plain with { Callbacks = [told, new Recorder()], AccumulationSteps = batches });
        for (int i = 0; i < 12; i++)
        {
            bool isUpdate = batches == 1 || i % 4 is 2 or 3;
            Assert.Equal(isUpdate, told.Steps[i].GradientNorm is > 0);
            Assert.Equal(moved[i], told.Steps[i].GradientNorm ?? 0, 12);
        }

        foreach (EpochRecord record in history.Epochs)
            Assert.Equal(told.Steps.Where(step => step.Epoch == record.Epoch).Average(step => step.GradientNorm)!.Value, record.GradientNorm!.Value, 12);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("epoch")]
    [InlineData("step")]
    [InlineData("end")]
    public void Asked_to_stop_it_ends_in_order_and_goes_on_as_if_it_had_not(string call)
    {
        var whole = SoftmaxRegression.Create(0);
        var all = new Recorder { NeedsNorm = true };
        TrainingHistory expected = Fit(whole, Plain with { Callbacks = [all] });
        int calls = all.Calls.Split(' ').Count(name => name == call);
        for (int at = 1; at <= calls; at++)
        {
            File.Delete(Path);
            int left = at;
            var stops = new Recorder { NeedsNorm = true, Any = (name, run) => Stop(name == call && --left == 0, run) };
            var options = Plain with { Callbacks = [stops], Checkpoint = new CheckpointOptions(Path) };
            TrainingHistory stopped = Fit(SoftmaxRegression.Create(0), options);
            Assert.EndsWith("over", stops.Calls, StringComparison.Ordinal);
            Assert.Equal(stops.Epochs, stopped.Epochs);
            int steps = stops.Steps.Count;
            Assert.Equal(call switch { "run" => 0, "epoch" => 4 * (at - 1), "step" => at, _ => 4 * at }, steps);
            Assert.Equal(call == "epoch" ? at - 1 : (steps + 3) / 4, stopped.Epochs.Count);
            Assert.Equal(steps < 12, stopped.IsStoppedEarly);
            if (steps % 4 != 0)
                Assert.Equal(stops.Steps.Skip(steps / 4 * 4).Sum(step => step.Loss * step.Samples) / (8 * (steps % 4)), stopped.Last.Loss, 12);

            // Stopped before its first step, a run is not begun.
            var rest = new Recorder { NeedsNorm = true };
            var network = SoftmaxRegression.Create(0);
            TrainingHistory found = Fit(network, options with { Callbacks = [rest] });
            Assert.Equal(12 - steps, rest.Steps.Count);
            Assert.Equal((long)steps, rest.BeganAt);
            Assert.Equal(whole.Parameters.Span.ToArray(), network.Parameters.Span.ToArray());
            Assert.Equal(Watchers.Measures(expected), Watchers.Measures(found));
        }

        static void Stop(bool now, TrainingContext run)
        {
            if (now)
                run.RequestStop();
        }
    }

    [Theory]
    [InlineData("run")]
    [InlineData("epoch")]
    [InlineData("step")]
    [InlineData("end")]
    public void An_exception_ends_the_run_and_those_that_began_are_told(string call)
    {
        Recorder first = new(), last = new(), throws = new() { Any = (name, _) => Throw(name == call) };
        var network = SoftmaxRegression.Create(0);
        var exception = Assert.Throws<InvalidOperationException>(() => Fit(network, Plain with { Callbacks = [first, throws, last] }));
        Assert.Same(exception, first.Failure);
        Assert.EndsWith(" over", first.Calls, StringComparison.Ordinal);
        Assert.Equal(call == "run" ? "run" : first.Calls, throws.Calls);
        Assert.Equal(call == "run" ? "" : first.Calls.Replace($" {call} over", " over", StringComparison.Ordinal), last.Calls);
        Assert.Equal(0, network.OpenSessions);

        static void Throw(bool now)
        {
            if (now)
                throw new InvalidOperationException("The light went out.");
        }
    }

    [Fact]
    public void Cancelled_and_diverged_runs_are_told_as_such()
    {
        using var source = new CancellationTokenSource();
        var told = new Recorder { AfterStep = _ => source.Cancel() };
        Assert.Throws<OperationCanceledException>(() => Fit(SoftmaxRegression.Create(0), Plain with { Callbacks = [told] }, source.Token));
        Assert.IsAssignableFrom<OperationCanceledException>(told.Failure);
        Assert.Equal("run epoch step over", told.Calls);

        told = new Recorder();
        var network = SoftmaxRegression.Create(0);
        network.DivergeAt = 5;
        Assert.Throws<TrainingDivergedException>(() => Fit(network, Plain with { Callbacks = [told] }));
        Assert.IsType<TrainingDivergedException>(told.Failure);
        Assert.Equal("run epoch step step step step end epoch step over", told.Calls);
    }

    [Fact]
    public void What_fails_at_the_end_does_not_keep_others_from_theirs()
    {
        Recorder throws = new() { AtEnd = () => throw new IOException("The disk is full.") }, last = new();
        Assert.Throws<IOException>(() => Fit(SoftmaxRegression.Create(0), Plain with { Callbacks = [throws, last] }));
        Assert.EndsWith(" over", last.Calls, StringComparison.Ordinal);
        Assert.Null(last.Failure);

        // The first failure is the one that matters.
        last = new Recorder { AfterStep = _ => throw new InvalidOperationException("The light went out.") };
        Assert.Throws<InvalidOperationException>(() => Fit(SoftmaxRegression.Create(0), Plain with { Callbacks = [throws, last] }));
        Assert.IsType<InvalidOperationException>(last.Failure);
    }

    [Fact]
    public void None_may_be_null()
    {
        Assert.Contains("Callbacks is null", Assert.Throws<ArgumentException>(() => Fit(SoftmaxRegression.Create(0), Plain with { Callbacks = [null!] })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Fit(SoftmaxRegression.Create(0), Plain with { Callbacks = null! }));
    }

    private sealed class Recorder : TrainingCallback
    {
        public bool NeedsNorm { get; init; }

        public Action<StepRecord>? AfterStep { get; set; }

        public Action<string, TrainingContext>? Any { get; init; }

        public Action? AtEnd { get; init; }

        public string Calls { get; private set; } = "";

        public List<StepRecord> Steps { get; } = [];

        public List<EpochRecord> Epochs { get; } = [];

        public TrainingContext? Run { get; private set; }

        public long BeganAt { get; private set; }

        public Exception? Failure { get; private set; }

        public override bool NeedsGradientNorm => NeedsNorm;

        public override void OnRunBegin(TrainingContext run)
        {
            Run = run;
            BeganAt = run.GlobalStep;
            Add("run");
        }

        public override void OnEpochBegin(TrainingContext run) => Add("epoch");

        public override void OnStepEnd(TrainingContext run, in StepRecord step)
        {
            Steps.Add(step);
            Add("step");
            AfterStep?.Invoke(step);
        }

        public override void OnEpochEnd(TrainingContext run, in EpochRecord epoch)
        {
            Epochs.Add(epoch);
            Add("end");
        }

        public override void OnRunEnd(TrainingContext run, Exception? failure)
        {
            Failure = failure;
            Add("over");
            AtEnd?.Invoke();
        }

        private void Add(string call)
        {
            Calls += Calls.Length == 0 ? call : " " + call;
            Any?.Invoke(call, Run!);
        }
    }
}
