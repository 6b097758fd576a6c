using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace NetGen.Tests.Surface;

/// <summary>
/// Weight files that do not fit a generated network: the exception names the file, the tensor, what was expected and what was found,
/// and a network that was there before is as it was.
/// </summary>
public sealed class WeightFileTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("netgen-surface-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>Cut in the prefix, in the header, in the data.</summary>
    /// <param name="length">What is left, in bytes; counted from the end where negative.</param>
    /// <param name="expected">What the message says.</param>
    [Theory]
    [InlineData(0, "it is 0 bytes long; expected at least 8")]
    [InlineData(5, "it is 5 bytes long; expected at least 8")]
    [InlineData(60, "only 52 follow")]
    [InlineData(-1, "its tensors take 3724 bytes; 3723 follow the header")]
    public void ATruncatedFile(int length, string expected)
    {
        byte[] file = Saved();
        AssertRefused(file[..(length < 0 ? file.Length + length : length)], expected);
    }

    /// <summary>A header whose sizes are not those of the data, or not those of the network.</summary>
    /// <param name="text">What the header says.</param>
    /// <param name="lie">What it says instead.</param>
    /// <param name="expected">What the message says.</param>
    [Theory]
    [InlineData("\"shape\":[33,20]", "\"shape\":[33,21]", "'Dense1.weight'", "takes 2772 bytes", "span 2640")]
    [InlineData("\"shape\":[33,20]", "\"shape\":[20,33]", "'Dense1.weight' has shape [20, 33]", "expects [33, 20]")]
    [InlineData("\"shape\":[33]", "\"shape\":[34]", "'Dense1.bias'", "takes 136 bytes", "span 132")]
    [InlineData("\"shape\":[7]", "\"shape\":[9999999999999]", "'Dense2.bias'")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[7]", "\"dtype\":\"I32\",\"shape\":[7]", "'Dense2.bias'", "has type I32", "expected F64, F32, F16, BF16 or I64")]
    [InlineData("\"dtype\":\"F32\",\"shape\":[7]", "\"dtype\":\"F64\",\"shape\":[7]", "'Dense2.bias'", "takes 56 bytes", "span 28")]
    [InlineData("Dense2.bias", "Dense9.bias", "it lacks 'Dense2.bias'", "it has 'Dense9.bias', which the network does not")]
    public void AHeaderThatLies(string text, string lie, params string[] expected) => AssertRefused(Edited(text, lie), expected);

    /// <summary>A tensor too few, and one too many, in files that are well-formed.</summary>
    [Fact]
    public void AMissingAndAnUnexpectedTensor()
    {
        AssertRefused(File(("Dense1.weight", 33 * 20), ("Dense1.bias", 33), ("Dense2.weight", 7 * 33)), "it lacks 'Dense2.bias'");
        byte[] extra = File(("Dense1.weight", 33 * 20), ("Dense1.bias", 33), ("Dense2.weight", 7 * 33), ("Dense2.bias", 7), ("Dense3.bias", 2));
        AssertRefused(extra, "it has 'Dense3.bias', which the network does not");
    }

    /// <summary>The file of another network.</summary>
    [Fact]
    public void AForeignFile()
    {
        using var stream = new MemoryStream();
        new TwoHeads(seed: 1).Save(stream);
        AssertRefused(stream.ToArray(), "tensor 'Dense1.", "has shape [8", "network 'NetGen.Tests.Surface.Classifier' expects [33");

        using var empty = new MemoryStream();
        new WithoutParameters().Save(empty);
        AssertRefused(empty.ToArray(), "does not fit network 'NetGen.Tests.Surface.Classifier'", "it lacks", "'Dense2.weight'");
    }

    /// <summary>What is not strict takes over what fits, and still refuses a wrong shape.</summary>
    [Fact]
    public void LoadingWhatFits()
    {
        string path = Written(Edited("Dense2.bias", "Dense9.bias"));
        Classifier loaded = Classifier.Load(path, strict: false), first = new(), saved = new(seed: 3);
        Assert.Equal(saved.Dense1.Weight.ToArray(), loaded.Dense1.Weight.ToArray());
        Assert.Equal(first.Dense2.Bias.ToArray(), loaded.Dense2.Bias.ToArray());
        Assert.Throws<WeightFileException>(() => Classifier.Load(Written(Edited("\"shape\":[33,20]", "\"shape\":[20,33]")), strict: false));
    }

    /// <summary>A file that is not there.</summary>
    [Fact]
    public void NoFile()
    {
        string path = Path.Combine(directory, "none.safetensors");
        Assert.Contains(path, Assert.Throws<FileNotFoundException>(() => Classifier.Load(path)).Message, StringComparison.Ordinal);
    }

    private void AssertRefused(byte[] file, params string[] expected)
    {
        string path = Written(file);
        var network = new Classifier(seed: 8);
        float[] before = network.Parameters.Span.ToArray();
        using var stream = new MemoryStream(file);
        (string Source, WeightFileException Refusal)[] refusals =
        [
            ($"'{path}'", Assert.Throws<WeightFileException>(() => Classifier.Load(path))),
            ($"'{path}'", Assert.Throws<WeightFileException>(() => WeightFile.Load(path, Classifier.Signature, network.Parameters, network.Buffers))),
            ("The byte span", Assert.Throws<WeightFileException>(() => Classifier.Load(file))),
            ("The stream", Assert.Throws<WeightFileException>(() => Classifier.Load(stream))),
        ];
        foreach ((string source, WeightFileException refusal) in refusals)
            Assert.All(expected.Prepend(source), part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
        Assert.Equal(before, network.Parameters.Span.ToArray());
    }

    private string Written(byte[] file)
    {
        string path = Path.Combine(directory, "weights.safetensors");
        System.IO.File.WriteAllBytes(path, file);
        return path;
    }

    private static byte[] Saved()
    {
        using var stream = new MemoryStream();
        new Classifier(seed: 3).Save(stream);
        return stream.ToArray();
    }

    // The file of the network with another header; the data is the same.
    private static byte[] Edited(string text, string other)
    {
        byte[] file = Saved();
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        string header = Encoding.UTF8.GetString(file, 8, length);
        Assert.Contains(text, header, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(header.Replace(text, other, StringComparison.Ordinal));
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)changed.Length);
        return [.. prefix, .. changed, .. file.AsSpan(8 + length)];
    }

    // A well-formed file of zeros.
    private static byte[] File(params (string Name, int Count)[] tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsHeader header = Safetensors.WriteHeader(stream, SafetensorsType.F32, tensors.Select(tensor => KeyValuePair.Create(tensor.Name, Shape(tensor.Name, tensor.Count))));
        foreach (SafetensorsEntry entry in header.Entries)
            Safetensors.WriteValues<float>(stream, entry, new float[entry.Count]);
        return stream.ToArray();

        static System.Collections.Immutable.ImmutableArray<long> Shape(string name, int count) => name switch
        {
            "Dense1.weight" => [33, 20],
            "Dense2.weight" => [7, 33],
            _ => [count],
        };
    }
}
