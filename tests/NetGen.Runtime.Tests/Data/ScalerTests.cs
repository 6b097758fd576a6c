using NetGen.Tests.Files;

namespace NetGen.Tests.Data;

public sealed class ScalerTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Standard_scaling_gives_mean_0_and_deviation_1()
    {
        // By hand: means 2 and 30, deviations of the population √(2/3) and √(200/3).
        double[] samples = [1, 20, 2, 30, 3, 40];
        var scaler = StandardScaler<double>.Fit(samples, 2);
        Assert.Equal([2, 30], scaler.Mean.ToArray());
        Assert.Equal(Math.Sqrt(2.0 / 3), scaler.Deviation.Span[0], 15);
        Assert.Equal(Math.Sqrt(200.0 / 3), scaler.Deviation.Span[1], 14);
        double[] scaled = new double[6];
        scaler.Transform(samples, scaled);
        Assert.Equal([-Math.Sqrt(1.5), -Math.Sqrt(1.5), 0, 0, Math.Sqrt(1.5), Math.Sqrt(1.5)], scaled, (a, b) => Math.Abs(a - b) < 1e-15);
        scaler.InverseTransform(scaled, scaled);
        Assert.Equal(samples, scaled, (a, b) => Math.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void Min_max_scaling_fills_the_range()
    {
        double[] samples = [1, 20, 2, 60, 3, 40];
        Assert.Equal([0, 0, 0.5, 1, 1, 0.5], Scaled(MinMaxScaler<double>.Fit(samples, 2), samples));
        var symmetric = MinMaxScaler<double>.Fit(samples, 2, lower: -1, upper: 1);
        Assert.Equal([-1, -1, 0, 1, 1, 0], Scaled(symmetric, samples));
        Assert.Equal((1, 20.0, -1), (symmetric.Minimum.Span[0], symmetric.Scale.Span[1], symmetric.Lower));
        // Later samples may lie outside.
        Assert.Equal([-3, 3], Scaled(symmetric, [-1, 100]));
        double[] back = Scaled(symmetric, samples);
        symmetric.InverseTransform(back, back);
        Assert.Equal(samples, back);
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(-7e-30f)]
    [InlineData(3e30f)]
    [InlineData(0f)]
    public void A_feature_of_a_single_value_becomes_0(float value)
    {
        float[] samples = [value, 1, value, 3, value, 1, value, 3];
        Assert.Equal([0, -1, 0, 1, 0, -1, 0, 1], Scaled(StandardScaler<float>.Fit(samples, 2), samples));
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 1], Scaled(MinMaxScaler<float>.Fit(samples, 2), samples));
        Assert.Equal([-2, -2, -2, 2, -2, -2, -2, 2], Scaled(MinMaxScaler<float>.Fit(samples, 2, -2, 2), samples));
        float[] back = Scaled(StandardScaler<float>.Fit(samples, 2), samples);
        StandardScaler<float>.Fit(samples, 2).InverseTransform(back, back);
        Assert.Equal(value, back[2]);
    }

    [Fact]
    public void Statistics_survive_values_far_from_0()
    {
        // The plain formula of sums of squares would lose all digits here.
        double[] samples = [.. Enumerable.Range(0, 1000).Select(i => 1e9 + (i % 2))];
        var scaler = StandardScaler<double>.Fit(samples, 1);
        Assert.Equal(1e9 + 0.5, scaler.Mean.Span[0], 6);
        Assert.Equal(0.5, scaler.Deviation.Span[0], 6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(37)]
    public void Every_length_is_scaled_alike_in_place_and_beside(int length)
    {
        var random = new Philox(3);
        float[] samples = [.. Enumerable.Range(0, 5 * length).Select(i => (float)(10 * random.Normal((ulong)i)) + i)];
        var scaler = StandardScaler<float>.Fit(samples, length);
        float[] expected = [.. samples.Select((value, i) => (value - scaler.Mean.Span[i % length]) / scaler.Deviation.Span[i % length])];
        Assert.Equal(expected, Scaled(scaler, samples));
        scaler.Transform(samples.AsSpan());
        Assert.Equal(expected, samples);
    }

    [Fact]
    public void Nothing_is_allocated_a_sample()
    {
        float[] sample = new float[30], scaled = new float[30];
        var scaler = StandardScaler<float>.Fit(new float[60], 30);
        scaler.Transform(sample, scaled);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            scaler.Transform(sample, scaled);
            scaler.InverseTransform(scaled, sample);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_data_set_is_scaled_without_its_targets()
    {
        Dataset<float> data = Dataset.FromArrays([1f, 2, 3, 6], [7, 8], 2);
        var scaler = StandardScaler<float>.Fit(data);
        Dataset<float> scaled = scaler.Transform(data);
        Assert.Equal([1, 2, 3, 6], data.Inputs[0].Values.ToArray());
        Assert.Equal([-1, -1, 1, 1], scaled.Inputs[0].Values.ToArray());
        Assert.Same(data.Targets[0], scaled.Targets[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => scaler.Transform(data, input: 1));
        Assert.Contains("fitted to 2", Assert.Throws<ArgumentException>(() => scaler.Transform(new DataColumn<float>(new float[3], 3))).Message, StringComparison.Ordinal);
        Assert.Contains("integers", Assert.Throws<ArgumentException>(() => StandardScaler<float>.Fit(data.Targets[0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_fitted_or_scaled_is_refused()
    {
        Assert.Contains("Feature 1 of sample 1 is NaN", Assert.Throws<ArgumentException>(() => StandardScaler<float>.Fit([1, 2, 3, float.NaN], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("no samples", Assert.Throws<ArgumentException>(() => MinMaxScaler<float>.Fit([], 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MinMaxScaler<float>.Fit([1, 2], 1, lower: 1, upper: 1));
        Assert.Contains("exceed the range", Assert.Throws<ArgumentException>(() => MinMaxScaler<double>.Fit([double.MinValue, double.MaxValue], 1)).Message, StringComparison.Ordinal);
        var scaler = StandardScaler<float>.Fit([1, 2, 3, 4], 2);
        float[] three = new float[3];
        Assert.Contains("whole number of samples", Assert.Throws<ArgumentException>(() => scaler.Transform(three)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => scaler.Transform(new float[4], three));
        float[] five = new float[5];
        Assert.Contains("shares a part", Assert.Throws<ArgumentException>(() => scaler.Transform(five.AsSpan(0, 4), five.AsSpan(1, 4))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Statistics_are_saved_and_loaded_bit_for_bit()
    {
        var random = new Philox(4);
        float[] samples = [.. Enumerable.Range(0, 300).Select(i => (float)random.Normal((ulong)i))];
        var standard = StandardScaler<float>.Fit(samples, 3);
        standard.Save(path);
        Assert.Equal(Scaled(standard, samples), Scaled(StandardScaler<float>.Load(path), samples));
        using (var pipe = new TestWeights.Pipe(File.ReadAllBytes(path)))
            Assert.Equal(Scaled(standard, samples), Scaled(StandardScaler<float>.Load(pipe), samples));

        var range = MinMaxScaler<float>.Fit(samples, 3, -1, 3);
        range.AddTo(path, "range");
        Assert.Equal(Scaled(range, samples), Scaled(MinMaxScaler<float>.Load(path, "range"), samples));
        Assert.Equal(Scaled(standard, samples), Scaled(StandardScaler<float>.Load(path), samples));
        Assert.Equal(standard.Mean.ToArray().Select(value => (double)value), StandardScaler<double>.Load(path).Mean.ToArray());
    }

    [Fact]
    public void Statistics_travel_beside_weights()
    {
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        WeightFile.Save(path, TestWeights.Signature, parameters, buffers, SafetensorsType.F64);
        float[] samples = [1, 2, 3, 5];
        StandardScaler<float>.Fit([9, 9, 9, 9], 2).AddTo(path);
        var scaler = StandardScaler<float>.Fit(samples, 2);
        scaler.AddTo(path);

        (FlatBuffer<float> loaded, FlatBuffer<float> loadedBuffers) = TestWeights.Make<float>(50);
        WeightLoadResult result = WeightFile.Load(path, TestWeights.Signature, loaded, loadedBuffers);
        Assert.Empty(result.Missing);
        Assert.Empty(result.Unexpected);
        Assert.Equal(parameters.Span.ToArray(), loaded.Span.ToArray());
        Assert.Equal(buffers.Span.ToArray(), loadedBuffers.Span.ToArray());
        Assert.Equal(Scaled(scaler, samples), Scaled(StandardScaler<float>.Load(path), samples));
        using FileStream stream = File.OpenRead(path);
        SafetensorsHeader header = Safetensors.ReadHeader(stream);
        Assert.Equal("pt", header.Metadata["format"]);
        Assert.Equal(6, header.Entries.Length);
        Assert.Equal(SafetensorsType.F64, header.Entries.First(entry => entry.Name == "Dense1.weight").Type);
    }

    [Fact]
    public void A_file_without_the_scaler_says_so()
    {
        var scaler = StandardScaler<float>.Fit([1, 2, 3, 4], 2);
        scaler.Save(path, "picture");
        Assert.Contains($"'{path}' has no tensor 'netgen.scaler.input.mean'", Assert.Throws<WeightFileException>(() => StandardScaler<float>.Load(path)).Message, StringComparison.Ordinal);
        Assert.Contains("no tensor 'netgen.scaler.picture.minimum'", Assert.Throws<WeightFileException>(() => MinMaxScaler<float>.Load(path, "picture")).Message, StringComparison.Ordinal);
        byte[] before = [1, 2, 3];
        File.WriteAllBytes(path, before);
        Assert.Throws<WeightFileException>(() => scaler.AddTo(path));
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("""{"netgen.scaler.input.deviation":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"netgen.scaler.input.mean":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", new byte[] { 0, 0, 0, 0, 0, 0, 0, 0 }, "a deviation is not above 0")]
    [InlineData("""{"netgen.scaler.input.deviation":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"netgen.scaler.input.mean":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", new byte[] { 0, 0, 192, 127, 0, 0, 0, 0 }, "holds a number that is not finite")]
    [InlineData("""{"netgen.scaler.input.deviation":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"netgen.scaler.input.mean":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", new byte[] { 0, 0, 128, 63, 0, 0, 128, 63, 0, 0, 0, 0 }, "do not belong together")]
    [InlineData("""{"netgen.scaler.input.deviation":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"netgen.scaler.input.mean":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", new byte[] { 0, 0, 128, 63, 0, 0, 0, 0 }, "shape [1, 1]; expected one axis")]
    [InlineData("""{"netgen.scaler.input.mean":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", new byte[] { 0 }, "type U8")]
    public void Statistics_that_cannot_be_are_refused(string header, byte[] data, string expected)
    {
        byte[] file = TestWeights.File(header, data);
        Assert.Contains(expected, Assert.Throws<WeightFileException>(() => StandardScaler<float>.Load(new MemoryStream(file))).Message, StringComparison.Ordinal);
    }

    private static T[] Scaled<T>(Scaler<T> scaler, T[] samples)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var scaled = new T[samples.Length];
        scaler.Transform(samples, scaled);
        return scaled;
    }
}
