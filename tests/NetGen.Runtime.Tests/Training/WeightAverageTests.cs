using System.Text.Json;
using NetGen.Tests.Optimizers;

namespace NetGen.Tests.Training;

public class WeightAverageTests
{
    private static readonly JsonElement Root = Fixture.Read("averages.json");

    public static TheoryData<string> Cases => ["stochastic", "exponential"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Averages_are_those_of_PyTorch(string name)
    {
        WeightAveraging averaging = name == "stochastic" ? new StochasticAveraging(1) : new ExponentialAveraging(0.9);
        var average = new WeightAverage<double>(averaging, TestBuffers.Scalars(5));
        var values = new FlatBuffer<double>(TestBuffers.Scalars(5));
        JsonElement[] given = [.. Root.GetProperty("values").EnumerateArray()], expected = [.. Root.GetProperty(name).EnumerateArray()];
        for (int step = 0; step < given.Length; step++)
        {
            Fixture.Doubles(given[step]).CopyTo(values.Span);
            average.Add(values);
            Assert.Equal(step + 1, average.Count);
            double[] means = Fixture.Doubles(expected[step]);
            for (int i = 0; i < 5; i++)
                Assert.Equal(means[i], average.Values.Span[i], 1e-12);
        }
    }

    [Fact]
    public void With_bias_correction_it_is_the_moment_of_Adam()
    {
        const double Decay = 0.95;
        double moment = 0;
        Follow(new ExponentialAveraging(Decay) { BiasCorrection = true }, (value, step) =>
        {
            moment = (Decay * moment) + ((1 - Decay) * value);
            return moment / (1 - Math.Pow(Decay, step));
        });
    }

    [Fact]
    public void Warmed_up_its_decay_is_that_of_timm()
    {
        const double Decay = 0.95, Power = 2.0 / 3;
        double average = 0;
        Follow(new ExponentialAveraging(Decay) { WarmupPower = Power }, (value, step) =>
        {
            double decay = Math.Min(Decay, 1 - Math.Pow(1 + (step - 1), -Power));
            average = (decay * average) + ((1 - decay) * value);
            return average;
        });
    }

    [Fact]
    public void Swapped_twice_all_is_as_it_was()
    {
        FlatBuffer<float> parameters = TestBuffers.Random<float>(TestBuffers.Layout, 1);
        var average = new WeightAverage<float>(new ExponentialAveraging(0.5), TestBuffers.Layout);
        Assert.Throws<InvalidOperationException>(() => average.Swap(parameters));
        Assert.Throws<InvalidOperationException>(() => average.CopyTo(parameters));
        average.Add(parameters);
        average.Add(TestBuffers.Random<float>(TestBuffers.Layout, 2));
        float[] own = parameters.Span.ToArray(), mean = average.Values.Span.ToArray();
        average.Swap(parameters);
        Assert.Equal([mean, own], new[] { parameters.Span.ToArray(), average.Values.Span.ToArray() });
        average.Swap(parameters);
        Assert.Equal([own, mean], new[] { parameters.Span.ToArray(), average.Values.Span.ToArray() });
        average.CopyTo(parameters);
        Assert.Equal(mean, parameters.Span.ToArray());
        TestBuffers.AssertPaddingIsZero(parameters);
        FlatBuffer<float> other = TestBuffers.Random<float>(TestBuffers.Make("Dense1", 22), 1);
        Assert.Throws<ArgumentException>("values", () => average.Add(other));
        Assert.Throws<ArgumentException>("values", () => average.Swap(other));
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        FlatBuffer<float> parameters = TestBuffers.Random<float>(TestBuffers.Layout, 1);
        var average = new WeightAverage<float>(new ExponentialAveraging(0.99) { WarmupPower = 0.75 }, TestBuffers.Layout);
        AllocationCheck.AssertNone(() =>
        {
            average.Add(parameters);
            average.Swap(parameters);
        });
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("decay", () => new ExponentialAveraging(1));
        Assert.Throws<ArgumentOutOfRangeException>("WarmupPower", () => new ExponentialAveraging { WarmupPower = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("EverySteps", () => new ExponentialAveraging { EverySteps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("startEpoch", () => new StochasticAveraging(0));
        Assert.Throws<ArgumentOutOfRangeException>("LearningRateFactor", () => new StochasticAveraging(1) { LearningRateFactor = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("AnnealingEpochs", () => new StochasticAveraging(1) { AnnealingEpochs = -1 });
    }

    private static void Follow(ExponentialAveraging averaging, Func<double, int, double> reference)
    {
        var average = new WeightAverage<double>(averaging, TestBuffers.Scalars());
        var values = new FlatBuffer<double>(TestBuffers.Scalars());
        var random = new Random(1);
        for (int step = 1; step <= 120; step++)
        {
            values.Span[0] = random.NextDouble();
            average.Add(values);
            Assert.Equal(reference(values.Span[0], step), average.Values.Span[0], 1e-12);
        }
    }
}
