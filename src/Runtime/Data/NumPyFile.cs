using System.Numerics;

namespace NetGen;

/// <summary>
/// Reads and writes NPY files, NumPy's format of one array, as <c>numpy.save</c> does (format versions 1 to 3). Arrays of truth values,
/// integers of 8 to 64 bits and floating-point numbers of 16 to 64 bits are read, of either byte order, row-major or column-major
/// (Fortran's order), compressed with gzip or not. Python objects are never loaded.
/// </summary>
public static class NumPyFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The array.</returns>
    /// <exception cref="DataFileException">The file is damaged or does not hold one array of numbers.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static NumPyArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Read(stream, $"'{path}'");
    }

    /// <summary>Reads an array from a stream, from its position to its end.</summary>
    /// <param name="stream">The stream; it need not be able to seek and is left open.</param>
    /// <param name="source">What messages call the file; <c>The stream</c> by default.</param>
    /// <returns>The array.</returns>
    /// <exception cref="DataFileException">The content is damaged or is not one array of numbers.</exception>
    public static NumPyArray Read(Stream stream, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        source ??= "The stream";
        return DataStream.Read(stream, source, (content, sized) =>
        {
            NumPyHeader header = NumPyHeader.Read(content, source);
            return Read(content, header, sized?.Length - sized?.Position, trusted: sized is not null, source);
        });
    }

    /// <summary>Reads a data set of two files, inputs and targets, whose first axis counts the samples.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="inputsPath">The path of the inputs.</param>
    /// <param name="targetsPath">The path of the targets: class indices where the elements are integers, numbers where they are floating-point.</param>
    /// <param name="divisor">What to divide the inputs by, such as 255 for pixels; 1 by default.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="DataFileException">A file is damaged, or they hold different numbers of samples.</exception>
    public static Dataset<T> ReadDataset<T>(string inputsPath, string targetsPath, double divisor = 1)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        NumPyArray.ToDataset<T>(Read(inputsPath), Read(targetsPath), divisor);

    /// <summary>Writes a file. The old one stays whole until the new one is: it is written beside it, flushed and renamed, as by <see cref="WeightFile"/>.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="array">The array.</param>
    /// <exception cref="IOException">The file cannot be written; an old one is as it was.</exception>
    public static void Write(string path, NumPyArray array) => AtomicFile.Write(path, stream => Write(stream, array));

    /// <summary>Writes an array to a stream, from its position on.</summary>
    /// <param name="stream">The stream; it is left open.</param>
    /// <param name="array">The array.</param>
    public static void Write(Stream stream, NumPyArray array)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(array);
        array.Header.Write(stream);
        stream.Write(array.Bytes);
    }

    /// <summary>Reads the elements behind a header.</summary>
    /// <param name="content">The stream, at the first element; it must end behind the last.</param>
    /// <param name="header">The header.</param>
    /// <param name="rest">How many bytes are said to follow; null where nothing says so.</param>
    /// <param name="trusted">Whether they are known to be there.</param>
    /// <param name="source">What messages call the file.</param>
    internal static NumPyArray Read(Stream content, NumPyHeader header, long? rest, bool trusted, string source)
    {
        if (rest is { } known && known != header.DataLength)
            throw WrongLength(header, $"{known} follow", source);
        if (header.DataLength > Array.MaxLength)
            throw new DataFileException($"{source} claims {ShapeText.Of(header.Shape)} elements of type {header.Type}, which take {header.DataLength} bytes; at most {Array.MaxLength} are read into memory. Open a larger file with MappedArray.");
        int length = (int)header.DataLength;
        ColumnMajorOrder? order = header.IsColumnMajor && header.Shape.Length > 1 && length > 0
            ? new ColumnMajorOrder(header.Shape, NumericElements.SizeOf(header.Type))
            : null;
        byte[] data = DataStream.ReadUpTo(content, length, trusted, order);
        if (data.Length < length)
            throw WrongLength(header, $"only {data.Length} follow", source);
        if (content.ReadByte() >= 0)
            throw WrongLength(header, "more follow", source);
        return new NumPyArray(header with { IsColumnMajor = false }, data, source);
    }

    /// <summary>Says that a file is longer or shorter than its header claims.</summary>
    internal static DataFileException WrongLength(NumPyHeader header, string found, string source) =>
        new($"{source} claims {ShapeText.Of(header.Shape)} elements of type {header.Type}, which take {header.DataLength} bytes; {found}. Copy or download it again.");
}
