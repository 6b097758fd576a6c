namespace NetGen.Tests.Data.Pictures;

public sealed class PictureFolderTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("netgen-folder-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void The_folder_is_the_class()
    {
        // Ordinal order: capitals first, 10 before 9.
        string[] classes = ["zebra", "Ant", "bee", "10", "9"];
        int value = 0;
        foreach (string name in classes)
        {
            Write($"{name}/b.pgm", Gray(value += 10));
            Write($"{name}/B.PNM", Gray(value + 1, isPlain: true));
            Write($"{name}/a.pgm.gz", IdxFileTests.Zip(Gray(value + 2)));
            Write($"{name}/notes.txt", [1]);
            Write($"{name}/.hidden.png", [1]);
        }

        Write("README.md", [1]);
        Directory.CreateDirectory(At(".git"));
        int[] expected = [41, 42, 40, 51, 52, 50, 21, 22, 20, 31, 32, 30, 11, 12, 10];
        foreach (PictureDataset<float> set in new[] { PictureFolder.Read<float>(directory), PictureFolder.Open<float>(directory) })
        {
            Assert.Equal<string>(["10", "9", "Ant", "bee", "zebra"], set.ClassNames);
            Assert.Equal((1, 2, 3), (set.Channels, set.Height, set.Width));
            Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], set.Data.Labels());
            Assert.Equal(expected, Pictures(set).Select(picture => (int)Math.Round(picture[0] * 255)));
            Assert.All(Pictures(set), picture => Assert.Equal([picture[0], 1, 0, 0, 0, 0], picture));
        }

        Assert.True(PictureFolder.Read<float>(directory).Data.Inputs[0].IsInMemory);
        Assert.False(PictureFolder.Open<float>(directory).Data.Inputs[0].IsInMemory);
    }

    [Fact]
    public void Another_folder_has_the_same_classes()
    {
        foreach (string name in new[] { "train/a/1.pgm", "train/b/1.pgm", "train/c/1.pgm", "test/c/1.pgm", "test/a/1.pgm" })
            Write(name, Gray(7));
        PictureDataset<float> training = PictureFolder.Read<float>(At("train"));
        PictureDataset<float> test = PictureFolder.Read<float>(At("test"), training.ClassNames);
        Assert.Equal(training.ClassNames, test.ClassNames);
        Assert.Equal([0, 2], test.Data.Labels());
        Assert.Equal([0, 1], PictureFolder.Read<float>(At("test")).Data.Labels());
        Assert.Equal([1, 0], PictureFolder.Open<float>(At("test"), ["c", "a"]).Data.Labels());
        Assert.Contains($"'{At("train/b")}' is of no known class; they are 'c', 'a'", Assert.Throws<DataFileException>(() => PictureFolder.Read<float>(At("train"), ["c", "a"])).Message, StringComparison.Ordinal);
        Assert.Contains("'a' is named twice", Assert.Throws<ArgumentException>(() => PictureFolder.Read<float>(At("train"), ["a", "a"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_differ_are_named_with_both_files()
    {
        Write("a/1.pgm", Gray(1));
        foreach ((byte[] other, string sizes) in new[]
        {
            (NetpbmFileTests.Make(1, 3, 2, 255, new int[6], false), "2×3 pixels in 1 channel(s)"),
            (NetpbmFileTests.Make(3, 2, 3, 255, new int[18], false), "3×2 pixels in 3 channel(s)"),
        })
        {
            Write("b/2.ppm", other);
            foreach (Func<PictureDataset<float>> read in Readers())
            {
                string message = Assert.Throws<DataFileException>(() => read()).Message;
                Assert.StartsWith($"'{At("b/2.ppm")}' has {sizes}, but '{At("a/1.pgm")}' has 3×2 pixels in 1 channel(s)", message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_file_that_was_replaced_is_found_out_when_it_is_read()
    {
        Write("a/1.pgm", Gray(1));
        Write("a/2.pgm", Gray(2));
        PictureDataset<float> set = PictureFolder.Open<float>(directory);
        Write("a/2.pgm", NetpbmFileTests.Make(1, 3, 2, 255, new int[6], false));
        Assert.Equal(2, Assert.Throws<DataFileException>(() => set.Data.Inputs[0].Read(1, new float[6])).Message.Split("pixels").Length - 1);
        Write("a/2.pgm", Gray(2)[..^1]);
        Assert.Contains("5 follow", Assert.Throws<DataFileException>(() => set.Data.Inputs[0].Read(1, new float[6])).Message, StringComparison.Ordinal);
        set.Data.Inputs[0].Read(0, new float[6]);
    }

    [Theory]
    [InlineData("x.pgm", "lies in no folder of a class")]
    [InlineData("x.jpg", "lies in no folder of a class")]
    [InlineData("a/x.PNG", "is of a format that is not read")]
    [InlineData("a/x.pbm", "is of a format that is not read")]
    [InlineData("a/b/x.pgm", "is a folder within that of a class")]
    [InlineData("b/x.txt", "holds no pictures")]
    [InlineData("a/x.ppm", "is not a PGM or PPM file")]
    public void What_would_be_missed_is_refused(string name, string expected)
    {
        Write("a/1.pgm", Gray(1));
        Write(name, [1, 2, 3]);
        foreach (Func<PictureDataset<float>> read in Readers())
        {
            string message = Assert.Throws<DataFileException>(() => read()).Message;
            Assert.StartsWith($"'{directory}", message, StringComparison.Ordinal);
            Assert.Contains(expected, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_folder_without_classes_is_refused()
    {
        Assert.Contains("has no folders", Assert.Throws<DataFileException>(() => PictureFolder.Read<float>(directory)).Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => PictureFolder.Read<float>(At("none")));
        Assert.Throws<ArgumentException>(() => PictureFolder.Read<float>(""));
    }

    [Fact]
    public void Memory_is_taken_as_pictures_come()
    {
        // The first is good, and each of the others claims to be as large.
        Write("a/0.pgm", NetpbmFileTests.Make(1, 100, 100, 255, new int[10_000], false));
        for (int i = 1; i < 300; i++)
            Write($"a/{i}.pgm", "P5 100 100 255\n"u8.ToArray());
        PictureFolderRefusal();
        long before = GC.GetAllocatedBytesForCurrentThread();
        PictureFolderRefusal();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_500_000);

        void PictureFolderRefusal() => Assert.Contains("0 follow", Assert.Throws<DataFileException>(() => PictureFolder.Read<float>(directory)).Message, StringComparison.Ordinal);
    }

    private Func<PictureDataset<float>>[] Readers() => [() => PictureFolder.Read<float>(directory), () => PictureFolder.Open<float>(directory)];

    // The first value is the given one, the second the largest, the others 0.
    private static byte[] Gray(int value, bool isPlain = false) => NetpbmFileTests.Make(1, 2, 3, 255, [value, 255, 0, 0, 0, 0], isPlain);

    private static float[][] Pictures(PictureDataset<float> set) => [.. Enumerable.Range(0, set.Data.Count).Select(sample =>
    {
        float[] picture = new float[6];
        set.Data.Inputs[0].Read(sample, picture);
        return picture;
    })];

    private string At(string name) => Path.Combine(directory, name);

    private void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllBytes(At(name), content);
    }
}
