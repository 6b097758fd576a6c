namespace NetGen.Tests.Data;

/// <summary>Noise on targets: as much as was asked for, the same whenever it is read.</summary>
public sealed class TargetNoiseTests
{
    private const int Count = 100_000;

    private static readonly int[] Labels = [0, 1, 5];

    [Fact]
    public void Labels_become_wrong_at_the_rate_and_evenly()
    {
        const double Rate = 0.3;
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i % 5)];
        Dataset<float> noisy = Of(new DataColumn<float>(labels.AsMemory())).NoisyLabels(Rate, 5, seed: 7);
        int[] found = noisy.Targets[0].Indices.ToArray();
        Assert.All(found, label => Assert.InRange(label, 0, 4));
        int[] shifts = [.. Enumerable.Range(1, 4).Select(shift => Enumerable.Range(0, Count).Count(i => found[i] == (labels[i] + shift) % 5))];
        AssertShare(Rate, shifts.Sum());
        Assert.All(shifts, count => AssertShare(Rate / 4, count));
        Assert.Equal(found, Of(new DataColumn<float>(labels.AsMemory())).NoisyLabels(Rate, 5, seed: 7).Targets[0].Indices.ToArray());
        Assert.NotEqual(found, Of(new DataColumn<float>(labels.AsMemory())).NoisyLabels(Rate, 5, seed: 8).Targets[0].Indices.ToArray());
        Assert.Equal(labels, Of(new DataColumn<float>(labels.AsMemory())).NoisyLabels(0, 5, seed: 7).Targets[0].Indices.ToArray());
        Assert.DoesNotContain(true, Of(new DataColumn<float>(labels.AsMemory())).NoisyLabels(1, 5, seed: 7).Targets[0].Indices.ToArray().Zip(labels, (a, b) => a == b));
    }

    [Fact]
    public void Numbers_have_normal_noise_that_stays()
    {
        const double Deviation = 0.5;
        Dataset<double> clean = new([new DataColumn<double>(new double[Count], 1)], [new DataColumn<double>(Enumerable.Repeat(3.0, 2 * Count).ToArray(), 2)]);
        Dataset<double> noisy = clean.NoisyTargets(Deviation, seed: 3);
        double[] all = new double[2 * Count], again = new double[2];
        for (int sample = 0; sample < Count; sample++)
            noisy.Targets[0].Read(sample, all.AsSpan(2 * sample, 2));
        double mean = all.Average(), variance = all.Average(x => (x - mean) * (x - mean));
        Assert.InRange(mean, 3 - (4 * Deviation / Math.Sqrt(all.Length)), 3 + (4 * Deviation / Math.Sqrt(all.Length)));
        Assert.InRange(variance, Deviation * Deviation * (1 - (4 * Math.Sqrt(2.0 / all.Length))), Deviation * Deviation * (1 + (4 * Math.Sqrt(2.0 / all.Length))));
        noisy.Targets[0].Read(1234, again);
        Assert.Equal(all[2468..2470], again);
        noisy.Choose([1234]).Targets[0].Read(0, again);
        Assert.Equal(all[2468..2470], again);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Dataset<float> classes = Of(new DataColumn<float>(Labels)), numbers = Of(new DataColumn<float>(new float[3], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => classes.NoisyLabels(1.5, 6, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => classes.NoisyLabels(double.NaN, 6, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => classes.NoisyLabels(0.5, 1, 1));
        Assert.Contains("Sample 2 has label 5", Assert.Throws<ArgumentException>(() => classes.NoisyLabels(0.5, 5, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => numbers.NoisyLabels(0.5, 5, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => numbers.NoisyTargets(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => numbers.NoisyTargets(1, 1, target: 1));
        Assert.Contains("NoisyLabels", Assert.Throws<ArgumentException>(() => classes.NoisyTargets(1, 1)).Message, StringComparison.Ordinal);
    }

    // Within four standard deviations.
    private static void AssertShare(double expected, int found) =>
        Assert.InRange(found / (double)Count, expected - (4 * Math.Sqrt(expected * (1 - expected) / Count)), expected + (4 * Math.Sqrt(expected * (1 - expected) / Count)));

    private static Dataset<float> Of(DataColumn<float> target) => new([new DataColumn<float>(new float[target.Count], 1)], [target]);
}
