using NetGen.Tests.Fixtures;
using Xunit;

namespace NetGen.Tests.PyTorch;

/// <summary>A <c>state_dict</c> of a module with the same names loads unchanged, whatever packing the generator chose inside.</summary>
public sealed class StateDictTests
{
    [Fact]
    public void LoadsUnderTheNamesOfTheLayers() => Loads<Classifier>("Classifier.safetensors");

    [Fact]
    public void LoadsUnderTheKeysOfTheLayers() => Loads<KeyedClassifier>("Classifier.keys.safetensors");

    [Fact]
    public void RefusesTheNamesOfAnotherModule()
    {
        Classifier network = Create<Classifier>(seed: 3);
        float[] before = network.Parameters.Span.ToArray();
        WeightFileException exception = Assert.Throws<WeightFileException>(() => Load(network, "Classifier.keys.safetensors"));
        Assert.Contains("fc1.weight", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Dense1.weight", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, network.Parameters.Span.ToArray());
    }

    private static void Loads<TNetwork>(string file)
        where TNetwork : class, INetwork<TNetwork, float>
    {
        Fixture fixture = Fixture.Read(nameof(Classifier));
        TNetwork network = Create<TNetwork>(seed: 3);
        Load(network, file);
        foreach ((string name, FixtureTensor expected) in fixture.Parameters)
            Assert.Equal(expected.Values, network.Parameters[name].ToArray());

        var outputs = new float[fixture.Outputs[0].Values.Length];
        network.Predict(new Batch<float>([fixture.Inputs[0].Slot], [], fixture.Count), [outputs]);
        Tolerance.AssertEqual("Output", outputs, fixture.Outputs[0].Values, 1e-5);
    }

    private static void Load<TNetwork>(TNetwork network, string file)
        where TNetwork : class, INetwork<TNetwork, float> =>
        WeightFile.Load(Path.Combine(Fixture.Folder, file), TNetwork.Signature, network.Parameters, network.Buffers);

    private static TNetwork Create<TNetwork>(ulong seed)
        where TNetwork : class, INetwork<TNetwork, float> => TNetwork.Create(seed);
}
