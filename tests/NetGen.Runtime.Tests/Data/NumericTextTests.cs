using System.Text;

namespace NetGen.Tests.Data;

public sealed class NumericTextTests
{
    [Theory]
    [InlineData("1,2.5\n-3e2,4\n", 0)]
    [InlineData("1;2.5\r\n-3e2;4", 0)]
    [InlineData("1\t2.5\n\n-3e2\t4\n\n", 0)]
    [InlineData("  1   2.5 \n -3e2\t 4", 0)]
    [InlineData(" 1 , 2.5\n-300,+4.0", 0)]
    [InlineData("\uFEFFa,b\n1,2.5\n-3e2,4", 1)]
    public void The_usual_separators_are_found_out(string text, int skip)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        foreach (byte[] file in new[] { bytes, IdxFileTests.Zip(bytes) })
        {
            NumericTable<float> table = NumericText.Read<float>(new MemoryStream(file), skip);
            Assert.Equal((2, 2), (table.Rows, table.Columns));
            Assert.Equal([1, 2.5f, -300, 4], table.Values.ToArray());
            Assert.Equal(-300, table[1, 0]);
        }
    }

    [Theory]
    [InlineData("1,2\n3,x\n", "'t.csv', line 2, column 2: found 'x'; expected a finite number")]
    [InlineData("1,2\n3,NaN\n", "line 2, column 2: found 'NaN'")]
    [InlineData("1,2\n-Infinity,3\n", "line 2, column 1: found '-Infinity'")]
    [InlineData("1,1e999\n", "line 1, column 2: found '1e999'")]
    [InlineData("1,,2\n", "line 1, column 2: found nothing")]
    [InlineData("1,2,\n", "line 1, column 3: found nothing")]
    [InlineData("1\t2\t\n", "line 1, column 3: found nothing")]
    [InlineData("a,b\n1,2\n", "If the line is a header, pass skipLines: 1")]
    [InlineData("1,2\n\n3\n", "line 3: the row has 1 fields; expected 2")]
    [InlineData("1,2\n3,4,5\n", "line 2: the row has 3 fields; expected 2")]
    [InlineData("", "holds no rows")]
    [InlineData("\n \n", "holds no rows")]
    public void A_wrong_field_names_file_line_and_column(string text, string expected)
    {
        var exception = Assert.Throws<DataFileException>(() => NumericText.Read<double>(new MemoryStream(Encoding.UTF8.GetBytes(text)), source: "'t.csv'"));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_file_cut_anywhere_is_refused()
    {
        byte[] file = IdxFileTests.Zip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},{i * i}\n"))));
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<DataFileException>(() => NumericText.Read<float>(new MemoryStream(file[..length])));
        var followed = Assert.Throws<DataFileException>(() => NumericText.Read<float>(new MemoryStream([.. file, 1, 2, 3])));
        Assert.Contains("or other bytes follow it", followed.Message, StringComparison.Ordinal);
        Assert.Equal(200, NumericText.Read<float>(new MemoryStream(file)).Rows);
        Assert.Equal(400, NumericText.Read<float>(new MemoryStream([.. file, .. file])).Rows);
    }

    [Fact]
    public void A_line_without_end_is_refused()
    {
        // 40 MB, compressed to 40 kB.
        byte[] zipped = IdxFileTests.Zip([.. "1,2\n"u8, .. Enumerable.Repeat((byte)'7', 40_000_000)]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<DataFileException>(() => NumericText.Read<float>(new MemoryStream(zipped), source: "'wide.csv.gz'")).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
        Assert.Contains("'wide.csv.gz', line 2: the line is longer than 2097152 bytes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_becomes_labels()
    {
        NumericTable<float> table = NumericText.Read<float>(new MemoryStream("8,16,1\n0,4,0\n"u8.ToArray()));
        Dataset<float> last = table.ToDataset(divisor: 16);
        Assert.Equal([0.5f, 1, 0, 0.25f], last.Inputs[0].Values.ToArray());
        Assert.Equal([1, 0], last.Targets[0].Indices.ToArray());
        Dataset<float> first = table.ToDataset(labelColumn: 0);
        Assert.Equal([16, 1, 4, 0f], first.Inputs[0].Values.ToArray());
        Assert.Equal([8, 0], first.Targets[0].Indices.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => table.ToDataset(labelColumn: 3));
    }

    [Theory]
    [InlineData("1,0\n2,1.5\n", "row 2 has label 1.5 in column 2")]
    [InlineData("1,-1\n", "row 1 has label -1 in column 2")]
    [InlineData("1,1e12\n", "row 1 has label")]
    public void A_label_must_be_a_whole_number(string text, string expected)
    {
        NumericTable<float> table = NumericText.Read<float>(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        Assert.Contains(expected, Assert.Throws<DataFileException>(() => table.ToDataset()).Message, StringComparison.Ordinal);
    }
}
