using System.Numerics;
using Xunit;

namespace NetGen.Tests.WorkedExamples;

/// <summary>
/// Small networks whose every number is known: forward, loss, gradients, one step of an optimizer; in double to 1e-8 and in
/// single precision to 1e-5.
/// </summary>
public sealed class WorkedExampleTests
{
    /// <summary>A two-layer sigmoid network and one step of gradient descent, fused and with all that it computes shown.</summary>
    [Fact]
    public void TwoSigmoidLayersAndOneStep()
    {
        TwoSigmoidLayers<TwoLayers, double>();
        TwoSigmoidLayers<TwoLayersSingle, float>();
        TwoSigmoidLayers<OpenLayers, double>();
        TwoSigmoidLayers<OpenLayersSingle, float>();
        Shown<OpenLayers, double>();
        Shown<OpenLayersSingle, float>();

        static void TwoSigmoidLayers<TNetwork, T>()
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var example = Filled<TNetwork, T>();
            double output = example.Predict(3, 0.2, -0.1)[^1][0];
            example.Expect("output", output, 0.507321051);
            Assert.False(output >= 0.6, "with a threshold of 0.6 the class is 0");
            example.Expect("loss", example.Loss([3, 0.2, -0.1], [0]), 0.707897536);
            example.Expect("loss in training", example.Backward([3, 0.2, -0.1], [0]), 0.707897536);
            example.ExpectGradient("Dense2.weight", 0.292666037, 0.218378262);
            example.ExpectGradient("Dense2.bias", 0.507321051);
            example.ExpectGradient("Dense1.weight", 0.074298788, 0.004953253, -0.002476626, -0.074625909, -0.004975061, 0.002487530);
            example.ExpectGradient("Dense1.bias", 0.024766263, -0.024875303);
            example.Step(new Sgd<T>(0.05));
            example.ExpectParameter("Dense2.weight", 0.185366698, -0.210918913);
            example.ExpectParameter("Dense2.bias", -0.025366053);
            example.ExpectParameter("Dense1.weight", 0.0962850606, 0.1997523374, 0.3001238313, -0.0962687046, 0.0002487530, -0.2001243765);
            example.ExpectParameter("Dense1.bias", -0.001238313, 0.001243765);
        }

        static void Shown<TNetwork, T>()
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var example = Filled<TNetwork, T>();
            double[][] outputs = example.Predict(3, 0.2, -0.1);
            example.Expect("x1", outputs[0], 0.31, -0.28);
            example.Expect("y1", outputs[1], 0.576885261, 0.430453776);
            example.Expect("x2", outputs[2], 0.029286297);
            example.Expect("y2", outputs[3], 0.507321051);
        }

        static Example<TNetwork, T> Filled<TNetwork, T>()
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var example = new Example<TNetwork, T>();
            example.Set("Dense1.weight", 0.1, 0.2, 0.3, -0.1, 0, -0.2);
            example.Set("Dense1.bias", 0, 0);
            example.Set("Dense2.weight", 0.2, -0.2);
            example.Set("Dense2.bias", 0);
            return example;
        }
    }

    /// <summary>A sigmoid neuron with squared error learns from one step.</summary>
    [Fact]
    public void ASigmoidNeuronLearns()
    {
        Learns<SigmoidNeuron, double>();
        Learns<SigmoidNeuronSingle, float>();

        static void Learns<TNetwork, T>()
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var example = new Example<TNetwork, T>();
            example.Set("Dense1.weight", 2);
            example.Set("Dense1.bias", 1);
            example.Expect("ŷ", example.Predict(0)[0], 0.731058579);
            example.Backward([0], [1]);
            example.Step(new Sgd<T>(10));
            Assert.Equal(T.CreateChecked(2), example.Parameters["Dense1.weight"][0]);
            example.ExpectParameter("Dense1.bias", 1.528770928);
            example.Expect("loss", example.Loss([0], [1]), 0.015872913);

            example.Set("Dense1.weight", 0.1);
            example.Set("Dense1.bias", 0.1);
            example.Backward([10], [1]);
            example.Step(new Sgd<T>(1));
            example.ExpectParameter("Dense1.weight", 0.567937339);
            example.ExpectParameter("Dense1.bias", 0.146793734);
            example.Expect("sum", double.CreateChecked(example.Parameters["Dense1.weight"][0] + example.Parameters["Dense1.bias"][0]), 0.714731073);
        }
    }

    /// <summary>Nesterov's gradient at the point that momentum will reach.</summary>
    [Fact]
    public void NesterovLooksAhead()
    {
        LooksAhead<SigmoidNeuron, double>();
        LooksAhead<SigmoidNeuronSingle, float>();

        static void LooksAhead<TNetwork, T>()
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            // A step of length 0 along gradients of 0.8 makes that the velocity.
            Example<TNetwork, T> example = new(), ahead = new();
            var optimizer = new Sgd<T>(0, momentum: 0.9);
            example.Gradients["Dense1.weight"][0] = example.Gradients["Dense1.bias"][0] = T.CreateChecked(0.8);
            example.Step(optimizer);
            optimizer.LearningRate = 0.1;
            example.Set("Dense1.weight", 2.5);
            example.Set("Dense1.bias", 0);

            optimizer.LookAhead(example.Parameters, ahead.Parameters, distance: 0.9);
            ahead.ExpectParameter("Dense1.weight", 1.78);
            ahead.ExpectParameter("Dense1.bias", -0.72);
            ahead.Expect("ŷ", ahead.Predict(0.5)[0], 0.542397941);
            ahead.Backward([0.5], [1]);
            ahead.ExpectGradient("Dense1.weight", -0.056788968);
            ahead.ExpectGradient("Dense1.bias", -0.113577936);
            optimizer.Step(example.Parameters, ahead.Gradients);
            example.Expect("u", double.CreateChecked(optimizer.Velocity!["Dense1.weight"][0]), 0.663211032);
            example.ExpectParameter("Dense1.weight", 2.433678897);
        }
    }

    /// <summary>Softmax of attention scores, and the mean of three states that it weights.</summary>
    [Fact]
    public void AttentionWeights()
    {
        Weights<Attention, double>();
        Weights<AttentionSingle, float>();

        static void Weights<TNetwork, T>()
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var example = new Example<TNetwork, T>();
            example.Set("States.weight", 0.1, 0.4, 0.6, 0.3, 0.5, 0.9);
            double[][] outputs = example.Predict(0.5, 1.5, 2.5);
            example.Expect("weights", outputs[0], 0.090030573, 0.244728471, 0.665240956);
            example.Expect("context", outputs[1], 0.506039019, 0.748090268);
        }
    }

    /// <summary>f = ½y², y = wx + b at w = 1, x = 2, b = 1.</summary>
    [Fact]
    public void ALinearGraph()
    {
        Differentiate<LinearGraph, double>();
        Differentiate<LinearGraphSingle, float>();

        static void Differentiate<TNetwork, T>()
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var example = new Example<TNetwork, T>();
            example.Set("X.weight", 2);
            example.Set("Y.weight", 1);
            example.Set("Y.bias", 1);
            example.Expect("f", example.Backward([1], [0]), 4.5);
            example.ExpectGradient("Y.bias", 3);
            example.ExpectGradient("Y.weight", 6);
            example.ExpectGradient("X.weight", 3);
        }
    }

    /// <summary>σ(w₀x + w₁y + w₂z) at (x, y, z) = (2, 2, 1), (w₀, w₁, w₂) = (1, 2, 1).</summary>
    [Fact]
    public void ASigmoidOfASum()
    {
        Differentiate<SigmoidOfSum, double>();
        Differentiate<SigmoidOfSumSingle, float>();

        static void Differentiate<TNetwork, T>()
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var example = new Example<TNetwork, T>();
            example.Set("Point.weight", 2, 2, 1);
            example.Set("Sum.weight", 1, 2, 1);
            example.Set("Sum.bias", 0);
            double y = example.Predict(1)[0][0];
            example.Expect("σ", y, 0.999088949);

            // ½(y − t)² has the slope 1 by y where t = y − 1.
            example.Backward([1], [y - 1]);
            example.ExpectGradient("Sum.bias", 0.000910221);
            example.ExpectGradient("Sum.weight", 0.001820442, 0.001820442, 0.000910221);
            example.ExpectGradient("Point.weight", 0.000910221, 0.001820442, 0.000910221);
        }
    }

    /// <summary>A saturated sigmoid: squared error hardly moves it, cross-entropy does.</summary>
    [Fact]
    public void SaturationWithSquaresAndWithCrossEntropy()
    {
        Saturated<SigmoidNeuron, double>(-0.006603562);
        Saturated<SigmoidNeuronSingle, float>(-0.006603562);
        Saturated<CrossEntropyNeuron, double>(-0.993307149);
        Saturated<CrossEntropyNeuronSingle, float>(-0.993307149);

        static void Saturated<TNetwork, T>(double gradient)
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var example = new Example<TNetwork, T>();
            example.Set("Dense1.weight", 0);
            example.Set("Dense1.bias", -5);
            example.Expect("y", example.Predict(0)[0], 0.006692851);
            example.Backward([0], [1]);
            example.ExpectGradient("Dense1.bias", gradient);
        }
    }

    /// <summary>With cross-entropy ∂L/∂z = p − t for any distribution t; with ½Σ(p − t)² it is pᵢ(pᵢ − tᵢ − Σₖ pₖ(pₖ − tₖ)).</summary>
    [Fact]
    public void GradientsThroughSoftmax()
    {
        double[] z = [0.3, -1.2, 2, 0.1];
        double sum = z.Sum(Math.Exp);
        double[] p = [.. z.Select(value => Math.Exp(value) / sum)];
        double[][] targets = [[0.1, 0.2, 0.6, 0.1], [0, 1, 0, 0], [0.25, 0.25, 0.25, 0.25], p];
        foreach (double[] t in targets)
        {
            double[] entropy = [.. p.Zip(t, (pi, ti) => pi - ti)];
            double mean = p.Zip(t, (pk, tk) => pk * (pk - tk)).Sum();
            double[] squares = [.. p.Zip(t, (pi, ti) => pi * (pi - ti - mean))];
            Logits<LogitsWithCrossEntropy, double>(z, t, entropy);
            Logits<LogitsWithCrossEntropySingle, float>(z, t, entropy);
            Logits<SoftmaxWithSquares, double>(z, t, squares);
            Logits<SoftmaxWithSquaresSingle, float>(z, t, squares);
        }

        static void Logits<TNetwork, T>(double[] z, double[] t, double[] gradient)
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var example = new Example<TNetwork, T>();
            example.Set("Dense1.bias", z);
            example.Backward([0], t);
            example.ExpectGradient("Dense1.bias", gradient);
        }
    }

    /// <summary>The largest of 0.5x, −0.5x, x and −x − 0.2 is their upper envelope, and only the line on top has a gradient.</summary>
    [Fact]
    public void TheUpperEnvelopeOfFourLines()
    {
        Envelope<UpperEnvelope, double>();
        Envelope<UpperEnvelopeSingle, float>();

        static void Envelope<TNetwork, T>()
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var example = new Example<TNetwork, T>();
            example.Set("Lines.weight", 0.5, -0.5, 1, -1);
            example.Set("Lines.bias", 0, 0, 0, -0.2);
            example.Set("Differences.weight", 1, -1, 0, 0, 0, 0, 1, -1);
            example.Set("Others.weight", 0, 1, 0, 0, 0, 0, 0, 1);
            example.Set("LastDifference.weight", 1, -1);
            example.Set("LastOther.weight", 0, 1);

            // Between the points lie the kinks, at x = −0.4 and x = 0.
            foreach (double x in new[] { -3, -1.3, -0.5, -0.3, -0.05, 0.05, 0.4, 1, 2.7 })
            {
                double[] lines = [0.5 * x, -0.5 * x, x, -x - 0.2];
                int top = Array.IndexOf(lines, lines.Max());
                double y = example.Predict(x)[0][0];
                example.Expect("maximum", y, lines[top]);

                // ½(y − t)² has the slope 1 by y where t = y − 1.
                example.Backward([x], [y - 1]);
                example.ExpectGradient("Lines.bias", [.. lines.Select((_, i) => i == top ? 1.0 : 0)]);
                example.ExpectGradient("Lines.weight", [.. lines.Select((_, i) => i == top ? x : 0)]);
            }
        }
    }
}
