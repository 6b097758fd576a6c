using System.IO.Compression;
using System.Text;
using NetGen.Tests.Fuzz;

namespace NetGen.Data.Tests;

/// <summary>Damaged CSV files; with those of <c>NetGen.Runtime.Tests</c> they are 100,000 a run.</summary>
public sealed class HostileCsvTests
{
    // Of each of the six kinds of file, compressed and not.
    private const int Count = 1_334;

    // All that CsvHelper and the reading allocate together, most of it for an instant: a field of 2 bytes becomes a string of 32.
    private const int Factor = 40;

    private static readonly (CsvOptions Options, string Text, string Row)[] Kinds =
    [
        (new() { Header = CsvHeader.CountsAndClasses }, "4,2,x,y\n1,2.5,0\n3,4,1\n5,-6e1,1\n7,8,0\n", "1,2,0\n"),
        (new() { Header = CsvHeader.None, Missing = MissingValues.DropRow }, "1,2,3,a\n4,?,6,b\n7,8,9,a\n", "4,5,6,b\n"),
        (new() { Categorical = ["colour"], Missing = MissingValues.Mean, Targets = ["label"] }, "size,colour,label\n1,red,x\n3,\"light \"\"blue\"\"\",y\n,green,z\n", ",red,z\n"),
        (new() { Header = CsvHeader.None, TargetKind = CsvTargets.Values, Targets = [-2, -1], Missing = MissingValues.Median }, "1,2,3,4\n5,NA,7,8\n", "NA,1,2,3\n"),
        (new() { TargetKind = CsvTargets.None, Ignored = [1], Missing = MissingValues.Constant(0), Delimiter = ';' }, "a;b;c\n1;2;3\n4;;6\n", "7;8;9\r\n"),
        (new() { Header = CsvHeader.None, Categorical = [0, 1], MaximumCategories = 20 }, "red,big,1,yes\r\nblue,small,2,no\r\n\r\nred,\"big\nger\",3,no\r\n", "green,big,3,no\n"),
    ];

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    public void Damaged_files_are_refused_or_read(int kind, bool compressed)
    {
        (CsvOptions options, string text, string row) = Kinds[kind];
        string large = text.Replace("4,2,x,y", "20004,2,x,y", StringComparison.Ordinal) + string.Concat(Enumerable.Repeat(row, 20_000));
        byte[][] files = [Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(large)];
        double refused = FuzzRun.Read<DataFileException>(Count, files, compressed ? Zip : null, (file, _) => Read(file, options), file => Factor * (compressed ? Unpacked(file) : file.Length));
        // Damage that is always found, or never, would test little.
        Assert.InRange(refused, 0.2, 0.98);
    }

    private static void Read(byte[] file, CsvOptions options)
    {
        CsvDataset<float> table = CsvFile.Read<float>(new MemoryStream(file), options);
        Assert.Equal(table.InputNames.Length, table.Data.Inputs[0].Length);
        Assert.Equal(-1, table.Data.Inputs[0].Values.Span.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue));
        if (options.TargetKind == CsvTargets.Classes)
            Assert.Equal(-1, table.Data.Labels().AsSpan().IndexOfAnyExceptInRange(0, table.ClassNames.Length - 1));
    }

    private static byte[] Zip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }

    // How many bytes are really in the file, once it is unpacked.
    private static long Unpacked(byte[] file)
    {
        long count = file.Length;
        try
        {
            using var stream = new GZipStream(new MemoryStream(file), CompressionMode.Decompress);
            // Little at a time: a read that finds damage gives nothing of what it found before.
            byte[] buffer = new byte[256];
            int read;
            while ((read = stream.Read(buffer)) > 0)
                count += read;
        }
        catch (InvalidDataException)
        {
            // What came out before counts.
        }

        return count;
    }
}
