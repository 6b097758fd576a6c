namespace NetGen.Tests.Data;

public sealed class WeightedSamplerTests
{
    private static readonly double[] Weights = [1, 0, 5, 2, 0, 0.5, 11.5];

    [Fact]
    public void With_replacement_samples_come_in_proportion_to_their_weights()
    {
        const int Count = 200_000;
        var sampler = new WeightedSampler(Weights, Count);
        int[] counts = Counts(Draw(sampler, 1, 0));
        Assert.Equal(Count, counts.Sum());
        for (int i = 0; i < Weights.Length; i++)
        {
            double share = Weights[i] / 20, deviation = Math.Sqrt(Count * share * (1 - share));
            Assert.InRange(counts[i], (Count * share) - (4 * deviation), (Count * share) + (4 * deviation));
        }
    }

    // The first of two draws without replacement is in proportion to the weights; the second to those that are left. The probability
    // that both of a pair are drawn follows.
    [Fact]
    public void Without_replacement_samples_are_drawn_one_after_another()
    {
        double[] weights = [1, 2, 3, 4];
        const int Trials = 40_000;
        var sampler = new WeightedSampler(weights, 2, replacement: false);
        var pairs = new Dictionary<(int, int), int>();
        for (ulong trial = 0; trial < Trials; trial++)
        {
            int[] drawn = Draw(sampler, 5, trial);
            Assert.NotEqual(drawn[0], drawn[1]);
            (int, int) pair = (drawn.Min(), drawn.Max());
            pairs[pair] = pairs.GetValueOrDefault(pair) + 1;
        }

        for (int a = 0; a < 4; a++)
        {
            for (int b = a + 1; b < 4; b++)
            {
                double probability = (weights[a] / 10 * weights[b] / (10 - weights[a])) + (weights[b] / 10 * weights[a] / (10 - weights[b]));
                double deviation = Math.Sqrt(Trials * probability * (1 - probability));
                Assert.InRange(pairs[(a, b)], (Trials * probability) - (4 * deviation), (Trials * probability) + (4 * deviation));
            }
        }
    }

    [Fact]
    public void Without_replacement_the_order_says_nothing_of_the_weights()
    {
        double[] weights = [1, 1000];
        var sampler = new WeightedSampler(weights, 2, replacement: false);
        int heavyFirst = Enumerable.Range(0, 1000).Count(trial => Draw(sampler, 1, (ulong)trial)[0] == 1);
        Assert.InRange(heavyFirst, 430, 570);
    }

    [Fact]
    public void A_weight_of_zero_is_never_drawn()
    {
        double[] weights = new double[1000];
        for (int i = 0; i < weights.Length; i += 3)
            weights[i] = 1.0 / (i + 1);
        foreach (bool replacement in new[] { true, false })
        {
            var sampler = new WeightedSampler(weights, replacement ? 20_000 : 334, replacement);
            int[] drawn = Draw(sampler, 9, 9);
            Assert.All(drawn, sample => Assert.Equal(0, sample % 3));
            if (!replacement)
                Assert.Equal(334, drawn.Distinct().Count());
        }
    }

    [Fact]
    public void A_draw_depends_on_seed_and_epoch_only()
    {
        foreach (bool replacement in new[] { true, false })
        {
            var sampler = new WeightedSampler([.. Enumerable.Range(1, 100).Select(i => (double)i)], 50, replacement);
            int[] first = Draw(sampler, 1, 0);
            Assert.NotEqual(first, Draw(sampler, 1, 1));
            Assert.NotEqual(first, Draw(sampler, 2, 0));
            Assert.Equal(first, Draw(sampler, 1, 0));
        }
    }

    [Fact]
    public void Balanced_classes_come_equally_often()
    {
        int[] labels = [.. Enumerable.Range(0, 1000).Select(i => i % 100 == 0 ? 1 : i % 10 == 0 ? 2 : 0)];
        var sampler = WeightedSampler.Balanced(labels, 30_000);
        int[] counts = Counts([.. Draw(sampler, 1, 1).Select(sample => labels[sample])]);
        Assert.All(counts, count => Assert.InRange(count, 9_670, 10_330));
        Assert.Equal(1000, WeightedSampler.Balanced(labels).Count);
    }

    [Fact]
    public void Wrong_weights_are_refused()
    {
        Assert.Contains("sample 1 is -1", Assert.Throws<ArgumentException>(() => new WeightedSampler([1, -1], 1)).Message, StringComparison.Ordinal);
        Assert.Contains("sample 0 is NaN", Assert.Throws<ArgumentException>(() => new WeightedSampler([double.NaN, 1], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new WeightedSampler([double.PositiveInfinity], 1));
        Assert.Contains("add up to 0", Assert.Throws<ArgumentException>(() => new WeightedSampler([0, 0], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new WeightedSampler([], 1));
        Assert.Contains("only 1 have a weight", Assert.Throws<ArgumentException>(() => new WeightedSampler([0, 1], 2, replacement: false)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightedSampler([1], 0));
        Assert.Throws<ArgumentException>(() => new WeightedSampler([1], 1).Draw(1, 1, new int[2]));
    }

    private static int[] Draw(WeightedSampler sampler, ulong seed, ulong epoch)
    {
        int[] samples = new int[sampler.Count];
        sampler.Draw(seed, epoch, samples);
        return samples;
    }

    private static int[] Counts(int[] samples)
    {
        int[] counts = new int[samples.Max() + 1];
        foreach (int sample in samples)
            counts[sample]++;
        return counts;
    }
}
