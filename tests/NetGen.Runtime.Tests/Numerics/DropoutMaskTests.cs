namespace NetGen.Tests.Numerics;

public class DropoutMaskTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(130)]
    public void Applies_what_IsKept_says(int length)
    {
        double[] x = [.. Enumerable.Range(1, length).Select(i => i + 0.5)];
        var y = new double[length + 1];
        float[] xs = [.. x.Select(value => (float)value)];
        var ys = new float[length + 1];
        y[length] = ys[length] = -7;
        DropoutMask.Apply(in Reference(x), ref y[0], length, 0.3, 9, 5, 2, 31);
        DropoutMask.Apply(in Reference(xs), ref ys[0], length, 0.3f, 9, 5, 2, 31);
        for (int i = 0; i < length; i++)
        {
            bool kept = DropoutMask.IsKept(i, 0.3, 9, 5, 2, 31);
            Assert.Equal(kept ? x[i] / 0.7 : 0, y[i], 1e-12);
            Assert.Equal(kept ? xs[i] / 0.7f : 0, ys[i], 1e-4f);
        }

        Assert.Equal(-7, y[length]);
        Assert.Equal(-7, ys[length]);
    }

    [Fact]
    public void The_key_is_as_documented()
    {
        for (int i = 0; i < 100; i++)
        {
            uint word = Philox.Block(9, (uint)i / 4, 31, 2, 5)[i];
            Assert.Equal(word >= (uint)(0.3f * 4294967296.0), DropoutMask.IsKept(i, 0.3, 9, 5, 2, 31));
        }
    }

    [Fact]
    public void Input_and_output_may_be_the_same_memory()
    {
        float[] x = [.. Enumerable.Range(1, 37).Select(i => (float)i)], y = new float[37];
        DropoutMask.Apply(in x[0], ref y[0], 37, 0.5f, 1, 2, 3, 4);
        DropoutMask.Apply(in x[0], ref x[0], 37, 0.5f, 1, 2, 3, 4);
        Assert.Equal(y, x);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(1.0)]
    public void Drops_at_the_rate_and_keeps_the_mean(double rate)
    {
        const int Length = 10_000, Samples = 100;
        var x = new float[Length];
        Array.Fill(x, 1);
        var y = new float[Length];
        long kept = 0;
        double sum = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            DropoutMask.Apply(in x[0], ref y[0], Length, (float)rate, 77, 3, 1, sample);
            kept += y.Count(value => value != 0);
            sum += y.Sum(value => (double)value);
        }

        const double Draws = (double)Length * Samples;
        double deviation = 5 * Math.Sqrt(rate * (1 - rate) / Draws);
        Assert.Equal(1 - rate, kept / Draws, deviation);
        Assert.Equal(rate < 1 ? 1 : 0, sum / Draws, (deviation / Math.Max(1 - rate, 0.01)) + 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(33)]
    public void A_whole_sample_is_kept_as_its_first_element_is(int length)
    {
        const int Samples = 100_000;
        float[] x = [.. Enumerable.Range(1, length + 1).Select(i => (float)i)], y = new float[length + 1];
        double[] xd = [.. x.Select(value => (double)value)], yd = new double[length + 1];
        y[length] = -7;
        int kept = 0;
        for (int sample = 0; sample < Samples; sample++)
        {
            DropoutMask.ApplyWhole(in x[0], ref y[0], length, 0.2, 9, 5, 2, sample);
            DropoutMask.ApplyWhole(in xd[0], ref yd[0], length, 0.2, 9, 5, 2, sample);
            bool isKept = DropoutMask.IsKept(0, 0.2, 9, 5, 2, sample);
            kept += isKept ? 1 : 0;
            for (int i = 0; i < length; i++)
            {
                Assert.Equal(isKept ? xd[i] / 0.8 : 0, yd[i], 1e-13);
                Assert.Equal(isKept ? x[i] * 1.25f : 0, y[i]);
            }
        }

        Assert.Equal(-7, y[length]);
        Assert.Equal(0.8, (double)kept / Samples, 4 * Math.Sqrt(0.16 / Samples));
        DropoutMask.ApplyWhole(in x[0], ref x[0], length, 0.2, 9, 5, 2, 1);
        DropoutMask.ApplyWhole(in xd[0], ref xd[0], length, 0.2, 9, 5, 2, 1);
        Assert.Equal(xd.Take(length).Select(value => (float)value), x.Take(length));
    }

    [Fact]
    public void Every_part_of_the_key_changes_the_mask()
    {
        static int[] Mask(ulong seed, ulong step, int layer, int sample) =>
            [.. Enumerable.Range(0, 200).Where(i => DropoutMask.IsKept(i, 0.5, seed, step, layer, sample))];
        int[] mask = Mask(1, 1, 1, 1);
        Assert.Equal(mask, Mask(1, 1, 1, 1));
        Assert.NotEqual(mask, Mask(2, 1, 1, 1));
        Assert.NotEqual(mask, Mask(1, 2, 1, 1));
        Assert.NotEqual(mask, Mask(1, 1, 2, 1));
        Assert.NotEqual(mask, Mask(1, 1, 1, 2));
    }

    [Fact]
    public void Two_adjacent_layers_of_keep_probability_08_update_a_weight_in_64_of_100_steps()
    {
        const int Steps = 100_000;
        int both = 0;
        for (ulong step = 0; step < Steps; step++)
            both += DropoutMask.IsKept(3, 0.2, 5, step, 0, 0) && DropoutMask.IsKept(3, 0.2, 5, step, 1, 0) ? 1 : 0;
        Assert.Equal(0.64, (double)both / Steps, 5 * Math.Sqrt(0.64 * 0.36 / Steps));
    }

    private static ref T Reference<T>(T[] values) => ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(values);
}
