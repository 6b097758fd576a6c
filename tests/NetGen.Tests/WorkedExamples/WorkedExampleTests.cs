using System.Numerics;
using Xunit;

namespace NetGen.Tests.WorkedExamples;

/// <summary>Small networks whose every number is known: forward, loss, gradients, one step of an optimizer.</summary>
public sealed class WorkedExampleTests
{
    private const double Tight = 1e-8;

    /// <summary>A two-layer sigmoid network and one step of gradient descent.</summary>
    [Fact]
    public void TwoSigmoidLayersAndOneStep()
    {
        var network = new TwoLayers();
        TwoLayerStep(network, network.CreateTrainingSession(1), [3, 0.2, -0.1], Tight);
        double output = Set(network);
        Assert.Equal(0.507321051, output, 8);

        static double Set(TwoLayers network)
        {
            Fill(network.Parameters);
            var y = new double[1];
            network.Predict([3, 0.2, -0.1], y);
            return y[0];
        }
    }

    /// <summary>The same in single precision.</summary>
    [Fact]
    public void TwoSigmoidLayersInSinglePrecision()
    {
        var network = new TwoLayersSingle();
        TwoLayerStep<TwoLayersSingle, float>(network, network.CreateTrainingSession(1), [3, 0.2f, -0.1f], 1e-5);
    }

    /// <summary>A sigmoid neuron with squared error learns from one step.</summary>
    /// <param name="x">The input.</param>
    /// <param name="w">The weight before.</param>
    /// <param name="b">The bias before.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="wAfter">The weight after.</param>
    /// <param name="bAfter">The bias after.</param>
    [Theory]
    [InlineData(0, 2, 1, 10, 2, 1.528770928)]
    [InlineData(10, 0.1, 0.1, 1, 0.567937339, 0.146793734)]
    public void ASigmoidNeuronLearns(double x, double w, double b, double rate, double wAfter, double bAfter)
    {
        var network = new SigmoidNeuron();
        (network.Dense1.Weight[0], network.Dense1.Bias[0]) = (w, b);
        using var session = network.CreateTrainingSession(1);
        session.Backward([x], [1], 1);
        new Sgd<double>(rate).Step(network.Parameters, session.Gradients);
        Close(wAfter, network.Dense1.Weight[0]);
        Close(bAfter, network.Dense1.Bias[0]);
        if (x == 0)
            Close(0.015872913, network.Evaluate([x], [1], 1));
    }

    /// <summary>Nesterov's gradient at the point that momentum will reach.</summary>
    [Fact]
    public void NesterovLooksAhead()
    {
        var network = new SigmoidNeuron();
        (network.Dense1.Weight[0], network.Dense1.Bias[0]) = (2.5 - (0.9 * 0.8), 0 - (0.9 * 0.8));
        var y = new double[1];
        network.Predict([0.5], y);
        Close(0.542397941, y[0]);
        using var session = network.CreateTrainingSession(1);
        session.Backward([0.5], [1], 1);
        Close(-0.056788968, session.Gradients["Dense1.weight"][0]);
        Close(-0.113577936, session.Gradients["Dense1.bias"][0]);
        var velocity = (0.9 * 0.8) + session.Gradients["Dense1.weight"][0];
        Close(0.663211032, velocity);
        Close(2.433678897, 2.5 - (0.1 * velocity));
    }

    /// <summary>f = ½y², y = wx + b at w = 1, x = 2, b = 1.</summary>
    [Fact]
    public void ALinearGraph()
    {
        var network = new LinearNeuron();
        (network.Dense1.Weight[0], network.Dense1.Bias[0]) = (1, 1);
        using var session = network.CreateTrainingSession(1);
        session.Backward([2], [0], 1);
        Close(6, session.Gradients["Dense1.weight"][0]);
        Close(3, session.Gradients["Dense1.bias"][0]);

        // ∂f/∂x: the roles of w and x exchanged.
        network.Dense1.Weight[0] = 2;
        session.Backward([1], [0], 1);
        Close(3, session.Gradients["Dense1.weight"][0]);
    }

    /// <summary>σ(w₀x + w₁y + w₂z).</summary>
    [Fact]
    public void ASigmoidOfASum()
    {
        var network = new ThreeWeights();
        network.Dense1.Weight.CopyFrom([1, 2, 1]);
        using var session = network.CreateTrainingSession(1);
        var output = new double[1];
        session.Forward([2, 2, 1], output, 1);
        Close(0.999088949, output[0]);
        session.Backward([1]);
        Close(0.001820442, session.Gradients["Dense1.weight"][0]);
        Close(0.001820442, session.Gradients["Dense1.weight"][1]);
        Close(0.000910221, session.Gradients["Dense1.weight"][2]);

        // By x, y, z: the roles of weights and inputs exchanged.
        network.Dense1.Weight.CopyFrom([2, 2, 1]);
        session.Forward([1, 2, 1], output, 1);
        session.Backward([1]);
        Close(0.000910221, session.Gradients["Dense1.weight"][0]);
        Close(0.001820442, session.Gradients["Dense1.weight"][1]);
    }

    /// <summary>A saturated sigmoid: squared error hardly moves it, cross-entropy does.</summary>
    [Fact]
    public void SaturationWithSquaresAndWithCrossEntropy()
    {
        var squares = new SigmoidNeuron();
        (squares.Dense1.Weight[0], squares.Dense1.Bias[0]) = (0, -5);
        using var session = squares.CreateTrainingSession(1);
        session.Backward([0], [1], 1);
        Close(-0.006603562, session.Gradients["Dense1.bias"][0]);
        var entropy = new CrossEntropyNeuron();
        (entropy.Dense1.Weight[0], entropy.Dense1.Bias[0]) = (0, -5);
        using var other = entropy.CreateTrainingSession(1);
        other.Backward([0], [1], 1);
        Close(-0.993307149, other.Gradients["Dense1.bias"][0]);
        var y = new double[1];
        entropy.Predict([0], y);
        Close(0.006692851, y[0]);
    }

    /// <summary>Softmax of attention scores.</summary>
    [Fact]
    public void SoftmaxOfScores()
    {
        var p = new double[3];
        new SoftmaxOnly().Predict([0.5, 1.5, 2.5], p);
        Close(0.090030573, p[0]);
        Close(0.244728471, p[1]);
        Close(0.665240956, p[2]);
    }

    /// <summary>∂L/∂z = p − t for any distribution, and the formula with squared error.</summary>
    [Fact]
    public void GradientsThroughSoftmax()
    {
        double[] z = [0.3, -1.2, 2, 0.1], t = [0.1, 0.2, 0.6, 0.1];
        var sum = z.Sum(Math.Exp);
        var p = z.Select(value => Math.Exp(value) / sum).ToArray();
        var entropy = new LogitsWithCrossEntropy();
        entropy.Dense1.Bias.CopyFrom(z);
        using var session = entropy.CreateTrainingSession(1);
        session.Backward([0], t, 1);
        var squares = new SoftmaxWithSquares();
        squares.Dense1.Bias.CopyFrom(z);
        using var other = squares.CreateTrainingSession(1);
        other.Backward([0], t, 1);
        var mean = p.Zip(t, (pk, tk) => pk * (pk - tk)).Sum();
        for (int i = 0; i < 4; i++)
        {
            Close(p[i] - t[i], session.Gradients["Dense1.bias"][i]);
            Close(p[i] * (p[i] - t[i] - mean), other.Gradients["Dense1.bias"][i]);
        }
    }

    private static void TwoLayerStep<TNetwork, T>(TNetwork network, ITrainingSession<T> session, T[] u, double tolerance)
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Fill(network.Parameters);
        var batch = new Batch<T>([new Slot<T>(u)], [new Slot<T>(new T[1])], 1);
        Check([0.707897536], [session.Backward(batch)]);
        Check([0.292666037, 0.218378262], session.Gradients["Dense2.weight"].ToArray());
        Check([0.507321051], session.Gradients["Dense2.bias"].ToArray());
        Check([0.074298788, 0.004953253, -0.002476626, -0.074625909, -0.004975061, 0.002487530], session.Gradients["Dense1.weight"].ToArray());
        Check([0.024766263, -0.024875303], session.Gradients["Dense1.bias"].ToArray());
        new Sgd<T>(0.05).Step(network.Parameters, session.Gradients);
        Check([0.185366698, -0.210918913], network.Parameters["Dense2.weight"].ToArray());
        Check([-0.025366053], network.Parameters["Dense2.bias"].ToArray());
        Check([0.0962850606, 0.1997523374, 0.3001238313, -0.0962687046, 0.0002487530, -0.2001243765], network.Parameters["Dense1.weight"].ToArray());
        Check([-0.001238313, 0.001243765], network.Parameters["Dense1.bias"].ToArray());

        void Check(double[] expected, T[] found)
        {
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], double.CreateChecked(found[i]), tolerance);
        }
    }

    private static void TwoLayerStep(TwoLayers network, ITrainingSession<double> session, double[] u, double tolerance) =>
        TwoLayerStep<TwoLayers, double>(network, session, u, tolerance);

    private static void Fill<T>(FlatBuffer<T> parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        parameters["Dense1.weight"].CopyFrom(Cast([0.1, 0.2, 0.3, -0.1, 0, -0.2]));
        parameters["Dense1.bias"].CopyFrom(Cast([0, 0]));
        parameters["Dense2.weight"].CopyFrom(Cast([0.2, -0.2]));
        parameters["Dense2.bias"].CopyFrom(Cast([0]));

        static T[] Cast(double[] values) => values.Select(T.CreateChecked).ToArray();
    }

    private static void Close(double expected, double found) => Assert.Equal(expected, found, Tight);
}
