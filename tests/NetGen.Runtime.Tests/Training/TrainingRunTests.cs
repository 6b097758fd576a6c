namespace NetGen.Tests.Training;

public sealed class TrainingRunTests
{
    [Theory]
    [InlineData(24, 4, 3)]
    [InlineData(23, 4, 3)]
    [InlineData(24, 4, 100)]
    public void Accumulated_steps_are_those_of_the_larger_batch(int samples, int batch, int steps)
    {
        Dataset<double> data = Clouds.Make(samples, 1);
        SoftmaxRegression many = SoftmaxRegression.Create(0), one = SoftmaxRegression.Create(0);
        Trainer.Fit(many, new Sgd<double>(0.1, momentum: 0.9), data, new TrainerOptions<double> { Epochs = 5, BatchSize = batch, AccumulationSteps = steps });
        var optimizer = new Sgd<double>(0.1, momentum: 0.9);
        Trainer.Fit(one, optimizer, data, new TrainerOptions<double> { Epochs = 5, BatchSize = batch * steps });
        Assert.Equal(one.Parameters.Span.ToArray().Length, many.Parameters.Span.Length);
        for (int i = 0; i < one.Parameters.Span.Length; i++)
            Assert.Equal(one.Parameters.Span[i], many.Parameters.Span[i], 1e-11);
        Assert.Equal(5 * ((samples + (batch * steps) - 1) / (batch * steps)), optimizer.StepCount);
    }

    [Theory]
    [InlineData(KeepBest.ValidationLoss)]
    [InlineData(KeepBest.ValidationAccuracy)]
    public void The_best_weights_are_kept(KeepBest kind)
    {
        Dataset<double> data = Clouds.Make(30, 1), validation = Clouds.Make(200, 2);
        var network = SoftmaxRegression.Create(0);
        var after = new List<double[]>();
        var watch = new Watch(report =>
        {
            if (report.IsEpochEnd)
            {
                after.Add(network.Parameters.Span.ToArray());
            }
            else if (report.Epoch > 4)
            {
                // From the middle on it gets worse.
                foreach (ref double parameter in network.Parameters.Span)
                    parameter = -parameter;
            }
        });

        TrainingHistory history = Trainer.Fit(network, new Sgd<double>(0.05), data, new TrainerOptions<double>
        {
            Epochs = 8,
            Validation = validation,
            KeepBest = kind,
            Progress = watch,
        });
        EpochRecord best = kind == KeepBest.ValidationLoss ? history.Epochs.MinBy(record => record.ValidationLoss) : history.Epochs.MaxBy(record => record.ValidationAccuracy);
        Assert.Equal(best.Epoch, history.BestEpoch);
        Assert.NotEqual(8, best.Epoch);
        Assert.Equal(after[best.Epoch - 1], network.Parameters.Span.ToArray());
        Assert.NotEqual(after[^1], network.Parameters.Span.ToArray());
    }

    [Fact]
    public void The_last_weights_are_the_best_where_nothing_else_is_asked_for() =>
        Assert.Equal(2, Trainer.Fit(SoftmaxRegression.Create(0), new Sgd<double>(0.1), Clouds.Make(9, 1), new() { Epochs = 2 }).BestEpoch);

    [Fact]
    public void Frozen_tensors_stay_bit_for_bit()
    {
        foreach (Optimizer<double> optimizer in new Optimizer<double>[] { new Sgd<double>(0.1, weightDecay: 0.1), new Sgd<double>(0.1, momentum: 0.9), new Adam<double>(0.1), new AdamW<double>(0.1, weightDecay: 0.5) })
        {
            var network = SoftmaxRegression.Create(0);
            network.Parameters.Span[..3].Fill(0.3);
            network.Parameters.Span[16..18].Fill(0.2);
            double[] before = network.Parameters.Span.ToArray();
            optimizer.Frozen = ["Dense1.bias"];
            Trainer.Fit(network, optimizer, Clouds.Make(9, 1), new() { Epochs = 2 });
            Assert.Equal(before[16..], network.Parameters.Span[16..].ToArray());
            Assert.NotEqual(before[..3], network.Parameters.Span[..3].ToArray());

            // Between steps it may change: a whole layer, then nothing.
            optimizer.Frozen = ["Dense1"];
            before = network.Parameters.Span.ToArray();
            Trainer.Fit(network, optimizer, Clouds.Make(9, 1), new() { Epochs = 2 });
            Assert.Equal(before, network.Parameters.Span.ToArray());
            optimizer.Frozen = [];
            Trainer.Fit(network, optimizer, Clouds.Make(9, 1), new() { Epochs = 2 });
            Assert.NotEqual(before[16..], network.Parameters.Span[16..].ToArray());
        }
    }

    [Theory]
    [InlineData("Dense")]
    [InlineData("Dense1.")]
    [InlineData("Dense1.weight2")]
    [InlineData("")]
    public void An_unknown_name_is_refused_at_the_step(string name)
    {
        var network = SoftmaxRegression.Create(0);
        var optimizer = new Adam<double> { Frozen = [name] };
        string message = Assert.Throws<ArgumentException>(() => Trainer.Fit(network, optimizer, Clouds.Make(9, 1))).Message;
        Assert.Contains($"no layer or tensor '{name}' to freeze; the tensors are 'Dense1.weight', 'Dense1.bias'", message, StringComparison.Ordinal);
        Assert.Equal(0, optimizer.StepCount);
    }

    [Fact]
    public void A_bad_input_is_named_by_its_place_in_the_data()
    {
        Dataset<double> data = Clouds.Make(20, 1);
        double[] inputs = new double[40];
        inputs[27] = double.NaN;
        Dataset<double> damaged = Dataset.FromArrays(inputs, Enumerable.Repeat(1, 20).ToArray(), 2);
        var exception = Assert.Throws<TrainingDivergedException>(() => Trainer.Fit(SoftmaxRegression.Create(0), new Adam<double>(), damaged, new() { BatchSize = 3, Seed = 5 }));
        Assert.Equal("input", exception.Layer);
        Assert.Contains("input 'input' of sample 13 has NaN at 1", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Remove or fill", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_that_is_not_finite_is_named()
    {
        var network = SoftmaxRegression.Create(0);
        var watch = new Watch(report => network.Parameters["Dense1.bias"][1] = report.Step == 2 ? double.PositiveInfinity : 0);
        var exception = Assert.Throws<TrainingDivergedException>(() => Trainer.Fit(network, new Adam<double>(), Clouds.Make(20, 1), new() { BatchSize = 3, Progress = watch }));
        Assert.Equal(("Dense1", 1, 3), (exception.Layer, exception.Epoch, exception.Step));
        Assert.Contains("'Dense1.bias' holds a number that is not finite", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_contradict_are_refused()
    {
        Dataset<double> data = Clouds.Make(6, 1);
        var network = SoftmaxRegression.Create(0);
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer.Fit(network, new Adam<double>(), data, new() { AccumulationSteps = 0 }));
        Assert.Throws<ArgumentException>(() => Trainer.Fit(network, new Adam<double>(), data, new() { Checkpoint = new CheckpointOptions("") }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer.Fit(network, new Adam<double>(), data, new() { Checkpoint = new CheckpointOptions("x") { EverySteps = -1 } }));
        Assert.Contains("Set Validation", Assert.Throws<ArgumentException>(() => Trainer.Fit(network, new Adam<double>(), data, new() { KeepBest = KeepBest.ValidationLoss })).Message, StringComparison.Ordinal);
        Assert.Equal(0, network.OpenSessions);
    }

    [Fact]
    public void Buffers_are_copied()
    {
        SoftmaxRegression network = SoftmaxRegression.Create(0), other = SoftmaxRegression.Create(0);
        network.Parameters.Span[3] = 4;
        FlatBuffer<double> copy = network.Parameters.Clone();
        network.Parameters.Span[3] = 5;
        Assert.Equal(4, copy.Span[3]);
        other.Parameters.CopyFrom(network.Parameters);
        Assert.Equal(network.Parameters.Span.ToArray(), other.Parameters.Span.ToArray());
        Assert.Contains("same network", Assert.Throws<ArgumentException>(() => copy.CopyFrom(network.Buffers)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predictions_of_a_data_set_come_in_its_order()
    {
        var network = SoftmaxRegression.Create(0);
        Dataset<double> data = Clouds.Make(20, 1);
        Trainer.Fit(network, new Adam<double>(0.1), data);
        double[] scores = Trainer.Predict(network, data, batchSize: 7);
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i % 3)];
        Assert.Equal(60, scores.Length);
        Assert.Equal(Trainer.Evaluate(network, data).Accuracy, Metrics.Accuracy<double>(scores, labels, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer.Predict(network, data, output: 1));
    }
}
