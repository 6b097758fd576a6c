using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>All that draws in training, in one network.</summary>
[Network, Input(12), GaussianNoise(0.1), Dense(33, DropConnect = 0.2), Tanh, AlphaDropout(0.2), Residual<NoisyBody>(DropPath = 0.3)]
[GaussianDropout(0.1), Residual<NoisyBody>(DropPath = 0.3, DropPathMode = StochasticDepthMode.Batch), StochasticDepth(0.1), Dense(5, DropConnect = 0.4), SoftmaxCrossEntropy]
public sealed partial class Regularized;

/// <summary>The same in double.</summary>
[Network(Precision = Precision.Double), Input(12), GaussianNoise(0.1), Dense(33, DropConnect = 0.2), Tanh, AlphaDropout(0.2), Residual<NoisyBody>(DropPath = 0.3)]
[GaussianDropout(0.1), Residual<NoisyBody>(DropPath = 0.3, DropPathMode = StochasticDepthMode.Batch), StochasticDepth(0.1), Dense(5, DropConnect = 0.4), SoftmaxCrossEntropy]
public sealed partial class RegularizedDouble;

/// <summary>The same without any of it.</summary>
[Network, Input(12), Dense(33), Tanh, Residual<PlainBody>, Residual<PlainBody>, Dense(5), SoftmaxCrossEntropy]
public sealed partial class Unregularized;

/// <summary>A body with noise of its own.</summary>
[Block, Dense(33, DropConnect = 0.1), Tanh, Dropout(0.1)]
public sealed class NoisyBody;

/// <summary>The same without noise.</summary>
[Block, Dense(33), Tanh]
public sealed class PlainBody;

/// <summary>A linear model with noise on its inputs.</summary>
[Network(Precision = Precision.Double), Input(4), GaussianNoise(0.5), Dense(1), MeanSquaredError]
public sealed partial class NoisyLinear;

/// <summary>Two adjacent layers of eight, each of which keeps 80 %.</summary>
[Network(Precision = Precision.Double), Input(8), Dropout(0.2), Dense(8), Dropout(0.2), Dense(1), MeanSquaredError]
public sealed partial class TwiceDropped;

/// <summary>A layer of 2,000 weights, a quarter of which is dropped.</summary>
[Network(Precision = Precision.Double), Input(50), Dense(40, DropConnect = 0.25)]
public sealed partial class Connected;

/// <summary>Regularization inside of networks: what is drawn, that predictions have none of it, and that a run can be repeated.</summary>
public sealed class RegularizationTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("netgen-regularized-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>Predictions and losses to measure with are those of the network without the layers, bit for bit.</summary>
    [Fact]
    public void InferenceHasNoneOfIt()
    {
        const int Count = 70;
        var network = new Regularized(seed: 3);
        var plain = new Unregularized(seed: 8);
        Assert.Equal(network.Parameters.Span.Length, plain.Parameters.Span.Length);
        network.Parameters.Span.CopyTo(plain.Parameters.Span);
        float[] inputs = SurfaceTests.Values(Count * 12), found = new float[Count * 5], expected = new float[Count * 5];
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i % 5)];
        network.Predict(inputs, found, Count);
        plain.Predict(inputs, expected, Count);
        Assert.Equal(expected, found);
        Assert.Equal(plain.Evaluate(inputs, labels, Count), network.Evaluate(inputs, labels, Count));
        using var session = network.CreateTrainingSession(Count);
        Assert.NotEqual(plain.Evaluate(inputs, labels, Count), session.Backward(inputs, labels, Count));
    }

    /// <summary>W13: noise of variance σ² on the inputs of a linear model adds σ² Σ w² to its expected squared error; a million draws of noise.</summary>
    [Fact]
    public void NoiseOnInputsAddsItsVarianceTimesTheSquaresOfTheWeights()
    {
        const int Count = 1000, Steps = 250;
        var network = new NoisyLinear(seed: 2);
        double[] inputs = [.. SurfaceTests.Values(Count * 4).Select(value => (double)value)], targets = [.. SurfaceTests.Values(Count).Select(value => (double)value)];
        double added = 0.25 * network.Dense1.Weight.ToArray().Sum(w => w * w), exact = network.Evaluate(inputs, targets, Count) + added;
        using var session = network.CreateTrainingSession(Count);
        double[] losses = [.. Enumerable.Range(0, Steps).Select(_ => session.Backward(inputs, targets, Count))];
        double mean = losses.Average(), deviation = Math.Sqrt(losses.Sum(loss => (loss - mean) * (loss - mean)) / (Steps - 1) / Steps);
        Assert.InRange(deviation, 1e-6, added / 50);
        Assert.Equal(exact, mean, 4 * deviation);
    }

    /// <summary>W13: where each of two adjacent layers keeps 80 %, a weight between them has a gradient in 64 % of the steps; over a million weights and steps.</summary>
    [Fact]
    public void AWeightBetweenTwoLayersIsUpdatedIn64PercentOfTheSteps()
    {
        const int Steps = 20_000;
        var network = new TwiceDropped(seed: 2);
        double[] input = [.. Enumerable.Repeat(1.0, 8)], target = [100];
        using var session = network.CreateTrainingSession(1);
        long updated = 0;
        for (int step = 0; step < Steps; step++)
        {
            session.Backward(input, target, 1);
            updated += session.Gradients["Dense1.weight"].ToArray().Count(gradient => gradient != 0);
        }

        // A step has the product of two shares of 8 draws, each of mean 0.8 and variance 0.02.
        double deviation = Math.Sqrt(((0.66 * 0.66) - (0.64 * 0.64)) / Steps);
        Assert.Equal(0.64, updated / (64.0 * Steps), 4 * deviation);
    }

    /// <summary>DropConnect keeps its share of a million weights and scales the rest so that the mean of the outputs is that without it.</summary>
    [Fact]
    public void DropConnectKeepsItsShareOfTheWeights()
    {
        const int Steps = 500, Units = 40;
        var network = new Connected(seed: 2);
        double[] input = [.. SurfaceTests.Values(50).Select(value => (double)value)], expected = new double[Units], found = new double[Units];
        double[] sums = new double[Units], squares = new double[Units], ones = [.. Enumerable.Repeat(1.0, Units)];
        network.Predict(input, expected);
        using var session = network.CreateTrainingSession(1);
        long kept = 0;
        for (int step = 0; step < Steps; step++)
        {
            session.Forward(input, found, 1);
            session.Backward(ones);
            kept += session.Gradients["Dense1.weight"].ToArray().Count(gradient => gradient != 0);
            for (int unit = 0; unit < Units; unit++)
            {
                sums[unit] += found[unit] / Steps;
                squares[unit] += found[unit] * found[unit] / Steps;
            }
        }

        Assert.Equal(0.75, kept / (2000.0 * Steps), 4 * Math.Sqrt(0.75 * 0.25 / (2000.0 * Steps)));
        for (int unit = 0; unit < Units; unit++)
            Assert.Equal(expected[unit], sums[unit], 4 * Math.Sqrt((squares[unit] - (sums[unit] * sums[unit])) / Steps));
    }

    /// <summary>Equal bits for any number of threads.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void ThreadsDrawTheSame(int threads)
    {
        const int Count = 203;
        float[] inputs = SurfaceTests.Values(Count * 12);
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i % 5)];
        using var team = new Parallelism(threads);
        Assert.Equal(Run(null), Run(team));

        float[] Run(Parallelism? parallelism)
        {
            var network = new Regularized(seed: 5);
            using var session = network.CreateTrainingSession(Count);
            (session.Seed, session.Parallelism) = (9, parallelism);
            var losses = new float[3];
            for (int step = 0; step < losses.Length; step++)
                losses[step] = step == 0 ? session.Backward(inputs, labels, Count) : session.Accumulate(inputs, labels, Count);
            return [.. losses, .. session.Gradients.Span];
        }
    }

    /// <summary>A run that was stopped and goes on ends in the bits of one that was not.</summary>
    [Fact]
    public void AResumedRunDrawsOn()
    {
        Dataset<float> data = Dataset.FromArrays(SurfaceTests.Values(90 * 12), [.. Enumerable.Range(0, 90).Select(i => i % 5)], 12);
        var options = new TrainerOptions<float> { Epochs = 4, BatchSize = 16, Seed = 7 };
        var expected = new Regularized(seed: 1);
        Trainer.Fit(expected, new Adam<float>(1e-2), data, options);
        options = options with { Checkpoint = new CheckpointOptions(Path.Combine(directory, "run.safetensors")) };
        Trainer.Fit(new Regularized(seed: 1), new Adam<float>(1e-2), data, options with { Epochs = 2 });
        var resumed = new Regularized(seed: 9);
        Trainer.Fit(resumed, new Adam<float>(1e-2), data, options);
        Assert.Equal(expected.Parameters.Span.ToArray(), resumed.Parameters.Span.ToArray());
    }

    /// <summary>What pads packed weights stays 0 through steps with DropConnect.</summary>
    [Fact]
    public void PaddingStays0()
    {
        var network = new RegularizedDouble(seed: 1);
        var optimizer = new Adam<double>(1e-2);
        double[] inputs = [.. SurfaceTests.Values(40 * 12).Select(value => (double)value)];
        int[] labels = [.. Enumerable.Range(0, 40).Select(i => i % 5)];
        using var session = network.CreateTrainingSession(40);
        for (int step = 0; step < 20; step++)
        {
            session.Backward(inputs, labels, 40);
            optimizer.Step(network.Parameters, session.Gradients);
        }

        int named = RegularizedDouble.Signature.Parameters.Tensors.Sum(tensor => network.Parameters[tensor.Name].ToArray().Count(value => value != 0));
        Assert.Equal(named, network.Parameters.Span.ToArray().Count(value => value != 0));
    }
}
