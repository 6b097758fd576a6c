using System.Buffers.Binary;
using System.IO.Compression;
using NetGen.Tests.Files;

namespace NetGen.Tests.Data;

public sealed class IdxFileTests
{
    [Theory]
    [InlineData(IdxType.Byte, new byte[] { 0, 255 }, new[] { 0.0, 255.0 })]
    [InlineData(IdxType.SByte, new byte[] { 1, 255 }, new[] { 1.0, -1.0 })]
    [InlineData(IdxType.Int16, new byte[] { 1, 2, 255, 254 }, new[] { 258.0, -2.0 })]
    [InlineData(IdxType.Int32, new byte[] { 0, 1, 0, 0, 255, 255, 255, 255 }, new[] { 65536.0, -1.0 })]
    [InlineData(IdxType.Single, new byte[] { 0x3F, 0xC0, 0, 0, 0xBF, 0x80, 0, 0 }, new[] { 1.5, -1.0 })]
    [InlineData(IdxType.Double, new byte[] { 0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0xBF, 0xF0, 0, 0, 0, 0, 0, 0 }, new[] { 1.5, -1.0 })]
    public void Every_element_type_is_read_in_every_guise(IdxType type, byte[] data, double[] expected)
    {
        byte[] file = Idx(type, [2], data);
        foreach (Stream stream in new Stream[] { new MemoryStream(file), new TestWeights.Pipe(file), new MemoryStream(Zip(file)), new TestWeights.Pipe(Zip(file)) })
        {
            IdxArray array = IdxFile.Read(stream);
            Assert.Equal(type, array.Type);
            Assert.Equal(2, Assert.Single(array.Shape));
            Assert.Equal(expected, array.ToValues<double>());
            if (type is IdxType.Single or IdxType.Double)
                Assert.Contains("expected integers", Assert.Throws<DataFileException>(() => array.ToIndices()).Message, StringComparison.Ordinal);
            else
                Assert.Equal(expected, array.ToIndices().Select(index => (double)index));
        }
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] file = Idx(IdxType.Byte, [2, 3, 2], new byte[12]);
        byte[] zipped = Zip(file);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<DataFileException>(() => IdxFile.Read(new MemoryStream(file[..length])));
            Assert.Throws<DataFileException>(() => IdxFile.Read(new TestWeights.Pipe(file[..length])));
            Assert.Throws<DataFileException>(() => IdxFile.Read(new MemoryStream(Zip(file[..length]))));
        }

        Assert.Throws<DataFileException>(() => IdxFile.Read(new MemoryStream(zipped[..12])));
        Assert.Throws<DataFileException>(() => IdxFile.Read(new MemoryStream([.. file, 0])));
        Assert.Throws<DataFileException>(() => IdxFile.Read(new TestWeights.Pipe([.. file, 0])));
    }

    [Fact]
    public void Sizes_that_lie_take_no_memory()
    {
        byte[] claims = Idx(IdxType.Double, [10_000, 10_000], []);
        byte[] overflow = Idx(IdxType.Byte, [65536, 65536, 65536, 65536, 65536], []);
        foreach (byte[] file in new[] { claims, overflow })
        {
            foreach (Stream stream in new Stream[] { new MemoryStream(file), new TestWeights.Pipe(file), new MemoryStream(Zip(file)) })
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Assert.Throws<DataFileException>(() => IdxFile.Read(stream));
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000);
            }
        }

        var exception = Assert.Throws<DataFileException>(() => IdxFile.Read(new MemoryStream(claims), "'train.idx'"));
        Assert.Equal("'train.idx' claims [10000, 10000] elements of type Double, which take 800000000 bytes; 0 follow. Copy or download it again.", exception.Message);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 8, 1, 0, 0, 0, 0 }, "two zero bytes")]
    [InlineData(new byte[] { 0, 0, 10, 1, 0, 0, 0, 0 }, "type 0x0A")]
    [InlineData(new byte[] { 0, 0, 0, 1, 0, 0, 0, 0 }, "type 0x00")]
    [InlineData(new byte[] { 0, 0, 8, 0 }, "no axes")]
    [InlineData(new byte[] { 0, 0, 8, 1, 255, 255, 255, 255 }, "claims size 4294967295 for axis 0")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 0 }, "claims size 0 for axis 1")]
    public void Other_content_is_named(byte[] file, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataFileException>(() => IdxFile.Read(new MemoryStream(file))).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_files_make_a_data_set()
    {
        string samples = Path.GetTempFileName(), labels = Path.GetTempFileName(), short_ = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(samples, Idx(IdxType.Byte, [2, 1, 3], [0, 51, 102, 153, 204, 255]));
            File.WriteAllBytes(labels, Zip(Idx(IdxType.Byte, [2], [7, 9])));
            File.WriteAllBytes(short_, Idx(IdxType.Byte, [1], [7]));
            Dataset<float> data = IdxFile.ReadDataset<float>(samples, labels, divisor: 255);
            Assert.Equal([0, 0.2f, 0.4f, 0.6f, 0.8f, 1], data.Inputs[0].Values.ToArray());
            Assert.Equal(3, data.Inputs[0].Length);
            Assert.Equal([7, 9], data.Targets[0].Indices.ToArray());
            Assert.Contains("has 2 samples", Assert.Throws<DataFileException>(() => IdxFile.ReadDataset<float>(samples, short_)).Message, StringComparison.Ordinal);
            Assert.Contains("labels' second", Assert.Throws<DataFileException>(() => IdxFile.ReadDataset<float>(labels, samples)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(samples);
            File.Delete(labels);
            File.Delete(short_);
        }
    }

    internal static byte[] Zip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }

    private static byte[] Idx(IdxType type, int[] shape, byte[] data)
    {
        byte[] file = new byte[4 + (4 * shape.Length) + data.Length];
        file[2] = (byte)type;
        file[3] = (byte)shape.Length;
        for (int i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), shape[i]);
        data.CopyTo(file, file.Length - data.Length);
        return file;
    }
}
