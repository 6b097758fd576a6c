namespace NetGen.Tests.Numerics;

public class RandomizedSlopeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(37)]
    public void The_slopes_are_as_documented_and_the_adjoint_has_the_same(int length)
    {
        double[] x = [.. Enumerable.Range(0, length).Select(i => i % 3 == 0 ? i + 0.5 : -i - 0.5)], δ = [.. Enumerable.Range(0, length).Select(i => 2.0 + i)];
        double[] y = new double[length + 1], dx = new double[length];
        float[] xs = [.. x.Select(value => (float)value)], ys = new float[length];
        y[length] = -7;
        RandomizedSlope.Apply(in x[0], in x[0], ref y[0], length, 0.125, 0.75, 9, 5, 2, 31);
        RandomizedSlope.Apply(in δ[0], in x[0], ref dx[0], length, 0.125, 0.75, 9, 5, 2, 31);
        RandomizedSlope.Apply(in xs[0], in xs[0], ref ys[0], length, 0.125, 0.75, 9, 5, 2, 31);
        for (int i = 0; i < length; i++)
        {
            double slope = x[i] > 0 ? 1 : 0.125 + (0.625 * (Philox.Block(9, (uint)i / 4, 31, 2, 5)[i] >> 8) / 16777216.0);
            Assert.Equal(slope * x[i], y[i], 1e-12);
            Assert.Equal(slope * δ[i], dx[i], 1e-12);
            Assert.Equal(slope * x[i], ys[i], 1e-5);
        }

        Assert.Equal(-7, y[length]);
        RandomizedSlope.Apply(in x[0], in x[0], ref x[0], length, 0.125, 0.75, 9, 5, 2, 31);
        Assert.Equal(y[..length], x);
    }

    [Fact]
    public void At_zero_and_below_the_slope_is_random_and_a_nan_stays()
    {
        float[] x = [0, -0f, float.NaN, float.NegativeInfinity], δ = [1, 1, 1, 1], dx = new float[4], y = new float[4];
        RandomizedSlope.Apply(in δ[0], in x[0], ref dx[0], 4, 0.25, 0.25, 1, 2, 3, 4);
        RandomizedSlope.Apply(in x[0], in x[0], ref y[0], 4, 0.25, 0.25, 1, 2, 3, 4);
        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], dx);
        Assert.Equal([0, -0f, float.NaN, float.NegativeInfinity], y);
    }

    [Fact]
    public void A_million_slopes_are_uniform_between_the_bounds()
    {
        const int Length = 10_000, Samples = 100;
        const double Lower = 1.0 / 8, Upper = 1.0 / 3;
        float[] x = new float[Length], y = new float[Length];
        Array.Fill(x, -1);
        double sum = 0, squares = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            RandomizedSlope.Apply(in x[0], in x[0], ref y[0], Length, Lower, Upper, 77, 3, 1, sample);
            Assert.All(y, value => Assert.InRange(-value, (float)Lower, (float)Upper));
            sum += y.Sum(value => -(double)value);
            squares += y.Sum(value => (double)value * value);
        }

        const double Draws = (double)Length * Samples, Range = Upper - Lower;
        double mean = sum / Draws, variance = (squares / Draws) - (mean * mean);
        Assert.Equal((Lower + Upper) / 2, mean, 5 * Range / Math.Sqrt(12 * Draws));

        // The variance of a sample variance is (κ − 1) σ⁴ / n, and κ = 9/5 for a uniform distribution.
        Assert.Equal(Range * Range / 12, variance, 5 * Range * Range / 12 * Math.Sqrt(0.8 / Draws));
    }
}
