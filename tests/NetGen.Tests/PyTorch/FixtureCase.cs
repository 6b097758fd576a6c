using System.Collections.Immutable;
using Xunit;

namespace NetGen.Tests.PyTorch;

/// <summary>Compares a generated network with its fixture. The network's type is known to the implementation only.</summary>
internal abstract class FixtureCase
{
    /// <summary>The network's and the fixture's name.</summary>
    public abstract string Name { get; }

    /// <summary>Makes the case of a network whose fixture has its name.</summary>
    /// <typeparam name="TNetwork">The network.</typeparam>
    /// <returns>The case.</returns>
    public static FixtureCase Of<TNetwork>()
        where TNetwork : class, INetwork<TNetwork, float> => new FixtureCase<TNetwork>();

    /// <summary>The network has the parameters of the module, in its shapes, and takes and gives what the module does.</summary>
    public abstract void HasTheSignatureOfTheModule();

    /// <summary>Outputs of the whole batch, and of its samples one by one.</summary>
    /// <param name="tolerance">The tolerance of <see cref="Tolerance.AssertEqual"/>.</param>
    public abstract void PredictsTheOutputs(double tolerance);

    /// <summary>The loss with and without a backward pass, every gradient, and what adding them gives.</summary>
    /// <param name="tolerance">The tolerance of <see cref="Tolerance.AssertEqual"/>.</param>
    public abstract void ComputesTheGradients(double tolerance);

    /// <summary>The losses of a training run.</summary>
    /// <param name="optimizer">The optimizer's name in the fixture.</param>
    /// <param name="tolerance">The tolerance of <see cref="Tolerance.AssertEqual"/>.</param>
    public abstract void TrainsWithTheLosses(string optimizer, double tolerance);

    /// <summary>A NaN in any input shows in the outputs of its sample and in the loss, and in no other sample.</summary>
    public abstract void LetsNaNThrough();

    /// <summary>A batch without samples has no loss and no gradients, and nothing is written.</summary>
    public abstract void TakesAnEmptyBatch();
}

/// <inheritdoc/>
/// <typeparam name="TNetwork">The network.</typeparam>
internal sealed class FixtureCase<TNetwork> : FixtureCase
    where TNetwork : class, INetwork<TNetwork, float>
{
    private readonly Lazy<Fixture> fixture = new(() => Fixture.Read(typeof(TNetwork).Name));

    /// <inheritdoc/>
    public override string Name => typeof(TNetwork).Name;

    private Fixture Expected => fixture.Value;

    /// <inheritdoc/>
    public override void HasTheSignatureOfTheModule()
    {
        NetworkSignature signature = TNetwork.Signature;
        Assert.Equal(
            Expected.Parameters.Select(tensor => Text(tensor.Key, tensor.Value.Shape)).Order(StringComparer.Ordinal),
            signature.Parameters.Tensors.Select(tensor => Text(tensor.Name, tensor.Shape)).Order(StringComparer.Ordinal));
        Assert.Equal(
            Expected.Buffers.Select(tensor => Text(tensor.Key, tensor.Value.Shape)).Order(StringComparer.Ordinal),
            signature.Buffers.Tensors.Select(tensor => Text(tensor.Name, tensor.Shape)).Order(StringComparer.Ordinal));
        Assert.Equal(Lengths(Expected.Inputs), signature.Inputs.Select(slot => slot.Length));
        Assert.Equal(Lengths(Expected.Outputs), signature.Outputs.Select(slot => slot.Length));
        Assert.Equal(
            Expected.Targets.Select(target => target.Indices.Length > 0 ? ElementType.Int32 : ElementType.Float),
            signature.Targets.Select(slot => slot.Type));
    }

    /// <inheritdoc/>
    public override void PredictsTheOutputs(double tolerance)
    {
        TNetwork network = Initialized();
        float[][] outputs = Predict(network, WholeBatch());
        for (int i = 0; i < outputs.Length; i++)
            Tolerance.AssertEqual($"Output {i}", outputs[i], Expected.Outputs[i].Values, tolerance);

        float[][] oneByOne = [.. Expected.Outputs.Select(output => new float[output.Values.Length])];
        for (int sample = 0; sample < Expected.Count; sample++)
        {
            Slot<float>[] inputs = [.. Expected.Inputs.Select(input => new Slot<float>(Sample(input.Values, sample)))];
            network.Predict(new Batch<float>(inputs, [], 1), [.. oneByOne.Select(output => Sample(output, sample))]);
        }

        for (int i = 0; i < outputs.Length; i++)
            Tolerance.AssertEqual($"Output {i}, sample by sample", oneByOne[i], Expected.Outputs[i].Values, tolerance);
    }

    /// <inheritdoc/>
    public override void ComputesTheGradients(double tolerance)
    {
        TNetwork network = Initialized();
        // A capacity above the batch, so that offsets by capacity and lengths by count cannot be taken for one another.
        using ITrainingSession<float> session = network.CreateTrainingSession(Expected.Count + 3);
        session.Gradients.Span.Fill(float.NaN);
        Tolerance.AssertEqual("Loss of Evaluate", [network.Evaluate(WholeBatch())], [Expected.Loss], tolerance);
        Tolerance.AssertEqual("Loss of Backward", [session.Backward(WholeBatch())], [Expected.TrainingLoss], tolerance);
        Assert.Equal(Expected.Gradients.Count, session.Gradients.Layout.Tensors.Length);
        foreach ((string name, FixtureTensor gradient) in Expected.Gradients)
            Tolerance.AssertEqual($"Gradient of {name}", session.Gradients[name].ToArray(), gradient.Values, tolerance);

        session.Accumulate(WholeBatch());
        foreach ((string name, FixtureTensor gradient) in Expected.Gradients)
            Tolerance.AssertEqual($"Accumulated gradient of {name}", session.Gradients[name].ToArray(), [.. gradient.Values.Select(value => 2 * value)], 2 * tolerance);
    }

    /// <inheritdoc/>
    public override void TrainsWithTheLosses(string optimizer, double tolerance)
    {
        TNetwork network = Initialized();
        FixtureRun run = Expected.Optimizers[optimizer];
        using ITrainingSession<float> session = network.CreateTrainingSession(Expected.Count);
        Optimizer<float> stepper = FixtureOptimizers.Create<float>(optimizer, run.Options);
        var losses = new float[run.Losses.Length];
        for (int i = 0; i < losses.Length - 1; i++)
        {
            losses[i] = session.Backward(WholeBatch());
            stepper.Step(network.Parameters, session.Gradients);
        }

        losses[^1] = network.Evaluate(WholeBatch());
        Tolerance.AssertEqual($"Losses of {optimizer}", losses, run.Losses, tolerance);
        foreach ((string name, FixtureTensor buffer) in run.Buffers)
            Tolerance.AssertEqual($"{name} after {optimizer}", network.Buffers[name].ToArray(), buffer.Values, tolerance);
    }

    /// <inheritdoc/>
    public override void LetsNaNThrough()
    {
        TNetwork network = Initialized();
        using ITrainingSession<float> session = network.CreateTrainingSession(Expected.Count);
        int last = Expected.Count - 1;
        float[][] clean = Predict(network, WholeBatch());
        for (int i = 0; i < Expected.Inputs.Length; i++)
        {
            float[] damaged = [.. Expected.Inputs[i].Values];
            Sample(damaged, last).Span[0] = float.NaN;
            Slot<float>[] inputs = Slots(Expected.Inputs);
            inputs[i] = new Slot<float>(damaged);
            var batch = new Batch<float>(inputs, Slots(Expected.Targets), Expected.Count);

            float[][] outputs = Predict(network, batch);
            Assert.Contains(outputs, output => Sample(output, last).ToArray().Any(float.IsNaN));
            foreach ((float[] before, float[] after) in clean.Zip(outputs))
                Assert.Equal(before[..(before.Length / Expected.Count * last)], after[..(after.Length / Expected.Count * last)]);

            Slot<float>[] alone = [.. Expected.Inputs.Select((input, j) => new Slot<float>(Sample(j == i ? damaged : input.Values, last)))];
            float[][] one = [.. Expected.Outputs.Select(output => new float[output.Values.Length / Expected.Count])];
            network.Predict(new Batch<float>(alone, [], 1), [.. one.Select(output => output.AsMemory())]);
            Assert.Contains(one, output => output.Any(float.IsNaN));

            Assert.Equal(float.NaN, network.Evaluate(batch));
            Assert.Equal(float.NaN, session.Backward(batch));
        }
    }

    /// <inheritdoc/>
    public override void TakesAnEmptyBatch()
    {
        TNetwork network = Initialized();
        float[] parameters = network.Parameters.Span.ToArray(), buffers = network.Buffers.Span.ToArray();
        using ITrainingSession<float> session = network.CreateTrainingSession(2);
        var none = new Batch<float>(new Slot<float>[Expected.Inputs.Length], new Slot<float>[Expected.Targets.Length], 0);
        network.Predict(none, new Memory<float>[Expected.Outputs.Length]);
        Assert.Equal(0, network.Evaluate(none));
        session.Gradients.Span.Fill(7);
        Assert.Equal(0, session.Accumulate(none));
        Assert.All(session.Gradients.Span.ToArray(), value => Assert.Equal(7, value));
        Assert.Equal(0, session.Backward(none));
        Assert.All(session.Gradients.Span.ToArray(), value => Assert.Equal(0, value));
        Assert.Equal(parameters, network.Parameters.Span.ToArray());
        Assert.Equal(buffers, network.Buffers.Span.ToArray());
    }

    private float[][] Predict(TNetwork network, Batch<float> batch)
    {
        float[][] outputs = [.. Expected.Outputs.Select(output => new float[output.Values.Length])];
        network.Predict(batch, [.. outputs.Select(output => output.AsMemory())]);
        return outputs;
    }

    private static string Text(string name, ImmutableArray<int> shape) => $"{name} [{string.Join(", ", shape)}]";

    private TNetwork Initialized()
    {
        TNetwork network = TNetwork.Create(seed: 1);
        foreach ((string name, FixtureTensor tensor) in Expected.Parameters)
            network.Parameters[name].CopyFrom(tensor.Values);
        foreach ((string name, FixtureTensor tensor) in Expected.Buffers)
            network.Buffers[name].CopyFrom(tensor.Values);
        return network;
    }

    private Batch<float> WholeBatch() => new(Slots(Expected.Inputs), Slots(Expected.Targets), Expected.Count);

    private static Slot<float>[] Slots(ImmutableArray<FixtureTensor> tensors) => [.. tensors.Select(tensor => tensor.Slot)];

    private IEnumerable<int> Lengths(ImmutableArray<FixtureTensor> tensors) => tensors.Select(tensor => tensor.Values.Length / Expected.Count);

    private Memory<float> Sample(float[] batch, int sample)
    {
        int length = batch.Length / Expected.Count;
        return batch.AsMemory(sample * length, length);
    }
}
