using NetGen.Reporting.Html;

namespace NetGen.Reporting.Tests;

public sealed class ChartTests
{
    [Theory]
    [InlineData(0, 1, 0, 1, 6)]
    [InlineData(0.2, 0.9, 0.2, 1, 5)]
    [InlineData(-3, 17, -5, 20, 6)]
    [InlineData(0.0012, 0.0047, 0.001, 0.005, 5)]
    public void LinearTicksAreRound(double low, double high, double first, double last, int count)
    {
        Axis axis = Axis.Linear(low, high);
        Assert.Equal(first, axis.Ticks[0], 12);
        Assert.Equal(last, axis.Ticks[^1], 12);
        Assert.Equal(count, axis.Ticks.Count);
        Assert.Equal((0.0, 1.0), (axis.At(axis.Low), axis.At(axis.High)));
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(5, 0, 1, 2, 3, 4, 5)]
    [InlineData(12, 0, 2, 4, 6, 8, 10, 12)]
    [InlineData(13.5, 0, 5, 10)]
    [InlineData(3000, 0, 500, 1000, 1500, 2000, 2500, 3000)]
    public void EpochsHaveTicksAtWholeNumbers(double last, params int[] ticks)
    {
        Axis axis = Axis.UpTo(last);
        Assert.Equal(ticks.Select(tick => (double)tick), axis.Ticks);
        Assert.Equal((0.0, 1.0), (axis.At(0), axis.At(last)));
    }

    [Fact]
    public void EveryRangeHasTicksAndHoldsItsNumbers()
    {
        var random = new Random(5);
        for (int i = 0; i < 2000; i++)
        {
            double[] values = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => (random.Next(4) == 0 ? -1 : 1) * Math.Pow(10, (random.NextDouble() - 0.5) * random.Next(1, 40)))];
            Axis axis = Axis.For(values);
            Assert.InRange(axis.Ticks.Count, 1, 20);
            Assert.All(values, value => Assert.InRange(axis.At(value), -1e-9, 1 + 1e-9));
            Assert.All(axis.Ticks, tick => Assert.InRange(axis.At(tick), -1e-9, 1 + 1e-9));
            Assert.Equal(axis.Ticks.Count, axis.Ticks.Select(axis.Text).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0)]
    [InlineData(-2.5)]
    [InlineData(1e-30)]
    public void OneNumberAloneStandsInTheMiddle(double value) => Assert.InRange(Axis.For([value, value]).At(value), 0.3, 0.7);

    [Fact]
    public void ACurveThatIsPressedToTheFloorIsLogarithmic()
    {
        double[] falls = [.. Enumerable.Range(0, 50).Select(i => Math.Exp(-0.3 * i))];
        double[] cosine = [.. Enumerable.Range(0, 50).Select(i => (1 + Math.Cos(Math.PI * i / 50)) / 2)];
        Assert.True(Axis.For(falls).IsLogarithmic);
        Assert.False(Axis.For(cosine).IsLogarithmic);
        Assert.False(Axis.For([.. falls, 0.0]).IsLogarithmic);
    }

    [Fact]
    public void NoShareIsLargerThanAll()
    {
        string figure = new LineChart("Accuracy", "0.0 %", [new Series("training", "training", [(1, 1.0), (2, 1.0)])]).ToString();
        Assert.Contains(">100 %<", figure, StringComparison.Ordinal);
        Assert.DoesNotContain(">105 %<", figure, StringComparison.Ordinal);
        Assert.DoesNotContain(">110 %<", figure, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyPointsKeepThoseThatStandOut()
    {
        (double X, double Y)[] points = [.. Enumerable.Range(0, 100_000).Select(i => ((double)i, Math.Sin(i / 1e4)))];
        points[54_321].Y = 7;
        points[65_432].Y = -7;
        points[76_543].Y = double.NaN;
        IReadOnlyList<(double X, double Y)> shown = new Series("all", "steps", points).Shown();
        Assert.InRange(shown.Count, 600, 1200);
        Assert.Contains((54_321.0, 7.0), shown);
        Assert.Contains((65_432.0, -7.0), shown);
        Assert.Contains(shown, point => double.IsNaN(point.Y));
        Assert.Equal(shown.OrderBy(point => point.X), shown);
    }

    [Fact]
    public void ACurveOfManyStepsIsTheirMeansAndAllocatesNothing()
    {
        var curve = new StepCurve();
        curve.Add(0, double.NaN);
        for (int i = 1; i <= 2047; i++)
            curve.Add(i, i);
        Assert.Equal(2047, curve.Points.Count);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 2048; i <= 1 << 20; i++)
            curve.Add(i, i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(curve.Points.Count, 1024, 2047);
        double stride = curve.Points[0].X;
        for (int i = 0; i < curve.Points.Count; i++)
        {
            Assert.Equal((i + 1) * stride, curve.Points[i].X);
            Assert.Equal(((i * stride) + 1 + ((i + 1) * stride)) / 2, curve.Points[i].Y, 6);
        }

        curve.Clear();
        curve.Add(3, 4);
        Assert.Equal([(3.0, 4.0)], curve.Points);
    }
}
