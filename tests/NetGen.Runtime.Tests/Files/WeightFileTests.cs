using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace NetGen.Tests.Files;

public sealed class WeightFileTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("netgen-weights-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(SafetensorsType.F32)]
    [InlineData(SafetensorsType.F64)]
    public void What_was_saved_is_loaded_bit_for_bit(SafetensorsType type)
    {
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        parameters["Dense1.bias"][0] = float.NaN;
        parameters["Dense1.bias"][1] = float.NegativeInfinity;
        parameters["Dense1.bias"][2] = -0f;
        parameters["Dense1.bias"][3] = float.Epsilon;
        string path = Path.Combine(directory, "weights.safetensors");
        WeightFile.Save(path, TestWeights.Signature, parameters, buffers, type);
        (FlatBuffer<float> loaded, FlatBuffer<float> loadedBuffers) = TestWeights.Make<float>(50);
        WeightLoadResult result = WeightFile.Load(path, TestWeights.Signature, loaded, loadedBuffers);
        Assert.Empty(result.Missing);
        Assert.Empty(result.Unexpected);
        Assert.Equal(Bits(parameters), Bits(loaded));
        Assert.Equal(Bits(buffers), Bits(loadedBuffers));
        Assert.Equal([path], Directory.GetFiles(directory));
    }

    [Fact]
    public void Doubles_keep_all_their_bits_by_default()
    {
        (FlatBuffer<double> parameters, FlatBuffer<double> buffers) = TestWeights.Make<double>(1.0 / 3);
        var stream = new MemoryStream();
        WeightFile.Save(stream, TestWeights.Signature, parameters, buffers);
        (FlatBuffer<double> loaded, FlatBuffer<double> loadedBuffers) = TestWeights.Make<double>(9);
        WeightFile.Load(stream.ToArray(), TestWeights.Signature, loaded, loadedBuffers);
        Assert.Equal(parameters.Span.ToArray(), loaded.Span.ToArray());
        Assert.Equal(buffers.Span.ToArray(), loadedBuffers.Span.ToArray());
    }

    [Fact]
    public void The_file_is_what_the_format_says()
    {
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        byte[] file = Saved(parameters, buffers);
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.Equal(0, length % 8);
        string json = Encoding.UTF8.GetString(file, 8, length);
        Assert.StartsWith("{\"__metadata__\":{\"format\":\"pt\"},\"Dense1.weight\":", json, StringComparison.Ordinal);
        using JsonDocument header = JsonDocument.Parse(json);
        Assert.Equal(
            ["__metadata__", "Dense1.weight", "Norm1.num_batches_tracked", "Norm1.running_mean", "first.bias"],
            header.RootElement.EnumerateObject().Select(property => property.Name));
        JsonElement weight = header.RootElement.GetProperty("Dense1.weight");
        Assert.Equal("F32", weight.GetProperty("dtype").GetString());
        Assert.Equal([18, 3], weight.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal([0, 216], weight.GetProperty("data_offsets").EnumerateArray().Select(size => size.GetInt32()));

        // Row-major as in PyTorch, although panels lie otherwise in memory.
        for (int row = 0; row < 18; row++)
        {
            for (int column = 0; column < 3; column++)
                Assert.Equal(parameters["Dense1.weight"][row, column], BitConverter.ToSingle(file, 8 + length + (4 * ((row * 3) + column))));
        }

        Assert.Equal(8 + length + (4 * (54 + 1 + 2 + 18)), file.Length);
        Assert.Equal(file, Saved(parameters, buffers));
    }

    [Fact]
    public void All_readable_types_become_numbers()
    {
        var layout = new BufferLayout([.. "abcde".Select((name, i) => new TensorLayout($"{name}", $"{name}", [2], 16 * i, Packing.RowMajor, default))]);
        var parameters = new FlatBuffer<float>(layout);
        var signature = new NetworkSignature("Test.Types", [], [], [], layout, BufferLayout.Empty, string.Empty);
        var data = new MemoryStream();
        using (var writer = new BinaryWriter(data, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(1.5);
            writer.Write(-1e300);
            writer.Write(0.1f);
            writer.Write(float.MaxValue);
            writer.Write((Half)(-2.25));
            writer.Write(Half.Epsilon);
            writer.Write([0xC0, 0x3F, 0x80, 0xFF]); // 1.5 and −∞
            writer.Write(-7L);
            writer.Write(1L << 40);
        }

        const string Header = """
            {"e":{"dtype":"I64","shape":[2],"data_offsets":[32,48]},"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},
             "b":{"dtype":"F32","shape":[2],"data_offsets":[16,24]},"c":{"shape":[2],"data_offsets":[24,28],"dtype":"F16"},
             "d":{"dtype":"BF16","shape":[2],"data_offsets":[28,32],"note":{"of":["no",1,"matter"]}}}   
            """;
        WeightFile.Load(TestWeights.File(Header, data.ToArray()), signature, parameters, new FlatBuffer<float>(BufferLayout.Empty));
        Assert.Equal([1.5f, float.NegativeInfinity], parameters["a"].ToArray());
        Assert.Equal([0.1f, float.MaxValue], parameters["b"].ToArray());
        Assert.Equal([-2.25f, (float)Half.Epsilon], parameters["c"].ToArray());
        Assert.Equal([1.5f, float.NegativeInfinity], parameters["d"].ToArray());
        Assert.Equal([-7f, 1099511627776f], parameters["e"].ToArray());
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read_as_well()
    {
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        (FlatBuffer<float> loaded, FlatBuffer<float> loadedBuffers) = TestWeights.Make<float>(50);
        WeightFile.Load(new TestWeights.Pipe(Saved(parameters, buffers)), TestWeights.Signature, loaded, loadedBuffers);
        Assert.Equal(parameters.Span.ToArray(), loaded.Span.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_fits_is_taken_over_when_not_strict(bool seekable)
    {
        const string Header = """
            {"other":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"Norm1.running_mean":{"dtype":"F32","shape":[2],"data_offsets":[3,11]}}
            """;
        byte[] file = TestWeights.File(Header, [1, 2, 3, .. BitConverter.GetBytes(4f), .. BitConverter.GetBytes(5f)]);
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        byte[] before = Bits(parameters);
        Stream stream = seekable ? new MemoryStream(file) : new TestWeights.Pipe(file);
        WeightLoadResult result = WeightFile.Load(stream, TestWeights.Signature, parameters, buffers, strict: false);
        Assert.Equal(["Dense1.weight", "Norm1.num_batches_tracked", "first.bias"], result.Missing.Order(StringComparer.Ordinal));
        Assert.Equal("other", Assert.Single(result.Unexpected));
        Assert.Equal([4f, 5f], buffers["Norm1.running_mean"].ToArray());
        Assert.Equal(before, Bits(parameters));
    }

    [Fact]
    public void A_save_that_fails_leaves_the_old_file_and_no_other()
    {
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        string path = Path.Combine(directory, "weights.safetensors");
        File.WriteAllText(path, "old");
        var layout = new BufferLayout([new TensorLayout("a", "first.bias", [1], 0, Packing.RowMajor, default)]);
        Assert.Throws<ArgumentException>(() => WeightFile.Save(path, TestWeights.Signature, parameters, new FlatBuffer<float>(layout)));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightFile.Save(path, TestWeights.Signature, parameters, buffers, SafetensorsType.F16));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(directory));
        WeightFile.Save(path, TestWeights.Signature, parameters, buffers);
        Assert.Equal(Saved(parameters, buffers), File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(SafetensorsType.F32)]
    [InlineData(SafetensorsType.F64)]
    public void Loading_takes_less_than_twice_the_file_in_memory(SafetensorsType type)
    {
        var layout = new BufferLayout([.. Enumerable.Range(0, 4).Select(i => new TensorLayout($"t{i}", $"t{i}", [500, 500], i * 250_000, Packing.RowMajor, default))]);
        var signature = new NetworkSignature("Test.Large", [], [], [], layout, BufferLayout.Empty, string.Empty);
        var parameters = new FlatBuffer<float>(layout);
        var buffers = new FlatBuffer<float>(BufferLayout.Empty);
        string path = Path.Combine(directory, "large.safetensors");
        WeightFile.Save(path, signature, parameters, buffers, type);
        long before = GC.GetAllocatedBytesForCurrentThread();
        WeightFile.Load(path, signature, parameters, buffers);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * new FileInfo(path).Length);
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        string target = Path.Combine(directory, "version1"), link = Path.Combine(directory, "latest");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(link, target);
        WeightFile.Save(link, TestWeights.Signature, parameters, buffers);
        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.Equal(Saved(parameters, buffers), File.ReadAllBytes(target));
    }

    [Fact]
    public void A_save_needs_a_directory_and_says_so()
    {
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        string path = Path.Combine(directory, "none", "weights.safetensors");
        var missing = Assert.Throws<DirectoryNotFoundException>(() => WeightFile.Save(path, TestWeights.Signature, parameters, buffers));
        Assert.Contains(Path.Combine(directory, "none"), missing.Message, StringComparison.Ordinal);
        var taken = Assert.Throws<IOException>(() => WeightFile.Save(directory, TestWeights.Signature, parameters, buffers));
        Assert.Contains("is a directory", taken.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(directory));
    }

    private static byte[] Saved(FlatBuffer<float> parameters, FlatBuffer<float> buffers)
    {
        var stream = new MemoryStream();
        WeightFile.Save(stream, TestWeights.Signature, parameters, buffers);
        return stream.ToArray();
    }

    private static byte[] Bits(FlatBuffer<float> buffer) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(buffer.Span).ToArray();
}
