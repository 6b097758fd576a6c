using System.Collections.Immutable;
using NetGen.Tests.Training;

namespace NetGen.Tests.Ensembles;

public class BaggingTests
{
    [Fact]
    public void A_bootstrap_sample_is_drawn_with_replacement_and_seeded()
    {
        const int Count = 1000;
        Dataset<double> data = Clouds.Make(Count, 1);
        (Dataset<double> sample, ImmutableArray<int> outOfBag) = data.Bootstrap(7, 2);
        Assert.Equal(Count, sample.Count);
        double[] all = data.Inputs[0].Values.ToArray(), drawn = sample.Inputs[0].Values.ToArray();
        var seen = new HashSet<double>(drawn);
        Assert.Equal(Enumerable.Range(0, Count).Where(i => !seen.Contains(all[2 * i])), outOfBag);
        Assert.Subset(new HashSet<double>(all), seen);
        Assert.Equal(drawn, data.Bootstrap(7, 2).Sample.Inputs[0].Values.ToArray());
        Assert.NotEqual(drawn, data.Bootstrap(7, 3).Sample.Inputs[0].Values.ToArray());
        Assert.NotEqual(drawn, data.Bootstrap(8, 2).Sample.Inputs[0].Values.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Bootstrap(7, -1));

        // (1 − 1/n)ⁿ of the samples are never drawn.
        double[] shares = [.. Enumerable.Range(0, 200).Select(i => data.Bootstrap(9, i).OutOfBag.Length / (double)Count)];
        double expected = Math.Pow(1 - (1.0 / Count), Count);
        Assert.Equal(expected, shares.Average(), 4 * Math.Sqrt(expected * (1 - expected) / (200.0 * Count)));
    }

    [Fact]
    public void Each_network_is_what_the_trainer_makes_of_its_sample()
    {
        Dataset<double> data = Clouds.Make(90, 1);
        var options = new TrainerOptions<double> { Epochs = 3, BatchSize = 8, Seed = 11 };
        BaggingResult<SoftmaxRegression, double> result = Bagging.Fit<SoftmaxRegression, double>(3, () => new Adam<double>(0.1), data, options);
        Assert.Equal(3, result.Ensemble.Networks.Length);
        Assert.All(result.Histories, history => Assert.Equal(3, history.Epochs.Count));
        for (int i = 0; i < 3; i++)
        {
            (Dataset<double> sample, ImmutableArray<int> outOfBag) = data.Bootstrap(11, i);
            SoftmaxRegression expected = SoftmaxRegression.Create(11 + (ulong)i);
            Trainer.Fit(expected, new Adam<double>(0.1), sample, options with { Seed = 11 + (ulong)i });
            Assert.Equal(expected.Parameters.Span.ToArray(), result.Ensemble.Networks[i].Parameters.Span.ToArray());
            Assert.Equal(outOfBag.AsEnumerable(), result.OutOfBag[i]);
        }
    }

    [Fact]
    public void Predictions_out_of_the_bag_are_means_over_networks_that_have_not_seen_the_sample()
    {
        Dataset<double> data = Clouds.Make(60, 1);
        BaggingResult<SoftmaxRegression, double> result = Bagging.Fit<SoftmaxRegression, double>(4, () => new Adam<double>(0.1), data, new TrainerOptions<double> { Epochs = 30 });
        double[] found = result.PredictOutOfBag(data);
        int unseen = 0;
        for (int sample = 0; sample < 60; sample++)
        {
            int[] networks = [.. Enumerable.Range(0, 4).Where(i => result.OutOfBag[i].Contains(sample))];
            if (networks.Length == 0)
            {
                Assert.All(found.AsSpan(3 * sample, 3).ToArray(), value => Assert.True(double.IsNaN(value)));
                continue;
            }

            unseen++;
            var ensemble = new Ensemble<SoftmaxRegression, double>(networks.Select(i => result.Ensemble.Networks[i]));
            double[] expected = new double[3];
            ensemble.Predict(data.Inputs[0].Values.Slice(2 * sample, 2), expected, 1);
            for (int i = 0; i < 3; i++)
                Assert.Equal(expected[i], found[(3 * sample) + i], 1e-13);
        }

        // 1 − (1 − 0.368)⁴ of 60.
        Assert.InRange(unseen, 40, 59);
        int[] known = [.. Enumerable.Range(0, 60).Where(sample => !double.IsNaN(found[3 * sample]))];
        double[] scores = [.. known.SelectMany(sample => found.AsSpan(3 * sample, 3).ToArray())];
        Assert.InRange(Metrics.Accuracy<double>(scores, data.Choose(known).Labels(), 3), 0.9, 1);
        Assert.Throws<ArgumentException>(() => result.PredictOutOfBag(Clouds.Make(30, 1)));
    }

    [Fact]
    public void What_networks_cannot_share_is_refused()
    {
        Dataset<double> data = Clouds.Make(30, 1);
        var optimizer = new Adam<double>(0.1);
        BaggingResult<SoftmaxRegression, double> Fit(int networks, Func<Optimizer<double>> make, TrainerOptions<double>? options = null) =>
            Bagging.Fit<SoftmaxRegression, double>(networks, make, data, options);
        Assert.Contains("makes a new one", Assert.Throws<ArgumentException>(() => Fit(2, () => optimizer)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(0, () => new Adam<double>()));
        Assert.Throws<ArgumentException>(() => Fit(2, () => new Adam<double>(), new TrainerOptions<double> { Checkpoint = new CheckpointOptions("x.safetensors") }));
        Assert.Throws<ArgumentException>(() => Fit(2, () => new Adam<double>(), new TrainerOptions<double> { Sampler = new WeightedSampler([1, 1], 2) }));
    }
}
