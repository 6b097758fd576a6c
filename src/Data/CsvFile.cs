using System.Numerics;
using System.Text;

namespace NetGen.Data;

/// <summary>
/// Reads CSV files (RFC 4180, through CsvHelper), compressed with gzip or not, as data sets: numeric and categorical inputs, classes or
/// numbers as targets, missing values by rule. The text is UTF-8, or what its byte order mark says. Blank lines are passed over.
/// </summary>
public static class CsvFile
{
    /// <summary>Reads a file.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">How to read it; by default a header, and in the last column the classes.</param>
    /// <returns>The content.</returns>
    /// <exception cref="DataFileException">The file does not hold what it should; the message names file, line, column, what was expected and what was found.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static CsvDataset<T> Read<T>(string path, CsvOptions? options = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Read<T>(stream, options, $"'{path}'");
    }

    /// <summary>Reads a file from a stream, from its position to its end.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="stream">The stream; it need not be able to seek and is left open.</param>
    /// <param name="options">How to read it; by default a header, and in the last column the classes.</param>
    /// <param name="source">What messages call the file; <c>The stream</c> by default.</param>
    /// <returns>The content.</returns>
    /// <exception cref="DataFileException">The content is not what it should be; the message names line, column, what was expected and what was found.</exception>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static CsvDataset<T> Read<T>(Stream stream, CsvOptions? options = null, string? source = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new CsvOptions();
        source ??= "The stream";
        try
        {
            using Stream content = DataStream.DecompressText(stream, source);
            using var reader = new StreamReader(content, Encoding.UTF8);
            using var rows = new CsvRows(reader, options, source);
            return new CsvTable<T>(rows, options, source).Read();
        }
        catch (InvalidDataException exception)
        {
            throw new DataFileException($"{source} is a damaged or truncated gzip file: {exception.Message} Copy or download it again.", exception);
        }
    }
}
