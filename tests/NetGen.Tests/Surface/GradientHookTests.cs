using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>Watches the gradients of dense layers, by methods of every form.</summary>
[Network(Precision = Precision.Double), Input(6), Linear(Name = "start"), Dense(9), Tanh, Dense(4), ReLU, Dense(3), SoftmaxCrossEntropy]
public sealed partial class Watched
{
    public List<(string Layer, double[] Gradient, int Count)> Calls { get; } = [];

    public static int StaticCalls { get; private set; }

    public double Factor { get; set; } = 1;

    [OnGradient("start")]
    internal void OnStart(ReadOnlySpan<double> gradient, int count) => Calls.Add(("start", gradient.ToArray(), count));

    [OnGradient("Dense1")]
    private void OnFirst(ReadOnlySpan<double> gradient, int count) => Calls.Add(("Dense1", gradient.ToArray(), count));

    [OnGradient("Dense2"), OnGradient("Dense3")]
    private static void OnAny(ReadOnlySpan<double> gradient, int count) => StaticCalls++;

    [OnGradient("ReLU1")]
    private void Scale(Span<double> gradient, int count)
    {
        Calls.Add(("ReLU1", gradient.ToArray(), count));
        foreach (ref double element in gradient)
            element *= Factor;
    }
}

/// <summary>The same, unwatched.</summary>
[Network(Precision = Precision.Double), Input(6), Dense(9), Tanh, Dense(4), ReLU, Dense(3), SoftmaxCrossEntropy]
public sealed partial class Unwatched;

/// <summary>Watches what lies channels last inside.</summary>
[Network(Precision = Precision.Double), Input(2, 5, 4), Conv2D(3, Kernel = 2), ReLU, Residual<WatchedBody>, Flatten, Dense(5), MeanSquaredError]
public sealed partial class WatchedPictures
{
    public Dictionary<string, double[]> Gradients { get; } = [];

    [OnGradient("Conv1")]
    private void OnConvolution(ReadOnlySpan<double> gradient, int count) => Gradients["Conv1"] = gradient.ToArray();

    [OnGradient("Residual1.Conv1")]
    private void OnBody(Span<double> gradient, int count) => Gradients["Residual1.Conv1"] = gradient.ToArray();

    [OnGradient("Residual1")]
    private void OnBlock(ReadOnlySpan<double> gradient, int count) => Gradients["Residual1"] = gradient.ToArray();

    [OnGradient("Flatten1")]
    private void OnVector(ReadOnlySpan<double> gradient, int count) => Gradients["Flatten1"] = gradient.ToArray();
}

/// <summary>A body that keeps the shape.</summary>
[Block, Conv2D(3, Kernel = 3, Padding = 1), Tanh]
public sealed class WatchedBody;

/// <summary>The same, unwatched.</summary>
[Network(Precision = Precision.Double), Input(2, 5, 4), Conv2D(3, Kernel = 2), ReLU, Residual<WatchedBody>, Flatten, Dense(5), MeanSquaredError]
public sealed partial class UnwatchedPictures;

/// <summary>Methods marked <c>[OnGradient]</c> receive the gradients of layers, and may change them.</summary>
public sealed class GradientHookTests
{
    private const int Count = 50;

    private static readonly double[] Inputs = [.. SurfaceTests.Values(Count * 6).Select(value => (double)value)];
    private static readonly int[] Labels = [.. Enumerable.Range(0, Count).Select(i => i % 3)];

    /// <summary>The sums over the samples are the gradients of biases; the layers behind are called before.</summary>
    [Fact]
    public void TheyReceiveTheGradientOfTheWholeBatchOnce()
    {
        var network = new Watched(seed: 1);
        using var session = network.CreateTrainingSession(Count + 3);
        int before = Watched.StaticCalls;
        session.Backward(Inputs, Labels, Count);
        Assert.Equal(2, Watched.StaticCalls - before);
        Assert.Equal(["ReLU1", "Dense1", "start"], network.Calls.Select(call => call.Layer));
        Assert.All(network.Calls, call => Assert.Equal(Count, call.Count));
        Assert.Equal([Count * 4, Count * 9, Count * 6], network.Calls.Select(call => call.Gradient.Length));
        AssertEqual(session.Gradients["Dense1.bias"].ToArray(), Sums(network.Calls[1].Gradient, 9));

        // ∂L/∂x = W1ᵀ δ1, which nobody but the method asks for.
        double[] δ = network.Calls[1].Gradient;
        AssertEqual([.. Enumerable.Range(0, Count * 6).Select(i => Enumerable.Range(0, 9).Sum(unit => network.Dense1.Weight[unit, i % 6] * δ[(i / 6 * 9) + unit]))], network.Calls[2].Gradient);
        session.Accumulate(Inputs, Labels, Count);
        Assert.Equal(6, network.Calls.Count);
    }

    /// <summary>Nothing else is as it was without them.</summary>
    [Fact]
    public void NothingElseChanges()
    {
        Watched network = new(seed: 1);
        Unwatched plain = new(seed: 1);
        using var session = network.CreateTrainingSession(Count);
        using var other = plain.CreateTrainingSession(Count);
        Assert.Equal(other.Backward(Inputs, Labels, Count), session.Backward(Inputs, Labels, Count), 1e-14);
        AssertEqual(other.Gradients.Span.ToArray(), session.Gradients.Span.ToArray());
        double[] found = new double[Count * 3], expected = new double[Count * 3];
        network.Predict(Inputs, found, Count);
        plain.Predict(Inputs, expected, Count);
        Assert.Equal(expected, found);
        Assert.Equal(plain.Evaluate(Inputs, Labels, Count), network.Evaluate(Inputs, Labels, Count));
        Assert.Equal(3, network.Calls.Count);
    }

    /// <summary>The layers before learn from what a method with a <c>Span</c> leaves; those behind do not know.</summary>
    [Fact]
    public void TheyMayChangeTheGradient()
    {
        FlatBuffer<double> Run(double factor)
        {
            var network = new Watched(seed: 1) { Factor = factor };
            using var session = network.CreateTrainingSession(Count);
            session.Backward(Inputs, Labels, Count);
            return session.Gradients;
        }

        FlatBuffer<double> once = Run(1), twice = Run(2), none = Run(0);
        foreach (string tensor in new[] { "Dense1.weight", "Dense1.bias", "Dense2.weight", "Dense2.bias" })
        {
            AssertEqual([.. once[tensor].ToArray().Select(value => 2 * value)], twice[tensor].ToArray());
            Assert.All(none[tensor].ToArray(), value => Assert.Equal(0, value));
        }

        Assert.Equal(once["Dense3.weight"].ToArray(), twice["Dense3.weight"].ToArray());
    }

    /// <summary>One call has all samples for any number of threads, with equal bits.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void ThreadsCallThemOnce(int threads)
    {
        Watched alone = new(seed: 1) { Factor = 0.5 }, shared = new(seed: 1) { Factor = 0.5 };
        using var team = new Parallelism(threads);
        using var session = alone.CreateTrainingSession(Count);
        using var other = shared.CreateTrainingSession(Count);
        other.Parallelism = team;
        session.Backward(Inputs, Labels, Count);
        other.Backward(Inputs, Labels, Count);
        Assert.Equal(session.Gradients.Span.ToArray(), other.Gradients.Span.ToArray());
        Assert.Equal(alone.Calls.Select(call => call.Layer), shared.Calls.Select(call => call.Layer));
        Assert.All(alone.Calls.Zip(shared.Calls), pair => Assert.Equal(pair.First.Gradient, pair.Second.Gradient));
    }

    /// <summary>A loss of the caller's own has gradients, too.</summary>
    [Fact]
    public void ALossOfTheCallersOwnCallsThem()
    {
        var network = new Watched(seed: 1);
        using var session = network.CreateTrainingSession(Count);
        session.Forward(Inputs, new double[Count * 3], Count);
        Assert.Empty(network.Calls);
        session.Backward(new double[Count * 3]);
        Assert.Equal(["ReLU1", "Dense1", "start"], network.Calls.Select(call => call.Layer));
        Assert.All(network.Calls[0].Gradient, value => Assert.Equal(0, value));
    }

    /// <summary>Gradients of pictures come in the declared order, channels first, in blocks and behind a flattening, too.</summary>
    [Fact]
    public void PicturesComeChannelsFirst()
    {
        const int Pictures = 7, Positions = 4 * 3;
        var network = new WatchedPictures(seed: 1);
        double[] inputs = [.. SurfaceTests.Values(Pictures * 40).Select(value => (double)value)], targets = [.. SurfaceTests.Values(Pictures * 5).Select(value => (double)value)];
        using var session = network.CreateTrainingSession(Pictures);
        double loss = session.Backward(inputs, targets, Pictures);
        Assert.Equal(4, network.Gradients.Count);
        foreach (string layer in new[] { "Conv1", "Residual1.Conv1" })
            AssertEqual(session.Gradients[layer + ".bias"].ToArray(), [.. Enumerable.Range(0, 3).Select(channel => Sums(network.Gradients[layer], 3 * Positions).Skip(channel * Positions).Take(Positions).Sum())]);

        // What the flattening hands on is what it gets, element for element: W2ᵀ δ of the dense layer.
        Assert.Equal(network.Gradients["Flatten1"], network.Gradients["Residual1"]);
        var outputs = new double[Pictures * 5];
        network.Predict(inputs, outputs, Pictures);
        double[] δ = [.. outputs.Select((y, i) => 2 * (y - targets[i]) / (5 * Pictures))];
        AssertEqual([.. Enumerable.Range(0, Pictures * 36).Select(i => Enumerable.Range(0, 5).Sum(unit => network.Dense1.Weight[unit, i % 36] * δ[(i / 36 * 5) + unit]))], network.Gradients["Flatten1"]);

        var plain = new UnwatchedPictures(seed: 1);
        using var other = plain.CreateTrainingSession(Pictures);
        Assert.Equal(other.Backward(inputs, targets, Pictures), loss, 1e-13);
        foreach (TensorLayout tensor in UnwatchedPictures.Signature.Parameters.Tensors)
            AssertEqual(other.Gradients[tensor.Name].ToArray(), session.Gradients[tensor.Name].ToArray());
        var expected = new double[Pictures * 5];
        plain.Predict(inputs, expected, Pictures);
        AssertEqual(expected, outputs);
    }

    private static double[] Sums(double[] values, int length) => [.. Enumerable.Range(0, length).Select(i => values.Where((_, at) => at % length == i).Sum())];

    private static void AssertEqual(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-13);
    }
}
