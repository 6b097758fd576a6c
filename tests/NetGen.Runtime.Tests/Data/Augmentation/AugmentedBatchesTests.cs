using NetGen.Tests.Training;

namespace NetGen.Tests.Data.Augmentations;

/// <summary>What happens to a sample depends on seed, epoch and sample alone, costs no memory, and trains.</summary>
public sealed class AugmentedBatchesTests
{
    private const int Count = 150;

    private static Augmentation<float> All => new Augmentation<float>(3, 6, 5).RandomCrop(2).HorizontalFlip().VerticalFlip(0.3).Rotation(20).Scale(0.9, 1.1).Shift(0.5, 0.5).Brightness(0.1).Contrast(0.2).GaussianNoise(0.05).Cutout(2);

    [Fact]
    public void The_order_the_size_of_batches_the_thread_and_the_depth_do_not_matter()
    {
        Dataset<float> data = Augmented.Pictures<float>(Count, 90);
        Augmentation<float> augmentation = All;
        foreach (ulong epoch in new ulong[] { 0, 7 })
        {
            float[][] expected = Augmented.Walk(data, augmentation, seed: 3, epoch);
            foreach (int size in new[] { 1, 7, 64, 200 })
            {
                using var single = new PrefetchedBatches<float>(data, size, depth: 1, augmentation: augmentation);
                using var deep = new PrefetchedBatches<float>(data, size, depth: 50, augmentation: augmentation);
                foreach (BatchSource<float> source in new BatchSource<float>[] { new MiniBatches<float>(data, size, augmentation: augmentation), single, deep })
                {
                    source.Restore(3, epoch);
                    AssertEqual(expected, Augmented.Walk(source), Count);
                    source.Shuffle(3, epoch);
                    AssertEqual(expected, Augmented.Walk(source), Count);
                    // Again the same, and another walk in between.
                    source.Shuffle(4, epoch);
                    Assert.NotEqual(expected[0], Augmented.Walk(source).Single(sample => sample.Label == 0).Picture);
                    source.Shuffle(3, epoch + 1);
                    Assert.NotEqual(expected[0], Augmented.Walk(source).Single(sample => sample.Label == 0).Picture);
                    source.Shuffle(3, epoch);
                    AssertEqual(expected, Augmented.Walk(source), Count);
                    source.Draw(new WeightedSampler([.. Enumerable.Repeat(1.0, Count)], Count - 20, replacement: false), 3, epoch);
                    AssertEqual(expected, Augmented.Walk(source), Count - 20);
                }
            }
        }
    }

    [Fact]
    public void Sources_on_several_threads_share_an_augmentation()
    {
        Dataset<float> data = Augmented.Pictures<float>(Count, 90);
        Augmentation<float> augmentation = All;
        float[][] expected = Augmented.Walk(data, augmentation, seed: 3);
        System.Threading.Tasks.Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ => Assert.Equal(expected, Augmented.Walk(data, augmentation, seed: 3)));
    }

    [Fact]
    public void A_walk_from_the_middle_has_the_same_batches()
    {
        Dataset<float> data = Augmented.Pictures<float>(Count, 90);
        var whole = new MiniBatches<float>(data, 16, augmentation: All);
        using var rest = new PrefetchedBatches<float>(data, 16, augmentation: All);
        whole.Shuffle(1, 4);
        rest.Shuffle(1, 4);
        using BatchSource<float>.Enumerator walk = rest.From(3);
        for (int index = 3; index < whole.Count; index++)
        {
            Assert.True(walk.MoveNext());
            Assert.True(whole[index].Inputs[0].Values.SequenceEqual(walk.Current.Inputs[0].Values));
        }

        Assert.False(walk.MoveNext());
    }

    [Fact]
    public void A_sample_drawn_again_is_changed_anew_and_the_data_set_never()
    {
        Dataset<float> data = Augmented.Pictures<float>(3, 90);
        float[] before = data.Inputs[0].Values.ToArray();
        var batches = new MiniBatches<float>(data, 10, augmentation: All);
        var pictures = new List<float[]>();
        var sampler = new WeightedSampler([1, 5, 2], 40);
        for (int walk = 0; walk < 2; walk++)
        {
            batches.Draw(sampler, 1, 1);
            foreach ((_, float[] picture) in Augmented.Walk(batches))
                pictures.Add(picture);
        }

        // Each is there twice: once a walk.
        Assert.Equal(pictures[..40], pictures[40..]);
        Assert.Equal(40, pictures.Select(picture => string.Join(' ', picture)).Distinct().Count());
        Assert.Equal(before, data.Inputs[0].Values.ToArray());
    }

    [Fact]
    public void Only_the_input_of_the_pictures_is_changed()
    {
        DataColumn<float> other = Augmented.Pictures<float>(Count, 7).Inputs[0], pictures = Augmented.Pictures<float>(Count, 90, seed: 2).Inputs[0];
        var data = new Dataset<float>([other, pictures], [new DataColumn<float>(Enumerable.Range(0, Count).ToArray())]);
        float[][] expected = Augmented.Walk(new Dataset<float>([pictures], data.Targets), All);
        var batches = new MiniBatches<float>(data, Count, augmentation: new Augmentation<float>(3, 6, 5, input: 1).RandomCrop(2).HorizontalFlip().VerticalFlip(0.3).Rotation(20).Scale(0.9, 1.1).Shift(0.5, 0.5).Brightness(0.1).Contrast(0.2).GaussianNoise(0.05).Cutout(2));
        batches.Restore(seed: 1);
        Assert.Equal(other.Values.ToArray(), batches[0].Inputs[0].Values.ToArray());
        Assert.Equal(expected.SelectMany(picture => picture), batches[0].Inputs[1].Values.ToArray());
        Assert.Equal(Enumerable.Range(0, Count), batches[0].Targets[0].Indices.ToArray());
    }

    [Fact]
    public void A_network_trains_with_it_to_the_same_bits()
    {
        Dataset<double> data = Clouds.Make(90, 1);
        // A cloud is a picture of two pixels.
        var augmentation = new Augmentation<double>(1, 1, 2).Brightness(0.3).GaussianNoise(0.2).Shift(0, 0.1);
        double[] plain = Train(new() { Epochs = 3, Seed = 5 }), expected = Train(new() { Epochs = 3, Seed = 5, Augmentation = augmentation });
        Assert.NotEqual(plain, expected);
        foreach (int prefetch in new[] { 1, 4 })
            Assert.Equal(expected, Train(new() { Epochs = 3, Seed = 5, Augmentation = augmentation, Prefetch = prefetch }));
        Assert.NotEqual(expected, Train(new() { Epochs = 3, Seed = 6, Augmentation = augmentation }));

        // In order, an epoch is changed as no other is.
        var inOrder = new TrainerOptions<double> { Epochs = 2, BatchSize = 90, Shuffle = false, Augmentation = augmentation };
        double[] twoEpochs = Train(inOrder), repeated = Train(inOrder with { Epochs = 1 }, again: true);
        Assert.NotEqual(twoEpochs, repeated);

        Assert.Contains("pictures of 1×2×2 = 4 numbers", Assert.Throws<ArgumentException>(() => Train(new() { Augmentation = new Augmentation<double>(1, 2, 2) })).Message, StringComparison.Ordinal);
        Assert.Contains("Dataset.OneHot", Assert.Throws<ArgumentException>(() => Train(new() { Augmentation = augmentation.Mixup(1) })).Message, StringComparison.Ordinal);

        double[] Train(TrainerOptions<double> options, bool again = false)
        {
            var network = SoftmaxRegression.Create(0);
            var optimizer = new Adam<double>(0.05);
            try
            {
                TrainingHistory history = Trainer.Fit(network, optimizer, data, options with { Validation = data });
                // What is validated is not changed.
                Assert.Equal(Trainer.Evaluate(network, data).Loss, history.Last.ValidationLoss!.Value, 12);
                if (again)
                    Trainer.Fit(network, optimizer, data, options);
            }
            finally
            {
                Assert.Equal(0, network.OpenSessions);
            }

            return network.Parameters.Span.ToArray();
        }
    }

    [Fact]
    public void Nothing_is_allocated_a_batch()
    {
        Dataset<float> data = Augmented.Pictures<float>(Count, 90).OneHot(Count);
        var batches = new MiniBatches<float>(data, 16, augmentation: All.Mixup(0.2).HorizontalFlip());
        var sampler = new WeightedSampler([.. Enumerable.Repeat(1.0, Count)], Count);
        float sum = Epochs(0, 2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        sum += Epochs(2, 20);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);

        float Epochs(ulong first, ulong last)
        {
            float sum = 0;
            for (ulong epoch = first; epoch < last; epoch++)
            {
                if (epoch % 2 == 0)
                    batches.Shuffle(1, epoch);
                else
                    batches.Draw(sampler, 1, epoch);
                foreach (Batch<float> batch in batches)
                    sum += batch.Inputs[0].Values[0] + batch.Targets[0].Values[0];
            }

            return sum;
        }
    }

    private static void AssertEqual(float[][] expected, List<(int Label, float[] Picture)> found, int count)
    {
        Assert.Equal(count, found.Select(sample => sample.Label).Distinct().Count());
        Assert.Equal(count, found.Count);
        foreach ((int label, float[] picture) in found)
            Assert.True(expected[label].AsSpan().SequenceEqual(picture));
    }
}
