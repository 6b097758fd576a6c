using System.Collections.Frozen;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace NetGen.Data;

/// <summary>The rows of a CSV file, one at a time, and what messages say of their places.</summary>
internal sealed class CsvRows : IDisposable
{
    // A quote that is never closed would otherwise make a field of the rest of the file.
    private const int MaximumFieldLength = 1 << 16;

    private readonly CsvParser parser;
    private readonly FrozenSet<string> missing;
    private readonly CultureInfo culture;
    private readonly string source;
    private string[] fields = [];

    /// <summary>Prepares to read.</summary>
    /// <param name="reader">The text; the caller closes it.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="source">What messages call the file.</param>
    /// <exception cref="ArgumentException">The delimiter cannot be one.</exception>
    public CsvRows(TextReader reader, CsvOptions options, string source)
    {
        if (options.Delimiter is '"' or '\r' or '\n' or '\0')
            throw new ArgumentException("A quote, the end of a line or the character 0 cannot separate fields.", nameof(options));
        this.source = source;
        culture = options.Culture;
        missing = options.MissingMarks.ToFrozenSet(StringComparer.Ordinal);
        var configuration = new CsvConfiguration(culture)
        {
            Delimiter = options.Delimiter.ToString(),
            MaxFieldSize = MaximumFieldLength,
            ExceptionMessagesContainRawData = false,
        };
        parser = new CsvParser(reader, configuration, leaveOpen: true);
    }

    /// <summary>How many fields the row at hand has.</summary>
    public int Count { get; private set; }

    /// <summary>A field of the row at hand, without the spaces around it.</summary>
    /// <param name="column">The ordinal of the column.</param>
    public string this[int column] => fields[column];

    /// <summary>The line at which the row at hand begins, from 1 on.</summary>
    private int Line => parser.RawRow - Enumerable.Range(0, Count).Sum(column => parser[column].AsSpan().Count('\n'));

    /// <summary>Goes to the next row that is not blank.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        while (ReadFields())
        {
            if (Count > 1 || fields[0].Length > 0)
                return true;
        }

        return false;
    }

    /// <summary>Whether a field holds nothing.</summary>
    /// <param name="field">The field.</param>
    /// <returns>Whether it is one of the marks for that.</returns>
    public bool IsMissing(string field) => missing.Contains(field);

    /// <summary>Reads a number.</summary>
    /// <typeparam name="T">The type of the number.</typeparam>
    /// <param name="field">The field.</param>
    /// <param name="value">The number, where it is one.</param>
    /// <returns>Whether it is finite.</returns>
    public bool TryParse<T>(string field, out T value)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
        T.TryParse(field, NumberStyles.Float, culture, out value) && T.IsFinite(value);

    /// <summary>Says that a row is wrong.</summary>
    /// <param name="what">What is.</param>
    public DataFileException Wrong(string what) => new($"{source}, line {Line}: {what}");

    /// <summary>Says that a field is wrong.</summary>
    /// <param name="column">The ordinal of the column.</param>
    /// <param name="names">The names of the columns.</param>
    /// <param name="expected">What it should be.</param>
    public DataFileException Wrong(int column, IReadOnlyList<string> names, string expected)
    {
        string ordinal = column.ToString(CultureInfo.InvariantCulture);
        string name = names[column] == ordinal ? string.Empty : $" {Excerpt.Of(names[column])}";
        return new($"{source}, line {Line}, column {ordinal}{name}: found {Excerpt.Of(this[column])}; expected {expected}.");
    }

    /// <summary>Ends reading.</summary>
    public void Dispose() => parser.Dispose();

    private bool ReadFields()
    {
        try
        {
            if (!parser.Read())
                return false;
            Count = parser.Count;
            if (fields.Length < Count)
                fields = new string[Count];
            for (int column = 0; column < Count; column++)
                fields[column] = parser[column].Trim();
            return true;
        }
        catch (MaxFieldSizeException exception)
        {
            throw new DataFileException($"{source}, about line {parser.RawRow}: a field is longer than {MaximumFieldLength} characters. Is a quote not closed, or the delimiter another?", exception);
        }
        catch (CsvHelperException exception)
        {
            throw new DataFileException($"{source}, about line {parser.RawRow}: a quote stands where none may; a field with quotes is quoted, with each of its quotes doubled.", exception);
        }
    }
}
