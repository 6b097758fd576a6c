using System.Numerics;
using System.Text.Json;

namespace NetGen.Tests.Optimizers;

public class GradientClippingTests
{
    private static readonly JsonElement Root = Fixture.Read("clipping.json");

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (JsonProperty found in Root.GetProperty("cases").EnumerateObject())
            {
                cases.Add(found.Name, true);
                cases.Add(found.Name, false);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Double_is_clipped_as_PyTorch_does(string name, bool isElementwise) => Compare<double>(name, isElementwise, 1e-12);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Single_is_clipped_as_PyTorch_does(string name, bool isElementwise) => Compare<float>(name, isElementwise, 1e-6);

    [Fact]
    public void The_norm_is_that_of_the_gradients_before_clipping_without_what_is_frozen()
    {
        FlatBuffer<double> parameters = new(TestBuffers.Layout), gradients = TestBuffers.Random<double>(TestBuffers.Layout, 2);
        var optimizer = new Sgd<double>(1, weightDecay: 0.5);
        optimizer.Step(parameters, gradients);
        Assert.Null(optimizer.GradientNorm);

        optimizer.MeasuresGradientNorm = true;
        optimizer.Step(parameters, gradients);
        Assert.Equal(Norm(gradients["Dense1.weight"].ToArray().Concat(gradients["Dense1.bias"].ToArray())), optimizer.GradientNorm!.Value, 1e-12);

        optimizer.Frozen = ["Dense1.weight"];
        optimizer.Clipping = GradientClipping.ByTensorNorm(0.1);
        optimizer.Step(parameters, gradients);
        Assert.Equal(Norm(gradients["Dense1.bias"].ToArray()), optimizer.GradientNorm!.Value, 1e-12);

        optimizer.MeasuresGradientNorm = false;
        optimizer.Clipping = GradientClipping.ByValue(0.1);
        optimizer.Step(parameters, gradients);
        Assert.Null(optimizer.GradientNorm);
        optimizer.Clipping = GradientClipping.ByGlobalNorm(0.1);
        optimizer.Step(parameters, gradients);
        Assert.NotNull(optimizer.GradientNorm);
        optimizer.Reset();
        Assert.Null(optimizer.GradientNorm);
    }

    [Fact]
    public void What_is_frozen_does_not_weigh_on_the_rest()
    {
        FlatBuffer<double> parameters = new(TestBuffers.Layout), gradients = new(TestBuffers.Layout);
        gradients["Dense1.weight"][0] = 1e6;
        gradients["Dense1.bias"][0] = 0.5;
        new Sgd<double>(1) { Frozen = ["Dense1.weight"], Clipping = GradientClipping.ByGlobalNorm(1) }.Step(parameters, gradients);
        Assert.Equal(-0.5, parameters["Dense1.bias"][0]);
    }

    [Fact]
    public void Large_numbers_whose_squares_overflow_have_a_norm()
    {
        FlatBuffer<float> parameters = new(TestBuffers.Scalars(20)), gradients = new(parameters.Layout);
        gradients.Span[..20].Fill(1e30f);
        var optimizer = new Sgd<float>(1) { Clipping = GradientClipping.ByGlobalNorm(1) };
        optimizer.Step(parameters, gradients);
        Assert.Equal(Math.Sqrt(20), optimizer.GradientNorm!.Value / 1e30, 1e-6);
        Assert.Equal(-1 / Math.Sqrt(20), parameters.Span[7], 1e-6);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_not_finite_stays_where_it_is(double bad)
    {
        foreach (GradientClipping clipping in new[] { GradientClipping.ByGlobalNorm(1), GradientClipping.ByTensorNorm(1) })
        {
            FlatBuffer<double> parameters = new(TestBuffers.Scalars(20)), gradients = new(parameters.Layout);
            gradients.Span[..20].Fill(0.1);
            gradients.Span[3] = bad;
            new Sgd<double>(1) { Clipping = clipping }.Step(parameters, gradients);
            Assert.False(double.IsFinite(parameters.Span[3]));
            Assert.Equal(-0.1, parameters.Span[4]);
        }
    }

    [Fact]
    public void Clipping_by_value_leaves_what_is_no_number_and_clamps_what_is_infinite()
    {
        FlatBuffer<double> parameters = new(TestBuffers.Scalars(4)), gradients = new(parameters.Layout);
        (gradients.Span[0], gradients.Span[1], gradients.Span[2]) = (double.NaN, double.PositiveInfinity, -5);
        new Sgd<double>(1) { Clipping = GradientClipping.ByValue(2) }.Step(parameters, gradients);
        Assert.True(double.IsNaN(parameters.Span[0]));
        Assert.Equal([-2.0, 2, 0], parameters.Span[1..4].ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Limits_out_of_range_are_refused(double limit)
    {
        Assert.Throws<ArgumentOutOfRangeException>(nameof(limit), () => GradientClipping.ByValue(limit));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(limit), () => GradientClipping.ByTensorNorm(limit));
        Assert.Throws<ArgumentOutOfRangeException>(nameof(limit), () => GradientClipping.ByGlobalNorm(limit));
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        var layout = new BufferLayout([new TensorLayout("a.weight", "a.weight", [40_001], 0, Packing.RowMajor, default)]);
        float[] Run(Parallelism? team)
        {
            var optimizer = new Adam<float>(0.01) { Parallelism = team, Clipping = GradientClipping.ByGlobalNorm(1), Groups = [new() { L1Penalty = 0.01, L1Decay = 0.1 }] };
            FlatBuffer<float> parameters = TestBuffers.Random<float>(layout, 1);
            for (int step = 0; step < 3; step++)
                optimizer.Step(parameters, TestBuffers.Random<float>(layout, 2 + step));
            return parameters.Span.ToArray();
        }

        float[] alone = Run(null);
        foreach (int threads in new[] { 2, 3, 7 })
        {
            using var team = new Parallelism(threads);
            Assert.Equal(alone, Run(team));
        }
    }

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));

    private static void Compare<T>(string name, bool isElementwise, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        FlatBuffer<T> parameters = new(TestBuffers.Layout), gradients = new(TestBuffers.Layout);
        double[] values = Fixture.Doubles(Root.GetProperty("gradients"));
        int place = 0;
        for (int t = 0; t < 2; t++)
        {
            for (int i = 0; i < gradients.Layout.Tensors[t].Length; i++)
                gradients.Span[gradients.Layout.Tensors[t].PositionOf(i)] = T.CreateChecked(values[place++]);
        }

        // A step of rate 1 from 0 is the clipped gradient, negative.
        T[] before = gradients.Span.ToArray();
        Optimizer<T> optimizer = isElementwise ? new Sgd<T>(1) : new WholeTensors<T>();
        optimizer.Clipping = name.Split(',')[0] switch
        {
            "value" => GradientClipping.ByValue(0.3),
            "tensor norm" => GradientClipping.ByTensorNorm(0.8),
            _ => GradientClipping.ByGlobalNorm(name.EndsWith("not reached", StringComparison.Ordinal) ? 100 : 1.5),
        };
        optimizer.Step(parameters, gradients);
        JsonElement expected = Root.GetProperty("cases").GetProperty(name);
        double[] clipped = Fixture.Doubles(expected.GetProperty("gradients"));
        T[] actual = TestBuffers.Logical(parameters);
        for (int i = 0; i < clipped.Length; i++)
            Assert.Equal(clipped[i], -double.CreateChecked(actual[i]), tolerance);
        if (expected.GetProperty("norm") is { ValueKind: JsonValueKind.Number } norm)
            Assert.Equal(norm.GetDouble(), optimizer.GradientNorm!.Value, tolerance * 20);
        Assert.Equal(before, gradients.Span.ToArray());
        TestBuffers.AssertPaddingIsZero(parameters);
    }

    // Descent of rate 1 that is no pass over elements, as a rule of a user's own.
    private sealed class WholeTensors<T>() : Optimizer<T>(1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        protected override void Update(FlatBuffer<T> parameters, FlatBuffer<T> gradients, in ParameterRange range)
        {
            for (int i = range.Start; i < range.Start + range.Length; i++)
                parameters.Span[i] -= T.CreateChecked(range.LearningRate) * gradients.Span[i];
        }
    }
}
