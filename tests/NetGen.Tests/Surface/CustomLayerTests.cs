using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>Layers whose forward and backward methods a user wrote, against those of the library that compute the same.</summary>
public sealed class CustomLayerTests
{
    private const int Count = 37;

    [Fact]
    public void TheyComputeWhatTheLibrarysDo()
    {
        Compare<CustomVector, LibraryVector>(1e-5f);
        Compare<CustomPicture, LibraryPicture>(1e-5f);
        Compare<CustomGate, LibraryGate>(1e-5f);
        Compare<CustomShared, LibraryShared>(1e-5f);
    }

    [Fact]
    public void GradientsAreThoseOfCentralDifferences()
    {
        const double Step = 1e-5;
        var network = new CustomDouble(seed: 3);
        using var session = network.CreateTrainingSession(Count);
        double[] inputs = Values(Count * CustomDouble.InputLength, 1), targets = Values(Count * CustomDouble.OutputLength, 2);
        session.Backward(inputs, targets, Count);
        double[] gradients = session.Gradients.Span.ToArray();
        Assert.Equal(["first.weight", "first.bias", "second.weight", "second.bias"], CustomDouble.Signature.Parameters.Tensors.Select(tensor => tensor.Key));
        foreach (TensorLayout tensor in CustomDouble.Signature.Parameters.Tensors)
        {
            for (int i = 0; i < tensor.Length; i++)
            {
                ref double parameter = ref network.Parameters.Span[tensor.Offset + i];
                double before = parameter;
                parameter = before + Step;
                double above = network.Evaluate(inputs, targets, Count);
                parameter = before - Step;
                double below = network.Evaluate(inputs, targets, Count);
                parameter = before;
                Assert.Equal((above - below) / (2 * Step), gradients[tensor.Offset + i], 1e-7);
            }
        }
    }

    [Fact]
    public void ThreadsAndCallsComputeTheSameBits()
    {
        Check<CustomVector>();
        Check<CustomPicture>();
        Check<CustomShared>();
    }

    [Fact]
    public void GradientsAccumulate()
    {
        var network = new CustomVector(seed: 3);
        using var session = network.CreateTrainingSession(Count);
        float[] inputs = [.. Values(Count * CustomVector.InputLength, 1).Select(value => (float)value)], targets = [.. Values(Count * CustomVector.OutputLength, 2).Select(value => (float)value)];
        session.Backward(inputs, targets, Count);
        float[] once = session.Gradients.Span.ToArray();
        session.Accumulate(inputs, targets, Count);
        float[] twice = session.Gradients.Span.ToArray();
        Assert.Contains(once, value => value != 0);
        for (int i = 0; i < once.Length; i++)
            Assert.Equal(2 * once[i], twice[i], 1e-5f);
    }

    [Fact]
    public void ParametersStartAsDeclared()
    {
        var network = new CustomVector(seed: 3);
        Assert.All(network.PlainDense1.Bias.ToArray(), value => Assert.Equal(0, value));
        Assert.All(network.PlainDense1.Weight.ToArray(), value => Assert.InRange(Math.Abs(value), 1e-9, 1 / Math.Sqrt(6)));
        Assert.Equal([5, 6], CustomVector.Signature.Parameters.Tensors.Single(tensor => tensor.Name == "PlainDense1.weight").Shape.ToArray());
    }

    [Fact]
    public void NothingIsAllocated()
    {
        var network = new CustomPicture(seed: 3);
        using var session = network.CreateTrainingSession(Count);
        float[] inputs = new float[Count * CustomPicture.InputLength], targets = new float[Count * CustomPicture.OutputLength], outputs = new float[targets.Length];
        Action[] calls = [() => session.Backward(inputs, targets, Count), () => network.Predict(inputs, outputs, Count)];
        foreach (Action call in calls)
        {
            call();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
                call();
            Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    private static void Compare<TCustom, TBuiltIn>(float tolerance)
        where TCustom : class, INetwork<TCustom, float>
        where TBuiltIn : class, INetwork<TBuiltIn, float>
    {
        TCustom custom = TCustom.Create(3);
        TBuiltIn builtIn = TBuiltIn.Create(4);
        string[] names = [.. TCustom.Signature.Parameters.Tensors.Select(tensor => tensor.Name)], like = [.. TBuiltIn.Signature.Parameters.Tensors.Select(tensor => tensor.Name)];
        Assert.Equal(like.Length, names.Length);
        for (int i = 0; i < names.Length; i++)
            custom.Parameters[names[i]].CopyFrom(builtIn.Parameters[like[i]].ToArray());
        using ITrainingSession<float> first = custom.CreateTrainingSession(Count), second = builtIn.CreateTrainingSession(Count);
        Assert.Equal(Backward<TBuiltIn>(second), Backward<TCustom>(first), tolerance);
        for (int i = 0; i < names.Length; i++)
        {
            float[] expected = second.Gradients[like[i]].ToArray(), actual = first.Gradients[names[i]].ToArray();
            Assert.Contains(expected, value => value != 0);
            for (int j = 0; j < expected.Length; j++)
                Assert.Equal(expected[j], actual[j], tolerance);
        }
    }

    private static void Check<TNetwork>()
        where TNetwork : class, INetwork<TNetwork, float>
    {
        TNetwork network = TNetwork.Create(3);
        using ITrainingSession<float> session = network.CreateTrainingSession(Count);
        Backward<TNetwork>(session);
        float[] alone = session.Gradients.Span.ToArray();
        foreach (int threads in new[] { 2, 3 })
        {
            using var team = new Parallelism(threads);
            session.Parallelism = team;
            Backward<TNetwork>(session);
            Assert.Equal(alone, session.Gradients.Span.ToArray());
            session.Parallelism = null;
        }
    }

    private static float Backward<TNetwork>(ITrainingSession<float> session)
        where TNetwork : class, INetwork<TNetwork, float>
    {
        Slot<float>[] inputs = [.. TNetwork.Signature.Inputs.Select((slot, i) => Slot(slot.Length, i))], targets = [.. TNetwork.Signature.Targets.Select((slot, i) => Slot(slot.Length, 10 + i))];
        return session.Backward(new Batch<float>(inputs, targets, Count));
    }

    private static Slot<float> Slot(int length, int seed) => new(Values(Count * length, seed).Select(value => (float)value).ToArray());

    private static double[] Values(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextDouble()) - 1)];
    }
}
