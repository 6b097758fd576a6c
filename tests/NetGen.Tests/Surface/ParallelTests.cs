using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>Threads that share the work compute the same bits as one.</summary>
public sealed class ParallelTests
{
    // Packed tiles, tiles that are left over, two precisions, dropout, a shared block, several inputs and losses; convolutions and pools; a driver
    // that is common to all losses. Where a sample is much work, a batch of six units of samples has more pieces than units, and fewer.
    private static readonly (string Name, Action<Parallelism, int> Check, int Largest)[] Networks =
    [
        ("Packed", Check<PackedTiles, float>, 300),
        ("Odd", Check<OddTiles, float>, 300),
        ("Double", Check<DoubleTiles, double>, 300),
        ("TwoHeads", Check<TwoHeadedTiles, float>, 300),
        ("Convolutional", Check<Convolutional, float>, 97),
        ("Normalized", Check<Normalized, float>, 97),
        ("Repeated", Check<RepeatedBodies, float>, 97),
    ];

    private static readonly int[] Counts = [0, 1, 31, 32, 33, 63, 97, 128, 300];

    public static TheoryData<string, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int>();
            foreach (var (name, _, largest) in Networks)
            {
                foreach (int threads in new[] { 1, 2, 3, 7 })
                {
                    foreach (int count in Counts.Where(count => count <= largest))
                        cases.Add(name, threads, count);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void BitsDoNotDependOnTheNumberOfThreads(string network, int threads, int count)
    {
        using var team = new Parallelism(threads);
        Networks.Single(candidate => candidate.Name == network).Check(team, count);
    }

    // Where most of both is one method: the network's loss, and the same as one of the caller's own.
    [Fact]
    public void ALossOfTheCallersOwnHasTheGradientsOfTheNetworks()
    {
        const int Count = 50, Classes = RepeatedBodies.OutputLength;
        using var team = new Parallelism(3);
        float[]? first = null;
        foreach (Parallelism? own in new[] { null, team })
        {
            var random = new Random(1);
            float[] inputs = [.. Enumerable.Range(0, Count * RepeatedBodies.InputLength).Select(_ => random.NextSingle() - 0.5f)], outputs = new float[Count * Classes];
            int[] labels = [.. Enumerable.Range(0, Count).Select(_ => random.Next(Classes))];
            var network = new RepeatedBodies(1);
            using RepeatedBodies.TrainingSession session = network.CreateTrainingSession(Count);
            session.Parallelism = own;
            session.Backward(inputs, labels, Count);
            float[] expected = session.Gradients.Span.ToArray();

            session.Forward(inputs, outputs, Count);
            float[] gradients = new float[outputs.Length];
            for (int i = 0; i < gradients.Length; i++)
            {
                double sum = outputs.AsSpan(i / Classes * Classes, Classes).ToArray().Sum(output => Math.Exp(output));
                gradients[i] = (float)(((Math.Exp(outputs[i]) / sum) - (labels[i / Classes] == i % Classes ? 1 : 0)) / Count);
            }

            session.Backward(gradients);
            float[] found = session.Gradients.Span.ToArray();
            float largest = expected.Max(Math.Abs);
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * largest));
            first ??= found;
            Assert.Equal(first, found);
        }
    }

    [Fact]
    public void TwoSessionsMayShareAGroup()
    {
        using var team = new Parallelism(2);
        Parallel.For(0, 4, _ => Check<OddTiles, float>(team, 70));
    }

    [Fact]
    public void AGroupThatWasDisposedOfIsNamed()
    {
        var team = new Parallelism(2);
        var network = new OddTiles(1);
        using var session = network.CreateTrainingSession(64);
        session.Parallelism = team;
        team.Dispose();
        float[] inputs = new float[64 * OddTiles.InputLength], outputs = new float[64 * OddTiles.OutputLength];
        Assert.Contains(nameof(Parallelism), Assert.Throws<ObjectDisposedException>(() => session.Forward(inputs, outputs, 64)).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => network.Predict(inputs, outputs, 64, team));
        session.Parallelism = null;
        session.Forward(inputs, outputs, 64);
    }

    [Fact]
    public void TheGuardsAreThoseOfOneThread()
    {
        using var team = new Parallelism(2);
        var network = new OddTiles(1);
        using var session = network.CreateTrainingSession(64);
        session.Parallelism = team;
        float[] inputs = new float[64 * OddTiles.InputLength], outputs = new float[64 * OddTiles.OutputLength];
        Assert.Throws<ArgumentException>(() => network.Predict(inputs, outputs.AsSpan(1), 64, team));
        Assert.Throws<ArgumentException>(() => network.Predict(inputs.AsSpan(0, outputs.Length), outputs, 63, team));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Predict(inputs, outputs, -1, team));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Evaluate(inputs, [.. Enumerable.Repeat(OddTiles.OutputLength, 64)], 64, team));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Backward(new float[65 * OddTiles.InputLength], new int[65], 65));
    }

    [Fact]
    public void ATrainingRunIsTheSameOnSeveralThreads()
    {
        var random = new Random(3);
        float[] Draw(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
        Dataset<float> data = Dataset.FromArrays(Draw(500 * OddTiles.InputLength), [.. Enumerable.Range(0, 500).Select(_ => random.Next(7))], OddTiles.InputLength);
        (float[] Parameters, double[] Losses, double? Accuracy, float[] Outputs) Run(Parallelism? team)
        {
            var network = new OddTiles(1);
            using var own = new Parallelism(1);
            var optimizer = new Adam<float>(1e-3) { Parallelism = own };
            var options = new TrainerOptions<float> { Epochs = 2, BatchSize = 64, Validation = data, Parallelism = team };
            TrainingHistory history = Trainer.Fit<OddTiles, float>(network, optimizer, data, options);
            Assert.Same(own, optimizer.Parallelism);
            EvaluationResult result = Trainer.Evaluate<OddTiles, float>(network, data, 100, team);
            return (network.Parameters.Span.ToArray(), [.. history.Epochs.Select(epoch => epoch.Loss), result.Loss], result.Accuracy, Trainer.Predict<OddTiles, float>(network, data, batchSize: 90, parallelism: team));
        }

        using var three = new Parallelism(3);
        var (alone, shared) = (Run(null), Run(three));
        Assert.Equal(alone.Parameters, shared.Parameters);
        Assert.Equal(alone.Losses, shared.Losses);
        Assert.Equal(alone.Accuracy, shared.Accuracy);
        Assert.Equal(alone.Outputs, shared.Outputs);
    }

    private static void Check<TNetwork, T>(Parallelism team, int count)
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        T[][] alone = Run<TNetwork, T>(null, count), shared = Run<TNetwork, T>(team, count);
        Assert.Equal(alone.Length, shared.Length);
        for (int i = 0; i < alone.Length; i++)
            Assert.True(alone[i].AsSpan().SequenceEqual(shared[i]), $"result {i} differs");
        Assert.All(alone.Take(3), values => Assert.All(values, value => Assert.True(T.IsFinite(value))));
    }

    // Everything that a run computes: parameters after three steps, losses, outputs, gradients.
    private static T[][] Run<TNetwork, T>(Parallelism? team, int count)
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        NetworkSignature signature = TNetwork.Signature;
        TNetwork network = TNetwork.Create(1);
        var random = new Random(count);
        Slot<T> Draw(SlotSignature slot) => slot.Type == ElementType.Int32
            ? new Slot<T>(Enumerable.Range(0, count * slot.Length).Select(_ => random.Next(Math.Max(slot.Classes, 2))).ToArray())
            : new Slot<T>(Enumerable.Range(0, count * slot.Length).Select(_ => T.CreateTruncating(random.NextDouble() - 0.5)).ToArray());
        Slot<T>[] inputs = [.. signature.Inputs.Select(Draw)], targets = [.. signature.Targets.Select(Draw)];
        using ITrainingSession<T> session = network.CreateTrainingSession(count + 3);
        session.Parallelism = team;
        Assert.Same(team, session.Parallelism);
        var optimizer = new Adam<T>(1e-3) { Parallelism = team };
        var losses = new List<T>();
        for (int step = 0; step < 3; step++)
        {
            losses.Add(session.Backward(new Batch<T>(inputs, targets, count)));
            losses.Add(session.Accumulate(new Batch<T>(inputs, targets, count)));
            optimizer.Step(network.Parameters, session.Gradients);
        }

        losses.Add(network.Evaluate(new Batch<T>(inputs, targets, count), team));
        T[][] outputs = [.. signature.Outputs.Select(slot => new T[count * slot.Length])];
        network.Predict(new Batch<T>(inputs, [], count), [.. outputs.Select(output => output.AsMemory())], team);
        return [network.Parameters.Span.ToArray(), network.Buffers.Span.ToArray(), session.Gradients.Span.ToArray(), [.. losses], .. outputs];
    }
}

[Network, Input(256), Dense(256), ReLU, Dense(512), GELU, Dropout(0.2), Dense(256), Tanh, Dense(64), MeanSquaredError]
internal sealed partial class PackedTiles;

[Network, Input(37), Dense(101), SiLU, Dropout(0.3), Dense(19), LeakyReLU, Dense(7), SoftmaxCrossEntropy]
internal sealed partial class OddTiles;

[Network(Precision = Precision.Double), Input(50), Dense(130), Sigmoid, Dense(128), Tanh, Dense(33), MeanSquaredError]
internal sealed partial class DoubleTiles;

[Block("d"), Dense("2*d"), SiLU, Dense("d")]
internal sealed class TiledBody;

[Network]
[Input(20, Name = "features"), Input(5, Name = "codes", Type = ElementType.Int32)]
[Concat("features", "codes"), Dense(40), Residual<TiledBody>("d=40"), Repeat<TiledBody>(2, "d=40")]
[Dense(2, Name = "value"), Output("estimate"), MeanSquaredError(Weight = 0.5)]
[Dense(5, From = "Residual1", Name = "head"), Output("scores"), SoftmaxCrossEntropy]
internal sealed partial class TwoHeadedTiles;

[Network, Input(3, 5, 4)]
[BatchNorm(Affine = false), Conv2D(7, Kernel = 2), BatchNorm, ReLU, SpatialDropout(0.3), LocalResponseNorm(3)]
[Conv2D(16, Kernel = 2), BatchNorm(CumulativeAverage = true), SiLU, GroupNorm(4), InstanceNorm(TrackRunningStatistics = true)]
[Flatten, LayerNorm, Dense(7), RMSNorm, SoftmaxCrossEntropy]
internal sealed partial class Normalized;

[Network, Input(3, 8, 7)]
[Conv2D(5, Kernel = 3, Padding = 1), ReLU, MaxPool2D(2)]
[Conv2D(10, Kernel = 3, Padding = 1, PaddingMode = PaddingMode.Reflect, Groups = 5), SiLU, AveragePool2D(2, Stride = 1, Padding = 1)]
[ConvTranspose2D(4, Kernel = 3, Stride = 2, Bias = false), Upsample(2, Mode = UpsampleMode.Bilinear), Crop(3), PixelShuffle(2), AdaptiveAveragePool2D(3)]
[Flatten, Dense(7), SoftmaxCrossEntropy]
internal sealed partial class Convolutional;

[Block, Conv2D(4, Kernel = 3, Padding = 1, Bias = false), BatchNorm, ReLU, Conv2D(4, Kernel = 3, Padding = 1, Bias = false), BatchNorm]
internal sealed class RepeatedBody;

[Network, Input(2, 5, 4)]
[Conv2D(4, Kernel = 3, Padding = 1, Bias = false), BatchNorm, ReLU]
[Residual<RepeatedBody>, ReLU, Residual<RepeatedBody>, ReLU, Residual<RepeatedBody>, ReLU, Residual<RepeatedBody>, ReLU]
[GlobalAveragePool, Dense(3), SoftmaxCrossEntropy]
internal sealed partial class RepeatedBodies;
