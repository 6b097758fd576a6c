using System.Numerics;
using Xunit;

namespace NetGen.Tests.WorkedExamples;

/// <summary>Convolutions whose every number is known: through a strided kernel and back, and the sizes of two networks.</summary>
public sealed class ConvolutionExampleTests
{
    /// <summary>A strided kernel learns from the sum of its map.</summary>
    [Fact]
    public void BackThroughAStridedKernel()
    {
        Learns<StridedKernel, double>();
        Learns<StridedKernelSingle, float>();

        static void Learns<TNetwork, T>()
            where TNetwork : class, INetwork<TNetwork, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            double[] picture = [1, -1, 2, -2, 0, 0, 0, 0, 1, -1, 2, -2];
            var example = new Example<TNetwork, T>();
            example.Set("Conv1.weight", 0.6, -0.2);
            example.Set("Sum.weight", 1, 1, 1, 1);
            double[][] outputs = example.Predict(picture);
            example.Expect("map", outputs[0], 0.8, 1.6, 0.8, 1.6);
            example.Expect("activations", outputs[1], 0.689974481, 0.832018385, 0.689974481, 0.832018385);
            example.Expect("z", outputs[2], 3.043985733);
            example.Expect("y", outputs[3], 0.954522162);
            example.Expect("loss", example.Backward(picture, [0.1]), 0.365104063);
            example.ExpectGradient("Conv1.weight", 0.036607588, -0.036607588);
            example.Step(new Sgd<T>(1));
            example.ExpectParameter("Conv1.weight", 0.563392412, -0.163392412);
        }
    }

    /// <summary>The shapes and parameters of LeNet-5, as the summary shows them.</summary>
    [Fact]
    public void TheSizesOfLeNet5()
    {
        Assert.Equal([6, 28, 28], LeNet5.C1Shape.ToArray());
        Assert.Equal([6, 14, 14], LeNet5.S2Shape.ToArray());
        Assert.Equal([16, 10, 10], LeNet5.C3Shape.ToArray());
        Assert.Equal([16, 5, 5], LeNet5.S4Shape.ToArray());
        Assert.Equal(
            [("Conv1", 156), ("Conv2", 2_416), ("Dense1", 48_120), ("Dense2", 10_164), ("Dense3", 850)],
            LeNet5.Signature.Parameters.Tensors.GroupBy(tensor => tensor.Name.Split('.')[0]).Select(layer => (layer.Key, layer.Sum(tensor => tensor.Length))));
        Assert.Equal(61_706, LeNet5.ParameterCount);

        // 25 multiplications, of which 24 are added, and a bias, at 28 × 28 places of 6 filters; what the last pool sees is 5 + 1 + 2 · (4 + 1) wide.
        string[] rows = LeNet5.Description.Split('\n');
        Assert.EndsWith("Receptive field", rows[2], StringComparison.Ordinal);
        Assert.Matches(@"^Conv1 \(Conv2D\) +6×28×28 +156 +239,904 +624 +5×5$", Row("Conv1"));
        Assert.Matches(@" 6×6$", Row("AveragePool1"));
        Assert.Matches(@" 14×14$", Row("Conv2"));
        Assert.Matches(@" 16×16$", Row("AveragePool2"));
        Assert.Matches(@"^Dense1 \(Dense\) +120 +48,120 +96,120 +192,480$", Row("Dense1"));

        string Row(string layer) => rows.Single(row => row.StartsWith(layer + " ", StringComparison.Ordinal));
    }

    /// <summary>A convolution over a picture, then one over what is left of it as a signal.</summary>
    [Fact]
    public void TheSizesOfAPictureAndASignal()
    {
        Assert.Equal([10, 27, 27], PictureAndSignal.PictureShape.ToArray());
        Assert.Equal([1, 720], PictureAndSignal.SignalShape.ToArray());
        Assert.Equal(
            [("Conv1", 760), ("Signal", 101), ("Dense1", 7_210)],
            PictureAndSignal.Signature.Parameters.Tensors.GroupBy(tensor => tensor.Name.Split('.')[0]).Select(layer => (layer.Key, layer.Sum(tensor => tensor.Length))));
        Assert.Equal(8_071, PictureAndSignal.ParameterCount);
    }
}
