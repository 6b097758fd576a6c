using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace NetGen;

/// <summary>The element types of the IDX format, under their codes in the file.</summary>
public enum IdxType
{
    /// <summary>No type.</summary>
    None = 0,

    /// <summary>8-bit unsigned integer, such as a pixel or a label.</summary>
    Byte = 0x08,

    /// <summary>8-bit signed integer.</summary>
    SByte = 0x09,

    /// <summary>16-bit signed integer.</summary>
    Int16 = 0x0B,

    /// <summary>32-bit signed integer.</summary>
    Int32 = 0x0C,

    /// <summary>32-bit floating point.</summary>
    Single = 0x0D,

    /// <summary>64-bit floating point.</summary>
    Double = 0x0E,
}

/// <summary>The content of an IDX file.</summary>
public sealed class IdxArray
{
    private readonly byte[] data;
    private readonly string source;

    internal IdxArray(IdxType type, ImmutableArray<int> shape, byte[] data, string source)
    {
        Type = type;
        Shape = shape;
        this.data = data;
        this.source = source;
    }

    /// <summary>The type of the elements in the file.</summary>
    public IdxType Type { get; }

    /// <summary>The sizes of the axes; the first is the number of samples.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>How many elements there are.</summary>
    public int Count => data.Length / NumericElements.SizeOf(IdxFile.ElementsOf(Type));

    /// <summary>The elements as floating-point numbers.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <returns>A new array, row-major.</returns>
    public T[] ToValues<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = new T[Count];
        NumericElements.ToValues(IdxFile.ElementsOf(Type), bigEndian: true, data, values.AsSpan());
        return values;
    }

    /// <summary>The elements as integers, such as labels.</summary>
    /// <returns>A new array, row-major.</returns>
    /// <exception cref="DataFileException">The file holds floating-point numbers.</exception>
    public int[] ToIndices()
    {
        NumericType elements = IdxFile.ElementsOf(Type);
        if (!NumericElements.IsInteger(elements))
            throw new DataFileException($"{source} holds elements of type {Type}; expected integers, such as labels. Read it with ToValues.");
        int[] indices = new int[Count];
        NumericElements.ToIndices(elements, bigEndian: true, data, indices);
        return indices;
    }
}

/// <summary>
/// Reads IDX files, the format of MNIST and its relatives, compressed with gzip or not: two zero bytes, the type of the elements, the
/// number of axes, their sizes as 32-bit big-endian integers, and the elements, big-endian and row-major.
/// </summary>
public static class IdxFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>Its content.</returns>
    /// <exception cref="DataFileException">The file is damaged or not an IDX file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static IdxArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Read(stream, $"'{path}'");
    }

    /// <summary>Reads a file from a stream, from its position to its end.</summary>
    /// <param name="stream">The stream; it need not be able to seek and is left open.</param>
    /// <param name="source">What messages call the file; <c>The stream</c> by default.</param>
    /// <returns>Its content.</returns>
    /// <exception cref="DataFileException">The content is damaged or not that of an IDX file.</exception>
    public static IdxArray Read(Stream stream, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        source ??= "The stream";
        return DataStream.Read(stream, source, (content, sized) => Read(content, sized, source));
    }

    /// <summary>Reads a data set of two files, samples and labels, as MNIST is given.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="samplesPath">The path of the samples; the first axis counts them.</param>
    /// <param name="labelsPath">The path of the labels, one a sample.</param>
    /// <param name="divisor">What to divide the samples' elements by, such as 255 for pixels; 1 by default.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="DataFileException">A file is damaged, or they hold different numbers of samples.</exception>
    public static Dataset<T> ReadDataset<T>(string samplesPath, string labelsPath, double divisor = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        IdxArray samples = Read(samplesPath), labels = Read(labelsPath);
        if (labels.Shape.Length != 1)
            throw new DataFileException($"'{labelsPath}' has shape {ShapeText.Of(labels.Shape)}; expected one axis, a label a sample. The samples' path comes first, the labels' second.");
        if (samples.Shape[0] != labels.Shape[0])
            throw new DataFileException($"'{samplesPath}' has {samples.Shape[0]} samples; '{labelsPath}' has {labels.Shape[0]} labels. They must be of the same set.");
        T[] values = samples.ToValues<T>();
        Dataset.Divide(values.AsSpan(), T.CreateChecked(divisor));
        return Dataset.FromArrays(values, labels.ToIndices(), samples.Shape.Skip(1).Aggregate(1, (product, size) => product * size));
    }

    /// <summary>What the elements are, whatever the format.</summary>
    internal static NumericType ElementsOf(IdxType type) => type switch
    {
        IdxType.Byte => NumericType.UInt8,
        IdxType.SByte => NumericType.Int8,
        IdxType.Int16 => NumericType.Int16,
        IdxType.Int32 => NumericType.Int32,
        IdxType.Single => NumericType.Float32,
        _ => NumericType.Float64,
    };

    /// <summary>Reads and checks a header; the stream is then at the first element.</summary>
    internal static (IdxType Type, ImmutableArray<int> Shape, long Length) ReadHeader(Stream content, string source)
    {
        Span<byte> magic = stackalloc byte[4];
        if (content.ReadAtLeast(magic, 4, throwOnEndOfStream: false) < 4 || magic[0] != 0 || magic[1] != 0)
            throw new DataFileException($"{source} is not an IDX file: expected two zero bytes, a type and a number of axes at its start. Give an IDX file, compressed with gzip or not.");
        var type = (IdxType)magic[2];
        if (type == IdxType.None || !Enum.IsDefined(type))
            throw new DataFileException(string.Create(CultureInfo.InvariantCulture, $"{source} is not an IDX file: its elements have type 0x{magic[2]:X2}; expected 0x08, 0x09 or 0x0B to 0x0E."));
        if (magic[3] == 0)
            throw new DataFileException($"{source} has no axes; expected at least one, the samples.");
        ImmutableArray<int> shape = ReadShape(content, magic[3], NumericElements.SizeOf(ElementsOf(type)), source, out long length);
        return (type, shape, length);
    }

    /// <summary>Says that a file is longer or shorter than its header claims.</summary>
    internal static DataFileException WrongLength(string source, IdxType type, ImmutableArray<int> shape, long length, string found) =>
        new($"{source} claims {ShapeText.Of(shape)} elements of type {type}, which take {length} bytes; {found}. Copy or download it again.");

    private static IdxArray Read(Stream content, Stream? sized, string source)
    {
        (IdxType type, ImmutableArray<int> shape, long length) = ReadHeader(content, source);
        if (sized is not null && sized.Length - sized.Position != length)
            throw WrongLength(source, type, shape, length, $"{sized.Length - sized.Position} follow");
        if (length > Array.MaxLength)
            throw new DataFileException($"{source} claims {ShapeText.Of(shape)} elements of type {type}, which take {length} bytes; at most {Array.MaxLength} are read into memory. Open a larger file with MappedArray.");
        byte[] data = DataStream.ReadUpTo(content, (int)length, trusted: sized is not null);
        if (data.Length < length)
            throw WrongLength(source, type, shape, length, $"only {data.Length} follow");
        if (content.ReadByte() >= 0)
            throw WrongLength(source, type, shape, length, "more follow");
        return new IdxArray(type, shape, data, source);
    }

    private static ImmutableArray<int> ReadShape(Stream content, int rank, int elementSize, string source, out long length)
    {
        var shape = ImmutableArray.CreateBuilder<int>(rank);
        Span<byte> size = stackalloc byte[4];
        UInt128 bytes = (UInt128)elementSize;
        for (int axis = 0; axis < rank; axis++)
        {
            if (content.ReadAtLeast(size, 4, throwOnEndOfStream: false) < 4)
                throw new DataFileException($"{source} is a truncated IDX file: it ends within its header, which claims {rank} axes. Copy or download it again.");
            uint value = BinaryPrimitives.ReadUInt32BigEndian(size);
            // No samples must not hide that the other sizes overflow.
            bytes *= Math.Max(value, 1);
            if (value > int.MaxValue || (axis > 0 && value == 0) || bytes > long.MaxValue)
                throw new DataFileException($"{source} claims size {value} for axis {axis}; expected sizes from 1 on that together take at most {long.MaxValue} bytes. The file is damaged.");
            shape.Add((int)value);
        }

        length = shape[0] == 0 ? 0 : (long)bytes;
        return shape.MoveToImmutable();
    }
}
