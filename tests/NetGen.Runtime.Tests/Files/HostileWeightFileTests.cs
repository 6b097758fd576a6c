using System.Buffers.Binary;
using System.Text;

namespace NetGen.Tests.Files;

public sealed class HostileWeightFileTests
{
    /// <summary>Headers, the length of the data behind them, and what the message must say.</summary>
    public static TheoryData<string, int, string> Headers => new()
    {
        { "", 0, "starts with nothing" },
        { " {}", 0, "starts with byte 0x20" },
        { "[]", 0, "starts with byte 0x5B" },
        { "{", 0, "not valid JSON" },
        { "{}x", 0, "not valid JSON" },
        { """{"a":1}""", 0, "'a' is a number; expected an object" },
        { """{"a":{"dtype":"F32","shape":[1]}}""", 0, "tensor 'a' has no data_offsets" },
        { """{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "tensor 'a' has no dtype" },
        { """{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "tensor 'a' has no shape" },
        { """{"a":{"dtype":"Q7","shape":[1],"data_offsets":[0,4]}}""", 4, "'a' has the unknown dtype 'Q7'" },
        { """{"a":{"dtype":"0","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown dtype '0'" },
        { """{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""", 4, "dtype of tensor 'a' is a number" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "ends at byte 0, before it begins at 4" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "has 1 data_offsets" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "more than 2 numbers" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "takes 8 bytes; its data_offsets [0, 4] span 4" },
        { """{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "other than whole numbers" },
        { """{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "other than whole numbers" },
        { """{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""", 4, "other than whole numbers" },
        { """{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "overflows" },
        { """{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}""", 4, "overflows" },
        { """{"a":{"dtype":"F32","shape":"[1]","data_offsets":[0,4]}}""", 4, "shape of tensor 'a' is a string" },
        { """{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "has dtype twice" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "tensor 'a' twice" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "they overlap" },
        { """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "they overlap" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "there is a hole" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "there is a hole" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "its tensors take 4 bytes; 3 follow" },
        { """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "its tensors take 4 bytes; 5 follow" },
        { """{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not valid text" },
        { """{"__metadata__":{"format":1}}""", 0, "metadata 'format' is a number" },
        { """{"__metadata__":{"format":"pt","format":"pt"}}""", 0, "metadata 'format' twice" },
        { $$$"""{"a":{"dtype":"F32","shape":[{{{string.Join(',', Enumerable.Repeat(1, 65))}}}],"data_offsets":[0,4]}}""", 4, "more than 64 numbers" },
        { """{"Dense1.weight":{"dtype":"F32","shape":[3,18],"data_offsets":[0,216]}}""", 216, "'Dense1.weight' has shape [3, 18]; network 'Test.Small' expects [18, 3]" },
        { """{"Dense1.weight":{"dtype":"F32","shape":[54],"data_offsets":[0,216]}}""", 216, "'Dense1.weight' has shape [54]; network 'Test.Small' expects [18, 3]" },
        { """{"Norm1.running_mean":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}""", 8, "has type I32; expected F64, F32, F16, BF16 or I64" },
        { """{"Norm1.running_mean":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "it lacks 'Dense1.weight', 'first.bias', 'Norm1.num_batches_tracked'" },
        { """{"fc1.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "it has 'fc1.weight', which the network does not" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_wrong_header_is_named(string header, int data, string expected)
    {
        byte[] file = TestWeights.File(header, new byte[data]);
        AssertRefused(file, expected);
    }

    [Fact]
    public void Invalid_utf8_is_named() => AssertRefused([4, 0, 0, 0, 0, 0, 0, 0, (byte)'{', 0xFF, 0xFE, (byte)'}'], "not UTF-8");

    [Theory]
    [InlineData(100_000_001UL, "at most 100000000 are allowed")]
    [InlineData(ulong.MaxValue, "at most 100000000 are allowed")]
    [InlineData(99_999_999UL, "only 2 follow")]
    public void A_header_longer_than_the_file_takes_no_memory(ulong claimed, string expected)
    {
        byte[] file = TestWeights.File("{}", [], claimed);
        AssertRefused(file, expected);
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<WeightFileException>(() => WeightFile.Load(new TestWeights.Pipe(file), TestWeights.Signature, parameters, buffers));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_and_changes_nothing()
    {
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        var stream = new MemoryStream();
        WeightFile.Save(stream, TestWeights.Signature, parameters, buffers);
        byte[] whole = stream.ToArray();
        for (int length = 0; length < whole.Length; length++)
            AssertRefused(whole[..length], string.Empty);
        AssertRefused([.. whole, 0], "follow");
    }

    [Fact]
    public void Random_damage_never_gives_another_exception()
    {
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        var stream = new MemoryStream();
        WeightFile.Save(stream, TestWeights.Signature, parameters, buffers);
        byte[] whole = stream.ToArray();
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(whole);
        var random = new Philox(5);
        int refused = 0;
        for (int trial = 0; trial < 3000; trial++)
        {
            byte[] damaged = [.. whole];
            for (int change = 0; change <= trial % 3; change++)
                damaged[random.Below(8 + header, (ulong)((trial * 8) + change))] = (byte)random.Below(256, (ulong)((trial * 8) + change + 4));
            (FlatBuffer<float> target, FlatBuffer<float> targetBuffers) = TestWeights.Make<float>(50);
            float[] before = target.Span.ToArray();
            try
            {
                WeightFile.Load(damaged, TestWeights.Signature, target, targetBuffers);
            }
            catch (WeightFileException)
            {
                refused++;
                Assert.Equal(before, target.Span.ToArray());
            }
        }

        Assert.InRange(refused, 2000, 3000);
    }

    [Fact]
    public void A_message_names_the_file()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "not a weight file");
            (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
            var exception = Assert.Throws<WeightFileException>(() => WeightFile.Load(path, TestWeights.Signature, parameters, buffers));
            Assert.StartsWith($"'{path}'", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Long_names_are_shortened_in_messages()
    {
        byte[] file = TestWeights.File($$"""{"{{new string('x', 5000)}}":1}""", []);
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        var exception = Assert.Throws<WeightFileException>(() => WeightFile.Load(file, TestWeights.Signature, parameters, buffers));
        Assert.InRange(exception.Message.Length, 100, 400);
    }

    private static void AssertRefused(byte[] file, string expected)
    {
        foreach (bool seekable in new[] { true, false })
        {
            (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(50);
            float[] before = [.. parameters.Span, .. buffers.Span];
            Stream stream = seekable ? new MemoryStream(file) : new TestWeights.Pipe(file);
            var exception = Assert.Throws<WeightFileException>(() => WeightFile.Load(stream, TestWeights.Signature, parameters, buffers));
            // Without a length to compare with, missing or further bytes are noticed later and told otherwise.
            if (seekable)
                Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
            Assert.StartsWith("The stream", exception.Message, StringComparison.Ordinal);
            Assert.Equal(before, (float[])[.. parameters.Span, .. buffers.Span]);
        }

        (FlatBuffer<float> spanParameters, FlatBuffer<float> spanBuffers) = TestWeights.Make<float>(50);
        Assert.Throws<WeightFileException>(() => WeightFile.Load(file, TestWeights.Signature, spanParameters, spanBuffers));
    }
}
