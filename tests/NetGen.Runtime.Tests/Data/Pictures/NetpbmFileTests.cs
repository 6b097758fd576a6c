using System.Text;
using NetGen.Tests.Files;

namespace NetGen.Tests.Data.Pictures;

public sealed class NetpbmFileTests
{
    [Theory]
    [InlineData("P2\n3 2\n10\n0 1 2\n3 4 10\n", 1)]
    [InlineData("P2 3 2 10 0 1 2 3 4 10", 1)]
    [InlineData("P2\t3\r\n2\v10\f0 1\t2\r\n3\n\n4   10  \n\n", 1)]
    [InlineData("P2\n# GIMP\n3 2 # sizes\n10 # largest\n0 1 # values\n2 3 # more\n4 10\n# end", 1)]
    // A comment may stand in a token, and takes the end of its line with it.
    [InlineData("P#x\n2", 0)]
    [InlineData("P2 3 2 1#x\n0 0 1 2 3 4 1#y\r0", 1)]
    [InlineData("P2 0003 000002 00000000000000010 0 01 002 3 4 10", 1)]
    [InlineData("P5\n3 2\n10\n\0\u0001\u0002\u0003\u0004\n", 1)]
    [InlineData("P5 3 2 10 \0\u0001\u0002\u0003\u0004\n", 1)]
    [InlineData("P5\n# a\n#b\n\n3\n#c\n2\n#d\n10#e\n\n\0\u0001\u0002\u0003\u0004\n", 1)]
    [InlineData("P5 3 2 1000\n\0\0\0\u0064\0\u00C8\u0001\u002C\u0001\u0090\u0003\u00E8", 1)]
    [InlineData("P2 3 2 1000 0 100 200 300 400 1000", 1)]
    [InlineData("P3 1 2 10 0 1 2 3 4 10", 3)]
    [InlineData("P6 1 2 10\n\0\u0001\u0002\u0003\u0004\n", 3)]
    [InlineData("P6 1 2 1000\n\0\0\0\u0064\0\u00C8\u0001\u002C\u0001\u0090\u0003\u00E8", 3)]
    public void Pictures_are_read_in_every_guise(string text, int channels)
    {
        byte[] file = Encoding.Latin1.GetBytes(text);
        foreach (Stream stream in new Stream[] { new MemoryStream(file), new TestWeights.Pipe(file), new MemoryStream(IdxFileTests.Zip(file)), new TestWeights.Pipe(IdxFileTests.Zip(file)) })
        {
            if (channels == 0)
            {
                Assert.Throws<DataFileException>(() => NetpbmFile.Read(stream));
                continue;
            }

            NetpbmPicture picture = NetpbmFile.Read(stream);
            Assert.Equal(channels == 1 ? (1, 2, 3) : (3, 2, 1), (picture.Channels, picture.Height, picture.Width));
            Assert.True(picture.Maximum is 10 or 1000);
            Assert.Equal(channels == 1 ? [0, 0.1, 0.2, 0.3, 0.4, 1] : [0, 0.3, 0.1, 0.4, 0.2, 1], picture.ToValues<double>());
            Assert.Equal(channels == 1 ? [0, 0.1f, 0.2f, 0.3f, 0.4f, 1] : [0, 0.3f, 0.1f, 0.4f, 0.2f, 1], picture.ToValues<float>());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65535)]
    public void Plain_and_raw_files_of_any_largest_value_are_equal(int maximum)
    {
        foreach (int channels in new[] { 1, 3 })
        {
            int[] values = [.. Enumerable.Range(0, 5 * 7 * channels).Select(i => i == 3 ? maximum : (int)(i * 7919L % (maximum + 1)))];
            byte[] plain = Make(channels, 5, 7, maximum, values, isPlain: true), raw = Make(channels, 5, 7, maximum, values, isPlain: false);
            double[] expected = [.. Enumerable.Range(0, values.Length).Select(i => values[(i % 35 * channels) + (i / 35)] / (double)maximum)];
            Assert.Equal(expected, NetpbmFile.Read(new MemoryStream(plain)).ToValues<double>());
            Assert.Equal(expected, NetpbmFile.Read(new MemoryStream(raw)).ToValues<double>());
        }
    }

    [Fact]
    public void A_picture_larger_than_the_buffers_is_read()
    {
        int[] values = [.. Enumerable.Range(0, 3 * 301 * 207).Select(i => i % 256)];
        foreach (bool isPlain in new[] { true, false })
        {
            byte[] file = Make(3, 301, 207, 255, values, isPlain);
            foreach (Stream stream in new Stream[] { new MemoryStream(file), new TestWeights.Pipe(file), new MemoryStream(IdxFileTests.Zip(file)) })
            {
                double[] found = NetpbmFile.Read(stream).ToValues<double>();
                Assert.Equal(values[(3 * 60_000) + 2] / 255.0, found[(2 * 301 * 207) + 60_000]);
                Assert.Equal(values.Sum() / 255.0, found.Sum(), 1e-6);
            }
        }
    }

    [Theory]
    [InlineData("", "is not a PGM or PPM file")]
    [InlineData("P", "is not a PGM or PPM file")]
    [InlineData("\u0089PNG", "is not a PGM or PPM file")]
    [InlineData("P4 8 1 \0", "of the Netpbm format P4; expected PGM or PPM")]
    [InlineData("P7\nWIDTH 1\n", "of the Netpbm format P7")]
    [InlineData("P2 3", "byte 4: found the end of the file; expected the height, a whole number from 1 to 2147483647")]
    [InlineData("P2 3 0 1 ", "byte 5: the height is 0; expected a whole number from 1")]
    [InlineData("P2 -3 2 1 ", "byte 3: found '-'; expected the width")]
    [InlineData("P2 3 2x 1 ", "byte 6: found 'x'; expected the height")]
    [InlineData("P2 1 1 0 0", "byte 7: the largest value is 0; expected a whole number from 1 to 65535")]
    [InlineData("P2 1 1 65536 0", "byte 7: the largest value is 65536")]
    [InlineData("P2 99999999999999999999 1 1 0", "the width is far larger")]
    [InlineData("P2 1 2 9 8", "byte 10: found the end of the file; expected the next value, a whole number from 0 to 9")]
    [InlineData("P2 1 2 9 8 10", "byte 11: the next value is 10")]
    [InlineData("P2 1 2 9 8 7 6", "byte 13: more follows the 2 values")]
    [InlineData("P2 1 1 9 8P", "byte 10: found 'P'; expected the next value")]
    [InlineData("P2 1 1 9 \u0001", "byte 9: found the byte 0x01")]
    [InlineData("P5 2 1 9 \u0001", "which take 2 bytes; 1 follow")]
    [InlineData("P5 2 1 9 \u0001\u0001\u0001", "which take 2 bytes; 3 follow")]
    [InlineData("P5 2 1 9\u0001\u0001", "found the byte 0x01; expected the largest value")]
    [InlineData("P5 2 1 9 \u0001\u000A", "byte 10: a value is above 9")]
    [InlineData("P5 2 1 300 \u0001\u002C\u0001\u002D", "byte 13: a value is above 300")]
    [InlineData("P5 60000 60000 255 x", "at most 2147483591 are read")]
    [InlineData("P6 2147483647 2147483647 65535 x", "at most 2147483591 are read")]
    public void What_is_wrong_is_named_with_its_place(string text, string expected)
    {
        byte[] file = Encoding.Latin1.GetBytes(text);
        string message = Assert.Throws<DataFileException>(() => NetpbmFile.Read(new MemoryStream(file), "'x.pgm'")).Message;
        Assert.StartsWith("'x.pgm'", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Throws<DataFileException>(() => NetpbmFile.Read(new TestWeights.Pipe(file)));
        Assert.Throws<DataFileException>(() => NetpbmFile.Read(new MemoryStream(IdxFileTests.Zip(file))));
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        foreach (byte[] file in new[] { Make(3, 2, 2, 300, [.. Enumerable.Range(0, 12).Select(i => 25 * i)], false), Make(1, 2, 2, 255, [111, 122, 133, 144], true) })
        {
            // The last two characters are a space that may be missing, and a digit without which the number is another one.
            bool isPlain = file[1] == '2';
            for (int length = 0; length < file.Length - (isPlain ? 3 : 0); length++)
            {
                Assert.Throws<DataFileException>(() => NetpbmFile.Read(new MemoryStream(file[..length])));
                Assert.Throws<DataFileException>(() => NetpbmFile.Read(new TestWeights.Pipe(file[..length])));
                Assert.Throws<DataFileException>(() => NetpbmFile.Read(new MemoryStream(IdxFileTests.Zip(file[..length]))));
            }

            byte[] zipped = IdxFileTests.Zip(file);
            for (int length = 2; length < zipped.Length; length++)
                Assert.Throws<DataFileException>(() => NetpbmFile.Read(new MemoryStream(zipped[..length])));
        }
    }

    [Theory]
    [InlineData("P5 40000 40000 255\n")]
    [InlineData("P2 40000 40000 255\n")]
    [InlineData("P6 20000 10000 65535\n")]
    [InlineData("P3 20000 10000 65535\n")]
    public void Sizes_that_lie_take_no_memory(string text)
    {
        byte[] file = Encoding.Latin1.GetBytes(text);
        foreach (Stream stream in new Stream[] { new MemoryStream(file), new TestWeights.Pipe(file), new MemoryStream(IdxFileTests.Zip(file)) })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<DataFileException>(() => NetpbmFile.Read(stream));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000);
        }
    }

    /// <summary>A picture in a format.</summary>
    internal static byte[] Make(int channels, int height, int width, int maximum, int[] values, bool isPlain)
    {
        byte[] header = Encoding.ASCII.GetBytes($"P{(channels == 3 ? 3 : 2) + (isPlain ? 0 : 3)}\n{width} {height}\n{maximum}\n");
        return isPlain
            ? [.. header, .. Encoding.ASCII.GetBytes(string.Concat(values.Select((value, i) => $"{value}{(i % 10 == 9 ? '\n' : ' ')}")))]
            : [.. header, .. values.SelectMany(value => maximum > 255 ? new[] { (byte)(value >> 8), (byte)value } : [(byte)value])];
    }
}
