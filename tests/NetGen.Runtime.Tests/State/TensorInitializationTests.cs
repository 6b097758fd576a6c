using System.Collections.Immutable;

namespace NetGen.Tests.State;

public class TensorInitializationTests
{
    private const int Rows = 300, Columns = 200;

    public static TheoryData<Initializer, double, double, double, double, double> Uniforms => new()
    {
        { Initializer.Default, double.NaN, double.NaN, -1 / Math.Sqrt(Columns), 1 / Math.Sqrt(Columns), 0 },
        { Initializer.Uniform, double.NaN, double.NaN, 0, 1, 0.5 },
        { Initializer.Uniform, -3, 1, -3, 1, -1 },
        { Initializer.XavierUniform, double.NaN, double.NaN, -Math.Sqrt(6.0 / 500), Math.Sqrt(6.0 / 500), 0 },
        { Initializer.XavierUniform, 2, double.NaN, -2 * Math.Sqrt(6.0 / 500), 2 * Math.Sqrt(6.0 / 500), 0 },
        { Initializer.HeUniform, double.NaN, double.NaN, -Math.Sqrt(6.0 / 200), Math.Sqrt(6.0 / 200), 0 },
        { Initializer.HeUniform, 1, double.NaN, -Math.Sqrt(3.0 / 200), Math.Sqrt(3.0 / 200), 0 },
        { Initializer.LeCunUniform, double.NaN, double.NaN, -Math.Sqrt(3.0 / 200), Math.Sqrt(3.0 / 200), 0 },
    };

    public static TheoryData<Initializer, double, double, double, double> Normals => new()
    {
        { Initializer.Normal, double.NaN, double.NaN, 0, 1 },
        { Initializer.Normal, 5, 0.1, 5, 0.1 },
        { Initializer.XavierNormal, double.NaN, double.NaN, 0, Math.Sqrt(2.0 / 500) },
        { Initializer.HeNormal, double.NaN, double.NaN, 0, Math.Sqrt(2.0 / 200) },
        { Initializer.HeNormal, 1, double.NaN, 0, Math.Sqrt(1.0 / 200) },
        { Initializer.LeCunNormal, double.NaN, double.NaN, 0, Math.Sqrt(1.0 / 200) },
        { Initializer.LeCunNormal, 3, double.NaN, 0, 3 * Math.Sqrt(1.0 / 200) },
    };

    [Theory]
    [MemberData(nameof(Uniforms))]
    public void Uniform_kinds_fill_their_interval(Initializer kind, double first, double second, double low, double high, double mean)
    {
        double[] values = Values(kind, first, second);
        double width = high - low, margin = width * 20 / values.Length;
        Assert.InRange(values.Min(), low, low + margin);
        Assert.InRange(values.Max(), high - margin, high);
        Assert.Equal(mean, values.Average(), 5 * width / Math.Sqrt(12.0 * values.Length));
        Assert.Equal(width * width / 12, Variance(values), width * width * 5 / Math.Sqrt(180.0 * values.Length));
    }

    [Theory]
    [MemberData(nameof(Normals))]
    public void Normal_kinds_have_their_moments(Initializer kind, double first, double second, double mean, double deviation)
    {
        double[] values = Values(kind, first, second);
        Assert.Equal(mean, values.Average(), 5 * deviation / Math.Sqrt(values.Length));
        Assert.Equal(deviation * deviation, Variance(values), 5 * deviation * deviation * Math.Sqrt(2.0 / values.Length));
        Assert.InRange(values.Max(), mean + (3.5 * deviation), mean + (6 * deviation));
    }

    [Fact]
    public void A_truncated_normal_has_no_tails()
    {
        // The variance of a standard normal cut at ±2: 1 − 4φ(2) / (2Φ(2) − 1).
        const double Variance2 = 0.7737413;
        double[] values = Values(Initializer.TruncatedNormal, 5, 0.1);
        Assert.InRange(values.Min(), 4.8, 4.8 + 1e-3);
        Assert.InRange(values.Max(), 5.2 - 1e-3, 5.2);
        Assert.Equal(5, values.Average(), 5 * 0.1 / Math.Sqrt(values.Length));
        Assert.Equal(0.01 * Variance2, Variance(values), 0.01 * 5 * Math.Sqrt(2.0 / values.Length));
        double[] normal = Values(Initializer.Normal, 5, 0.1);
        for (int i = 0; i < values.Length; i++)
            Assert.True(Math.Abs(normal[i] - 5) > 0.2 || normal[i] == values[i]);
    }

    [Theory]
    [InlineData(new[] { 7, 20 }, double.NaN)]
    [InlineData(new[] { 20, 7 }, 2.5)]
    [InlineData(new[] { 9, 9 }, 1)]
    [InlineData(new[] { 1, 5 }, 1)]
    [InlineData(new[] { 6, 2, 3, 3 }, 1.5)]
    [InlineData(new[] { 130, 130 }, 1)]
    public void Orthogonal_rows_or_columns_have_the_length_gain(int[] shape, double gain)
    {
        var packing = shape.Length == 2 ? Packing.RowPanels : Packing.RowMajor;
        var buffer = new FlatBuffer<double>(new BufferLayout([Tensor("w", [.. shape], 0, packing, new TensorInitializer(Initializer.Orthogonal, 1, 1, gain))]));
        TensorInitialization.Initialize(buffer, 4);
        double[] values = buffer[0].ToArray();
        int rows = shape[0], columns = values.Length / rows, count = Math.Min(rows, columns), length = Math.Max(rows, columns);
        double At(int vector, int i) => rows <= columns ? values[(vector * columns) + i] : values[(i * columns) + vector];
        double square = double.IsNaN(gain) ? 1 : gain * gain;
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b <= a; b++)
                Assert.Equal(a == b ? square : 0, Enumerable.Range(0, length).Sum(i => At(a, i) * At(b, i)), 1e-13 * square);
        }
    }

    [Fact]
    public void Orthogonal_matrices_are_drawn_from_all_of_them()
    {
        // The angle of a random rotation or reflection of the plane is uniform: its cosine has mean 0 and mean square 1/2, and half of
        // the determinants are −1.
        double sum = 0, squares = 0;
        int reflections = 0;
        const int Draws = 4000;
        for (ulong seed = 0; seed < Draws; seed++)
        {
            var buffer = new FlatBuffer<double>(new BufferLayout([Tensor("w", [2, 2], 0, Packing.RowMajor, new TensorInitializer(Initializer.Orthogonal, 2, 2))]));
            TensorInitialization.Initialize(buffer, seed);
            double[] q = buffer[0].ToArray();
            sum += q[0];
            squares += q[0] * q[0];
            reflections += (q[0] * q[3]) - (q[1] * q[2]) < 0 ? 1 : 0;
        }

        Assert.Equal(0, sum / Draws, 5 * Math.Sqrt(0.5 / Draws));
        Assert.Equal(0.5, squares / Draws, 5 * Math.Sqrt(0.125 / Draws));
        Assert.Equal(0.5, (double)reflections / Draws, 5 * Math.Sqrt(0.25 / Draws));
    }

    [Theory]
    [InlineData(3, 5, double.NaN)]
    [InlineData(20, 18, 2)]
    [InlineData(4, 4, 0.5)]
    public void An_identity_has_the_gain_on_its_diagonal(int rows, int columns, double gain)
    {
        var buffer = new FlatBuffer<float>(new BufferLayout([Tensor("w", [rows, columns], 0, Packing.RowPanels, new TensorInitializer(Initializer.Identity, columns, rows, gain))]));
        buffer.Span.Fill(3);
        TensorInitialization.Initialize(buffer, 4);
        for (int i = 0; i < rows * columns; i++)
            Assert.Equal(i / columns == i % columns ? (float)(double.IsNaN(gain) ? 1 : gain) : 0, buffer[0][i]);
    }

    [Theory]
    [InlineData(Initializer.Orthogonal)]
    [InlineData(Initializer.Identity)]
    public void A_vector_is_no_matrix(Initializer kind)
    {
        var buffer = new FlatBuffer<float>(new BufferLayout([Tensor("Dense1.bias", [5], 0, Packing.RowMajor, new TensorInitializer(kind, 5, 5))]));
        string message = Assert.Throws<ArgumentException>(() => TensorInitialization.Initialize(buffer, 4)).Message;
        Assert.Contains("'Dense1.bias' needs a matrix; the shape is [5]", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Initializer.Zeros, double.NaN, 0)]
    [InlineData(Initializer.Ones, double.NaN, 1)]
    [InlineData(Initializer.Constant, 0.25, 0.25)]
    public void Constant_kinds_fill_their_value(Initializer kind, double first, double expected) =>
        Assert.All(Values(kind, first, double.NaN), value => Assert.Equal(expected, value));

    [Fact]
    public void Packing_and_neighbours_change_no_value_and_padding_stays_zero()
    {
        FlatBuffer<float> packed = Initialized(21, 7, Packing.RowPanels, 3, 42), flat = Initialized(21, 7, Packing.RowMajor, 5, 42);
        Assert.Equal(flat["b"].ToArray(), packed["b"].ToArray());
        Assert.Equal(21 * 7, packed["b"].ToArray().Distinct().Count());
        Optimizers.TestBuffers.AssertPaddingIsZero(packed);
        Optimizers.TestBuffers.AssertPaddingIsZero(flat);
    }

    [Fact]
    public void Seeds_decide_and_tensors_differ()
    {
        FlatBuffer<float> one = Initialized(9, 4, Packing.RowPanels, 36, 7);
        Assert.Equal(one.Span.ToArray(), Initialized(9, 4, Packing.RowPanels, 36, 7).Span.ToArray());
        Assert.NotEqual(one["b"].ToArray(), Initialized(9, 4, Packing.RowPanels, 36, 8)["b"].ToArray());
        Assert.NotEqual(one["a"].ToArray(), one["b"].ToArray());
    }

    [Fact]
    public void Both_precisions_get_the_same_values_up_to_rounding()
    {
        TensorLayout tensor = Tensor("w", [5, 6], 0, Packing.RowPanels, new TensorInitializer(Initializer.HeNormal, 6, 5));
        FlatBuffer<float> single = new(new BufferLayout([tensor]));
        FlatBuffer<double> wide = new(new BufferLayout([tensor]));
        TensorInitialization.Initialize(single, 3);
        TensorInitialization.Initialize(wide, 3);
        Assert.Equal(wide[0].ToArray().Select(value => (float)value), single[0].ToArray());
    }

    [Theory]
    [InlineData(Initializer.Constant, double.NaN, double.NaN, "needs the constant")]
    [InlineData(Initializer.Uniform, 2.0, 1.0, "bounds 2 and 1")]
    [InlineData(Initializer.Normal, 0.0, -1.0, "standard deviation -1")]
    [InlineData(Initializer.HeNormal, -1.0, double.NaN, "gain -1")]
    [InlineData(Initializer.TruncatedNormal, 0.0, -1.0, "standard deviation -1")]
    [InlineData(Initializer.Orthogonal, -1.0, double.NaN, "gain -1")]
    [InlineData((Initializer)99, double.NaN, double.NaN, "does not know")]
    public void Unfit_arguments_name_the_tensor_and_the_reason(Initializer kind, double first, double second, string reason)
    {
        string message = Assert.Throws<ArgumentException>(() => Values(kind, first, second)).Message;
        Assert.Contains("'Dense1.weight'", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    private static double[] Values(Initializer kind, double first, double second)
    {
        TensorLayout tensor = Tensor("Dense1.weight", [Rows, Columns], 0, Packing.RowPanels, new TensorInitializer(kind, Columns, Rows, first, second));
        var buffer = new FlatBuffer<double>(new BufferLayout([tensor]));
        TensorInitialization.Initialize(buffer, 12);
        return buffer[0].ToArray();
    }

    private static FlatBuffer<float> Initialized(int rows, int columns, Packing packing, int before, ulong seed)
    {
        TensorLayout a = Tensor("a", [before], 0, Packing.RowMajor, new TensorInitializer(Initializer.Default, 4, 4));
        TensorLayout b = Tensor("b", [rows, columns], a.StorageLength, packing, new TensorInitializer(Initializer.Default, columns, rows));
        var buffer = new FlatBuffer<float>(new BufferLayout([a, b]));
        TensorInitialization.Initialize(buffer, seed);
        return buffer;
    }

    private static TensorLayout Tensor(string name, ImmutableArray<int> shape, int offset, Packing packing, TensorInitializer initializer) =>
        new(name, name, shape, offset, packing, initializer);

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }
}
