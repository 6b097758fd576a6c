using System.IO.Compression;
using NetGen.Tests.Files;

namespace NetGen.Tests.Data;

public sealed class NpzFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_is_read(bool compressed)
    {
        float[] x = new float[3000];
        for (int i = 0; i < x.Length; i++)
            x[i] = i % 7;
        KeyValuePair<string, NumPyArray>[] arrays = [new("x", NumPyArray.Of(x, 1000, 3)), new("y", NumPyArray.Of([.. Enumerable.Range(0, 1000)]))];
        NpzFile.Write(path, arrays, compressed);
        byte[] first = File.ReadAllBytes(path);
        Assert.Equal(compressed, first.Length < 12_000);
        using (NpzFile file = NpzFile.Open(path))
        {
            Assert.Equal(["x", "y"], file.Names.ToArray());
            Assert.Equal([1000, 3], file["x"].Shape.ToArray());
            Assert.Equal(x, file["x"].ToValues<float>());
            Assert.Equal(Enumerable.Range(0, 1000), file["y"].ToIndices());
        }

        Dataset<float> data = NpzFile.ReadDataset<float>(path, divisor: 6);
        Assert.Equal((1000, 3), (data.Count, data.Inputs[0].Length));
        Assert.Equal(0.5f, data.Inputs[0].Values.Span[3]);
        Assert.Equal(ElementType.Int32, data.Targets[0].Type);
        NpzFile.Write(path, arrays, compressed);
        Assert.Equal(first, File.ReadAllBytes(path));
    }

    [Fact]
    public void Files_of_other_writers_are_read()
    {
        using NpzFile unnamed = NpzFile.Open(NumPyFixtures.At("unnamed.npz"));
        Assert.Equal(["arr_0", "arr_1"], unnamed.Names.ToArray());
        Assert.Equal([0, 1], unnamed["arr_1"].ToIndices());
        using NpzFile old = NpzFile.Open(NumPyFixtures.At("python2.npz"));
        Assert.Equal([7, 9], old["x"].ToIndices());
    }

    [Fact]
    public void A_name_that_is_not_there_is_told_with_those_that_are()
    {
        using NpzFile file = NpzFile.Open(NumPyFixtures.At("unnamed.npz"));
        string message = Assert.Throws<KeyNotFoundException>(() => file["x"]).Message;
        Assert.Contains("no array 'x'; it has 'arr_0', 'arr_1'", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => NpzFile.Write(path, [new("x", NumPyArray.Of([1])), new("x", NumPyArray.Of([1]))]));
    }

    [Fact]
    public void A_closed_file_is_closed()
    {
        NpzFile file = NpzFile.Open(NumPyFixtures.At("unnamed.npz"));
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file["arr_0"]);
    }

    [Theory]
    [InlineData("types.npz")]
    [InlineData("types.compressed.npz")]
    public void A_changed_byte_of_an_array_is_noticed(string name)
    {
        byte[] intact = NumPyFixtures.Bytes(name);
        string array = "float64.little.c";
        int content = intact.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(array)) + array.Length + ".npy".Length + 20;
        foreach (int offset in new[] { 5, 20, 40 })
        {
            byte[] damaged = [.. intact];
            damaged[content + offset] ^= 0x10;
            using NpzFile file = NpzFile.Open(damaged, "'x.npz'");
            Assert.StartsWith("'x.npz'", Assert.Throws<DataFileException>(() => file[array]).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_archive_that_is_none_is_refused()
    {
        File.WriteAllText(path, "not an archive");
        Assert.StartsWith($"'{path}' is not an intact NPZ file", Assert.Throws<DataFileException>(() => NpzFile.Open(path)).Message, StringComparison.Ordinal);
        byte[] file = NumPyFixtures.Bytes("unnamed.npz");
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<DataFileException>(() => NpzFile.Open(file[..length]));
    }

    [Fact]
    public void An_array_there_twice_is_refused()
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("x.npy");
            archive.CreateEntry("x.npy");
        }

        Assert.Contains("array 'x' twice", Assert.Throws<DataFileException>(() => NpzFile.Open(stream.ToArray())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_does_not_go_off()
    {
        // 300 MB of zeros, honestly declared, of which some 300 kB are stored.
        byte[] archive = Bomb(300_000_000);
        using NpzFile file = NpzFile.Open(archive, "'bomb.npz'");
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<DataFileException>(() => file["x"]).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Contains("'bomb.npz', array 'x' expands to more than 67108864 bytes although only", message, StringComparison.Ordinal);
        Assert.Contains("unpack it first", message, StringComparison.Ordinal);

        // The same as gzip, which does not tell its length: it is stopped on the way.
        byte[] zipped = IdxFileTests.Zip(Npy(300_000_000));
        before = GC.GetAllocatedBytesForCurrentThread();
        message = Assert.Throws<DataFileException>(() => NumPyFile.Read(new TestWeights.Pipe(zipped), "'bomb.npy.gz'")).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * 67_108_864);
        Assert.Contains("'bomb.npy.gz' expands to more than 67108864 bytes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_lie_take_no_memory()
    {
        // 60 MB by the central directory and by the array's header, of which 1,000 bytes are there: stored, and deflated.
        foreach (CompressionLevel level in new[] { CompressionLevel.NoCompression, CompressionLevel.Optimal })
        {
            byte[] npy = Npy(60_000_000), archive = Archive(npy[..1000], level);
            int directory = archive.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(archive.AsSpan(directory + 24), npy.Length);
            if (level == CompressionLevel.NoCompression)
                System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(archive.AsSpan(directory + 20), npy.Length);
            using NpzFile file = NpzFile.Open(archive);
            Assert.Equal(["x"], file.Names.ToArray());
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<DataFileException>(() => file["x"]);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000);
        }
    }

    [Fact]
    public void What_compresses_well_is_still_read()
    {
        using NpzFile file = NpzFile.Open(Bomb(20_000_000));
        Assert.Equal(20_000_000, file["x"].Count);
    }

    private static byte[] Bomb(int count) => Archive(Npy(count), CompressionLevel.Optimal);

    private static byte[] Archive(byte[] npy, CompressionLevel level)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream content = archive.CreateEntry("x.npy", level).Open();
            content.Write(npy);
        }

        return stream.ToArray();
    }

    private static byte[] Npy(int count)
    {
        string header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({count},), }}";
        byte[] file = new byte[10 + header.Length + count];
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(header)];
        start.CopyTo(file, 0);
        return file;
    }
}
