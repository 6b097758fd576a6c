using System.Collections.Immutable;
using NetGen.Tests.Files;

namespace NetGen.Tests.Data.Pictures;

public sealed class CifarFileTests : IDisposable
{
    private const int Pixels = 3 * 32 * 32;

    private readonly string directory = Directory.CreateTempSubdirectory("netgen-cifar-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(CifarLabels.Cifar10)]
    [InlineData(CifarLabels.Cifar100Fine)]
    [InlineData(CifarLabels.Cifar100Coarse)]
    public void Records_are_read_in_every_guise(CifarLabels labels)
    {
        byte[] file = Make(labels, 5, start: 3), zipped = IdxFileTests.Zip(file);
        foreach (Stream stream in new Stream[] { new MemoryStream(file), new TestWeights.Pipe(file), new MemoryStream(zipped), new TestWeights.Pipe(zipped) })
            AssertRead(CifarFile.ReadDataset<float>(labels, stream), labels, 5, start: 3);
        AssertRead(CifarFile.ReadDataset<double>(labels, new MemoryStream(file)), labels, 5, start: 3);
    }

    [Theory]
    [InlineData(CifarLabels.Cifar10)]
    [InlineData(CifarLabels.Cifar100Fine)]
    [InlineData(CifarLabels.Cifar100Coarse)]
    public void Files_follow_one_another_in_memory_and_mapped(CifarLabels labels)
    {
        string first = Write("a", Make(labels, 4, start: 0)), second = Write("b", Make(labels, 1, start: 4)), third = Write("c", Make(labels, 6, start: 5));
        AssertRead(CifarFile.ReadDataset<float>(labels, first, second, third), labels, 11, start: 0);
        using MappedCifar mapped = MappedCifar.Open(labels, first, second, third);
        Assert.Equal(11, mapped.Count);
        PictureDataset<float> set = mapped.ToDataset<float>();
        Assert.False(set.Data.Inputs[0].IsInMemory);
        AssertRead(set, labels, 11, start: 0);
        mapped.Dispose();
        Assert.Throws<ObjectDisposedException>(() => set.Data.Inputs[0].Read(0, new float[Pixels]));
    }

    [Fact]
    public void A_directory_has_the_files_of_its_set()
    {
        for (int batch = 1; batch <= 5; batch++)
            Write($"data_batch_{batch}.bin", Make(CifarLabels.Cifar10, batch, start: batch * (batch - 1) / 2));
        Assert.Contains("lacks test_batch.bin of CIFAR-10", Assert.Throws<FileNotFoundException>(() => CifarFile.ReadDirectory<float>(CifarLabels.Cifar10, directory)).Message, StringComparison.Ordinal);
        Write("test_batch.bin", Make(CifarLabels.Cifar10, 2, start: 7));
        (PictureDataset<float> training, PictureDataset<float> test) = CifarFile.ReadDirectory<float>(CifarLabels.Cifar10, directory);
        AssertRead(training, CifarLabels.Cifar10, 15, start: 0);
        AssertRead(test, CifarLabels.Cifar10, 2, start: 7);
        (MappedCifar mappedTraining, MappedCifar mappedTest) = MappedCifar.OpenDirectory(CifarLabels.Cifar10, directory);
        using (mappedTraining)
        using (mappedTest)
        {
            AssertRead(mappedTraining.ToDataset<float>(), CifarLabels.Cifar10, 15, start: 0);
            AssertRead(mappedTest.ToDataset<float>(), CifarLabels.Cifar10, 2, start: 7);
        }

        Assert.Contains("lacks train.bin, test.bin of CIFAR-100", Assert.Throws<FileNotFoundException>(() => CifarFile.ReadDirectory<float>(CifarLabels.Cifar100Fine, directory)).Message, StringComparison.Ordinal);
        Write("train.bin.gz", IdxFileTests.Zip(Make(CifarLabels.Cifar100Fine, 3, start: 0)));
        Write("test.bin", Make(CifarLabels.Cifar100Fine, 1, start: 0));
        AssertRead(CifarFile.ReadDirectory<float>(CifarLabels.Cifar100Coarse, directory).Training, CifarLabels.Cifar100Coarse, 3, start: 0);
        Assert.Contains("is compressed", Assert.Throws<DataFileException>(() => MappedCifar.OpenDirectory(CifarLabels.Cifar100Fine, directory)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_or_lengthened_anywhere_is_refused()
    {
        byte[] file = Make(CifarLabels.Cifar10, 2, start: 0), zipped = IdxFileTests.Zip(file);
        foreach (int length in new[] { 0, 1, 2, 3072, 3074, 6145 })
        {
            string expected = length == 0 ? "is empty" : $"has {length} bytes, which are not a whole number of CIFAR-10's records of 3073 bytes";
            foreach (Stream stream in new Stream[] { new MemoryStream(file[..length]), new TestWeights.Pipe(file[..length]), new MemoryStream(IdxFileTests.Zip(file[..length])) })
                Assert.Contains(expected, Assert.Throws<DataFileException>(() => CifarFile.ReadDataset<float>(CifarLabels.Cifar10, stream)).Message, StringComparison.Ordinal);
            string path = Write("cut", file[..length]);
            Assert.Contains(expected, Assert.Throws<DataFileException>(() => CifarFile.ReadDataset<float>(CifarLabels.Cifar10, path)).Message, StringComparison.Ordinal);
            Assert.Contains(expected, Assert.Throws<DataFileException>(() => MappedCifar.Open(CifarLabels.Cifar10, path)).Message, StringComparison.Ordinal);
        }

        Assert.Contains("2 records and 1 bytes", Assert.Throws<DataFileException>(() => CifarFile.ReadDataset<float>(CifarLabels.Cifar10, new MemoryStream([.. file, 0]))).Message, StringComparison.Ordinal);
        // Also where what is unpacked ends between two records: the format would not tell.
        for (int length = 2; length < zipped.Length; length++)
            Assert.Throws<DataFileException>(() => CifarFile.ReadDataset<float>(CifarLabels.Cifar10, new MemoryStream(zipped[..length])));
    }

    [Theory]
    [InlineData(CifarLabels.Cifar10, 0, 10, "record 1, byte 3073: found label 10; CIFAR-10 has 10 classes, so it must be 0…9")]
    [InlineData(CifarLabels.Cifar100Fine, 0, 20, "record 1, byte 3074: found label 20; CIFAR-100 has 20 coarse classes, so it must be 0…19")]
    [InlineData(CifarLabels.Cifar100Coarse, 1, 100, "record 1, byte 3075: found label 100; CIFAR-100 has 100 fine classes, so it must be 0…99")]
    public void A_label_out_of_range_is_named(CifarLabels labels, int place, byte label, string expected)
    {
        byte[] file = Make(labels, 3, start: 0);
        file[(file.Length / 3) + place] = (byte)(label - 1);
        Assert.Equal(3, CifarFile.ReadDataset<float>(labels, new MemoryStream(file)).Data.Count);
        file[(file.Length / 3) + place] = label;
        string path = Write("x.bin", file);
        Assert.StartsWith($"'{path}', {expected}", Assert.Throws<DataFileException>(() => CifarFile.ReadDataset<float>(labels, path)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"'{path}', {expected}", Assert.Throws<DataFileException>(() => MappedCifar.Open(labels, path)).Message, StringComparison.Ordinal);
        // The files that were opened before are closed again.
        string good = Write("good.bin", Make(labels, 1, start: 0));
        Assert.Throws<DataFileException>(() => MappedCifar.Open(labels, good, path));
        File.Delete(good);
    }

    [Fact]
    public void The_other_set_is_refused()
    {
        Assert.Throws<DataFileException>(() => CifarFile.ReadDataset<float>(CifarLabels.Cifar100Fine, new MemoryStream(Make(CifarLabels.Cifar10, 10, start: 0))));
        Assert.Throws<DataFileException>(() => CifarFile.ReadDataset<float>(CifarLabels.Cifar10, new MemoryStream(Make(CifarLabels.Cifar100Fine, 10, start: 0))));
        Assert.Throws<ArgumentException>(() => CifarFile.ReadDataset<float>(CifarLabels.Cifar10));
        Assert.Throws<ArgumentException>(() => MappedCifar.Open(CifarLabels.Cifar10));
        Assert.Throws<ArgumentOutOfRangeException>(() => CifarFile.ReadDataset<float>((CifarLabels)3, new MemoryStream()));
        Assert.Throws<FileNotFoundException>(() => CifarFile.ReadDataset<float>(CifarLabels.Cifar10, Path.Combine(directory, "none")));
    }

    /// <summary>A file whose labels and pixels follow from the ordinals of its records.</summary>
    internal static byte[] Make(CifarLabels labels, int count, int start)
    {
        var file = new List<byte>();
        for (int record = start; record < start + count; record++)
        {
            file.AddRange(labels == CifarLabels.Cifar10 ? [(byte)(record % 10)] : [(byte)(7 * record % 20), (byte)(13 * record % 100)]);
            file.AddRange(Enumerable.Range(0, Pixels).Select(i => PixelOf(record, i)));
        }

        return [.. file];
    }

    private static byte PixelOf(int record, int i) => (byte)((31 * record) + (i * i % 251) + (i / 1024));

    private static void AssertRead<T>(PictureDataset<T> set, CifarLabels labels, int count, int start)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        Assert.Equal((3, 32, 32, count), (set.Channels, set.Height, set.Width, set.Data.Count));
        ImmutableArray<string> names = set.ClassNames;
        (int classes, string first, string last) = labels switch
        {
            CifarLabels.Cifar10 => (10, "airplane", "truck"),
            CifarLabels.Cifar100Fine => (100, "apple", "worm"),
            _ => (20, "aquatic_mammals", "vehicles_2"),
        };
        Assert.Equal((classes, first, last, classes), (names.Length, names[0], names[^1], names.Distinct().Count()));
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(Enumerable.Range(start, count).Select(record => labels switch { CifarLabels.Cifar10 => record % 10, CifarLabels.Cifar100Fine => 13 * record % 100, _ => 7 * record % 20 }), set.Data.Labels());
        var picture = new T[Pixels];
        for (int sample = 0; sample < count; sample++)
        {
            set.Data.Inputs[0].Read(sample, picture);
            Assert.Equal(Enumerable.Range(0, Pixels).Select(i => T.CreateTruncating(PixelOf(start + sample, i)) / T.CreateTruncating(255)), picture);
        }
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
