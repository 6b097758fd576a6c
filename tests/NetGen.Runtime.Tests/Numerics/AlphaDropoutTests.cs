namespace NetGen.Tests.Numerics;

public class AlphaDropoutTests
{
    // λα, as PyTorch's alpha_dropout has it.
    private const double Alpha = 1.7580993408473766;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Scale_and_shift_are_PyTorchs(double rate)
    {
        (double a, double b) = AlphaDropout.Affine(rate);
        Assert.Equal(1 / Math.Sqrt(((Alpha * Alpha * rate) + 1) * (1 - rate)), a, 1e-15);
        Assert.Equal(Alpha * a * rate, b, 1e-15);
        Assert.Equal(-Alpha, AlphaDropout.Saturation, 1e-15);

        // The mean and the variance of what comes of a constant 0 with variance 1 around it.
        double dropped = (a * AlphaDropout.Saturation) + b;
        Assert.Equal(0, ((1 - rate) * b) + (rate * dropped), 1e-15);
        Assert.Equal(1, ((1 - rate) * ((a * a) + (b * b))) + (rate * dropped * dropped), 1e-14);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(130)]
    public void Applies_what_IsKept_says(int length)
    {
        double[] x = [.. Enumerable.Range(1, length + 1).Select(i => i * 0.25)], y = [.. x], gradient = [.. x];
        float[] xs = [.. x.Select(value => (float)value)], ys = [.. xs], gradients = [.. xs];
        AlphaDropout.Apply(in x[0], ref y[0], length, 0.3, 9, 5, 2, 31);
        AlphaDropout.Apply(in xs[0], ref ys[0], length, 0.3f, 9, 5, 2, 31);
        AlphaDropout.ApplyGradient(in x[0], ref gradient[0], length, 0.3, 9, 5, 2, 31);
        AlphaDropout.ApplyGradient(in xs[0], ref gradients[0], length, 0.3f, 9, 5, 2, 31);
        (double a, double b) = AlphaDropout.Affine(0.3);
        for (int i = 0; i < length; i++)
        {
            bool kept = DropoutMask.IsKept(i, 0.3, 9, 5, 2, 31);
            Assert.Equal((a * (kept ? x[i] : -Alpha)) + b, y[i], 1e-12);
            Assert.Equal((a * (kept ? x[i] : -Alpha)) + b, ys[i], 1e-5);
            Assert.Equal(kept ? a * x[i] : 0, gradient[i], 1e-12);
            Assert.Equal(kept ? a * x[i] : 0, gradients[i], 1e-5);
        }

        Assert.Equal((x[length], x[length]), (y[length], gradient[length]));
        Assert.Equal((xs[length], xs[length]), (ys[length], gradients[length]));
    }

    /// <summary>SELU makes mean 0 and variance 1 of normal numbers, and a million elements keep them, at the rate they are dropped.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void What_normalizes_itself_goes_on_to_do_so(double rate)
    {
        const int Length = 10_000, Samples = 100;
        const double Draws = (double)Length * Samples;
        double sum = 0, squares = 0, fourth = 0;
        long dropped = 0;
        (double a, double b) = AlphaDropout.Affine(rate);
        for (int sample = 0; sample < Samples; sample++)
        {
            var h = new double[Length];
            GaussianNoise.Add(in h[0], ref h[0], Length, 1, 4, 3, 1, sample);
            for (int i = 0; i < Length; i++)
                h[i] = 1.0507009873554805 * (h[i] > 0 ? h[i] : 1.6732632423543772 * (Math.Exp(h[i]) - 1));
            AlphaDropout.Apply(in h[0], ref h[0], Length, rate, 4, 3, 2, sample);
            sum += h.Sum();
            squares += h.Sum(value => value * value);
            fourth += h.Sum(value => Math.Pow(value, 4));
            dropped += h.Count(value => value == (a * AlphaDropout.Saturation) + b);
        }

        Assert.Equal(0, sum / Draws, 4 / Math.Sqrt(Draws));
        Assert.Equal(1, squares / Draws, 4 * Math.Sqrt(((fourth / Draws) - 1) / Draws));
        Assert.Equal(rate, dropped / Draws, 4 * Math.Sqrt(rate * (1 - rate) / Draws));
    }
}
