using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace NetGen;

/// <summary>
/// The header of the NPY format: a magic, the version, the length of the text, and the text: a Python dictionary of the type, the
/// order and the shape, padded so that the elements behind it are aligned.
/// </summary>
internal sealed record NumPyHeader(NumericType Type, bool IsBigEndian, bool IsColumnMajor, ImmutableArray<int> Shape)
{
    // Arrays of plain numbers take some hundred bytes; NumPy's own reader refuses above 10,000 unless asked.
    private const int MaximumTextLength = 1 << 16;

    private const int Alignment = 64;

    private const string Readable = "bool, int8 to int64, uint8 to uint64, float16, float32 or float64";

    /// <summary>How many elements the array has.</summary>
    public long Count { get; } = CountOf(Shape);

    /// <summary>How long the elements are together, in bytes.</summary>
    public long DataLength => Count * NumericElements.SizeOf(Type);

    /// <summary>How many elements a sample has, where the first axis counts samples.</summary>
    /// <param name="shape">The sizes of the axes.</param>
    /// <param name="source">What messages call the file.</param>
    /// <returns>The number.</returns>
    /// <exception cref="DataFileException">There is no first axis, or a sample has no elements or too many.</exception>
    public static int SampleLength(ImmutableArray<int> shape, string source)
    {
        long length = shape.IsEmpty ? 0 : CountOf(shape[1..]);
        return length is > 0 and <= int.MaxValue
            ? (int)length
            : throw new DataFileException($"{source} has shape {ShapeText.Of(shape)}; expected a first axis that counts the samples, and others from size 1 on.");
    }

    /// <summary>Reads and checks a header; the stream is then at the first element.</summary>
    /// <param name="stream">The stream, at the start of the file.</param>
    /// <param name="source">What messages call the file.</param>
    /// <returns>The header.</returns>
    /// <exception cref="DataFileException">It is not one, or it is one of an array that is not of numbers.</exception>
    public static NumPyHeader Read(Stream stream, string source)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..8], 8, throwOnEndOfStream: false) < 8 || start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
            throw new DataFileException($"{source} is not a NumPy file: it does not begin with the bytes 93 4E 55 4D 50 59. Give a file written by numpy.save.");
        int version = start[6];
        if (version is < 1 or > 3)
            throw new DataFileException($"{source} has version {version}.{start[7]} of the NumPy format; expected 1, 2 or 3.");
        int lengthSize = version == 1 ? sizeof(ushort) : sizeof(uint);
        if (stream.ReadAtLeast(start[8..(8 + lengthSize)], lengthSize, throwOnEndOfStream: false) < lengthSize)
            throw Damaged(source, "it ends within its header");
        uint length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > MaximumTextLength)
            throw Damaged(source, $"its header claims {length} bytes; at most {MaximumTextLength} are allowed");
        byte[] text = new byte[length];
        int read = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        if (read < text.Length)
            throw Damaged(source, $"its header claims {length} bytes; only {read} follow");
        // UTF-8 only differs in the names of fields, which arrays of numbers do not have.
        var dictionary = new NumPyHeaderText(Encoding.Latin1.GetString(text), source).Parse();
        (NumericType type, bool bigEndian) = ParseType(dictionary.Descr, source);
        return new NumPyHeader(type, bigEndian, dictionary.FortranOrder, CheckShape(dictionary.Shape, type, source));
    }

    /// <summary>Writes the header, padded as NumPy does, so that equal arrays make equal files.</summary>
    /// <param name="stream">The stream.</param>
    public void Write(Stream stream)
    {
        string shape = Shape.Length == 1
            ? string.Create(CultureInfo.InvariantCulture, $"({Shape[0]},)")
            : $"({string.Join(", ", Shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))})";
        string text = $"{{'descr': '{Descr()}', 'fortran_order': {(IsColumnMajor ? "True" : "False")}, 'shape': {shape}, }}";
        const int Before = 10;
        int padded = (Before + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] bytes = new byte[padded];
        bytes.AsSpan().Fill((byte)' ');
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        bytes[6] = 1;
        bytes[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(padded - Before));
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(Before));
        bytes[^1] = (byte)'\n';
        stream.Write(bytes);
    }

    /// <summary>Says that a file is damaged.</summary>
    internal static DataFileException Damaged(string source, string what) =>
        new($"{source} is not an intact NumPy file: {what}. Save or download it again.");

    private static long CountOf(ImmutableArray<int> shape)
    {
        long count = 1;
        foreach (int size in shape)
            count *= size;
        return count;
    }

    private static ImmutableArray<int> CheckShape(List<string> sizes, NumericType type, string source)
    {
        var shape = ImmutableArray.CreateBuilder<int>(sizes.Count);
        UInt128 bytes = (UInt128)NumericElements.SizeOf(type);
        foreach (string size in sizes)
        {
            if (!int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
                throw Damaged(source, $"its shape has size {Excerpt.Of(size)} for axis {shape.Count}; expected sizes from 0 to {int.MaxValue}");
            // An axis of size 0 must not hide that the others overflow.
            bytes *= (UInt128)Math.Max(value, 1);
            if (bytes > long.MaxValue)
                throw Damaged(source, $"its shape ({string.Join(", ", sizes)}) overflows");
            shape.Add(value);
        }

        return shape.MoveToImmutable();
    }

    private static (NumericType Type, bool IsBigEndian) ParseType(string descr, string source)
    {
        NumericType? type = descr.Length < 2 ? null : descr[1..] switch
        {
            "b1" => NumericType.Boolean,
            "i1" => NumericType.Int8,
            "i2" => NumericType.Int16,
            "i4" => NumericType.Int32,
            "i8" => NumericType.Int64,
            "u1" => NumericType.UInt8,
            "u2" => NumericType.UInt16,
            "u4" => NumericType.UInt32,
            "u8" => NumericType.UInt64,
            "f2" => NumericType.Float16,
            "f4" => NumericType.Float32,
            "f8" => NumericType.Float64,
            _ => null,
        };
        bool known = type is { } found && (descr[0] is '<' or '>' || (descr[0] == '|' && NumericElements.SizeOf(found) == 1));
        if (known)
            return (type!.Value, descr[0] == '>');
        string what = descr.Length > 1 && descr[1] == 'O' ? "Python objects, which are never loaded" : $"elements of type {Excerpt.Of(descr)}";
        throw new DataFileException($"{source} holds {what}; expected {Readable}. Convert the array before saving, such as with astype('float32').");
    }

    private string Descr()
    {
        char kind = Type switch
        {
            NumericType.Boolean => 'b',
            < NumericType.UInt8 => 'i',
            < NumericType.Float16 => 'u',
            _ => 'f',
        };
        int size = NumericElements.SizeOf(Type);
        return string.Create(CultureInfo.InvariantCulture, $"{(size == 1 ? '|' : IsBigEndian ? '>' : '<')}{kind}{size}");
    }
}
