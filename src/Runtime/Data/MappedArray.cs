using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// An NPY or IDX file whose samples are read when they are asked for, through a memory-mapped file: the operating system brings in the
/// parts that are touched and takes them back when memory runs short, so that the file may be larger than memory. The first axis counts
/// the samples. The file must not be changed or cut short while it is open. Close it by <see cref="Dispose"/> after all that reads from
/// it; reading later throws. Any number of threads may read at once.
/// </summary>
public sealed class MappedArray : IDisposable
{
    private readonly MappedBytes bytes;
    private readonly long start;
    private readonly int sampleLength;
    private readonly bool bigEndian;
    private readonly string source;

    private MappedArray(FileStream stream, NumericType type, ImmutableArray<int> shape, bool bigEndian, string source)
    {
        Type = type;
        Shape = shape;
        this.bigEndian = bigEndian;
        this.source = source;
        start = stream.Position;
        sampleLength = SampleLengthOf(type, shape, source);
        bytes = new MappedBytes(stream);
    }

    /// <summary>The type of the elements in the file.</summary>
    public NumericType Type { get; }

    /// <summary>The sizes of the axes; the first is the number of samples.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>How many samples there are.</summary>
    public int Count => Shape[0];

    /// <summary>Opens an NPY file.</summary>
    /// <param name="path">The path of the file; it must not be compressed.</param>
    /// <returns>The array.</returns>
    /// <exception cref="DataFileException">The file is damaged, compressed, column-major, or not an array of numbers with samples.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static MappedArray OpenNumPy(string path) => Open(path, (stream, source) =>
    {
        NumPyHeader header = NumPyHeader.Read(stream, source);
        if (header.IsColumnMajor && header.Shape.Length > 1)
            throw new DataFileException($"{source} is column-major (Fortran's order), so that the elements of a sample are scattered over it. Save it with numpy.ascontiguousarray, or read it into memory with NumPyFile.");
        if (stream.Length - stream.Position != header.DataLength)
            throw NumPyFile.WrongLength(header, $"{stream.Length - stream.Position} follow", source);
        return (header.Type, header.Shape, header.IsBigEndian);
    });

    /// <summary>Opens an IDX file.</summary>
    /// <param name="path">The path of the file; it must not be compressed.</param>
    /// <returns>The array.</returns>
    /// <exception cref="DataFileException">The file is damaged, compressed or not an IDX file.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static MappedArray OpenIdx(string path) => Open(path, (stream, source) =>
    {
        (IdxType type, ImmutableArray<int> shape, long length) = IdxFile.ReadHeader(stream, source);
        if (stream.Length - stream.Position != length)
            throw IdxFile.WrongLength(source, type, shape, length, $"{stream.Length - stream.Position} follow");
        return (IdxFile.ElementsOf(type), shape, true);
    });

    /// <summary>The elements as a column of numbers; those beyond the range of <typeparamref name="T"/> become infinite.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="divisor">What to divide the elements by, such as 255 for pixels; 1 by default.</param>
    /// <returns>A column that reads from this file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The divisor is 0 or not finite.</exception>
    public DataColumn<T> ToColumn<T>(double divisor = 1)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        divisor != 0 && double.IsFinite(divisor)
            ? new DataColumn<T>(new Values<T>(this, T.CreateChecked(divisor)))
            : throw new ArgumentOutOfRangeException(nameof(divisor), divisor, "The divisor must be finite and not 0.");

    /// <summary>The elements as a column of integers, such as class indices.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <returns>A column that reads from this file; reading an integer beyond 32 bits throws <see cref="DataFileException"/>.</returns>
    /// <exception cref="DataFileException">The file holds floating-point numbers.</exception>
    public DataColumn<T> ToIndexColumn<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => NumericElements.IsInteger(Type)
        ? new DataColumn<T>(new Indices(this))
        : throw new DataFileException($"{source} holds elements of type {Type}; expected integers, such as labels. Read it with ToColumn.");

    /// <summary>Closes the file.</summary>
    public void Dispose() => bytes.Dispose();

    private static int SampleLengthOf(NumericType type, ImmutableArray<int> shape, string source)
    {
        long length = NumPyHeader.SampleLength(shape, source);
        return length * NumericElements.SizeOf(type) <= int.MaxValue
            ? (int)length
            : throw new DataFileException($"{source} has shape {ShapeText.Of(shape)} and elements of type {type}; a sample may take at most {int.MaxValue} bytes.");
    }

    private static MappedArray Open(string path, Func<FileStream, string, (NumericType Type, ImmutableArray<int> Shape, bool BigEndian)> readHeader) =>
        MappedBytes.Open(path, (stream, source) =>
        {
            (NumericType type, ImmutableArray<int> shape, bool bigEndian) = readHeader(stream, source);
            return new MappedArray(stream, type, shape, bigEndian, source);
        });

    private MappedBytes.Part BytesOf(int sample)
    {
        int size = sampleLength * NumericElements.SizeOf(Type);
        return bytes.At(start + ((long)sample * size), size);
    }

    private sealed class Values<T>(MappedArray array, T divisor) : SampleReader<T>(array.Count, array.sampleLength)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public override void Read(int sample, Span<T> destination)
        {
            using (MappedBytes.Part part = array.BytesOf(sample))
                NumericElements.ToValues(array.Type, array.bigEndian, part.Bytes, destination);
            if (divisor != T.One)
                Dataset.Divide(destination, divisor);
        }
    }

    private sealed class Indices(MappedArray array) : SampleReader<int>(array.Count, array.sampleLength)
    {
        public override void Read(int sample, Span<int> destination)
        {
            using MappedBytes.Part part = array.BytesOf(sample);
            int wrong = NumericElements.ToIndices(array.Type, array.bigEndian, part.Bytes, destination);
            if (wrong >= 0)
                throw new DataFileException($"{array.source}: element {wrong} of sample {sample}, of type {array.Type}, is not from {int.MinValue} to {int.MaxValue}.");
        }
    }
}
