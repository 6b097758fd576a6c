using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using NetGen.Tests.Data;
using NetGen.Tests.Data.Pictures;
using NetGen.Tests.Files;

namespace NetGen.Tests.Fuzz;

/// <summary>Damaged files of every format; with those of <c>NetGen.Data.Tests</c> they are 100,000 a run.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const int Count = 8_500;
    private const int PictureCount = 6_800;

    // They are larger than other files.
    private const int CifarCount = 600;

    // A number takes 4 bytes, and of text often 2; lines are read into strings of 2 bytes a character, and the list of numbers grows twofold.
    private const int TextFactor = 12;

    // A pixel of a byte becomes a number of 4; the chunks that were read are joined.
    private const int PictureFactor = 8;

    private readonly string path = Path.GetTempFileName();
    private readonly string pictures = Directory.CreateTempSubdirectory("netgen-fuzz-").FullName;

    public void Dispose()
    {
        File.Delete(path);
        Directory.Delete(pictures, recursive: true);
    }

    [Fact]
    public void NumPy_files() => AssertMixed(FuzzRun.Read<DataFileException>(Count, NumPyFiles(), null, ReadNumPy, Twice));

    [Fact]
    public void Compressed_NumPy_files() => AssertMixed(FuzzRun.Read<DataFileException>(Count, NumPyFiles(), IdxFileTests.Zip, ReadNumPy, TwiceUnpacked));

    [Fact]
    public void Npz_files() => AssertMixed(FuzzRun.Read<DataFileException>(Count, NumPyFiles(), Archive, ReadNpz, TwiceUnpacked));

    [Fact]
    public void Idx_files() => AssertMixed(FuzzRun.Read<DataFileException>(Count, IdxFiles(), null, ReadIdx, Twice));

    [Fact]
    public void Compressed_idx_files() => AssertMixed(FuzzRun.Read<DataFileException>(Count, IdxFiles(), IdxFileTests.Zip, ReadIdx, TwiceUnpacked));

    [Fact]
    public void Numeric_text() => AssertMixed(FuzzRun.Read<DataFileException>(Count, Texts(), null, ReadText, file => TextFactor * file.Length));

    [Fact]
    public void Compressed_numeric_text() => AssertMixed(FuzzRun.Read<DataFileException>(Count, Texts(), IdxFileTests.Zip, ReadText, file => TextFactor * Unpacked(file)));

    [Theory]
    [InlineData(CifarLabels.Cifar10)]
    [InlineData(CifarLabels.Cifar100Fine)]
    public void Cifar_files(CifarLabels labels) =>
        AssertMixed(FuzzRun.Read<DataFileException>(CifarCount, CifarFiles(labels), null, (file, ordinal) => ReadCifar(file, ordinal, labels), file => PictureFactor * file.Length));

    [Fact]
    public void Compressed_Cifar_files() =>
        AssertMixed(FuzzRun.Read<DataFileException>(2 * CifarCount, CifarFiles(CifarLabels.Cifar10), IdxFileTests.Zip, (file, ordinal) => ReadCifar(file, ordinal, CifarLabels.Cifar10), file => PictureFactor * Unpacked(file)));

    [Fact]
    public void Netpbm_files() => AssertMixed(FuzzRun.Read<DataFileException>(PictureCount, NetpbmFiles(), null, ReadNetpbm, file => PictureFactor * file.Length));

    [Fact]
    public void Compressed_Netpbm_files() => AssertMixed(FuzzRun.Read<DataFileException>(PictureCount, NetpbmFiles(), IdxFileTests.Zip, ReadNetpbm, file => PictureFactor * Unpacked(file)));

    [Fact]
    public void Safetensors_files() => AssertMixed(FuzzRun.Read<WeightFileException>(Count, WeightFiles(), null, ReadWeights, Twice));

    // Opened as they are, without a copy in memory.
    [Fact]
    public void Mapped_files()
    {
        AssertMixed(FuzzRun.Read<DataFileException>(400, NumPyFiles()[..^1], null, (file, _) => ReadMapped(file, MappedArray.OpenNumPy), Twice));
        AssertMixed(FuzzRun.Read<DataFileException>(400, IdxFiles()[..^1], null, (file, _) => ReadMapped(file, MappedArray.OpenIdx), Twice));
        AssertMixed(FuzzRun.Read<DataFileException>(200, CifarFiles(CifarLabels.Cifar10)[..^1], null, (file, _) => ReadMappedCifar(file), Twice));
    }

    // A damaged picture beside good ones.
    [Fact]
    public void Folders_of_pictures() => AssertMixed(FuzzRun.Read<DataFileException>(200, NetpbmFiles()[..^1], null, ReadFolder, file => PictureFactor * file.Length));

    // Damage that is always found at once, or never, would test little.
    private static void AssertMixed(double refused) => Assert.InRange(refused, 0.5, 0.98);

    private static List<byte[]> NumPyFiles()
    {
        var files = new List<byte[]>();
        foreach (string name in (ReadOnlySpan<string>)["float32.npy", "int64.npy", "vector.npy", "scalar.npy", "empty.npy", "version2.npy"])
            files.Add(NumPyFixtures.Bytes(name));
        using ZipArchive archive = ZipFile.OpenRead(NumPyFixtures.At("types.npz"));
        foreach (string name in (ReadOnlySpan<string>)["bool.little.c", "int8.little.fortran", "uint16.big.fortran", "float16.big.c", "float64.big.fortran"])
        {
            var content = new MemoryStream();
            using (Stream stream = archive.GetEntry($"{name}.npy")!.Open())
                stream.CopyTo(content);
            files.Add(content.ToArray());
        }

        var large = new MemoryStream();
        NumPyFile.Write(large, NumPyArray.Of(new float[200_000], 1000, 200));
        files.Add(large.ToArray());
        return files;
    }

    private static List<byte[]> IdxFiles()
    {
        var files = new List<byte[]>();
        foreach (IdxType type in Enum.GetValues<IdxType>().Where(type => type != IdxType.None))
            files.Add([0, 0, (byte)type, 2, 0, 0, 0, 3, 0, 0, 0, 2, .. new byte[6 * NumericElements.SizeOf(IdxFile.ElementsOf(type))]]);
        files.Add([0, 0, (byte)IdxType.Byte, 3, 0, 0, 4, 0, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[1024 * 28 * 28]]);
        return files;
    }

    private static List<byte[]> Texts()
    {
        string large = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i},1,0.5,-3e2,{i % 7}\n"));
        return [.. new[] { "1,2,0\n3.5,-4e2,1\n", "1;2\r\n\r\n3;4", "1\t2\t3\n4\t5\t6\n", "  1   2 \n 3 4", "7\n8\n9\n", large }.Select(Encoding.UTF8.GetBytes)];
    }

    private static List<byte[]> CifarFiles(CifarLabels labels) => [CifarFileTests.Make(labels, 1, start: 0), CifarFileTests.Make(labels, 2, start: 3), CifarFileTests.Make(labels, 60, start: 5)];

    private static List<byte[]> NetpbmFiles()
    {
        var files = new List<byte[]>();
        foreach (int channels in (ReadOnlySpan<int>)[1, 3])
        {
            foreach (int maximum in (ReadOnlySpan<int>)[255, 1000])
            {
                foreach (bool isPlain in (ReadOnlySpan<bool>)[true, false])
                    files.Add(NetpbmFileTests.Make(channels, 3, 4, maximum, [.. Enumerable.Range(0, 12 * channels).Select(i => i * 7)], isPlain));
            }
        }

        files.Add(Encoding.ASCII.GetBytes("P2 # grey\n4 3 # sizes\n255\n0 1 2 3 4 5 6 7 8 9 10 11 # end"));
        files.Add(NetpbmFileTests.Make(3, 300, 300, 255, new int[3 * 300 * 300], isPlain: false));
        return files;
    }

    private static List<byte[]> WeightFiles()
    {
        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(1);
        var files = new List<byte[]>();
        string weights = Path.GetTempFileName();
        foreach (SafetensorsType type in (ReadOnlySpan<SafetensorsType>)[SafetensorsType.F32, SafetensorsType.F64])
        {
            WeightFile.Save(weights, TestWeights.Signature, parameters, buffers, type);
            StandardScaler<float>.Fit([1, 2, 3, 5], 2).AddTo(weights);
            files.Add(File.ReadAllBytes(weights));
        }

        File.Delete(weights);
        var large = new MemoryStream();
        SafetensorsHeader header = Safetensors.WriteHeader(large, SafetensorsType.F32, [new("netgen.scaler.input.mean", ImmutableArray.Create(100_000L)), new("netgen.scaler.input.deviation", ImmutableArray.Create(100_000L))]);
        foreach (SafetensorsEntry entry in header.Entries)
            Safetensors.WriteValues<float>(large, entry, [.. Enumerable.Repeat(1f, 100_000)]);
        files.Add(large.ToArray());
        return files;
    }

    // Half as a file, whose length is known, and half as a pipe.
    private static Stream Open(byte[] file, int ordinal) => (ordinal & 2) == 0 ? new MemoryStream(file) : new TestWeights.Pipe(file);

    private static void ReadNumPy(byte[] file, int ordinal)
    {
        NumPyArray array = NumPyFile.Read(Open(file, ordinal));
        // Numbers of another size are asked for by who reads on.
        if (array.Count > 1000)
            return;
        Assert.Equal(array.Count, array.ToValues<float>().Length);
        Assert.True(array.ToColumn<double>().Count <= array.Count);
        if (array.Type < NumericType.Float16)
            Assert.Equal(array.Count, array.ToIndices().Length);
    }

    private static void ReadNpz(byte[] file, int ordinal)
    {
        using NpzFile archive = NpzFile.Open(file);
        foreach (string name in archive.Names.Take(2))
            Assert.Equal(archive[name].Count, archive[name].Shape.Aggregate(1, (product, size) => product * size));
    }

    private static void ReadIdx(byte[] file, int ordinal)
    {
        IdxArray array = IdxFile.Read(Open(file, ordinal));
        if (array.Count > 1000)
            return;
        Assert.Equal(array.Count, array.ToValues<float>().Length);
        Assert.Equal(array.Count, array.ToIndices().Length);
    }

    private static void ReadText(byte[] file, int ordinal)
    {
        NumericTable<float> table = NumericText.Read<float>(Open(file, ordinal), skipLines: ordinal % 3 == 0 ? 1 : 0);
        Assert.Equal(table.Rows * table.Columns, table.Values.Length);
        if (table.Columns > 1 && table.Rows < 1000)
            Assert.Equal(table.Rows, table.ToDataset().Count);
    }

    private static void ReadCifar(byte[] file, int ordinal, CifarLabels labels)
    {
        PictureDataset<float> set = CifarFile.ReadDataset<float>(labels, Open(file, ordinal));
        Assert.True(set.Data.Count > 0);
        Assert.Equal(-1, set.Data.Labels().AsSpan().IndexOfAnyExceptInRange(0, set.ClassNames.Length - 1));
        Assert.Equal(-1, set.Data.Inputs[0].Values.Span.IndexOfAnyExceptInRange(0, 1));
    }

    private static void ReadNetpbm(byte[] file, int ordinal)
    {
        NetpbmPicture picture = NetpbmFile.Read(Open(file, ordinal));
        float[] values = picture.ToValues<float>();
        Assert.Equal(picture.Channels * picture.Height * picture.Width, values.Length);
        Assert.Equal(-1, values.AsSpan().IndexOfAnyExceptInRange(0, 1));
    }

    private static void ReadWeights(byte[] file, int ordinal)
    {
        if ((ordinal & 1) == 0)
        {
            StandardScaler<float>.Load(Open(file, ordinal));
            return;
        }

        (FlatBuffer<float> parameters, FlatBuffer<float> buffers) = TestWeights.Make<float>(50);
        float[] before = parameters.Span.ToArray();
        try
        {
            WeightFile.Load(Open(file, ordinal), TestWeights.Signature, parameters, buffers);
        }
        catch (WeightFileException)
        {
            Assert.Equal(before, parameters.Span.ToArray());
            throw;
        }
    }

    private void ReadMapped(byte[] file, Func<string, MappedArray> open)
    {
        File.WriteAllBytes(path, file);
        using MappedArray array = open(path);
        DataColumn<float> column = array.ToColumn<float>();
        if (column.Count == 0)
            return;
        float[] sample = new float[column.Length];
        column.Read(0, sample);
        column.Read(column.Count - 1, sample);
    }

    private void ReadMappedCifar(byte[] file)
    {
        File.WriteAllBytes(path, file);
        using MappedCifar mapped = MappedCifar.Open(CifarLabels.Cifar10, path);
        Dataset<float> data = mapped.ToDataset<float>().Data;
        data.Inputs[0].Read(data.Count - 1, new float[data.Inputs[0].Length]);
    }

    private void ReadFolder(byte[] file, int ordinal)
    {
        string folder = Directory.CreateDirectory(Path.Combine(pictures, "a")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "1.pgm"), NetpbmFileTests.Make(1, 3, 4, 255, new int[12], isPlain: false));
        File.WriteAllBytes(Path.Combine(folder, "2.pgm"), file);
        PictureDataset<float> set = ordinal % 2 == 0 ? PictureFolder.Read<float>(pictures) : PictureFolder.Open<float>(pictures);
        set.Data.Inputs[0].Read(1, new float[12]);
    }

    private static byte[] Archive(byte[] content)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in (ReadOnlySpan<string>)["x", "y"])
            {
                using Stream stream = archive.CreateEntry($"{name}.npy", content.Length % 2 == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open();
                stream.Write(content);
            }
        }

        return packed.ToArray();
    }

    private static long Twice(byte[] file) => 2L * file.Length;

    private static long TwiceUnpacked(byte[] file) => 2 * Unpacked(file);

    /// <summary>How many bytes are really in a file, once it is unpacked, by the plain decompressors.</summary>
    private static long Unpacked(byte[] file)
    {
        long count = file.Length;
        try
        {
            if (file is [(byte)'P', (byte)'K', ..])
            {
                using var archive = new ZipArchive(new MemoryStream(file));
                foreach (ZipArchiveEntry entry in archive.Entries)
                    CountBytes(entry.Open());
            }
            else
            {
                CountBytes(new GZipStream(new MemoryStream(file), CompressionMode.Decompress));
            }
        }
#pragma warning disable CA1031 // What came out before counts.
        catch (Exception)
#pragma warning restore CA1031
        {
        }

        return count;

        void CountBytes(Stream stream)
        {
            // Little at a time: a read that finds damage gives nothing of what it found before.
            byte[] buffer = new byte[256];
            int read;
            while ((read = stream.Read(buffer)) > 0)
                count += read;
        }
    }
}
