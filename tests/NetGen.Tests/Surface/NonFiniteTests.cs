using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>A training run whose loss stops being finite says in which layer that began.</summary>
public sealed class NonFiniteTests
{
    /// <summary>Finite weights whose products are not.</summary>
    /// <param name="layer">The layer they are in.</param>
    /// <param name="expected">The layer that is named.</param>
    [Theory]
    [InlineData("Dense1", "Dense1")]
    [InlineData("Dense2", "Dense2")]
    public void TheLayerWhereItBegan(string layer, string expected)
    {
        var network = new Classifier(seed: 1);
        Overflow(network.Parameters, layer);
        float[] inputs = [.. Enumerable.Repeat(1f, 20 * 12)];
        Dataset<float> data = Dataset.FromArrays(inputs, new int[12], 20);
        float[] before = network.Parameters.Span.ToArray();
        var exception = Assert.Throws<TrainingDivergedException>(() => Trainer.Fit(network, new Adam<float>(), data, new TrainerOptions<float> { BatchSize = 5 }));
        Assert.Equal((expected, 1, 1), (exception.Layer, exception.Epoch, exception.Step));
        Assert.Contains($"it began in layer '{expected}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Lower the learning rate", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, network.Parameters.Span.ToArray());
    }

    /// <summary>Layers in blocks have their paths; what is asked is not changed by the question.</summary>
    [Fact]
    public void LayersOfBlocks()
    {
        var network = new TwoHeads(seed: 1);
        ITrainingSession<float> session = network.CreateTrainingSession(3);
        var batch = new Batch<float>(
            [new Slot<float>(SurfaceTests.Values(12)), new Slot<float>(new int[9])],
            [new Slot<float>(SurfaceTests.Values(6)), new Slot<float>(new int[3])],
            3);
        session.Backward(batch);
        float[] gradients = session.Gradients.Span.ToArray();
        Assert.Null(session.FindNonFinite(batch));
        Assert.Equal(1UL, session.Step);
        Assert.Equal(gradients, session.Gradients.Span.ToArray());
        Overflow(network.Parameters, "Repeat1.1.Dense2");
        Assert.False(float.IsFinite(session.Backward(batch)));
        Assert.Equal("Repeat1.1.Dense2", session.FindNonFinite(batch));
        session.Dispose();
    }

    private static void Overflow(FlatBuffer<float> parameters, string layer)
    {
        TensorView<float> weight = parameters[layer + ".weight"];
        for (int i = 0; i < weight.Length; i++)
            weight[i] = 3e38f;
    }
}
