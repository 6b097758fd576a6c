using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>The buffers of normalizations: what changes them, what does not, and where they go.</summary>
public sealed class NormalizationTests
{
    private const int Samples = 6;

    [Fact]
    public void TrainingCallsMoveTheRunningStatistics()
    {
        var network = new Normalizer(seed: 1);
        Assert.All(network.Buffers["BatchNorm1.running_var"].ToArray(), value => Assert.Equal(1, value));
        Assert.Equal(0, network.Buffers["BatchNorm1.num_batches_tracked"].ToArray()[0]);
        using var session = network.CreateTrainingSession(Samples);
        (float[] inputs, float[] targets, float[] outputs) = Data();
        session.Backward(inputs, targets, Samples);
        session.Accumulate(inputs, targets, Samples);
        session.Forward(inputs, outputs, Samples);
        Assert.Equal(3, network.Buffers["BatchNorm1.num_batches_tracked"].ToArray()[0]);
        Assert.All(network.Buffers["BatchNorm1.running_mean"].ToArray(), value => Assert.NotEqual(0, value));
        Assert.All(network.Buffers["BatchNorm1.running_var"].ToArray(), value => Assert.NotEqual(1, value));
    }

    [Fact]
    public void NothingElseMovesThem()
    {
        var network = new Normalizer(seed: 1);
        using var session = network.CreateTrainingSession(Samples);
        (float[] inputs, float[] targets, float[] outputs) = Data();
        session.Backward(inputs, targets, Samples);
        float[] before = network.Buffers.Span.ToArray();
        var optimizer = new AdamW<float>(0.1, weightDecay: 0.1);
        optimizer.Step(network.Parameters, session.Gradients);
        session.Backward(outputs.AsSpan(0, 0), targets.AsSpan(0, 0), 0);
        network.Predict(inputs, outputs, Samples);
        network.Evaluate(inputs, targets, Samples);
        Assert.Null(((ITrainingSession<float>)session).FindNonFinite(new Batch<float>([new Slot<float>(inputs)], [new Slot<float>(targets)], Samples)));
        Assert.Equal(before, network.Buffers.Span.ToArray());
    }

    [Fact]
    public void APredictionDoesNotDependOnOtherSamples()
    {
        var network = new Normalizer(seed: 1);
        using var session = network.CreateTrainingSession(Samples);
        (float[] inputs, float[] targets, float[] outputs) = Data();
        session.Backward(inputs, targets, Samples);
        network.Predict(inputs, outputs, Samples);
        float[] one = new float[Normalizer.OutputLength];
        for (int sample = 0; sample < Samples; sample++)
        {
            network.Predict(inputs.AsSpan(sample * Normalizer.InputLength, Normalizer.InputLength), one);
            // A single row is summed in another order than a row among others: they differ by rounding, not by anybody's statistics.
            Assert.All(one, (value, i) => Assert.Equal(outputs[(sample * one.Length) + i], value, 1e-6f));
        }
    }

    [Fact]
    public void OneValueAChannelHasNoStatistics()
    {
        var network = new Normalizer(seed: 1);
        using var session = network.CreateTrainingSession(Samples);
        float[] before = network.Buffers.Span.ToArray();
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => session.Backward(new float[Normalizer.InputLength], new float[Normalizer.OutputLength], 1));
        Assert.StartsWith("BatchNorm1 normalizes by the statistics of the batch, and in a batch of 1 a channel has one value", exception.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(TrainerOptions<float>.DropLast), exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Forward(new float[Normalizer.InputLength], new float[Normalizer.OutputLength], 1));
        Assert.Equal(before, network.Buffers.Span.ToArray());
        Assert.Equal(0UL, session.Step);
    }

    [Fact]
    public void TheyAreSavedLoadedAndCopied()
    {
        var network = new Normalizer(seed: 1);
        using var session = network.CreateTrainingSession(Samples);
        (float[] inputs, float[] targets, float[] outputs) = Data();
        session.Backward(inputs, targets, Samples);
        using var file = new MemoryStream();
        network.Save(file);
        var loaded = Normalizer.Load(file.ToArray());
        Assert.Equal(network.Buffers.Span.ToArray(), loaded.Buffers.Span.ToArray());
        var copy = new Normalizer(seed: 2);
        copy.Parameters.CopyFrom(network.Parameters);
        copy.Buffers.CopyFrom(network.Buffers.Clone());
        float[] others = new float[outputs.Length];
        network.Predict(inputs, outputs, Samples);
        copy.Predict(inputs, others, Samples);
        Assert.Equal(outputs, others);
        Assert.Equal(
            ["BatchNorm1.bias", "BatchNorm1.num_batches_tracked", "BatchNorm1.running_mean", "BatchNorm1.running_var", "BatchNorm1.weight"],
            Normalizer.Signature.Parameters.Tensors.Concat(Normalizer.Signature.Buffers.Tensors).Select(tensor => tensor.Key).Where(key => key.StartsWith("BatchNorm1.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    /// <summary>A run that was stopped and one that was not have the same buffers, as they have the same parameters.</summary>
    [Fact]
    public void ACheckpointHoldsThem()
    {
        string path = Path.Combine(Path.GetTempPath(), $"netgen-{Guid.NewGuid():N}.safetensors");
        (float[] inputs, float[] targets, _) = Data();
        Dataset<float> data = Dataset.FromArrays(inputs, targets, Normalizer.InputLength, Normalizer.OutputLength);
        Normalizer Run(int epochs, string? file, Normalizer network)
        {
            var options = new TrainerOptions<float> { Epochs = epochs, BatchSize = 3, Checkpoint = file is null ? null : new CheckpointOptions(file) };
            Trainer.Fit(network, new Adam<float>(1e-2), data, options);
            return network;
        }

        try
        {
            Normalizer whole = Run(4, null, new Normalizer(seed: 1));
            using var source = new CancellationTokenSource();
            var stopped = new TrainerOptions<float> { Epochs = 4, BatchSize = 3, Checkpoint = new CheckpointOptions(path), Progress = new Canceller(source) };
            Assert.Throws<OperationCanceledException>(() => Trainer.Fit(new Normalizer(seed: 1), new Adam<float>(1e-2), data, stopped, source.Token));
            Normalizer resumed = Run(4, path, new Normalizer(seed: 5));
            Assert.Equal(whole.Parameters.Span.ToArray(), resumed.Parameters.Span.ToArray());
            Assert.Equal(whole.Buffers.Span.ToArray(), resumed.Buffers.Span.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (float[] Inputs, float[] Targets, float[] Outputs) Data() =>
        (SurfaceTests.Values(Samples * Normalizer.InputLength), SurfaceTests.Values(Samples * Normalizer.OutputLength), new float[Samples * Normalizer.OutputLength]);

    // Stops the run at its third step.
    private sealed class Canceller(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        private int seen;

        public void Report(TrainingProgress value)
        {
            if (++seen == 3)
                source.Cancel();
        }
    }
}

[Network, Input(4), Dense(9), BatchNorm, Tanh, Dense(2), MeanSquaredError]
internal sealed partial class Normalizer;
