namespace NetGen.Tests.Data;

public sealed class OneHotTests
{
    [Fact]
    public void Class_indices_become_distributions()
    {
        int[] labels = [2, 0, 1, 2];
        var data = new Dataset<float>([new DataColumn<float>(new float[4], 1)], [new DataColumn<float>(new float[4], 1), new DataColumn<float>(labels)]);
        Dataset<float> oneHot = data.OneHot(3, target: 1);
        Assert.Same(data.Targets[0], oneHot.Targets[0]);
        Assert.Equal((ElementType.Float, 3, 4), (oneHot.Targets[1].Type, oneHot.Targets[1].Length, oneHot.Targets[1].Count));
        float[] row = [9, 9, 9];
        for (int sample = 0; sample < 4; sample++)
        {
            oneHot.Targets[1].Read(sample, row);
            Assert.Equal(Enumerable.Range(0, 3).Select(k => k == labels[sample] ? 1f : 0f), row);
        }

        Dataset<float> part = oneHot.Choose([3, 1]);
        part.Targets[1].Read(1, row);
        Assert.Equal([1, 0, 0], row);
        Assert.Equal(6, new MiniBatches<float>(oneHot, 2)[1].Targets[1].Values.Length);
    }

    [Fact]
    public void What_is_no_class_is_refused()
    {
        Dataset<float> data = Dataset.FromArrays(new float[3], [0, 2, 1], 1);
        Assert.Contains("Sample 1 has label 2; with 2 classes", Assert.Throws<ArgumentException>(() => data.OneHot(2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Dataset.FromArrays(new float[1], [-1], 1).OneHot(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.OneHot(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.OneHot(3, target: 1));
        Assert.Throws<ArgumentException>(() => data.OneHot(3).OneHot(3));
    }
}
