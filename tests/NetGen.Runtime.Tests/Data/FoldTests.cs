namespace NetGen.Tests.Data;

public sealed class FoldTests
{
    // 100 samples of class 0, 37 of class 1, 3 of class 2, mixed.
    private static readonly int[] Labels = [.. Enumerable.Range(0, 140).Select(i => i % 47 == 5 ? 2 : i % 4 == 3 || i is 0 or 2 or 4 ? 1 : 0)];

    [Fact]
    public void The_classes_are_as_said() =>
        Assert.Equal([100, 37, 3], Labels.GroupBy(label => label).OrderBy(group => group.Key).Select(group => group.Count()));

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.25)]
    [InlineData(1 / 3.0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(1.0)]
    public void A_stratified_split_keeps_the_shares_of_the_classes(double share)
    {
        Dataset<float> data = Numbered(Labels);
        (Dataset<float> training, Dataset<float> heldOut) = data.StratifiedSplit(share, seed: 7);
        Assert.Equal((int)Math.Round(share * 140), heldOut.Count);
        AssertPartition(data, training, heldOut);
        foreach (int label in new[] { 0, 1, 2 })
            Assert.InRange(heldOut.Labels().Count(found => found == label) - (share * Labels.Count(found => found == label)), -1, 1);
    }

    [Fact]
    public void A_stratified_split_is_random_and_repeatable()
    {
        Dataset<float> data = Numbered(Labels);
        float[] first = data.StratifiedSplit(0.3, seed: 1).HeldOut.Inputs[0].Values.ToArray();
        Assert.Equal(first, data.StratifiedSplit(0.3, seed: 1).HeldOut.Inputs[0].Values.ToArray());
        Assert.NotEqual(first.Order(), data.StratifiedSplit(0.3, seed: 2).HeldOut.Inputs[0].Values.ToArray().Order());
        // Not class after class.
        int[] labels = data.StratifiedSplit(0.3, seed: 1).HeldOut.Labels();
        Assert.NotEqual(labels.Order(), labels);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(5, false)]
    [InlineData(140, false)]
    [InlineData(2, true)]
    [InlineData(5, true)]
    [InlineData(140, true)]
    public void Every_sample_is_held_out_once(int folds, bool stratified)
    {
        Dataset<float> data = Numbered(Labels);
        (Dataset<float> Training, Dataset<float> HeldOut)[] parts = [.. stratified ? data.StratifiedKFold(folds, seed: 3) : data.KFold(folds, seed: 3)];
        Assert.Equal(folds, parts.Length);
        foreach ((Dataset<float> training, Dataset<float> heldOut) in parts)
            AssertPartition(data, training, heldOut);
        Assert.Equal(Enumerable.Range(0, 140), parts.SelectMany(part => part.HeldOut.Inputs[0].Values.ToArray()).Order().Select(number => (int)number));
        AssertEven(parts.Select(part => part.HeldOut.Count));
        if (stratified)
        {
            foreach (int label in new[] { 0, 1, 2 })
                AssertEven(parts.Select(part => part.HeldOut.Labels().Count(found => found == label)));
        }

        static void AssertEven(IEnumerable<int> counts) => Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }

    [Fact]
    public void Folds_are_random_and_repeatable()
    {
        Dataset<float> data = Numbered(Labels);
        Assert.Equal(First(1), First(1));
        Assert.NotEqual(First(1).Order(), First(2).Order());

        float[] First(ulong seed) => data.StratifiedKFold(5, seed).First().HeldOut.Inputs[0].Values.ToArray();
    }

    [Fact]
    public void Wrong_folds_are_refused_at_once()
    {
        Dataset<float> data = Numbered(Labels);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.KFold(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.KFold(141, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.StratifiedKFold(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.StratifiedKFold(5, 1, target: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.StratifiedSplit(1.5, 1));
        Dataset<float> regression = Dataset.FromArrays(new float[4], new float[4], 1, 1);
        Assert.Contains("expected one class index", Assert.Throws<ArgumentException>(() => regression.StratifiedKFold(2, 1)).Message, StringComparison.Ordinal);
        Assert.Equal(2, regression.KFold(2, 1).Count());
    }

    private static Dataset<float> Numbered(int[] labels) => Dataset.FromArrays([.. Enumerable.Range(0, labels.Length).Select(i => (float)i)], labels, 1);

    private static void AssertPartition(Dataset<float> data, Dataset<float> training, Dataset<float> heldOut)
    {
        float[] all = [.. training.Inputs[0].Values.Span, .. heldOut.Inputs[0].Values.Span];
        Assert.Equal(Enumerable.Range(0, data.Count), all.Order().Select(number => (int)number));
        int[] labels = [.. training.Labels(), .. heldOut.Labels()];
        Assert.Equal(all.Select(number => Labels[(int)number]), labels);
    }
}
