using System.Numerics;

namespace NetGen.Tests.Optimizers;

public class OptimizerTests
{
    private const int Steps = 120;

    public static TheoryData<string> Rules => [.. OptimizerCases.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Double_follows_the_scalar_reference(string rule) => Compare<double>(rule, 1e-12);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Single_follows_the_scalar_reference(string rule) => Compare<float>(rule, 2e-5);

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_step_allocates_nothing_after_the_first(string rule)
    {
        Optimizer<float> optimizer = OptimizerCases.Make<float>(rule);
        FlatBuffer<float> parameters = TestBuffers.Random<float>(TestBuffers.Layout, 1), gradients = TestBuffers.Random<float>(TestBuffers.Layout, 2);
        AllocationCheck.AssertNone(() => optimizer.Step(parameters, gradients));
        Assert.Equal(0, optimizer.StepCount % 1000 - 1);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_bits_do_not_depend_on_the_number_of_threads(string rule)
    {
        // Ranges that are long enough to be shared, one that is not, and one that is left out between them.
        var layout = new BufferLayout(
        [
            new TensorLayout("a.weight", "a.weight", [40_000], 0, Packing.RowMajor, default),
            new TensorLayout("b.weight", "b.weight", [40], 40_000, Packing.RowMajor, default),
            new TensorLayout("c.weight", "c.weight", [16_385], 40_048, Packing.RowMajor, default),
            new TensorLayout("d.weight", "d.weight", [3], 56_448, Packing.RowMajor, default),
        ]);
        float[] Run(Parallelism? team)
        {
            Optimizer<float> optimizer = OptimizerCases.Make<float>(rule);
            optimizer.Parallelism = team;
            optimizer.Frozen = ["b"];
            FlatBuffer<float> parameters = TestBuffers.Random<float>(layout, 1);
            for (int step = 0; step < 3; step++)
                optimizer.Step(parameters, TestBuffers.Random<float>(layout, 2 + step));
            return parameters.Span.ToArray();
        }

        float[] alone = Run(null);
        foreach (int threads in new[] { 1, 2, 3, 7 })
        {
            using var team = new Parallelism(threads);
            Assert.Equal(alone, Run(team));
        }
    }

    [Fact]
    public void Threads_share_steps_of_optimizers_that_are_element_wise_and_no_others()
    {
        using var team = new Parallelism(3);
        var layout = new BufferLayout([new TensorLayout("a.weight", "a.weight", [40_000], 0, Packing.RowMajor, default)]);
        foreach (bool isElementwise in new[] { true, false })
        {
            var optimizer = new Ranges(isElementwise) { Parallelism = team };
            optimizer.Step(new FlatBuffer<float>(layout), new FlatBuffer<float>(layout));
            (int Start, int Length)[] seen = [.. optimizer.Seen.Order()];
            Assert.Equal(isElementwise ? team.Pieces : 1, seen.Length);
            Assert.Equal(40_000, seen.Sum(range => range.Length));
            for (int i = 0; i < seen.Length; i++)
            {
                Assert.Equal(i == 0 ? 0 : seen[i - 1].Start + seen[i - 1].Length, seen[i].Start);
                Assert.Equal(0, seen[i].Start % 16);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_learning_rate_may_change_between_steps_and_a_reset_starts_anew(string rule)
    {
        Optimizer<double> optimizer = OptimizerCases.Make<double>(rule);
        FlatBuffer<double> gradients = TestBuffers.Random<double>(TestBuffers.Layout, 2), still = TestBuffers.Random<double>(TestBuffers.Layout, 1);
        double rate = optimizer.LearningRate;
        double[] start = TestBuffers.Logical(still);
        optimizer.LearningRate = 0;
        optimizer.Step(still, gradients);
        Assert.Equal(start, TestBuffers.Logical(still));

        optimizer.LearningRate = rate;
        optimizer.Step(still, gradients);
        Assert.NotEqual(start, TestBuffers.Logical(still));

        optimizer.Reset();
        Assert.Equal(0, optimizer.StepCount);
        FlatBuffer<double> one = TestBuffers.Random<double>(TestBuffers.Layout, 1), other = TestBuffers.Random<double>(TestBuffers.Layout, 1);
        optimizer.Step(one, gradients);
        OptimizerCases.Make<double>(rule).Step(other, gradients);
        Assert.Equal(TestBuffers.Logical(other), TestBuffers.Logical(one));
    }

    [Fact]
    public void Another_layout_is_refused_in_words_and_leaves_the_parameters()
    {
        var optimizer = new Adam<float>();
        FlatBuffer<float> parameters = TestBuffers.Random<float>(TestBuffers.Layout, 1), gradients = TestBuffers.Random<float>(TestBuffers.Layout, 2);
        optimizer.Step(parameters, gradients);
        BufferLayout wider = TestBuffers.Make("Dense1", 22);
        FlatBuffer<float> others = TestBuffers.Random<float>(wider, 1);
        float[] before = TestBuffers.Logical(others);

        ArgumentException state = Assert.Throws<ArgumentException>(() => optimizer.Step(others, TestBuffers.Random<float>(wider, 2)));
        Assert.Contains("'Dense1.weight' [21, 7]", state.Message, StringComparison.Ordinal);
        Assert.Contains("'Dense1.weight' [22, 7]", state.Message, StringComparison.Ordinal);
        Assert.Contains("Reset", state.Message, StringComparison.Ordinal);
        Assert.Equal("parameters", state.ParamName);
        Assert.Equal("gradients", Assert.Throws<ArgumentException>(() => optimizer.Step(parameters, others)).ParamName);
        Assert.Equal("gradients", Assert.Throws<ArgumentException>(() => optimizer.Step(parameters, parameters)).ParamName);
        Assert.Contains("0 tensors in the parameters and 2", Assert.Throws<ArgumentException>(() => optimizer.Step(new FlatBuffer<float>(BufferLayout.Empty), new FlatBuffer<float>(TestBuffers.Layout))).Message, StringComparison.Ordinal);
        Assert.Equal(before, TestBuffers.Logical(others));
        Assert.Equal(1, optimizer.StepCount);

        // A layout of equal tensors, made anew, is the same layout.
        optimizer.Step(TestBuffers.Random<float>(TestBuffers.Make("Dense1"), 1), TestBuffers.Random<float>(TestBuffers.Make("Dense1"), 2));
        optimizer.Reset();
        optimizer.Step(others, TestBuffers.Random<float>(wider, 2));
    }

    [Fact]
    public void An_empty_network_is_stepped_without_harm()
    {
        var empty = new FlatBuffer<float>(BufferLayout.Empty);
        new Adam<float>().Step(empty, new FlatBuffer<float>(BufferLayout.Empty));
        new Sgd<float>(0.1, 0.9).Step(empty, new FlatBuffer<float>(BufferLayout.Empty));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(100)]
    public void Every_length_is_stepped_to_its_end(int length)
    {
        FlatBuffer<float> parameters = TestBuffers.Random<float>(TestBuffers.Scalars(length), 1), gradients = TestBuffers.Random<float>(TestBuffers.Scalars(length), 2);
        float[] start = TestBuffers.Logical(parameters), g = TestBuffers.Logical(gradients);
        new Sgd<float>(0.5).Step(parameters, gradients);
        float[] end = TestBuffers.Logical(parameters);
        for (int i = 0; i < length; i++)
            Assert.Equal(start[i] - (0.5f * g[i]), end[i]);
    }

    private static void Compare<T>(string rule, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Optimizer<T> optimizer, Action<ScalarReference, double> reference) = OptimizerCases.Of<T>(rule);
        FlatBuffer<T> parameters = TestBuffers.Random<T>(TestBuffers.Layout, 1), gradients = new(TestBuffers.Layout);
        ScalarReference[] expected = [.. TestBuffers.Logical(parameters).Select(value => new ScalarReference { Parameter = double.CreateChecked(value) })];
        var random = new Random(3);
        for (int step = 1; step <= Steps; step++)
        {
            TestBuffers.Refill(gradients, random);
            T[] g = TestBuffers.Logical(gradients);
            optimizer.Step(parameters, gradients);
            Assert.Equal(step, optimizer.StepCount);
            Assert.Equal(g, TestBuffers.Logical(gradients));
            T[] actual = TestBuffers.Logical(parameters);
            for (int i = 0; i < actual.Length; i++)
            {
                reference(expected[i], double.CreateChecked(g[i]));
                double difference = Math.Abs(expected[i].Parameter - double.CreateChecked(actual[i]));
                Assert.True(difference <= tolerance * Math.Max(1, Math.Abs(expected[i].Parameter)), $"{rule}, step {step}, element {i}: {actual[i]}, expected {expected[i].Parameter}");
            }
        }

        TestBuffers.AssertPaddingIsZero(parameters);
    }

    private sealed class Ranges(bool isElementwise) : Optimizer<float>(1)
    {
        public System.Collections.Concurrent.ConcurrentBag<(int Start, int Length)> Seen { get; } = [];

        protected override bool IsElementwise => isElementwise;

        protected override void Update(FlatBuffer<float> parameters, FlatBuffer<float> gradients, in ParameterRange range) => Seen.Add((range.Start, range.Length));
    }
}
