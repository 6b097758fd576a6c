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
    public void The_class_is_among_the_largest_scores()
    {
        float[] scores = [3, 2, 1, 1, 2, 3, 2, 2, 2, float.NaN, 0, 1];
        int[] labels = [1, 0, 1, 0];
        Assert.Equal(0.0, Metrics.TopKAccuracy<float>(scores, labels, 3, 1));
        Assert.Equal(0.5, Metrics.TopKAccuracy<float>(scores, labels, 3, 2));
        Assert.Equal(0.75, Metrics.TopKAccuracy<float>(scores, labels, 3, 3));
        float[] numbers = [.. Enumerable.Range(0, 300).Select(i => (float)(i * 7919 % 1009))];
        int[] classes = [.. Enumerable.Range(0, 60).Select(i => i * 3 % 5)];
        Assert.Equal(Metrics.Accuracy<float>(numbers, classes, 5), Metrics.TopKAccuracy<float>(numbers, classes, 5, 1));
        Assert.True(double.IsNaN(Metrics.TopKAccuracy<float>([], [], 2, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Metrics.TopKAccuracy<float>(scores, labels, 3, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Metrics.TopKAccuracy<float>(scores, [1, 0, 1, 3], 3, 1));
    }

    [Fact]
    public void The_area_under_the_curve_is_the_share_of_ordered_pairs()
    {
        Assert.Equal(0.75, Metrics.RocAuc<double>([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]));
        Assert.Equal(0.5, Metrics.RocAuc<double>([1, 1, 1], [0, 1, 1]));
        Assert.Equal(1, Metrics.RocAuc<double>([double.NegativeInfinity, 0, double.PositiveInfinity], [0, 0, 1]));
        Assert.True(double.IsNaN(Metrics.RocAuc<double>([1, 2], [1, 1])));
        Assert.Throws<ArgumentException>(() => Metrics.RocAuc<double>([1, double.NaN], [1, 0]));
        Assert.Throws<ArgumentException>(() => Metrics.RocAuc<double>([1], [1, 0]));
        var random = new Philox(3);
        double[] scores = [.. Enumerable.Range(0, 200).Select(i => Math.Round(random.Normal((ulong)i), 1))], targets = [.. Enumerable.Range(0, 200).Select(i => random.UniformDouble((ulong)(1000 + i)) < 0.3 ? 1.0 : 0)];
        double pairs = 0, above = 0;
        for (int yes = 0; yes < 200; yes++)
        {
            for (int no = 0; no < 200; no++)
            {
                if (targets[yes] == 0 || targets[no] == 1)
                    continue;
                pairs++;
                above += scores[yes] > scores[no] ? 1 : scores[yes] == scores[no] ? 0.5 : 0;
            }
        }

        Assert.Equal(above / pairs, Metrics.RocAuc<double>(scores, targets), 1e-12);
    }

    [Fact]
    public void Errors_of_numbers()
    {
        Assert.Equal(0.948608137, Metrics.R2<double>([2.5, 0.0, 2, 8], [3, -0.5, 2, 7]), 1e-9);
        Assert.Equal(0.5, Metrics.MeanAbsoluteError<float>([2.5f, 0, 2, 8], [3, -0.5f, 2, 7]));
        Assert.Equal(0, Metrics.R2<double>([2, 2], [1, 3]));
        Assert.True(double.IsNaN(Metrics.R2<double>([1, 2], [3, 3])));
        Assert.True(double.IsNaN(Metrics.MeanAbsoluteError<double>([], [])));
        Assert.Throws<ArgumentException>(() => Metrics.R2<double>([1], [1, 2]));
    }

    [Fact]
    public void F1_is_the_harmonic_mean()
    {
        ConfusionMatrix matrix = Example();
        for (int label = 0; label < matrix.Classes; label++)
        {
            double precision = matrix.Precision(label), recall = matrix.Recall(label), expected = 2 * precision * recall / (precision + recall);
            if (!double.IsNaN(expected))
                Assert.Equal(expected, matrix.F1(label), 1e-12);
        }

        var two = new ConfusionMatrix(3);
        two.Add(0, 0);
        two.Add(0, 1);
        Assert.Equal(2.0 / 3, two.F1(0), 1e-12);
        Assert.Equal(0, two.F1(1));
        Assert.True(double.IsNaN(two.F1(2)));
        Assert.Equal(1.0 / 3, two.MacroF1, 1e-12);
        Assert.True(double.IsNaN(new ConfusionMatrix(2).MacroF1));
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
