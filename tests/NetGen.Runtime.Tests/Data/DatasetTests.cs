namespace NetGen.Tests.Data;

public sealed class DatasetTests
{
    [Fact]
    public void A_split_takes_every_sample_once_and_keeps_input_and_label_together()
    {
        Dataset<float> data = Numbered(101);
        (Dataset<float> training, Dataset<float> heldOut) = data.Split(0.2, seed: 3);
        Assert.Equal((81, 20), (training.Count, heldOut.Count));
        int[] labels = [.. training.Targets[0].Indices.Span, .. heldOut.Targets[0].Indices.Span];
        Assert.NotEqual(Enumerable.Range(0, 101), labels);
        Assert.Equal(Enumerable.Range(0, 101), labels.Order());
        for (int i = 0; i < heldOut.Count; i++)
            Assert.Equal(heldOut.Targets[0].Indices.Span[i] + 0.5f, heldOut.Inputs[0].Values.Span[(2 * i) + 1]);
        Assert.Equal(labels[..81], data.Split(0.2, seed: 3).Training.Targets[0].Indices.ToArray());
        Assert.NotEqual(labels[..81], data.Split(0.2, seed: 4).Training.Targets[0].Indices.ToArray());
    }

    [Theory]
    [InlineData(10, new[] { 0.5, 0.25, 0.25 }, new[] { 5, 3, 2 })]
    [InlineData(3, new[] { 0.0, 1.0 }, new[] { 0, 3 })]
    [InlineData(0, new[] { 0.5, 0.5 }, new[] { 0, 0 })]
    [InlineData(1, new[] { 0.1, 0.1, 0.8 }, new[] { 0, 0, 1 })]
    public void Shares_are_rounded_to_whole_samples(int count, double[] shares, int[] expected)
    {
        int[] counts = [.. Numbered(count).Split(1, shares).Select(part => part.Count)];
        Assert.Equal(count, counts.Sum());
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(counts[i], expected[i] - 1, expected[i] + 1);
    }

    [Fact]
    public void Wrong_shares_are_refused()
    {
        Dataset<float> data = Numbered(4);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Split(1.1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Split(double.NaN, 1));
        Assert.Contains("add up to 0.9", Assert.Throws<ArgumentException>(() => data.Split(1, 0.5, 0.4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => data.Split(1, 1.5, -0.5));
    }

    [Fact]
    public void Columns_of_different_counts_are_refused()
    {
        var exception = Assert.Throws<ArgumentException>(() => Dataset.FromArrays(new float[6], new int[2], 2));
        Assert.Contains("Target column 0 has 2 samples; input column 0 has 3", exception.Message, StringComparison.Ordinal);
        Assert.Contains("cut short", Assert.Throws<ArgumentException>(() => Dataset.FromArrays(new float[5], new int[2], 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_out_of_range_names_sample_label_and_range()
    {
        Dataset<float> data = Numbered(5);
        NetworkSignature signature = Signature(classes: 4);
        var exception = Assert.Throws<ArgumentException>(() => data.ThrowIfNotFor(signature));
        Assert.Contains("Sample 4 has label 4", exception.Message, StringComparison.Ordinal);
        Assert.Contains("labels must be 0…3", exception.Message, StringComparison.Ordinal);
        data.ThrowIfNotFor(Signature(classes: 5));
        data.ThrowIfNotFor(signature, targets: false);
        Dataset<float> negative = Dataset.FromArrays(new float[4], [0, -1], 2);
        Assert.Contains("Sample 1 has label -1", Assert.Throws<ArgumentException>(() => negative.ThrowIfNotFor(signature)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_another_network_are_refused()
    {
        NetworkSignature signature = Signature(classes: 9);
        Assert.Contains("has 3 elements a sample; input 'x' of network 'Test.Net' takes 2", Refusal(Dataset.FromArrays(new float[6], new int[2], 3)), StringComparison.Ordinal);
        Assert.Contains("target 'label' of network 'Test.Net' takes integers", Refusal(Dataset.FromArrays(new float[4], new float[2], 2, 1)), StringComparison.Ordinal);
        Assert.Contains("0 target column(s)", Refusal(new Dataset<float>([new DataColumn<float>(new float[4], 2)], [])), StringComparison.Ordinal);

        string Refusal(Dataset<float> data) => Assert.Throws<ArgumentException>(() => data.ThrowIfNotFor(signature)).Message;
    }

    [Theory]
    [InlineData(10, 4, false, new[] { 4, 4, 2 })]
    [InlineData(10, 4, true, new[] { 4, 4 })]
    [InlineData(8, 4, false, new[] { 4, 4 })]
    [InlineData(3, 4, false, new[] { 3 })]
    [InlineData(3, 4, true, new int[0])]
    [InlineData(0, 4, false, new int[0])]
    public void Batches_cover_the_set(int count, int size, bool dropLast, int[] expected)
    {
        var batches = new MiniBatches<float>(Numbered(count), size, dropLast);
        Assert.Equal(expected.Length, batches.Count);
        foreach (bool shuffle in new[] { false, true })
        {
            if (shuffle)
                batches.Shuffle(7, 0);
            var counts = new List<int>();
            var labels = new List<int>();
            foreach (Batch<float> batch in batches)
            {
                counts.Add(batch.Count);
                Assert.Equal(batch.Count, batch.Targets[0].Indices.Length);
                Assert.Equal(2 * batch.Count, batch.Inputs[0].Values.Length);
                for (int i = 0; i < batch.Count; i++)
                {
                    Assert.Equal(batch.Targets[0].Indices[i], batch.Inputs[0].Values[2 * i]);
                    labels.Add(batch.Targets[0].Indices[i]);
                }
            }

            Assert.Equal(expected, counts);
            Assert.Equal(labels.Count, labels.Distinct().Count());
        }
    }

    [Fact]
    public void An_order_depends_on_seed_and_epoch_only()
    {
        var batches = new MiniBatches<float>(Numbered(50), 50);
        batches.Shuffle(1, 0);
        int[] first = batches[0].Targets[0].Indices.ToArray();
        batches.Shuffle(1, 1);
        int[] second = batches[0].Targets[0].Indices.ToArray();
        batches.Shuffle(1, 0);
        Assert.Equal(first, batches[0].Targets[0].Indices.ToArray());
        Assert.NotEqual(first, second);
        batches.Shuffle(2, 0);
        Assert.NotEqual(first, batches[0].Targets[0].Indices.ToArray());
        batches.Restore();
        Assert.Equal(Enumerable.Range(0, 50), batches[0].Targets[0].Indices.ToArray());
    }

    [Fact]
    public void Nothing_is_allocated_a_batch()
    {
        var batches = new MiniBatches<float>(Numbered(1000), 16);
        batches.Shuffle(1, 0);
        float sum = Walk(batches);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong epoch = 1; epoch < 20; epoch++)
        {
            batches.Shuffle(1, epoch);
            sum += Walk(batches);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);

        static float Walk(MiniBatches<float> batches)
        {
            float sum = 0;
            foreach (Batch<float> batch in batches)
                sum += batch.Inputs[0].Values[0] + batch.Targets[0].Indices[0];
            return sum;
        }
    }

    [Fact]
    public void Numbers_are_divided()
    {
        float[] values = [0, 127.5f, 255];
        Dataset.Divide(values.AsSpan(), 255f);
        Assert.Equal([0, 0.5f, 1], values);
        Assert.Throws<ArgumentOutOfRangeException>(() => Dataset.Divide(values.AsSpan(), 0f));
    }

    private static Dataset<float> Numbered(int count) => Dataset.FromArrays(
        [.. Enumerable.Range(0, count).SelectMany(i => new[] { i, i + 0.5f })],
        [.. Enumerable.Range(0, count)],
        2);

    private static NetworkSignature Signature(int classes) => new(
        "Test.Net",
        [new SlotSignature("x", [2], ElementType.Float)],
        [new SlotSignature("y", [classes], ElementType.Float, classes)],
        [new SlotSignature("label", [], ElementType.Int32, classes)],
        BufferLayout.Empty,
        BufferLayout.Empty,
        string.Empty);
}
