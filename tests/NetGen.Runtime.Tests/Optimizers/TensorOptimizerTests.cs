using System.Numerics;

namespace NetGen.Tests.Optimizers;

/// <summary>Optimizers whose steps depend on whole tensors, against plain loops over matrices in double.</summary>
public class TensorOptimizerTests
{
    private const int Steps = 100;

    // A matrix with more rows than columns, one with fewer, a kernel of rank 4, a vector.
    private static BufferLayout Layout { get; } = MakeLayout();

    public static TheoryData<string> Rules => ["LAMB", "LAMB without decay", "Muon", "Muon, plain momentum, matched to AdamW", "Muon, one matrix by AdamW"];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Double_follows_the_reference(string rule) => Compare<double>(rule, 1e-9);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Single_follows_the_reference(string rule) => Compare<float>(rule, 5e-5);

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_step_allocates_nothing_after_the_first(string rule)
    {
        Optimizer<float> optimizer = Make<float>(rule);
        FlatBuffer<float> parameters = TestBuffers.Random<float>(Layout, 1), gradients = TestBuffers.Random<float>(Layout, 2);
        optimizer.Step(parameters, gradients);
        for (int attempt = 0; ; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
                optimizer.Step(parameters, gradients);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated == 0)
                return;
            Assert.True(attempt < 3, $"{allocated} bytes in 20 steps");
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_reset_starts_anew_and_frozen_tensors_stay(string rule)
    {
        Optimizer<double> optimizer = Make<double>(rule);
        FlatBuffer<double> first = TestBuffers.Random<double>(Layout, 1), second = first.Clone(), gradients = TestBuffers.Random<double>(Layout, 2);
        double[] frozen = first["Dense2.weight"].ToArray();
        optimizer.Frozen = ["Dense2"];
        optimizer.Step(first, gradients);
        Assert.Equal(frozen, first["Dense2.weight"].ToArray());
        Assert.NotEqual(second["Dense1.weight"].ToArray(), first["Dense1.weight"].ToArray());
        optimizer.Reset();
        optimizer.Step(second, gradients);
        Assert.Equal(first.Span.ToArray(), second.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rate_and_decay_are_those_of_the_group(string rule)
    {
        Optimizer<double> grouped = Make<double>(rule);
        grouped.Groups = [new("Dense2") { LearningRateFactor = 0 }, new("Conv1") { LearningRateFactor = 2, WeightDecay = 0.3 }];
        FlatBuffer<double> parameters = TestBuffers.Random<double>(Layout, 1), gradients = TestBuffers.Random<double>(Layout, 2);
        Reference reference = References<double>(parameters, rule);
        reference.Tensors[1].RateFactor = 0;
        reference.Tensors[2].RateFactor = 2;
        reference.Tensors[2].Decay = 0.3;
        double[] still = parameters["Dense2.weight"].ToArray();
        for (int step = 0; step < 3; step++)
        {
            grouped.Step(parameters, gradients);
            reference.Step(gradients);
        }

        reference.AssertEqual(parameters, 1e-10, rule);
        Assert.Equal(still, parameters["Dense2.weight"].ToArray());
    }

    [Fact]
    public void A_matrix_costs_Muon_one_number_of_state_and_a_vector_two()
    {
        var optimizer = new Muon<float>();
        optimizer.Step(TestBuffers.Random<float>(Layout, 1), TestBuffers.Random<float>(Layout, 2));
        Dictionary<string, int> counts = optimizer.State().ToDictionary(buffer => buffer.Key, buffer => buffer.Value.Layout.Count);
        Assert.Equal((21 * 7) + (5 * 18) + (6 * 2 * 3 * 3), counts["momentum"]);
        Assert.Equal(21, counts["first_moment"]);
        Assert.Equal(21, counts["second_moment"]);
    }

    [Fact]
    public void LAMB_takes_the_norm_of_all_of_a_long_tensor()
    {
        var layout = new BufferLayout([new TensorLayout("a", "a", [10_001], 0, Packing.RowMajor, default)]);
        FlatBuffer<double> parameters = new(layout), gradients = new(layout);
        parameters.Span[..10_001].Fill(2);
        gradients.Span[..10_001].Fill(-3);

        // r is −1 everywhere, so ‖p‖ / ‖r‖ = 2.
        new Lamb<double>(0.1, epsilon: 1e-300, weightDecay: 0).Step(parameters, gradients);
        Assert.All(parameters.Span[..10_001].ToArray(), value => Assert.Equal(2.2, value, 1e-12));
    }

    [Fact]
    public void LAMB_steps_from_zero_by_the_plain_direction()
    {
        FlatBuffer<double> parameters = new(Layout), gradients = TestBuffers.Random<double>(Layout, 2);
        new Lamb<double>(0.1, epsilon: 1e-300).Step(parameters, gradients);
        Assert.All(TestBuffers.Logical(parameters), value => Assert.Equal(0.1, Math.Abs(value), 1e-12));
        FlatBuffer<double> before = parameters.Clone();
        new Lamb<double>(0.1, weightDecay: 0).Step(parameters, new FlatBuffer<double>(Layout));
        Assert.Equal(before.Span.ToArray(), parameters.Span.ToArray());
    }

    [Fact]
    public void Muon_makes_the_step_of_a_matrix_nearly_orthogonal()
    {
        // Of any gradient, however conditioned: the singular values of the step are near 1, so are the squares of its columns' norms.
        FlatBuffer<double> parameters = new(Layout), gradients = TestBuffers.Random<double>(Layout, 2);
        new Muon<double>(1, weightDecay: 0, scale: MuonScale.Original).Step(parameters, gradients);
        double[,] step = MatrixOf(parameters, 1);
        for (int row = 0; row < 5; row++)
        {
            double square = 0;
            for (int column = 0; column < 18; column++)
                square += step[row, column] * step[row, column];
            Assert.InRange(square, 0.45, 1.5);
        }
    }

    [Fact]
    public void Names_that_Muon_does_not_find_are_refused()
    {
        var optimizer = new Muon<double> { ByAdamW = ["Dense9"] };
        Assert.Contains("no layer or tensor 'Dense9' to leave to AdamW", Assert.Throws<ArgumentException>(() => optimizer.Step(new FlatBuffer<double>(Layout), new FlatBuffer<double>(Layout))).Message, StringComparison.Ordinal);
    }

    private static Optimizer<T> Make<T>(string rule)
        where T : unmanaged, IFloatingPointIeee754<T> => rule switch
        {
            "LAMB" => new Lamb<T>(0.01, weightDecay: 0.1),
            "LAMB without decay" => new Lamb<T>(0.02, 0.8, 0.95, 1e-3, 0),
            "Muon" => new Muon<T>(0.02),
            "Muon, plain momentum, matched to AdamW" => new Muon<T>(0.02, 0.8, nesterov: false, 0.3, MuonScale.MatchAdamW, 0.5, 0.7, 0.95, 1e-4),
            _ => new Muon<T>(0.02) { ByAdamW = ["Dense2"] },
        };

    private static void Compare<T>(string rule, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Optimizer<T> optimizer = Make<T>(rule);
        FlatBuffer<T> parameters = TestBuffers.Random<T>(Layout, 1), gradients = new(Layout);
        Reference reference = References(parameters, rule);
        var random = new Random(3);
        for (int step = 1; step <= Steps; step++)
        {
            TestBuffers.Refill(gradients, random);
            optimizer.Step(parameters, gradients);
            reference.Step(gradients);
            reference.AssertEqual(parameters, tolerance, $"{rule}, step {step}");
        }

        TestBuffers.AssertPaddingIsZero(parameters);
    }

    private static Reference References<T>(FlatBuffer<T> parameters, string rule)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var reference = new Reference();
        for (int i = 0; i < Layout.Tensors.Length; i++)
        {
            bool isMatrix = Layout.Tensors[i].Shape.Length > 1;
            reference.Tensors.Add(new TensorReference(MatrixOf(parameters, i), rule switch
            {
                "LAMB" => (tensor, g) => tensor.Lamb(g, 0.01, 0.9, 0.999, 1e-6),
                "LAMB without decay" => (tensor, g) => tensor.Lamb(g, 0.02, 0.8, 0.95, 1e-3),
                "Muon" when isMatrix => (tensor, g) => tensor.Muon(g, 0.02, 0.95, true, false),
                "Muon, one matrix by AdamW" when isMatrix && i != 1 => (tensor, g) => tensor.Muon(g, 0.02, 0.95, true, false),
                "Muon, plain momentum, matched to AdamW" when isMatrix => (tensor, g) => tensor.Muon(g, 0.02, 0.8, false, true),
                "Muon, plain momentum, matched to AdamW" => (tensor, g) => tensor.AdamW(g, 0.01, 0.7, 0.95, 1e-4),
                _ => (tensor, g) => tensor.AdamW(g, 0.02, 0.9, 0.999, 1e-8),
            })
            {
                Decay = rule switch { "LAMB without decay" => 0, "Muon, plain momentum, matched to AdamW" => 0.3, _ => 0.1 },
            });
        }

        return reference;
    }

    private static double[,] MatrixOf<T>(FlatBuffer<T> buffer, int tensor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TensorLayout layout = buffer.Layout.Tensors[tensor];
        int rows = layout.Shape[0], columns = layout.Length / rows;
        T[] values = buffer[tensor].ToArray();
        double[,] matrix = new double[rows, columns];
        for (int i = 0; i < values.Length; i++)
            matrix[i / columns, i % columns] = double.CreateChecked(values[i]);
        return matrix;
    }

    private static BufferLayout MakeLayout()
    {
        var tall = new TensorLayout("Dense1.weight", "Dense1.weight", [21, 7], 0, Packing.RowPanels, default);
        var wide = new TensorLayout("Dense2.weight", "Dense2.weight", [5, 18], tall.StorageLength, Packing.RowPanels, default);
        var kernel = new TensorLayout("Conv1.weight", "Conv1.weight", [6, 2, 3, 3], wide.Offset + wide.StorageLength, Packing.RowPanels, default, channels: 2);
        var bias = new TensorLayout("Dense1.bias", "Dense1.bias", [21], kernel.Offset + kernel.StorageLength, Packing.RowMajor, default);
        return new BufferLayout([tall, wide, kernel, bias]);
    }

    private sealed class Reference
    {
        public List<TensorReference> Tensors { get; } = [];

        public void Step<T>(FlatBuffer<T> gradients)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (int i = 0; i < Tensors.Count; i++)
                Tensors[i].Step(Tensors[i], MatrixOf(gradients, i));
        }

        public void AssertEqual<T>(FlatBuffer<T> parameters, double tolerance, string what)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (int i = 0; i < Tensors.Count; i++)
            {
                double[] expected = [.. Tensors[i].Values.Cast<double>()], actual = [.. MatrixOf(parameters, i).Cast<double>()];
                double scale = Math.Max(1, expected.Max(Math.Abs));
                for (int j = 0; j < expected.Length; j++)
                    Assert.True(Math.Abs(expected[j] - actual[j]) <= tolerance * scale, $"{what}, tensor {i}, element {j}: {actual[j]}, expected {expected[j]}");
            }
        }
    }
}
