using System.Numerics;
using NetGen.TestNetworks;
using Xunit;

namespace NetGen.Tests.Library;

/// <summary>Networks of a library, used by a project that has networks of its own.</summary>
public sealed class LibraryNetworkTests
{
    /// <summary>The networks of one name in two namespaces, the one without a namespace and the nested one are themselves.</summary>
    [Fact]
    public void EveryNetworkIsItself()
    {
        Assert.Equal("NetGen.TestNetworks.First.Tagger", TestNetworks.First.Tagger.Signature.Name);
        Assert.Equal("NetGen.TestNetworks.Second.Tagger", TestNetworks.Second.Tagger.Signature.Name);
        Assert.Equal("WithoutNamespace", WithoutNamespace.Signature.Name);
        Assert.Equal("NetGen.TestNetworks.Zoo.TwoHeads", Zoo.TwoHeads.Signature.Name);
        Assert.Equal((12, 5), (TestNetworks.First.Tagger.InputLength, TestNetworks.First.Tagger.OutputLength));
        Assert.Equal((7, 3), (TestNetworks.Second.Tagger.InputLength, TestNetworks.Second.Tagger.OutputLength));
    }

    /// <summary>Numbers and integers go in, two outputs come out, two losses have gradients, and a file brings it all back.</summary>
    [Fact]
    public void TwoHeadsPredictsTrainsAndTravels()
    {
        var network = new Zoo.TwoHeads(seed: 2);
        float[] features = [0.1f, -0.2f, 0.3f, 0.4f, 1, 0, -1, 0.5f], targets = [0.5f, -0.5f, 0, 1];
        int[] codes = [1, 2, 0, -1, 3, 2], labels = [4, 0];
        float[] estimate = new float[4], scores = new float[10];
        network.Predict(features, codes, estimate, scores, 2);
        Assert.All(estimate.Concat(scores), value => Assert.True(float.IsFinite(value) && value != 0));

        using var session = network.CreateTrainingSession(2);
        float loss = session.Backward(features, codes, targets, labels, 2);
        Assert.Equal(network.Evaluate(features, codes, targets, labels, 2), loss, 1e-6f);
        Assert.All(session.Gradients.Layout.Tensors, tensor => Assert.Contains(session.Gradients[tensor.Name].ToArray(), value => value != 0));

        using var file = new MemoryStream();
        network.Save(file);
        var loaded = Zoo.TwoHeads.Load(file.ToArray());
        Assert.Equal(network.Parameters.Span.ToArray(), loaded.Parameters.Span.ToArray());
    }

    /// <summary>One method trains them all, of the library and of this project, in either precision.</summary>
    [Fact]
    public void OneMethodTrainsThemAll()
    {
        Train<TestNetworks.First.Tagger, float>();
        Train<TestNetworks.Second.Tagger, double>();
        Train<WithoutNamespace, float>();
        Train<Zoo.TwoHeads, float>();
        Train<Surface.TwoHeads, float>();
    }

    // Learns eight random samples by heart, then saves and loads what was learned.
    private static void Train<TNet, TScalar>()
        where TNet : class, INetwork<TNet, TScalar>
        where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        const int count = 8;
        var random = new Random(5);
        Slot<TScalar>[] inputs = [.. TNet.Signature.Inputs.Select(slot => Slot(slot, random.NextDouble))], targets = [.. TNet.Signature.Targets.Select(slot => Slot(slot, () => random.Next(2)))];
        var network = TNet.Create(seed: 3);
        using var session = network.CreateTrainingSession(count);
        var optimizer = new Adam<TScalar>(1e-2);
        TScalar before = network.Evaluate(new Batch<TScalar>(inputs, targets, count));
        for (int step = 0; step < 200; step++)
        {
            session.Backward(new Batch<TScalar>(inputs, targets, count));
            optimizer.Step(network.Parameters, session.Gradients);
        }

        TScalar after = network.Evaluate(new Batch<TScalar>(inputs, targets, count));
        Assert.True(after < before / TScalar.CreateChecked(2), $"{TNet.Signature.Name}: the loss went from {before} to {after}");

        using var file = new MemoryStream();
        WeightFile.Save(file, TNet.Signature, network.Parameters, network.Buffers);
        var loaded = TNet.Create(seed: 4);
        Assert.NotEqual(Predict(network), Predict(loaded));
        WeightFile.Load(file.ToArray(), TNet.Signature, loaded.Parameters, loaded.Buffers);
        Assert.Equal(Predict(network), Predict(loaded));

        Slot<TScalar> Slot(SlotSignature slot, Func<double> value) => slot.Type == ElementType.Int32
            ? new Slot<TScalar>(Enumerable.Range(0, count * slot.Length).Select(_ => random.Next(slot.Classes == 0 ? 3 : slot.Classes)).ToArray())
            : new Slot<TScalar>(Enumerable.Range(0, count * slot.Length).Select(_ => TScalar.CreateTruncating(value())).ToArray());

        TScalar[][] Predict(TNet of)
        {
            TScalar[][] outputs = [.. TNet.Signature.Outputs.Select(output => new TScalar[count * output.Length])];
            of.Predict(new Batch<TScalar>(inputs, [], count), outputs.Select(output => output.AsMemory()).ToArray());
            return outputs;
        }
    }
}
