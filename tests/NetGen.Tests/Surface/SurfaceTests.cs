using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>What users call, with good arguments and bad ones.</summary>
public sealed class SurfaceTests
{
    /// <summary>A sample alone is what it is in a batch.</summary>
    [Fact]
    public void SinglePredictionsAreThoseOfTheBatch()
    {
        var network = new Classifier(seed: 3);
        const int count = 301;
        float[] inputs = Values(count * Classifier.InputLength), outputs = new float[count * Classifier.OutputLength], one = new float[Classifier.OutputLength];
        network.Predict(inputs, outputs, count);
        for (int s = 0; s < count; s++)
        {
            network.Predict(inputs.AsSpan(s * 20, 20), one);
            for (int i = 0; i < 7; i++)
                Assert.Equal(outputs[(s * 7) + i], one[i], 1e-5f);
            Assert.Equal(Array.IndexOf(one, one.Max()), network.Classify(inputs.AsSpan(s * 20, 20)));
        }
    }

    /// <summary>Arguments that cannot be are refused with what was expected and what was found.</summary>
    [Fact]
    public void WrongArgumentsAreNamed()
    {
        var network = new Classifier();
        float[] x = Values(40), y = new float[14];
        Assert.Contains("19", Assert.Throws<ArgumentException>(() => network.Predict(x.AsSpan(0, 19), y.AsSpan(0, 7))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.Predict(x.AsSpan(0, 20), y));
        Assert.Throws<ArgumentException>(() => network.Predict(x, y, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Predict(x, y, -1));
        Assert.Throws<ArgumentException>(() => network.Predict(x.AsSpan(0, 20), x.AsSpan(13, 7)));
        network.Predict(default, default, 0);
        var label = Assert.Throws<ArgumentOutOfRangeException>(() => network.Evaluate(x, [1, 7], 2));
        Assert.Contains("7", label.Message, StringComparison.Ordinal);
        Assert.Contains("index 1", label.Message, StringComparison.Ordinal);
        using var session = network.CreateTrainingSession(1);
        Assert.Contains("capacity", Assert.Throws<ArgumentOutOfRangeException>(() => session.Backward(x, [1, 2], 2)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => session.Backward(new float[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.CreateTrainingSession(0));
    }

    /// <summary>Backward overwrites, Accumulate adds, an empty batch has no gradient.</summary>
    [Fact]
    public void GradientsAreOverwrittenOrAdded()
    {
        var network = new TwoHeads(seed: 5);
        float[] features = Values(12), targets = Values(6);
        int[] codes = [1, -2, 3, 4, 5, -6, 7, 8, 9], labels = [0, 4, 2];
        using var session = network.CreateTrainingSession(4);
        float loss = session.Backward(features, codes, targets, labels, 3);
        Assert.Equal(loss, network.Evaluate(features, codes, targets, labels, 3), 1e-5f);
        float[] first = session.Gradients.Span.ToArray();
        session.Backward(features, codes, targets, labels, 3);
        Assert.Equal(first, session.Gradients.Span.ToArray());
        session.Accumulate(features, codes, targets, labels, 3);
        Assert.All(first.Zip(session.Gradients.Span.ToArray()), pair => Assert.Equal(2 * pair.First, pair.Second, 1e-4f));
        Assert.Equal(0, session.Backward(default, default, default, default, 0));
        Assert.All(session.Gradients.Span.ToArray(), value => Assert.Equal(0, value));
    }

    /// <summary>A loss of the caller's own, here the first score of each sample.</summary>
    [Fact]
    public void GradientsOfOutputsComeBack()
    {
        var network = new TwoHeads(seed: 5);
        float[] features = Values(8), estimate = new float[4], scores = new float[10], dEstimate = new float[4], dScores = new float[10];
        int[] codes = [1, 2, 3, 4, 5, 6];
        dScores[0] = dScores[5] = 1;
        using var session = network.CreateTrainingSession(2);
        session.Forward(features, codes, estimate, scores, 2);
        session.Backward(dEstimate, dScores);
        ref float weight = ref network.Repeat1[1].Dense1.Weight[3, 2];
        float step = 1e-2f, slope = session.Gradients["Repeat1.1.Dense1.weight"][3, 2];
        weight += step;
        float up = First();
        weight -= 2 * step;
        float down = First();
        Assert.Equal((up - down) / (2 * step), slope, 2e-3f);

        float First()
        {
            network.Predict(features, codes, estimate, scores, 2);
            return scores[0] + scores[5];
        }
    }

    /// <summary>A saved network predicts the same; a file of another network leaves nothing behind.</summary>
    [Fact]
    public void NetworksTravel()
    {
        var network = new TwoHeads(seed: 9);
        using var stream = new MemoryStream();
        network.Save(stream);
        var loaded = TwoHeads.Load(stream.ToArray());
        Assert.Equal(network.Parameters.Span.ToArray(), loaded.Parameters.Span.ToArray());
        Assert.Equal("fc.weight", network.Parameters["head.weight"].Layout.Key);
        Assert.ThrowsAny<IOException>(() => Classifier.Load(stream.ToArray()));
        Assert.ThrowsAny<IOException>(() => TwoHeads.Load(stream.ToArray().AsSpan(0, 200)));
        Assert.Contains("Repeat1.1.Dense2", TwoHeads.Description, StringComparison.Ordinal);
        Assert.Equal(TwoHeads.ParameterCount, TwoHeads.Signature.Parameters.Count);
    }

    /// <summary>Eight threads that predict with one network get what one thread gets, bit for bit.</summary>
    [Fact]
    public void ThreadsAgree()
    {
        var network = new Classifier(seed: 4);
        const int count = 500;
        float[] inputs = Values(count * 20), expected = new float[count * 7];
        for (int s = 0; s < count; s++)
            network.Predict(inputs.AsSpan(s * 20, 20), expected.AsSpan(s * 7, 7));
        var found = new float[8][];
        var threads = Enumerable.Range(0, 8).Select(thread => new Thread(() =>
        {
            found[thread] = new float[count * 7];
            for (int round = 0; round < 20; round++)
            {
                for (int s = 0; s < count; s++)
                    network.Predict(inputs.AsSpan(s * 20, 20), found[thread].AsSpan(s * 7, 7));
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(found, result => Assert.Equal(expected, result));
    }

    /// <summary>Equal seeds train to equal bits, dropout included; another seed does not.</summary>
    [Fact]
    public void TrainingRepeats()
    {
        Assert.Equal(Train(1), Train(1));
        Assert.NotEqual(Train(1), Train(2));

        static float[] Train(ulong seed)
        {
            var network = new Classifier(seed: 1);
            using var session = network.CreateTrainingSession(16);
            session.Seed = seed;
            var optimizer = new Adam<float>(1e-2);
            float[] inputs = Values(16 * 20);
            int[] labels = Enumerable.Range(0, 16).Select(i => i % 7).ToArray();
            for (int step = 0; step < 50; step++)
            {
                session.Backward(inputs, labels, 16);
                optimizer.Step(network.Parameters, session.Gradients);
            }

            return network.Parameters.Span.ToArray();
        }
    }

    internal static float[] Values(int count)
    {
        var random = new Random(17);
        return Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1).ToArray();
    }
}
