using System.Text;
using NetGen.Tests.Files;

namespace NetGen.Tests.Data;

public sealed class NumPyFileTests
{
    private static readonly int[] Shape = [2, 3, 4];

    /// <summary>Names of the arrays in the fixtures: type, byte order, memory order.</summary>
    public static TheoryData<string, string> Variants
    {
        get
        {
            var variants = new TheoryData<string, string>();
            foreach (string file in (ReadOnlySpan<string>)["types.npz", "types.compressed.npz"])
            {
                using NpzFile archive = NpzFile.Open(NumPyFixtures.At(file));
                foreach (string name in archive.Names)
                    variants.Add(file, name);
            }

            return variants;
        }
    }

    [Fact]
    public void The_fixtures_hold_every_type_and_order()
    {
        // 12 types row-major and column-major, and the 9 of more than a byte in both byte orders; in two files.
        Assert.Equal(2 * 2 * (12 + 9), Variants.Count);
        IEnumerable<string> types = Variants.Select(row => ((string)((object[])row)[1]).Split('.')[0]).Distinct();
        Assert.Equal(Enum.GetNames<NumericType>().Select(name => name == "Boolean" ? "bool" : name.ToLowerInvariant()), types);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_type_and_order_is_read(string file, string name)
    {
        using NpzFile archive = NpzFile.Open(NumPyFixtures.At(file));
        NumPyArray array = archive[name];
        Assert.Equal(Shape, array.Shape.ToArray());
        double[] expected = NumPyFixtures.Expected(array.Type);
        Assert.Equal(expected, array.ToValues<double>());
        Assert.Equal(expected.Select(value => (float)value), array.ToValues<float>());

        bool integers = array.Type < NumericType.Float16;
        if (integers && expected.All(value => value is >= int.MinValue and <= int.MaxValue))
        {
            Assert.Equal(expected, array.ToIndices().Select(value => (double)value));
            Assert.Equal((2, 12), (array.ToIndexColumn<float>().Count, array.ToIndexColumn<float>().Length));
        }
        else
        {
            string message = Assert.Throws<DataFileException>(() => array.ToIndices()).Message;
            Assert.Contains(integers ? "that is not from -2147483648 to 2147483647" : "expected integers, such as labels", message, StringComparison.Ordinal);
            if (integers)
                Assert.Contains(array.Type == NumericType.Int64 ? "number 0 in" : "number 23 in", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Files_are_written_as_NumPy_writes_them()
    {
        int[] counted = [.. Enumerable.Range(0, 24)];
        AssertWritten("float32.npy", NumPyArray.Of([.. counted.Select(i => (float)i)], 2, 3, 4));
        AssertWritten("float64.npy", NumPyArray.Of([.. counted.Select(i => (double)i)], Shape));
        AssertWritten("int32.npy", NumPyArray.Of(counted, Shape));
        AssertWritten("int64.npy", NumPyArray.Of([.. counted.Select(i => (long)i)], Shape));
        AssertWritten("vector.npy", NumPyArray.Of([0f, 1, 2, 3, 4]));
        AssertWritten("empty.npy", NumPyArray.Of(Array.Empty<float>(), 0, 3));

        // No axes are not the default, so a single number is read before it is written.
        NumPyArray scalar = NumPyFile.Read(NumPyFixtures.At("scalar.npy"));
        Assert.Empty(scalar.Shape);
        Assert.Equal([2.5], scalar.ToValues<double>());
        AssertWritten("scalar.npy", scalar);

        static void AssertWritten(string name, NumPyArray array)
        {
            byte[] expected = NumPyFixtures.Bytes(name);
            var stream = new MemoryStream();
            NumPyFile.Write(stream, array);
            Assert.Equal(expected, stream.ToArray());
            string path = Path.GetTempFileName();
            try
            {
                NumPyFile.Write(path, array);
                Assert.Equal(expected, File.ReadAllBytes(path));
                NumPyArray back = NumPyFile.Read(path);
                Assert.Equal((array.Type, array.Count), (back.Type, back.Count));
                Assert.Equal(array.Shape.ToArray(), back.Shape.ToArray());
                Assert.Equal(array.ToValues<double>(), back.ToValues<double>());
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    [Fact]
    public void A_shape_must_have_the_elements_given()
    {
        Assert.Contains("[2, 4] does not have the 6 elements", Assert.Throws<ArgumentException>(() => NumPyArray.Of(new float[6], 2, 4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => NumPyArray.Of(new float[6], -2, -3));
        // The product of these is 0 in 64 bits.
        Assert.Throws<ArgumentException>(() => NumPyArray.Of(Array.Empty<int>(), 1 << 30, 1 << 30, 1 << 30));
    }

    [Theory]
    [InlineData("version2.npy")]
    [InlineData("version3.npy")]
    [InlineData("float32.npy")]
    public void Every_version_is_read_in_every_guise(string name)
    {
        byte[] file = NumPyFixtures.Bytes(name);
        foreach (Stream stream in new Stream[] { new MemoryStream(file), new TestWeights.Pipe(file), new MemoryStream(IdxFileTests.Zip(file)), new TestWeights.Pipe(IdxFileTests.Zip(file)) })
        {
            NumPyArray array = NumPyFile.Read(stream);
            Assert.Equal((NumericType.Float32, 24), (array.Type, array.Count));
            Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)i), array.ToValues<float>());
        }
    }

    [Theory]
    [InlineData("object.npy", "Python objects, which are never loaded")]
    [InlineData("structured.npy", "an array of structures")]
    [InlineData("complex.npy", "elements of type '<c16'")]
    [InlineData("text.npy", "elements of type '<U2'")]
    [InlineData("datetime.npy", "elements of type '<M8[D]'")]
    public void What_is_not_numbers_is_refused(string name, string expected)
    {
        string path = NumPyFixtures.At(name);
        string message = Assert.Throws<DataFileException>(() => NumPyFile.Read(path)).Message;
        Assert.StartsWith($"'{path}' ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", null)]
    [InlineData("""  {"shape":(2 , ) ,"fortran_order":True,"descr":"<f4"}  """, null)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2L), }", null)]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (2,), }", "elements of type '|f4'")]
    [InlineData("{'descr': '=f4', 'fortran_order': False, 'shape': (2,), }", "elements of type '=f4'")]
    [InlineData("{'descr': '<f16', 'fortran_order': False, 'shape': (2,), }", "elements of type '<f16'")]
    [InlineData("{'descr': '', 'fortran_order': False, 'shape': (2,), }", "elements of type nothing")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2), }", "a number, not a tuple")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': 2, }", "expected '('")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2 2), }", "expected a size or the end of the shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (,), }", "expected a size or the end of the shape")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "size '-2' for axis 0")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1e3), }", "size '1e3' for axis 1")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (nan,), }", "size 'nan' for axis 0")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483648,), }", "size '2147483648' for axis 0")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 9), }", "(2147483647, 2147483647, 9) overflows")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 2147483647, 2147483647, 9), }", "overflows")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2), }", "which take 17179869176 bytes; 8 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "[3] elements of type Float32, which take 12 bytes; 8 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "which take 4 bytes; 8 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }", "expected True or False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "no 'shape'")]
    [InlineData("{'fortran_order': False, 'shape': (2,), }", "no 'descr'")]
    [InlineData("{'descr': '<f4', 'shape': (2,), }", "no 'fortran_order'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'shape': (2,)}", "'shape' is unknown or there twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", "'x' is unknown or there twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} {", "something follows the dictionary")]
    [InlineData("{'descr: ", "does not end")]
    [InlineData("{descr: '<f4'}", "expected a string at character 1")]
    [InlineData("", "expected '{' at character 0")]
    public void A_header_is_believed_only_where_it_is_right(string header, string? expected)
    {
        byte[] text = Encoding.Latin1.GetBytes(header);
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text, 0, 0, 128, 63, 0, 0, 0, 64];
        if (expected is null)
        {
            Assert.Equal([1, 2f], NumPyFile.Read(new MemoryStream(file)).ToValues<float>());
            return;
        }

        foreach (Stream stream in new Stream[] { new MemoryStream(file), new TestWeights.Pipe(file), new MemoryStream(IdxFileTests.Zip(file)) })
        {
            string message = Assert.Throws<DataFileException>(() => NumPyFile.Read(stream, "'x.npy'")).Message;
            Assert.StartsWith("'x.npy' ", message, StringComparison.Ordinal);
            // Without a length to compare with, missing or further bytes are noticed later and told otherwise.
            if (stream is MemoryStream && stream.Length == file.Length)
                Assert.Contains(expected, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_shape_of_too_many_axes_is_refused()
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", Enumerable.Repeat(1, 65))}), }}";
        byte[] file = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.Latin1.GetBytes(header), 0, 0, 0, 0];
        Assert.Contains("more than 64 axes", Assert.Throws<DataFileException>(() => NumPyFile.Read(new MemoryStream(file))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] file = NumPyFixtures.Bytes("float32.npy"), zipped = IdxFileTests.Zip(file);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<DataFileException>(() => NumPyFile.Read(new MemoryStream(file[..length])));
            Assert.Throws<DataFileException>(() => NumPyFile.Read(new TestWeights.Pipe(file[..length])));
            Assert.Throws<DataFileException>(() => NumPyFile.Read(new MemoryStream(IdxFileTests.Zip(file[..length]))));
        }

        Assert.Throws<DataFileException>(() => NumPyFile.Read(new MemoryStream(zipped[..(zipped.Length / 2)])));
        Assert.Throws<DataFileException>(() => NumPyFile.Read(new MemoryStream([.. file, 0])));
        Assert.Throws<DataFileException>(() => NumPyFile.Read(new TestWeights.Pipe([.. file, 0])));
    }

    [Fact]
    public void Arrays_make_a_data_set()
    {
        NumPyArray inputs = NumPyArray.Of([0f, 51, 102, 153, 204, 255], 3, 2);
        Dataset<float> classes = NumPyArray.ToDataset<float>(inputs, NumPyArray.Of([2L, 0, 1]), divisor: 255);
        Assert.Equal([0, 0.2f, 0.4f, 0.6f, 0.8f, 1], classes.Inputs[0].Values.ToArray());
        Assert.Equal([2, 0, 1], classes.Targets[0].Indices.ToArray());
        Dataset<double> values = NumPyArray.ToDataset<double>(inputs, NumPyArray.Of([2.5, 0, 1, 3, 4, 5], 3, 2));
        Assert.Equal((2, 2), (values.Inputs[0].Length, values.Targets[0].Length));
        Assert.Equal([2.5, 0, 1, 3, 4, 5], values.Targets[0].Values.ToArray());
        Assert.Contains("has 3 samples", Assert.Throws<DataFileException>(() => NumPyArray.ToDataset<float>(inputs, NumPyArray.Of([1, 2]))).Message, StringComparison.Ordinal);
        NumPyArray scalar = NumPyFile.Read(NumPyFixtures.At("scalar.npy"));
        Assert.Contains("shape []; expected a first axis", Assert.Throws<DataFileException>(() => scalar.ToColumn<float>()).Message, StringComparison.Ordinal);
        Assert.Throws<DataFileException>(() => NumPyArray.Of(Array.Empty<float>(), 3, 0).ToColumn<float>());
        Assert.Equal(0, NumPyArray.Of(Array.Empty<float>(), 0, 3).ToColumn<float>().Count);
    }
}
