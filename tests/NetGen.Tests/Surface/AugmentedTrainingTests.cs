using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>Tells lying stripes from standing ones, of pictures that were mixed.</summary>
[Network, Input(1, 6, 6), Flatten, Dense(16), ReLU, Dropout(0.1), Dense(2), SoftmaxCrossEntropy(Targets = TargetKind.Distributions)]
public sealed partial class StripeClassifier;

/// <summary>A generated network is trained with augmented and mixed pictures.</summary>
public sealed class AugmentedTrainingTests : IDisposable
{
    private const int Side = 6;

    private readonly string directory = Directory.CreateTempSubdirectory("netgen-augmented-").FullName;

    private static TrainerOptions<float> Options => new()
    {
        Epochs = 12,
        BatchSize = 16,
        Seed = 3,
        Augmentation = new Augmentation<float>(1, Side, Side).RandomCrop(1).HorizontalFlip().Rotation(5).GaussianNoise(0.1).Mixup(0.2),
    };

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>It learns what it is to learn, of targets that are no classes any more.</summary>
    [Fact]
    public void ItLearnsFromMixedPictures()
    {
        var network = new StripeClassifier(seed: 1);
        TrainingHistory history = Trainer.Fit(network, new Adam<float>(1e-2), Pictures(200, 1).OneHot(2), Options);
        Dataset<float> test = Pictures(100, 2);
        float[] scores = Trainer.Predict(network, test.OneHot(2));
        Assert.InRange(Metrics.Accuracy<float>(scores, test.Labels(), 2), 0.95, 1);
        Assert.True(history.Last.Loss < history.Epochs[0].Loss);
    }

    /// <summary>How far ahead batches are gathered changes no bit, nor does a stop in the midst of an epoch.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void PrefetchingAndStoppingChangeNoBit(int prefetch)
    {
        Dataset<float> data = Pictures(70, 1).OneHot(2);
        var expected = new StripeClassifier(seed: 1);
        Trainer.Fit(expected, new Adam<float>(1e-2), data, Options);
        var found = new StripeClassifier(seed: 1);
        TrainerOptions<float> options = Options with { Prefetch = prefetch, Checkpoint = new CheckpointOptions(Path.Combine(directory, "run.safetensors")) };
        using var source = new CancellationTokenSource();
        var stop = new StopAt(epoch: 4, step: 2, source);
        Assert.Throws<OperationCanceledException>(() => Trainer.Fit(found, new Adam<float>(1e-2), data, options with { Progress = stop }, source.Token));
        Assert.NotEqual(expected.Parameters.Span.ToArray(), found.Parameters.Span.ToArray());
        var resumed = new StripeClassifier(seed: 9);
        Trainer.Fit(resumed, new Adam<float>(1e-2), data, options);
        Assert.Equal(expected.Parameters.Span.ToArray(), resumed.Parameters.Span.ToArray());
    }

    private static Dataset<float> Pictures(int count, ulong seed)
    {
        var random = new Philox(seed);
        float[] pictures = new float[count * Side * Side];
        int[] labels = new int[count];
        for (int sample = 0; sample < count; sample++)
        {
            labels[sample] = sample % 2;
            int phase = random.Below(2, (ulong)sample);
            for (int i = 0; i < Side * Side; i++)
                pictures[(sample * Side * Side) + i] = ((labels[sample] == 0 ? i / Side : i % Side) + phase) % 3 == 0 ? 1 : 0;
        }

        return Dataset.FromArrays(pictures, labels, Side * Side);
    }

    private sealed class StopAt(int epoch, int step, CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == epoch && value.Step == step)
                source.Cancel();
        }
    }
}
