namespace NetGen.Tests.Data.Augmentations;

/// <summary>Many draws have the distributions that are promised. Limits are passed by chance once in a thousand times or less.</summary>
public sealed class AugmentationStatisticsTests
{
    private const int Count = 20_000;

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(0.1, 0.8)]
    public void Flips_are_independent(double horizontal, double vertical)
    {
        double[] counts = new double[4];
        foreach (double[] picture in Augmented.Walk(Augmented.Repeated(Count, 0, 1, 2, 3), new Augmentation<double>(1, 2, 2).HorizontalFlip(horizontal).VerticalFlip(vertical)))
            counts[(int)picture[0]]++;
        AssertCounts(counts, [(1 - horizontal) * (1 - vertical), horizontal * (1 - vertical), (1 - horizontal) * vertical, horizontal * vertical]);
    }

    [Fact]
    public void Every_crop_is_equally_likely()
    {
        double[] picture = new double[25], counts = new double[25];
        picture[12] = 1;
        foreach (double[] found in Augmented.Walk(Augmented.Repeated(Count, picture), new Augmentation<double>(1, 5, 5).RandomCrop(2)))
            counts[Array.IndexOf(found, 1)]++;
        AssertCounts(counts, [.. Enumerable.Repeat(1.0 / 25, 25)]);
    }

    [Fact]
    public void The_centre_of_a_cutout_is_any_pixel()
    {
        // By what is left of the square it is known in a picture that is large enough.
        double[] counts = new double[7 * 6];
        foreach (double[] found in Augmented.Walk(Augmented.Repeated(Count, new double[7 * 6]), new Augmentation<double>(1, 7, 6).Cutout(3, fill: 1)))
        {
            int[] rows = [.. Enumerable.Range(0, 7).Where(y => Enumerable.Range(0, 6).Any(x => found[(y * 6) + x] == 1))];
            int[] columns = [.. Enumerable.Range(0, 6).Where(x => Enumerable.Range(0, 7).Any(y => found[(y * 6) + x] == 1))];
            Assert.Equal(rows.Length * columns.Length, found.Count(value => value == 1));
            Assert.True(rows.Length is 2 or 3 && columns.Length is 2 or 3);
            int centreY = rows.Length == 3 ? rows[1] : rows[0] == 0 ? 0 : 6, centreX = columns.Length == 3 ? columns[1] : columns[0] == 0 ? 0 : 5;
            counts[(centreY * 6) + centreX]++;
        }

        AssertCounts(counts, [.. Enumerable.Repeat(1.0 / 42, 42)]);
    }

    [Fact]
    public void Shifts_are_uniform_and_independent()
    {
        double[][] centres = Centres(new Augmentation<double>(2, 9, 9).Shift(2, 0.5));
        double[] rows = [.. centres.Select(centre => -centre[0])], columns = [.. centres.Select(centre => -centre[1])];
        AssertUniform(rows, -2, 2);
        AssertUniform(columns, -0.5, 0.5);
        AssertUncorrelated(rows, columns);
    }

    [Fact]
    public void Angles_are_uniform() =>
        AssertUniform([.. Centres(new Augmentation<double>(2, 9, 9).Rotation(40), besides: 1).Select(right => Math.Asin(right[0]) * 180 / Math.PI)], -40, 40);

    [Fact]
    public void Scales_are_uniform() =>
        AssertUniform([.. Centres(new Augmentation<double>(2, 9, 9).Scale(0.5, 1.7), besides: 1).Select(right => 1 / right[1])], 0.5, 1.7);

    [Fact]
    public void Brightness_and_contrast_are_uniform_and_independent()
    {
        double[][] pictures = Augmented.Walk(Augmented.Repeated(Count, 0, 1), new Augmentation<double>(1, 1, 2).Contrast(0.4).Brightness(0.3));
        double[] factors = [.. pictures.Select(picture => picture[1] - picture[0])], added = [.. pictures.Select(picture => ((picture[0] + picture[1]) / 2) - 0.5)];
        AssertUniform(factors, 0.6, 1.4);
        AssertUniform(added, -0.3, 0.3);
        AssertUncorrelated(factors, added);
    }

    [Fact]
    public void Noise_is_normal_and_every_value_has_its_own()
    {
        double[][] pictures = Augmented.Walk(Augmented.Repeated(Count, 5, 5), new Augmentation<double>(2, 1, 1).GaussianNoise(0.25));
        double[] first = [.. pictures.Select(picture => (picture[0] - 5) / 0.25)], second = [.. pictures.Select(picture => (picture[1] - 5) / 0.25)];
        AssertDistribution(first, x => (1 + VectorMath.Erf(x / Math.Sqrt(2))) / 2);
        AssertDistribution(second, x => (1 + VectorMath.Erf(x / Math.Sqrt(2))) / 2);
        AssertUncorrelated(first, second);
        AssertUncorrelated(first[1..], first[..^1]);
    }

    [Fact]
    public void Samples_epochs_seeds_steps_and_repetitions_are_independent()
    {
        Dataset<double> data = Augmented.Repeated(Count, 0.0);
        var augmentation = new Augmentation<double>(1, 1, 1).Brightness(1);
        double[] here = Values(augmentation, 1, 0);
        AssertUniform(here, -1, 1);
        AssertUncorrelated(here[1..], here[..^1]);
        AssertUncorrelated(here, Values(augmentation, 1, 1));
        AssertUncorrelated(here, Values(augmentation, 1, 1UL << 40));
        AssertUncorrelated(here, Values(augmentation, 2, 0));
        // The second step alone.
        double[] both = Values(augmentation.Brightness(1), 1, 0);
        AssertUncorrelated(here, [.. both.Select((sum, i) => sum - here[i])]);
        AssertUniform([.. both.Select((sum, i) => sum - here[i])], -1, 1);

        // The same sample many times in an epoch.
        var batches = new MiniBatches<double>(data, 100, augmentation: augmentation);
        batches.Draw(new WeightedSampler([1], Count), 1, 0);
        double[] repeated = [.. Augmented.Walk(batches).Select(sample => sample.Picture[0])];
        AssertUniform(repeated, -1, 1);
        AssertUncorrelated(repeated[1..], repeated[..^1]);
        AssertUncorrelated(here, repeated);
        Assert.Equal(here[0], repeated[0]);

        double[] Values(Augmentation<double> augmentation, ulong seed, ulong epoch) => [.. Augmented.Walk(data, augmentation, seed, epoch).Select(picture => picture[0])];
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2)]
    public void Shares_of_mixing_have_the_beta_distribution(double alpha) => AssertDistribution(Shares(alpha), alpha switch
    {
        0.5 => x => 2 / Math.PI * Math.Asin(Math.Sqrt(x)),
        1 => x => x,
        _ => x => x * x * (3 - (2 * x)),
    });

    // Where the distribution function has no simple form: the moments E(λ − ½)² = 1 / (4 (2α + 1)) and E(λ − ½)⁴ = 3 / (16 (2α + 1)(2α + 3)).
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.2)]
    [InlineData(0.4)]
    [InlineData(5)]
    [InlineData(300)]
    public void Shares_of_mixing_have_its_moments(double alpha)
    {
        double[] centred = [.. Shares(alpha).Select(share => share - 0.5)];
        double second = 1 / (4 * ((2 * alpha) + 1)), fourth = 3 / (16 * ((2 * alpha) + 1) * ((2 * alpha) + 3)), sixth = fourth * 5 / (4 * ((2 * alpha) + 5)), eighth = sixth * 7 / (4 * ((2 * alpha) + 7));
        AssertMean([.. centred], 0, second);
        AssertMean([.. centred.Select(value => value * value)], second, fourth - (second * second));
        AssertMean([.. centred.Select(value => Math.Pow(value, 4))], fourth, eighth - (fourth * fourth));
        Assert.All(centred, value => Assert.InRange(value, -0.5, 0.5));
    }

    [Fact]
    public void Shares_stay_numbers_at_any_alpha()
    {
        foreach (double alpha in new[] { double.Epsilon, 1e-300, 1e-6, 1e9, double.MaxValue })
            Assert.All(Shares(alpha), share => Assert.InRange(share, 0, 1));
        Assert.All(Shares(1e-6), share => Assert.True(Math.Min(share, 1 - share) < 1e-3));
        Assert.All(Shares(1e9), share => Assert.Equal(0.5, share, 1e-3));
    }

    [Fact]
    public void The_other_sample_is_any()
    {
        // Targets are distributions of classes, a class a sample.
        const int Samples = 8;
        double[] counts = new double[Samples];
        Dataset<double> data = Augmented.Pictures<double>(Samples, 1).OneHot(Samples);
        var batches = new MiniBatches<double>(data, Samples, augmentation: new Augmentation<double>(1, 1, 1).Mixup(1));
        for (ulong epoch = 0; epoch < Count / Samples; epoch++)
        {
            batches.Restore(3, epoch);
            foreach (Batch<double> batch in batches)
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    double[] shares = batch.Targets[0].Values.Slice(i * Samples, Samples).ToArray();
                    Assert.Equal(1, shares.Sum(), 1e-12);
                    int sample = i, other = Enumerable.Range(0, Samples).FirstOrDefault(k => k != sample && shares[k] > 0, sample);
                    counts[other]++;
                }
            }
        }

        AssertCounts(counts, [.. Enumerable.Repeat(1.0 / Samples, Samples)]);
    }

    private static double[] Shares(double alpha) =>
        [.. Enumerable.Range(0, Count).Select(i => new MixupStep(alpha, 1).ShareOf(new Philox(5, (ulong)i)))];

    // Where the pixel at, or beside, the centre comes from, as seen from the centre: the pictures hold their own coordinates.
    private static double[][] Centres(Augmentation<double> augmentation, int besides = 0)
    {
        double[] coordinates = [.. Enumerable.Range(0, 81).Select(i => (i / 9) - 4.0), .. Enumerable.Range(0, 81).Select(i => (i % 9) - 4.0)];
        return [.. Augmented.Walk(Augmented.Repeated(Count, coordinates), augmentation).Select(picture => new[] { picture[40 + besides], picture[81 + 40 + besides] })];
    }

    private static void AssertUniform(double[] values, double least, double most) => AssertDistribution(values, x => Math.Clamp((x - least) / (most - least), 0, 1));

    // Kolmogorov and Smirnov: √n D is above 1.95 once in a thousand times.
    private static void AssertDistribution(double[] values, Func<double, double> distribution)
    {
        double[] sorted = [.. values.Order()];
        double distance = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            double expected = distribution(sorted[i]);
            distance = Math.Max(distance, Math.Max(expected - ((double)i / sorted.Length), ((double)(i + 1) / sorted.Length) - expected));
        }

        Assert.InRange(Math.Sqrt(sorted.Length) * distance, 0, 1.95);
    }

    // Pearson's χ², which for d degrees of freedom has the mean d and the variance 2 d.
    private static void AssertCounts(double[] counts, double[] probabilities)
    {
        double sum = counts.Sum(), statistic = counts.Select((count, i) => Math.Pow(count - (sum * probabilities[i]), 2) / (sum * probabilities[i])).Sum();
        int freedom = counts.Length - 1;
        Assert.InRange(statistic, 0, freedom + (4 * Math.Sqrt(2 * freedom)));
    }

    private static void AssertUncorrelated(double[] first, double[] second)
    {
        double firstMean = first.Average(), secondMean = second.Average();
        double product = first.Zip(second, (a, b) => (a - firstMean) * (b - secondMean)).Sum();
        double correlation = product / Math.Sqrt(first.Sum(a => (a - firstMean) * (a - firstMean)) * second.Sum(b => (b - secondMean) * (b - secondMean)));
        Assert.InRange(correlation * Math.Sqrt(first.Length), -3.5, 3.5);
    }

    private static void AssertMean(double[] values, double mean, double variance) =>
        Assert.InRange((values.Average() - mean) / Math.Sqrt(variance / values.Length), -3.5, 3.5);
}
