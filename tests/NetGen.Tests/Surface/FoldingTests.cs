using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>
/// Normalizations that predictions apply inside of the convolution or dense layer before: with the parameters and statistics of the moment, whoever changed
/// them, and to the same effect as where an output between the two forbids it.
/// </summary>
public sealed class FoldingTests
{
    private const int Samples = 5;
    private const float Tolerance = 1e-5f;

    private readonly Random random = new(5);
    private readonly float[][] inputs = [.. Folded.Signature.Inputs.Select(slot => SurfaceTests.Values(Samples * slot.Length))];

    [Fact]
    public void PredictsAsWithoutFolding()
    {
        for (int attempt = 0; attempt < 5; attempt++)
            Predict(Drawn());
    }

    [Fact]
    public void FollowsWhatIsSet()
    {
        Folded network = Drawn();
        float[] before = Predict(network);
        foreach (TensorLayout tensor in Folded.Signature.Parameters.Tensors)
            before = AssertChanged(tensor.Name, before, network, () => network.Parameters[tensor.Name].CopyFrom(Numbers(tensor.Length, Normal)));
        foreach (TensorLayout tensor in Folded.Signature.Buffers.Tensors.Where(tensor => tensor.Shape.Length > 0))
            before = AssertChanged(tensor.Name, before, network, () => network.Buffers[tensor.Name].CopyFrom(Numbers(tensor.Length, Variance)));
    }

    [Fact]
    public void FollowsTrainingAndFiles()
    {
        Folded network = Drawn();
        float[] before = Predict(network);
        using ITrainingSession<float> session = network.CreateTrainingSession(Samples);
        Slot<float>[] targets = [new Slot<float>(SurfaceTests.Values(Samples * 3))];
        before = AssertChanged("statistics of a training call", before, network, () => session.Backward(new Batch<float>(Slots(0, Samples), targets, Samples)));
        before = AssertChanged("optimizer's step", before, network, () => new Adam<float>(0.05).Step(network.Parameters, session.Gradients));
        Folded other = Drawn();
        using var file = new MemoryStream();
        other.Save(file);
        AssertChanged("file", before, network, () => WeightFile.Load(file.ToArray(), Folded.Signature, network.Parameters, network.Buffers));
        Assert.Equal(Predict(other), Predict(network));
    }

    private float[] AssertChanged(string what, float[] before, Folded network, Action change)
    {
        change();
        float[] after = Predict(network);
        Assert.False(before.AsSpan().SequenceEqual(after), $"A prediction does not see the new {what}.");
        return after;
    }

    // Predicts all samples at once and one by one, and compares both with the network that does not fold.
    private float[] Predict(Folded network)
    {
        var other = new Unfolded(seed: 2);
        other.Parameters.CopyFrom(network.Parameters);
        other.Buffers.CopyFrom(network.Buffers);
        float[][] expected = [.. Unfolded.Signature.Outputs.Select(slot => new float[Samples * slot.Length])];
        ((INetwork<Unfolded, float>)other).Predict(new Batch<float>(Slots(0, Samples), [], Samples), [.. expected.Select(output => output.AsMemory())]);
        float[] whole = new float[Samples * 3], single = new float[Samples * 3];
        ((INetwork<Folded, float>)network).Predict(new Batch<float>(Slots(0, Samples), [], Samples), [whole]);
        for (int sample = 0; sample < Samples; sample++)
        {
            ((INetwork<Folded, float>)network).Predict(new Batch<float>(Slots(sample, 1), [], 1), [single.AsMemory(sample * 3, 3)]);
        }

        float largest = expected[^1].Max(Math.Abs);
        Assert.InRange(whole.Zip(expected[^1], (a, b) => Math.Abs(a - b)).Max(), 0, Tolerance * largest);
        Assert.InRange(single.Zip(expected[^1], (a, b) => Math.Abs(a - b)).Max(), 0, Tolerance * largest);
        return whole;
    }

    private Folded Drawn()
    {
        var network = new Folded(seed: 1);
        foreach (TensorLayout tensor in Folded.Signature.Parameters.Tensors)
            network.Parameters[tensor.Name].CopyFrom(Numbers(tensor.Length, Normal));
        foreach (TensorLayout tensor in Folded.Signature.Buffers.Tensors)
            network.Buffers[tensor.Name].CopyFrom(Numbers(tensor.Length, tensor.Name.EndsWith("running_mean", StringComparison.Ordinal) ? Normal : Variance));
        return network;
    }

    private Slot<float>[] Slots(int first, int count) =>
        [.. inputs.Zip(Folded.Signature.Inputs, (input, slot) => new Slot<float>(input.AsMemory(first * slot.Length, count * slot.Length)))];

    private static float[] Numbers(int length, Func<float> next) => [.. Enumerable.Range(0, length).Select(_ => next())];

    private float Variance() => 0.3f + (3.7f * random.NextSingle());

    // By the sum of twelve, which is near enough.
    private float Normal() => Enumerable.Range(0, 12).Sum(_ => random.NextSingle()) - 6;
}

[Network]
[Input(2, 9, Axes = "CL", Name = "signal"), Input(4, 6, 7, Name = "picture"), Input(2, 3, 4, 5, Name = "volume")]
[Conv1D(5, Kernel = 3, From = "signal", Name = "Signal"), BatchNorm, ReLU, GlobalAveragePool(Name = "ofSignal")]
[Conv2D(8, Kernel = 3, Padding = 1, From = "picture", Name = "Picture"), BatchNorm, ReLU]
[Conv2D(8, Kernel = 3, Groups = 8, Bias = false, Name = "Depthwise"), BatchNorm]
[ConvTranspose2D(4, Kernel = 3, Stride = 2, Name = "Up"), BatchNorm, SiLU, GlobalAveragePool(Name = "ofPicture")]
[Conv3D(3, Kernel = 2, From = "volume", Name = "Volume"), BatchNorm(Affine = false), Tanh, GlobalAveragePool(Name = "ofVolume")]
[Concat("ofSignal", "ofPicture", "ofVolume"), Dense(6), BatchNorm, SiLU, Dense(3), MeanSquaredError]
internal sealed partial class Folded;

/// <summary>The same, but that what convolutions and the dense layer compute is wanted by itself.</summary>
[Network]
[Input(2, 9, Axes = "CL", Name = "signal"), Input(4, 6, 7, Name = "picture"), Input(2, 3, 4, 5, Name = "volume")]
[Conv1D(5, Kernel = 3, From = "signal", Name = "Signal"), Output("ofConv1D"), BatchNorm, ReLU, GlobalAveragePool(Name = "ofSignal")]
[Conv2D(8, Kernel = 3, Padding = 1, From = "picture", Name = "Picture"), Output("ofConv2D"), BatchNorm, ReLU]
[Conv2D(8, Kernel = 3, Groups = 8, Bias = false, Name = "Depthwise"), Output("ofDepthwise"), BatchNorm]
[ConvTranspose2D(4, Kernel = 3, Stride = 2, Name = "Up"), Output("ofUp"), BatchNorm, SiLU, GlobalAveragePool(Name = "ofPicture")]
[Conv3D(3, Kernel = 2, From = "volume", Name = "Volume"), Output("ofConv3D"), BatchNorm(Affine = false), Tanh, GlobalAveragePool(Name = "ofVolume")]
[Concat("ofSignal", "ofPicture", "ofVolume"), Dense(6), Output("ofDense"), BatchNorm, SiLU, Dense(3), Output("prediction"), MeanSquaredError]
internal sealed partial class Unfolded;
