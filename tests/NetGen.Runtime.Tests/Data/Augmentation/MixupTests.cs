namespace NetGen.Tests.Data.Augmentations;

/// <summary>Mixing of samples against a reference that mixes whole epochs.</summary>
public sealed class MixupTests
{
    private const int Count = 60, Height = 3, Width = 4, Length = 2 * Height * Width;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.2, 1)]
    [InlineData(3, 0.5)]
    public void All_columns_are_mixed_alike(double alpha, double probability)
    {
        Dataset<double> data = Make();
        var augmentation = new Augmentation<double>(2, Height, Width, input: 1).HorizontalFlip().Brightness(1).Mixup(alpha, probability).Contrast(0.5).VerticalFlip();
        var batches = new MiniBatches<double>(data, 7, augmentation: augmentation);
        foreach (ulong epoch in new ulong[] { 0, 1 })
        {
            batches.Restore(9, epoch);
            AssertMixed(batches, data, alpha, probability, epoch, [.. Enumerable.Range(0, Count)], repeats: null);
            batches.Shuffle(9, epoch);
            AssertMixed(batches, data, alpha, probability, epoch, [.. Enumerable.Range(0, Count).Select(batches.SampleAt)], repeats: null);
        }
    }

    // What a sampler never draws is not mixed in either, and what it draws often is often mixed in.
    [Fact]
    public void The_other_sample_is_one_that_was_drawn()
    {
        Dataset<double> data = Make();
        var batches = new MiniBatches<double>(data, 7, augmentation: new Augmentation<double>(2, Height, Width, input: 1).HorizontalFlip().Brightness(1).Mixup(1).Contrast(0.5).VerticalFlip());
        batches.Draw(new WeightedSampler([.. Enumerable.Range(0, Count).Select(i => i < 5 ? 1.0 : 0.0)], 40), 9, 2);
        int[] drawn = [.. Enumerable.Range(0, 40).Select(batches.SampleAt)], counts = new int[Count];
        Assert.True(drawn.Distinct().Count() < 40);
        AssertMixed(batches, data, 1, 1, 2, drawn, [.. drawn.Select(sample => counts[sample]++)]);
    }

    [Fact]
    public void Distributions_stay_distributions()
    {
        Dataset<float> data = Augmented.Of(50, 4, i => i % 7f).OneHot(50);
        foreach (Batch<float> batch in new MiniBatches<float>(data, 10, augmentation: new Augmentation<float>(1, 2, 2).Mixup(0.5)))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                float[] target = batch.Targets[0].Values.Slice(i * 50, 50).ToArray();
                Assert.Equal(1, target.Sum(), 1e-6);
                Assert.InRange(target.Count(value => value != 0), 1, 2);
            }
        }
    }

    [Fact]
    public void A_data_set_of_one_sample_is_mixed_with_itself()
    {
        Dataset<float> data = Augmented.Pictures<float>(1, 4).OneHot(1);
        Batch<float> batch = new MiniBatches<float>(data, 1, augmentation: new Augmentation<float>(1, 2, 2).Mixup(1))[0];
        Assert.Equal(data.Inputs[0].Values.ToArray(), batch.Inputs[0].Values.ToArray());
        Assert.Equal([1], batch.Targets[0].Values.ToArray());
    }

    // What comes before is of one sample, what comes behind is of the mix: they cannot be interpolated at once.
    [Fact]
    public void Mixing_stands_between_what_is_around_it()
    {
        Augmentation<float> around = new Augmentation<float>(1, 4, 4).Shift(1, 1).Rotation(5).Mixup(1).Rotation(5).Scale(1, 2);
        Assert.Equal((2, 1), (around.Steps.Length, around.MixedAt));
        Augmentation<float> behind = new Augmentation<float>(1, 4, 4).Mixup(1).Rotation(5).Scale(1, 2);
        Assert.Equal((1, 0), (behind.Steps.Length, behind.MixedAt));
    }

    private static Dataset<double> Make()
    {
        DataColumn<double> Column(int length, ulong seed) => Augmented.Pictures<double>(Count, length, seed).Inputs[0];
        return new Dataset<double>([Column(3, 2), Column(Length, 3)], [Column(1, 4), Column(5, 5)]);
    }

    private static void AssertMixed(MiniBatches<double> batches, Dataset<double> data, double alpha, double probability, ulong epoch, int[] order, int[]? repeats)
    {
        var before = new ScalarAugmentation(2, Height, Width).HorizontalFlip(0.5).Brightness(1);
        // Their streams are those behind the first two.
        var after = new ScalarAugmentation(2, Height, Width).HorizontalFlip(0).Brightness(0, 0).Contrast(0.5).VerticalFlip(0.5);
        int place = 0, mixed = 0;
        foreach (Batch<double> batch in batches)
        {
            for (int i = 0; i < batch.Count; i++, place++)
            {
                int sample = order[place], repeat = repeats?[place] ?? 0;
                var random = new Philox(ScalarAugmentation.KeyOf(9, epoch, sample, repeat), ulong.MaxValue);
                bool happens = random.UniformDouble(0) < probability;
                // Student's t by Bailey's polar method, then beta.
                double freedom = 2 * alpha;
                double t = Math.Sqrt(freedom * (Math.Pow(1 - random.UniformDouble(1), -2 / freedom) - 1)) * Math.Cos(2 * Math.PI * random.UniformDouble(2));
                double share = happens ? (1 + (t / Math.Sqrt(freedom + (t * t)))) / 2 : 1;
                int otherPlace = random.Below(repeats is null ? Count : order.Length, 3), other = repeats is null ? otherPlace : order[otherPlace], otherRepeat = repeats?[otherPlace] ?? 0;
                mixed += happens ? 1 : 0;

                double[] picture = Mix(before.Apply(Row(data.Inputs[1], sample), 9, epoch, sample, repeat), before.Apply(Row(data.Inputs[1], other), 9, epoch, other, otherRepeat), share);
                AssertClose(after.Apply(picture, 9, epoch, sample, repeat), batch.Inputs[1].Values.Slice(i * Length, Length));
                AssertClose(Mix(Row(data.Inputs[0], sample), Row(data.Inputs[0], other), share), batch.Inputs[0].Values.Slice(i * 3, 3));
                AssertClose(Mix(Row(data.Targets[0], sample), Row(data.Targets[0], other), share), batch.Targets[0].Values.Slice(i, 1));
                AssertClose(Mix(Row(data.Targets[1], sample), Row(data.Targets[1], other), share), batch.Targets[1].Values.Slice(i * 5, 5));
            }
        }

        Assert.Equal(order.Length, place);
        Assert.InRange(mixed, probability == 1 ? order.Length : order.Length / 4, probability == 1 ? order.Length : order.Length * 3 / 4);
    }

    private static double[] Row(DataColumn<double> column, int sample)
    {
        double[] row = new double[column.Length];
        column.Read(sample, row);
        return row;
    }

    private static double[] Mix(double[] one, double[] other, double share) => [.. one.Select((value, i) => (share * value) + ((1 - share) * other[i]))];

    private static void AssertClose(double[] expected, ReadOnlySpan<double> found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-9);
    }
}
