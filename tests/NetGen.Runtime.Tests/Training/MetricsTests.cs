namespace NetGen.Tests.Training;

public sealed class MetricsTests
{
    [Theory]
    [InlineData(new[] { 1f }, 0)]
    [InlineData(new[] { 1f, 3f, 2f }, 1)]
    [InlineData(new[] { 2f, 2f, 1f }, 0)]
    [InlineData(new[] { float.NaN, -1f, -2f }, 1)]
    [InlineData(new[] { 1f, float.NaN, 2f }, 2)]
    [InlineData(new[] { float.NaN, float.NaN }, 0)]
    [InlineData(new[] { float.NegativeInfinity, float.MinValue }, 1)]
    public void The_largest_score_is_found(float[] scores, int expected) => Assert.Equal(expected, Metrics.ArgMax<float>(scores));

    [Fact]
    public void Accuracy_is_the_share_of_right_answers()
    {
        float[] scores = [0.9f, 0.1f, 0.2f, 0.8f, 0.3f, 0.7f, 0.6f, 0.4f];
        Assert.Equal(0.75, Metrics.Accuracy<float>(scores, [0, 1, 0, 0], 2));
        Assert.True(double.IsNaN(Metrics.Accuracy<float>([], [], 2)));
        Assert.Throws<ArgumentException>(() => Metrics.Accuracy<float>(scores, [0, 1, 0], 2));
        Assert.Equal(0.75, Metrics.BinaryAccuracy<double>([0.9, 0.4, 0.5, 0.6], [1, 0, 1, 0], 0.5));
        Assert.Throws<ArgumentException>(() => Metrics.ArgMax<float>([]));
    }

    [Fact]
    public void A_confusion_matrix_counts_by_row_and_column()
    {
        ConfusionMatrix matrix = Example();
        Assert.Equal(112, matrix.Total);
        Assert.Equal(110, matrix.Correct);
        Assert.Equal(110.0 / 112, matrix.Accuracy);
        Assert.Equal(2, matrix[0, 1]);
        Assert.Equal(0, matrix[1, 0]);
        Assert.Equal(100.0 / 102, matrix.Recall(0));
        Assert.Equal(10.0 / 12, matrix.Precision(1));
        Assert.True(double.IsNaN(matrix.Recall(2)));
        Assert.True(double.IsNaN(matrix.Precision(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.Add(0, -1));
        matrix.Clear();
        Assert.Equal((0, 0), (matrix.Total, matrix[0, 0]));
    }

    [Fact]
    public void A_confusion_matrix_is_aligned_text()
    {
        string expected = string.Join('\n',
            "actual \\ predicted    0   1  2   recall",
            "                 0  100   2  ·   98.0 %",
            "                 1    ·  10  ·  100.0 %",
            "                 2    ·   ·  0        –");
        Assert.Equal(expected, Example().ToString());
        string named = Example().ToString(["cat", "dog", "an unusually long name"]);
        Assert.Single(named.Split('\n').Select(line => line.Length).Distinct());
        Assert.Contains("\nan unusually long name", named, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Example().ToString(["cat"]));
    }

    private static ConfusionMatrix Example()
    {
        var matrix = new ConfusionMatrix(3);
        for (int i = 0; i < 100; i++)
            matrix.Add(0, 0);
        matrix.Add(0, 1);
        matrix.Add(0, 1);
        float[] scores = [.. Enumerable.Range(0, 30).Select(i => i % 3 * (2 - (i % 3 * 0.75f)))];
        matrix.Add<float>(scores, new int[10].Select(_ => 1).ToArray());
        return matrix;
    }
}
