using System.Runtime.InteropServices;
using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>What generated methods promise at the edges: spans that share memory, networks without a loss or without parameters.</summary>
public sealed class ContractTests
{
    /// <summary>Outputs never lie over inputs or over one another, by whichever end; side by side they may lie.</summary>
    [Fact]
    public void OverlappingSpansAreRefused()
    {
        var network = new Classifier();
        float[] memory = SurfaceTests.Values(100);
        foreach (int start in new[] { 1, 7, 19, 20, 26 })
            AssertShared("'output' shares memory with 'input'", () => network.Predict(memory.AsSpan(7, 20), memory.AsSpan(start, 7)));
        network.Predict(memory.AsSpan(7, 20), memory.AsSpan(27, 7));
        network.Predict(memory.AsSpan(7, 20), memory.AsSpan(0, 7));
        AssertShared("'outputs' shares memory with 'inputs'", () => network.Predict(memory.AsSpan(0, 40), memory.AsSpan(39, 14), 2));
        using var session = network.CreateTrainingSession(2);
        AssertShared("'outputs' shares memory with 'inputs'", () => session.Forward(memory.AsSpan(0, 40), memory.AsSpan(30, 14), 2));

        // Integers are memory as well, and one output is not another.
        var heads = new TwoHeads();
        int[] codes = [1, 2, 3];
        AssertShared("'estimate' shares memory with 'codes'", () => heads.Predict(memory.AsSpan(0, 4), codes, MemoryMarshal.Cast<int, float>(codes.AsSpan(0, 2)), memory.AsSpan(50, 5)));
        AssertShared("'scores' shares memory with 'estimate'", () => heads.Predict(memory.AsSpan(0, 4), codes, memory.AsSpan(50, 2), memory.AsSpan(51, 5)));

        static void AssertShared(string expected, Action call) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);
    }

    /// <summary>A refused call has changed nothing.</summary>
    [Fact]
    public void RefusedCallsWriteNothing()
    {
        var network = new Classifier();
        float[] inputs = SurfaceTests.Values(40), outputs = [.. Enumerable.Repeat(5f, 14)];
        using var session = network.CreateTrainingSession(2);
        session.Gradients.Span.Fill(7);
        Assert.Throws<ArgumentException>(() => network.Predict(inputs.AsSpan(0, 39), outputs, 2));
        Assert.Throws<ArgumentException>(() => session.Forward(inputs, outputs.AsSpan(0, 13), 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Backward(inputs, [0, -1], 2));
        Assert.Throws<ArgumentException>(() => session.Backward(inputs, [0], 2));
        Assert.All(outputs, value => Assert.Equal(5, value));
        Assert.All(session.Gradients.Span.ToArray(), value => Assert.Equal(7, value));
        Assert.Equal(0UL, session.Step);
    }

    /// <summary>A network without a loss trains with the caller's, and says so where one is asked for.</summary>
    [Fact]
    public void ANetworkWithoutALoss()
    {
        var network = new WithoutLoss(seed: 2);
        Assert.Empty(WithoutLoss.Signature.Targets);
        AssertNoLoss(network);
        float[] inputs = SurfaceTests.Values(8), hidden = new float[12], last = new float[6];
        using var session = network.CreateTrainingSession(2);
        session.Forward(inputs, hidden, last, 2);
        Assert.All(hidden.Concat(last), value => Assert.NotEqual(0, value));
        session.Backward(new float[12], [1, 0, 0, 1, 0, 0]);

        // ∂(Σ last₀)/∂b = 2 for two samples, and 0 for the other rows.
        Assert.Equal([2f, 0, 0], session.Gradients["Dense2.bias"].ToArray());
        for (int i = 0; i < 6; i++)
            Assert.Equal(hidden[i] + hidden[6 + i], session.Gradients["Dense2.weight"][0, i], 1e-5f);
    }

    /// <summary>A network without parameters predicts, has a gradient without elements, and a file without tensors.</summary>
    [Fact]
    public void ANetworkWithoutParameters()
    {
        var network = new WithoutParameters();
        Assert.Equal(0, WithoutParameters.ParameterCount);
        AssertNoLoss(network);
        float[] output = new float[3];
        network.Predict([1, 1, 1], output);
        Assert.All(output, value => Assert.Equal(1f / 3, value, 1e-6f));
        using var session = network.CreateTrainingSession(1);
        Assert.Empty(session.Gradients.Layout.Tensors);
        new Adam<float>(1e-3).Step(network.Parameters, session.Gradients);
        using var file = new MemoryStream();
        network.Save(file);
        Assert.Equal(0, WithoutParameters.Load(file.ToArray()).Parameters.Layout.Count);

        var losses = new LossWithoutParameters();
        using var other = losses.CreateTrainingSession(2);
        Assert.Equal(MathF.Log(3), losses.Evaluate([1, 1, 1, 2, 2, 2], [0, 2], 2), 1e-6f);
        Assert.Equal(MathF.Log(3), other.Backward([1, 1, 1, 2, 2, 2], [0, 2], 2), 1e-6f);
    }

    /// <summary>The largest label there is, the smallest and those beyond.</summary>
    [Fact]
    public void LabelsAreChecked()
    {
        var network = new Classifier();
        float[] inputs = SurfaceTests.Values(20);
        Assert.True(float.IsFinite(network.Evaluate(inputs, [6], 1)));
        Assert.True(float.IsFinite(network.Evaluate(inputs, [0], 1)));
        Assert.All(new[] { 7, -1, int.MaxValue, int.MinValue }, label => Assert.Throws<ArgumentOutOfRangeException>(() => network.Evaluate(inputs, [label], 1)));
    }

    private static void AssertNoLoss<TNetwork>(TNetwork network)
        where TNetwork : class, INetwork<TNetwork, float>
    {
        using var session = network.CreateTrainingSession(1);
        var refusals = new[]
        {
            Assert.Throws<InvalidOperationException>(() => network.Evaluate(default)),
            Assert.Throws<InvalidOperationException>(() => session.Backward(default)),
            Assert.Throws<InvalidOperationException>(() => session.Accumulate(default)),
        };
        Assert.All(refusals, refusal => Assert.Contains($"'{TNetwork.Signature.Name}' declares no loss", refusal.Message, StringComparison.Ordinal));
    }
}
