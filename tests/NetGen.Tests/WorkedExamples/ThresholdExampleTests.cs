using System.Numerics;
using Xunit;

namespace NetGen.Tests.WorkedExamples;

/// <summary>A perceptron without a bias; half the squared error of a step that passes the gradient on is its learning rule.</summary>
[Network(Precision = Precision.Double), Input(2), Dense(1, Bias = false), Step, MeanSquaredError(Weight = 0.5)]
public sealed partial class Perceptron;

/// <inheritdoc cref="Perceptron"/>
[Network, Input(2), Dense(1, Bias = false), Step, MeanSquaredError(Weight = 0.5)]
public sealed partial class PerceptronSingle;

/// <summary>The largest of four lines.</summary>
[Network(Precision = Precision.Double), Input(1), Dense(4), Maxout(4), MeanSquaredError]
public sealed partial class MaxoutEnvelope;

/// <inheritdoc cref="MaxoutEnvelope"/>
[Network, Input(1), Dense(4), Maxout(4), MeanSquaredError]
public sealed partial class MaxoutEnvelopeSingle;

/// <summary>Threshold units and maxout, whose numbers are known.</summary>
public sealed class ThresholdExampleTests
{
    /// <summary>The perceptron learns three samples in one epoch, and nothing more in the next.</summary>
    [Fact]
    public void ThePerceptronRule()
    {
        Learns<Perceptron, double>();
        Learns<PerceptronSingle, float>();

        static void Learns<TNetwork, T>()
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var example = new Example<TNetwork, T>();
            example.Set("Dense1.weight", 0, 0);
            for (int epoch = 0; epoch < 2; epoch++)
            {
                foreach ((double[] input, double target) in new[] { (new double[] { -1, 2 }, 0.0), ([0, -1], 1), ([2, 1], 0) })
                {
                    example.Backward(input, [target]);
                    example.Step(new Sgd<T>(1));
                }

                example.ExpectParameter("Dense1.weight", -1, -3);
            }

            example.Expect("class of (−2, 0)", example.Predict(-2, 0)[0][0], 1);
        }
    }

    /// <summary>Maxout over four lines is their upper envelope, and the line that is highest learns.</summary>
    [Fact]
    public void MaxoutIsTheUpperEnvelope()
    {
        Envelope<MaxoutEnvelope, double>();
        Envelope<MaxoutEnvelopeSingle, float>();

        static void Envelope<TNetwork, T>()
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var example = new Example<TNetwork, T>();
            example.Set("Dense1.weight", 0.5, -0.5, 1, -1);
            example.Set("Dense1.bias", 0, 0, 0, -0.2);
            for (double x = -2; x <= 2; x += 0.125)
                example.Expect($"at {x}", example.Predict(x)[0][0], Math.Max(Math.Max(0.5 * x, -0.5 * x), Math.Max(x, -x - 0.2)));
            example.Backward([-2], [0.8]);
            example.ExpectGradient("Dense1.weight", 0, 0, 0, -4);
            example.ExpectGradient("Dense1.bias", 0, 0, 0, 2);
            example.Backward([-0.25], [0]);
            example.ExpectGradient("Dense1.bias", 0, 0.25, 0, 0);
        }
    }
}
