using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>Runs alone: allocations are counted for the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Nothing is allocated by a prediction, or by a training step after the first.</summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    /// <summary>10,000 predictions of every kind.</summary>
    [Fact]
    public void PredictionsAllocateNothing()
    {
        var network = new Classifier();
        float[] inputs = SurfaceTests.Values(20 * 8), outputs = new float[7 * 8];
        int[] labels = new int[8];
        float sink = 0;
        Assert.Equal(0, Allocated(10_000, () =>
        {
            network.Predict(inputs.AsSpan(0, 20), outputs.AsSpan(0, 7));
            network.Predict(inputs, outputs, 8);
            sink += network.Classify(inputs.AsSpan(0, 20)) + network.Evaluate(inputs, labels, 8) + outputs[3];
        }));
        Assert.True(float.IsFinite(sink));
    }

    /// <summary>1,000 training steps with each optimizer.</summary>
    [Fact]
    public void TrainingStepsAllocateNothing()
    {
        foreach (Optimizer<float> optimizer in new Optimizer<float>[] { new Sgd<float>(1e-3, momentum: 0.9, nesterov: true), new Adam<float>(1e-3), new AdamW<float>(1e-3) })
        {
            var network = new Classifier();
            using var session = network.CreateTrainingSession(8);
            float[] inputs = SurfaceTests.Values(20 * 8), outputs = new float[7 * 8];
            int[] labels = new int[8];
            Assert.Equal(0, Allocated(1_000, () =>
            {
                session.Backward(inputs, labels, 8);
                session.Accumulate(inputs, labels, 8);
                optimizer.Step(network.Parameters, session.Gradients);
                session.Forward(inputs, outputs, 8);
                session.Backward(outputs);
            }));
        }
    }

    // The count is of the process, and the test host writes a message now and then: what the action allocates shows in every attempt.
    private static long Allocated(int times, Action action)
    {
        for (int i = 0; i < 200; i++)
            action();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 20 && least > 0; attempt++)
        {
            Thread.Sleep(20);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < times; i++)
                action();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }
}
