using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>Networks with losses that compare several values, have several targets or none, or leave targets out are trained as users train them.</summary>
public sealed class LossTests
{
    /// <summary>Pairs of one kind come together, others apart: the distance tells them, on pairs that were not seen.</summary>
    [Fact]
    public void ASiameseNetworkLearnsADistance()
    {
        var network = new Siamese(seed: 2);
        Assert.Equal(["left", "right"], Siamese.Signature.Inputs.Select(slot => slot.Name));
        SlotSignature target = Assert.Single(Siamese.Signature.Targets);
        Assert.Equal(("targets", 1, ElementType.Float), (target.Name, target.Length, target.Type));
        Trainer.Fit(network, new Adam<float>(5e-3f), Pairs(600, 1), new TrainerOptions<float> { Epochs = 30, BatchSize = 32, Seed = 4 });

        Dataset<float> test = Pairs(200, 2);
        ReadOnlySpan<float> left = test.Inputs[0].Values.Span, right = test.Inputs[1].Values.Span, same = test.Targets[0].Values.Span;
        float[] a = new float[200 * Siamese.ALength], b = new float[200 * Siamese.BLength];
        network.Predict(left, right, a, b, 200);
        int told = 0;
        for (int i = 0; i < 200; i++)
            told += (Distance(a, b, i) < 1) == (same[i] == 1) ? 1 : 0;
        Assert.InRange(told, 190, 200);
    }

    /// <summary>A loss without targets takes inputs only.</summary>
    [Fact]
    public void ALossWithoutTargetsTakesNone()
    {
        Assert.Empty(Triplets.Signature.Targets);
        var network = new Triplets(seed: 1);
        var random = new Random(5);
        float[] anchor = Normal(random, 40 * 6), negative = Normal(random, 40 * 6);
        float[] positive = [.. anchor.Select(x => x + (0.1f * Normal(random, 1)[0]))];
        using Triplets.TrainingSession session = network.CreateTrainingSession(40);
        float first = session.Backward(anchor, positive, negative, 40);
        Assert.Equal(first, network.Evaluate(anchor, positive, negative, 40), 1e-5f);

        var data = new Dataset<float>([new DataColumn<float>(anchor, 6), new DataColumn<float>(positive, 6), new DataColumn<float>(negative, 6)], []);
        TrainingHistory history = Trainer.Fit(network, new Adam<float>(1e-2f), data, new TrainerOptions<float> { Epochs = 60, BatchSize = 20, Seed = 1, Validation = data });
        float last = network.Evaluate(anchor, positive, negative, 40);
        Assert.InRange(last, 0, first / 4);
        Assert.Equal(last, history.Last.ValidationLoss!.Value, 1e-4);
    }

    /// <summary>The total of weighted losses is what Backward and Evaluate return, also over more samples than are evaluated at a time, by any number of threads.</summary>
    [Fact]
    public void SeveralLossesHaveOneTotal()
    {
        Assert.Equal(["kindLabels", "placeTargets", "order"], Detector.Signature.Targets.Select(slot => slot.Name));
        Assert.Equal([-1, null, null], Detector.Signature.Targets.Select(slot => slot.IgnoreIndex));
        const int Count = 1000;
        var network = new Detector(seed: 3);
        var random = new Random(6);
        float[] inputs = Normal(random, Count * 5), places = Normal(random, Count * 3), order = [.. Normal(random, Count * 3).Select(x => x < 0 ? -1f : 1f)];
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i % 7 == 0 ? -1 : random.Next(3))];

        float[] kinds = new float[Count * 3], found = new float[Count * 3];
        network.Predict(inputs, kinds, found, Count);
        double expected = (0.5 * CrossEntropy(kinds, labels)) + (2 * Huber(found, places)) + (0.25 * Ranking(kinds, found, order));
        using Detector.TrainingSession session = network.CreateTrainingSession(Count);
        Assert.Equal(expected, session.Backward(inputs, labels, places, order, Count), 1e-4);
        float evaluated = network.Evaluate(inputs, labels, places, order, Count);
        Assert.Equal(expected, evaluated, 1e-4);
        float[] gradients = session.Gradients.Span.ToArray();
        foreach (int threads in new[] { 2, 3 })
        {
            using var team = new Parallelism(threads);
            session.Parallelism = team;
            session.Backward(inputs, labels, places, order, Count);
            Assert.Equal(gradients, session.Gradients.Span.ToArray());
            Assert.Equal(evaluated, network.Evaluate(inputs, labels, places, order, Count, team));
            session.Parallelism = null;
        }

        var optimizer = new Adam<float>(1e-2f);
        for (int step = 0; step < 150; step++)
        {
            session.Backward(inputs, labels, places, order, Count);
            optimizer.Step(network.Parameters, session.Gradients);
        }

        Assert.InRange(network.Evaluate(inputs, labels, places, order, Count), 0, 0.97 * expected);
    }

    /// <summary>Each output is above as many of the targets as its quantile says.</summary>
    [Fact]
    public void QuantilesAreCalibrated()
    {
        var random = new Random(7);
        const int Count = 2000;
        float[] x = [.. Enumerable.Range(0, Count).Select(_ => (2 * random.NextSingle()) - 1)];
        float[] y = [.. x.Select(at => MathF.Sin(3 * at) + ((0.2f + (0.3f * MathF.Abs(at))) * Normal(random, 1)[0]))];
        var network = new Quantiles(seed: 1);
        Trainer.Fit(network, new Adam<float>(1e-2f), new Dataset<float>([new DataColumn<float>(x, 1)], [new DataColumn<float>(y, 1)]), new TrainerOptions<float> { Epochs = 25, BatchSize = 50, Seed = 1 });
        float[] predicted = new float[3 * Count];
        network.Predict(x, predicted, Count);
        for (int q = 0; q < 3; q++)
        {
            double below = Enumerable.Range(0, Count).Count(i => y[i] < predicted[(3 * i) + q]) / (double)Count;
            double share = 0.1 + (0.4 * q);
            Assert.InRange(below, share - 0.04, share + 0.04);
        }
    }

    /// <summary>What is ignored changes neither loss nor gradients nor accuracy; a batch of nothing else has the loss 0.</summary>
    [Fact]
    public void IgnoredLabelsDoNotCount()
    {
        var network = new Ignoring(seed: 1);
        var random = new Random(8);
        float[] inputs = Normal(random, 60 * 4);
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i < 40 ? i % 3 : -100)];
        using Ignoring.TrainingSession session = network.CreateTrainingSession(60);
        float counted = session.Backward(inputs.AsSpan(0, 160), labels.AsSpan(0, 40), 40);
        float[] gradients = session.Gradients.Span.ToArray();
        Assert.Equal(counted, session.Backward(inputs, labels, 60), 1e-6f);
        for (int i = 0; i < gradients.Length; i++)
            Assert.Equal(gradients[i], session.Gradients.Span[i], 1e-6f);

        Assert.Equal(0, session.Backward(inputs.AsSpan(160), labels.AsSpan(40), 20));
        Assert.All(session.Gradients.Span.ToArray(), gradient => Assert.Equal(0, gradient));
        Assert.Equal(0, network.Evaluate(inputs.AsSpan(160), labels.AsSpan(40), 20));

        var data = new Dataset<float>([new DataColumn<float>(inputs, 4)], [new DataColumn<float>(labels, 1)]);
        TrainingHistory history = Trainer.Fit(network, new Sgd<float>(1e-9), data, new TrainerOptions<float> { Epochs = 1, BatchSize = 60, Validation = data });
        float[] scores = new float[60 * 3];
        network.Predict(inputs, scores, 60);
        double accuracy = Metrics.Accuracy<float>(scores.AsSpan(0, 120), labels.AsSpan(0, 40), 3);
        Assert.Equal(accuracy, history.Last.ValidationAccuracy!.Value, 1e-9);
        Assert.Equal(accuracy, Metrics.Accuracy<float>(scores, labels, 3, ignoreIndex: -100), 1e-9);

        labels[3] = 3;
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => session.Backward(inputs, labels, 60));
        Assert.Contains("Label 3 at index 3 of 'labels' is not a class; there are 3, counted from 0 to 2, and -100 for what does not count.", fault.Message, StringComparison.Ordinal);
        Assert.Contains("0…2 or -100", Assert.Throws<ArgumentException>(() => new Dataset<float>([new DataColumn<float>(inputs, 4)], [new DataColumn<float>(labels, 1)]).ThrowIfNotFor(Ignoring.Signature)).Message, StringComparison.Ordinal);
    }

    // Of four kinds, whose means are far apart; half of the pairs are of one kind.
    private static Dataset<float> Pairs(int count, int seed)
    {
        float[] means = Normal(new Random(99), 4 * 6);
        var random = new Random(seed);
        float[] left = new float[count * 6], right = new float[count * 6], same = new float[count];
        for (int i = 0; i < count; i++)
        {
            int kind = random.Next(4), other = i % 2 == 0 ? kind : (kind + 1 + random.Next(3)) % 4;
            same[i] = kind == other ? 1 : 0;
            for (int k = 0; k < 6; k++)
            {
                left[(i * 6) + k] = (2 * means[(kind * 6) + k]) + (0.3f * Normal(random, 1)[0]);
                right[(i * 6) + k] = (2 * means[(other * 6) + k]) + (0.3f * Normal(random, 1)[0]);
            }
        }

        return new Dataset<float>([new DataColumn<float>(left, 6), new DataColumn<float>(right, 6)], [new DataColumn<float>(same, 1)]);
    }

    private static double Distance(float[] a, float[] b, int i) => Math.Sqrt(Enumerable.Range(3 * i, 3).Sum(k => Math.Pow(a[k] - b[k], 2)));

    private static double CrossEntropy(float[] z, int[] labels)
    {
        double[] weights = [1, 2, 0.5];
        double sum = 0, divisor = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0)
                continue;
            double log = Math.Log(Enumerable.Range(0, 3).Sum(k => Math.Exp(z[(3 * i) + k])));
            sum += weights[labels[i]] * (log - z[(3 * i) + labels[i]]);
            divisor += weights[labels[i]];
        }

        return sum / divisor;
    }

    private static double Huber(float[] y, float[] t) => y.Zip(t, (a, b) => Math.Abs(a - b) is var d && d <= 1 ? 0.5 * d * d : d - 0.5).Average();

    private static double Ranking(float[] x1, float[] x2, float[] t) => Enumerable.Range(0, t.Length).Average(i => Math.Max(0, 0.1 - (t[i] * (x1[i] - x2[i]))));

    // By the method of Box and Muller (1958).
    private static float[] Normal(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
