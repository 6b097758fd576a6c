namespace NetGen.Tests.Numerics;

public class GaussianNoiseTests
{
    private const int Length = 10_000, Samples = 100;
    private const double Draws = (double)Length * Samples;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(130)]
    [InlineData(1001)]
    public void Adds_and_multiplies_by_what_Value_says(int length)
    {
        // A last element that is not theirs.
        double[] x = [.. Enumerable.Range(1, length + 1).Select(i => i * 0.25)], sum = [.. x], product = [.. x];
        float[] xs = [.. x.Select(value => (float)value)], sums = [.. xs], products = [.. xs];
        GaussianNoise.Add(in x[0], ref sum[0], length, 0.3, 9, 5, 2, 31);
        GaussianNoise.Add(in xs[0], ref sums[0], length, 0.3f, 9, 5, 2, 31);
        GaussianNoise.Multiply(in x[0], ref product[0], length, 0.3, 9, 5, 2, 31);
        GaussianNoise.Multiply(in xs[0], ref products[0], length, 0.3f, 9, 5, 2, 31);
        for (int i = 0; i < length; i++)
        {
            double n = GaussianNoise.Value(i, length, 9, 5, 2, 31);
            Assert.Equal(x[i] + (0.3 * n), sum[i], 1e-13 * Math.Max(1, x[i]));
            Assert.Equal(x[i] * (1 + (0.3 * n)), product[i], 1e-13 * Math.Max(1, x[i]));
            Assert.Equal(x[i] + (0.3 * n), sums[i], 1e-6 * Math.Max(1, x[i]));
            Assert.Equal(x[i] * (1 + (0.3 * n)), products[i], 1e-6 * Math.Max(1, x[i]));
        }

        Assert.Equal((x[length], x[length]), (sum[length], product[length]));
        Assert.Equal((xs[length], xs[length]), (sums[length], products[length]));
    }

    [Fact]
    public void The_key_is_as_documented()
    {
        const int Count = 101;
        for (int i = 0; i < Count; i++)
        {
            int pair = i < 51 ? i : i - 51;
            PhiloxBlock block = Philox.Block(9, (uint)pair / 2, 31, 2, 5);
            (uint u, uint v) = pair % 2 == 0 ? (block.X0, block.X1) : (block.X2, block.X3);
            double radius = Math.Sqrt(-2 * Math.Log((u + 0.5) / 4294967296.0)), angle = 2 * Math.PI * v / 4294967296.0;
            Assert.Equal(radius * (i < 51 ? Math.Cos(angle) : Math.Sin(angle)), GaussianNoise.Value(i, Count, 9, 5, 2, 31), 1e-14);
        }
    }

    [Fact]
    public void A_million_draws_in_single_are_normal() => Check(sample =>
    {
        var n = new float[Length];
        GaussianNoise.Add(in n[0], ref n[0], Length, 1, 77, 3, 1, sample);
        return [.. n.Select(value => (double)value)];
    });

    [Fact]
    public void A_million_draws_in_double_are_normal() => Check(sample =>
    {
        var n = new double[Length];
        GaussianNoise.Add(in n[0], ref n[0], Length, 1, 77, 3, 1, sample);
        return n;
    });

    [Fact]
    public void Factors_have_mean_1_and_the_variance_of_dropout()
    {
        const double Rate = 0.3;
        const double Variance = Rate / (1 - Rate);
        double sum = 0, squares = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            var y = new float[Length];
            Array.Fill(y, 1);
            GaussianNoise.Multiply(in y[0], ref y[0], Length, (float)Math.Sqrt(Variance), 7, 3, 1, sample);
            sum += y.Sum(value => (double)value);
            squares += y.Sum(value => (value - 1.0) * (value - 1.0));
        }

        Assert.Equal(1, sum / Draws, 4 * Math.Sqrt(Variance / Draws));
        Assert.Equal(Variance, squares / Draws, 4 * Variance * Math.Sqrt(2 / Draws));
    }

    [Fact]
    public void Every_part_of_the_key_changes_the_noise()
    {
        static double[] Noise(ulong seed, ulong step, int layer, int sample) => [.. Enumerable.Range(0, 20).Select(i => GaussianNoise.Value(i, 20, seed, step, layer, sample))];
        double[] noise = Noise(1, 1, 1, 1);
        Assert.Equal(noise, Noise(1, 1, 1, 1));
        Assert.All([Noise(2, 1, 1, 1), Noise(1, 2, 1, 1), Noise(1, 1, 2, 1), Noise(1, 1, 1, 2)], other => Assert.Empty(noise.Intersect(other)));
    }

    // Four moments, both tails, the distribution, and that neither neighbours nor the two of a pair depend on each other; each within four
    // standard deviations of its estimate.
    private static void Check(Func<int, double[]> draw)
    {
        double[] moments = new double[5];
        double neighbours = 0, pairs = 0, squaredPairs = 0, beyond3 = 0, beyond4 = 0, largest = 0;
        var bins = new int[100];
        for (int sample = 0; sample < Samples; sample++)
        {
            double[] n = draw(sample);
            for (int i = 0; i < Length; i++)
            {
                double square = n[i] * n[i];
                for (int k = 1; k <= 4; k++)
                    moments[k] += Math.Pow(n[i], k) / Draws;
                beyond3 += Math.Abs(n[i]) > 3 ? 1 / Draws : 0;
                beyond4 += Math.Abs(n[i]) > 4 ? 1 / Draws : 0;
                largest = Math.Max(largest, Math.Abs(n[i]));
                bins[Math.Min(99, (int)(100 * VectorMath.NormalCdf(n[i])))]++;
                neighbours += i > 0 ? n[i] * n[i - 1] / Draws : 0;
                if (i < Length / 2)
                {
                    double other = n[i + (Length / 2)];
                    pairs += n[i] * other / (Draws / 2);
                    squaredPairs += (square - 1) * ((other * other) - 1) / (Draws / 2);
                }
            }
        }

        Assert.Equal(0, moments[1], 4 / Math.Sqrt(Draws));
        Assert.Equal(1, moments[2], 4 * Math.Sqrt(2 / Draws));
        Assert.Equal(0, moments[3], 4 * Math.Sqrt(15 / Draws));
        Assert.Equal(3, moments[4], 4 * Math.Sqrt(96 / Draws));
        Assert.Equal(2.6997961e-3, beyond3, 4 * Math.Sqrt(2.6997961e-3 / Draws));
        Assert.Equal(6.3342484e-5, beyond4, 4 * Math.Sqrt(6.3342484e-5 / Draws));
        Assert.InRange(largest, 4.4, 6.77);
        double chiSquare = bins.Sum(count => (count - (Draws / 100)) * (count - (Draws / 100)) / (Draws / 100));
        Assert.InRange(chiSquare, 99 - (4 * Math.Sqrt(198)), 99 + (4 * Math.Sqrt(198)));
        Assert.Equal(0, neighbours, 4 / Math.Sqrt(Draws));
        Assert.Equal(0, pairs, 4 / Math.Sqrt(Draws / 2));
        Assert.Equal(0, squaredPairs, 4 * 2 / Math.Sqrt(Draws / 2));
    }
}
