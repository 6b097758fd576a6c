using System.Numerics;

namespace NetGen.Tests.Optimizers;

/// <summary>Penalties, L1 decay and the max-norm constraint of groups, against the rule of a single parameter and a plain loop.</summary>
public class RegularizationTests
{
    private const double L1 = 0.02, L2 = 0.3, Decay = 0.05, Limit = 0.9;
    private const int Steps = 110, Rows = 21, Columns = 7;

    public static TheoryData<string> Rules => ["SGD", "momentum, dampened, with decay", "Adam with decay", "AdamW with more decay", "Lion with decay", "RMSProp, centred, with momentum"];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Double_follows_the_scalar_reference(string rule) => Compare<double>(rule, 1e-11);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Single_follows_the_scalar_reference(string rule) => Compare<float>(rule, 1e-4);

    [Fact]
    public void A_rule_over_whole_tensors_has_them_too()
    {
        // LAMB without decay whose penalty is the group's, against gradients to which it was added beforehand.
        FlatBuffer<double> one = TestBuffers.Random<double>(TestBuffers.Layout, 1), other = one.Clone(), gradients = new(TestBuffers.Layout);
        var grouped = new Lamb<double>(0.05, weightDecay: 0) { Groups = [new() { L1Penalty = L1, L2Penalty = L2, L1Decay = Decay }] };
        var plain = new Lamb<double>(0.05, weightDecay: 0);
        var random = new Random(3);
        for (int step = 0; step < 20; step++)
        {
            TestBuffers.Refill(gradients, random);
            FlatBuffer<double> penalized = gradients.Clone();
            for (int i = 0; i < penalized.Span.Length; i++)
                penalized.Span[i] += (L2 * other.Span[i]) + (L1 * Math.Sign(other.Span[i]));
            plain.Step(other, penalized);
            for (int i = 0; i < other.Span.Length; i++)
                other.Span[i] = Math.Sign(other.Span[i]) * Math.Max(0, Math.Abs(other.Span[i]) - (0.05 * Decay));
            grouped.Step(one, gradients);
            for (int i = 0; i < other.Span.Length; i++)
                Assert.Equal(other.Span[i], one.Span[i], 1e-11);
        }

        TestBuffers.AssertPaddingIsZero(one);
    }

    [Fact]
    public void Decay_sets_small_parameters_to_zero_and_a_penalty_swings_about_it()
    {
        FlatBuffer<double> decayed = TestBuffers.Random<double>(TestBuffers.Layout, 1), penalized = decayed.Clone(), none = new(TestBuffers.Layout);
        var decay = new Sgd<double>(0.1) { Groups = [new() { L1Decay = 0.3 }] };
        var penalty = new Sgd<double>(0.1) { Groups = [new() { L1Penalty = 0.3 }] };
        for (int step = 0; step < 40; step++)
        {
            decay.Step(decayed, none);
            penalty.Step(penalized, none);
        }

        Assert.All(TestBuffers.Logical(decayed), value => Assert.Equal(0, value));
        Assert.All(TestBuffers.Logical(penalized), value => Assert.InRange(Math.Abs(value), 1e-12, 0.03 + 1e-12));
    }

    [Fact]
    public void Full_L2_penalty_with_rate_one_zeroes_parameters_in_a_step()
    {
        FlatBuffer<double> p = TestBuffers.Random<double>(TestBuffers.Layout, 1);
        new Sgd<double>(1) { Groups = [new() { L2Penalty = 1 }] }.Step(p, new FlatBuffer<double>(TestBuffers.Layout));
        Assert.All(p.Span.ToArray(), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(21, 7, Packing.RowPanels, 1, 1)]
    [InlineData(16, 33, Packing.RowPanels, 1, 1)]
    [InlineData(6, 18, Packing.RowPanels, 2, 1)]
    [InlineData(12, 8, Packing.RowPanels, 4, 3)]
    [InlineData(5, 9, Packing.RowMajor, 1, 1)]
    [InlineData(4, 6, Packing.RowMajor, 2, 1)]
    public void Rows_are_scaled_down_to_the_norm_however_they_lie(int rows, int columns, Packing packing, int channels, int groups)
    {
        var layout = new BufferLayout(
        [
            new TensorLayout("a", "a", [rows, columns], 0, packing, default, channels, groups),
            new TensorLayout("b", "b", [40], 4096, Packing.RowMajor, default),
        ]);
        FlatBuffer<float> parameters = TestBuffers.Random<float>(layout, 1);
        float[] before = parameters["a"].ToArray(), vector = parameters["b"].ToArray();
        double limit = Enumerable.Range(0, rows).Select(row => Norm(before.AsSpan(row * columns, columns))).Order().ElementAt(rows / 2) - 1e-3;
        new Sgd<float>(0.1) { Groups = [new() { MaxNorm = limit }] }.Step(parameters, new FlatBuffer<float>(layout));
        float[] after = parameters["a"].ToArray();
        int scaled = 0;
        for (int row = 0; row < rows; row++)
        {
            double norm = Norm(before.AsSpan(row * columns, columns));
            scaled += norm > limit ? 1 : 0;
            for (int i = row * columns; i < (row + 1) * columns; i++)
                Assert.Equal(norm > limit ? before[i] * limit / norm : before[i], after[i], norm > limit ? 1e-6 : 0);
        }

        Assert.InRange(scaled, 1, rows - 1);
        Assert.Equal(vector, parameters["b"].ToArray());
        TestBuffers.AssertPaddingIsZero(parameters);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_step_allocates_nothing_after_the_first(bool isElementwise)
    {
        Optimizer<float> optimizer = isElementwise ? new Adam<float>() : new Lamb<float>();
        optimizer.Groups = [new() { L1Penalty = 1e-3, L2Penalty = 1e-3, L1Decay = 1e-3, MaxNorm = 1 }];
        optimizer.Clipping = GradientClipping.ByGlobalNorm(1);
        FlatBuffer<float> parameters = TestBuffers.Random<float>(TestBuffers.Layout, 1), gradients = TestBuffers.Random<float>(TestBuffers.Layout, 2);
        AllocationCheck.AssertNone(() => optimizer.Step(parameters, gradients));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Equal("L1Penalty", Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup { L1Penalty = -1 }).ParamName);
        Assert.Equal("L2Penalty", Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup { L2Penalty = double.NaN }).ParamName);
        Assert.Equal("L1Decay", Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup { L1Decay = double.PositiveInfinity }).ParamName);
        Assert.Equal("MaxNorm", Assert.Throws<ArgumentOutOfRangeException>(() => new ParameterGroup { MaxNorm = 0 }).ParamName);
    }

    private static double Norm(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += (double)value * value;
        return Math.Sqrt(sum);
    }

    private static void Compare<T>(string rule, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Optimizer<T> optimizer, Action<ScalarReference, double> reference) = OptimizerCases.Of<T>(rule);
        optimizer.Groups = [new("Dense1.weight") { L1Penalty = L1, L2Penalty = L2, MaxNorm = Limit }, new("Dense1.bias") { L1Decay = Decay }];
        FlatBuffer<T> parameters = TestBuffers.Random<T>(TestBuffers.Layout, 1), gradients = new(TestBuffers.Layout);
        ScalarReference[] expected = [.. TestBuffers.Logical(parameters).Select(value => new ScalarReference { Parameter = double.CreateChecked(value) })];
        const int Weights = Rows * Columns;
        var random = new Random(3);
        for (int step = 1; step <= Steps; step++)
        {
            TestBuffers.Refill(gradients, random);
            double[] g = [.. TestBuffers.Logical(gradients).Select(value => double.CreateChecked(value))];
            optimizer.Step(parameters, gradients);
            for (int i = 0; i < g.Length; i++)
            {
                double p = expected[i].Parameter;
                reference(expected[i], i < Weights ? g[i] + (L2 * p) + (L1 * Math.Sign(p)) : g[i]);
                if (i >= Weights)
                    expected[i].Parameter = Math.Sign(expected[i].Parameter) * Math.Max(0, Math.Abs(expected[i].Parameter) - (optimizer.LearningRate * Decay));
            }

            foreach (ScalarReference[] row in expected[..Weights].Chunk(Columns))
            {
                double norm = Math.Sqrt(row.Sum(value => value.Parameter * value.Parameter));
                foreach (ScalarReference value in row)
                    value.Parameter *= Math.Min(1, Limit / norm);
            }

            T[] actual = TestBuffers.Logical(parameters);
            for (int i = 0; i < actual.Length; i++)
                Assert.True(Math.Abs(expected[i].Parameter - double.CreateChecked(actual[i])) <= tolerance, $"{rule}, step {step}, element {i}: {actual[i]}, expected {expected[i].Parameter}");
        }

        TestBuffers.AssertPaddingIsZero(parameters);
    }
}
