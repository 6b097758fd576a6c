using System.Globalization;
using System.Numerics;
using System.Text;

namespace NetGen;

/// <summary>A table of numbers.</summary>
/// <typeparam name="T">The type of the numbers.</typeparam>
public sealed class NumericTable<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly string source;

    internal NumericTable(T[] values, int rows, int columns, string source)
    {
        Values = values;
        Rows = rows;
        Columns = columns;
        this.source = source;
    }

    /// <summary>The numbers, row after row.</summary>
    public ReadOnlyMemory<T> Values { get; }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>How many columns there are.</summary>
    public int Columns { get; }

    /// <summary>A number.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    public T this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
            return Values.Span[(row * Columns) + column];
        }
    }

    /// <summary>Makes a data set of one input, all columns but one, and class labels, that one.</summary>
    /// <param name="labelColumn">The column of the labels; a negative one counts from the end. By default the last.</param>
    /// <param name="divisor">What to divide the inputs by; 1 by default.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="DataFileException">A label is not a whole number from 0 on.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or no other.</exception>
    public Dataset<T> ToDataset(int labelColumn = -1, double divisor = 1)
    {
        int label = labelColumn < 0 ? labelColumn + Columns : labelColumn;
        if ((uint)label >= (uint)Columns || Columns < 2)
            throw new ArgumentOutOfRangeException(nameof(labelColumn), labelColumn, $"{source} has {Columns} column(s); one must hold the labels and another an input.");
        var inputs = new T[Rows * (Columns - 1)];
        int[] labels = new int[Rows];
        ReadOnlySpan<T> values = Values.Span;
        int at = 0;
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                T value = values[(row * Columns) + column];
                if (column != label)
                    inputs[at++] = value;
                else if (T.IsInteger(value) && !T.IsNegative(value) && double.CreateTruncating(value) <= int.MaxValue)
                    labels[row] = int.CreateTruncating(value);
                else
                    throw new DataFileException(string.Create(CultureInfo.InvariantCulture, $"{source}: row {row + 1} has label {value} in column {column + 1}; expected a whole number from 0 on. Name the column of the classes with labelColumn."));
            }
        }

        Dataset.Divide(inputs.AsSpan(), T.CreateChecked(divisor));
        return Dataset.FromArrays(inputs, labels, Columns - 1);
    }
}

/// <summary>
/// Reads plain text tables of numbers, compressed with gzip or not: a row a line, fields separated by commas, semicolons, tabs or
/// spaces (found out from the first row), numbers as the invariant culture writes them. Blank lines are passed over.
/// </summary>
public static class NumericText
{
    /// <summary>Reads a file.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="path">The path of the file.</param>
    /// <param name="skipLines">How many lines at the start, such as a header, to leave out.</param>
    /// <returns>The table.</returns>
    /// <exception cref="DataFileException">A field is not a finite number, rows differ in length, or the file is damaged; the message names line and column.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static NumericTable<T> Read<T>(string path, int skipLines = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Read<T>(stream, skipLines, $"'{path}'");
    }

    /// <summary>Reads a table from a stream, from its position to its end.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="stream">The stream; it need not be able to seek and is left open.</param>
    /// <param name="skipLines">How many lines at the start, such as a header, to leave out.</param>
    /// <param name="source">What messages call the file; <c>The stream</c> by default.</param>
    /// <returns>The table.</returns>
    /// <exception cref="DataFileException">A field is not a finite number, rows differ in length, or the content is damaged; the message names line and column.</exception>
    public static NumericTable<T> Read<T>(Stream stream, int skipLines = 0, string? source = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(skipLines);
        source ??= "The stream";
        try
        {
            using Stream content = DataStream.DecompressText(stream, source);
            using var reader = new StreamReader(content, Encoding.UTF8);
            return Read<T>(reader, skipLines, source);
        }
        catch (InvalidDataException exception)
        {
            throw new DataFileException($"{source} is a damaged or truncated gzip file: {exception.Message} Copy or download it again.", exception);
        }
    }

    private static NumericTable<T> Read<T>(StreamReader reader, int skipLines, string source)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = new List<T>();
        int rows = 0, columns = 0, line = 0;
        char separator = ',';
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (line <= skipLines || text.AsSpan().IsWhiteSpace())
                continue;
            if (rows == 0)
                separator = FindSeparator(text);
            int before = values.Count;
            ReadRow(text, separator, values, line, source);
            if (rows == 0)
                columns = values.Count;
            else if (values.Count - before != columns)
                throw new DataFileException($"{source}, line {line}: the row has {values.Count - before} fields; expected {columns}, as many as the first row.");
            rows++;
        }

        return rows > 0
            ? new NumericTable<T>([.. values], rows, columns, source)
            : throw new DataFileException($"{source} holds no rows{(skipLines > 0 ? $" behind the {skipLines} line(s) that were skipped" : string.Empty)}.");
    }

    private static void ReadRow<T>(ReadOnlySpan<char> text, char separator, List<T> values, int line, string source)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // A trailing tab is an empty last field where tabs separate.
        text = separator == ' ' ? text.Trim() : text.Trim(' ');
        int column = 0;
        while (true)
        {
            column++;
            int end = separator == ' ' ? text.IndexOfAny(' ', '\t') : text.IndexOf(separator);
            ReadOnlySpan<char> field = (end < 0 ? text : text[..end]).Trim();
            if (!T.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out T value) || !T.IsFinite(value))
            {
                throw new DataFileException($"{source}, line {line}, column {column}: found {Excerpt.Of(field)}; expected a finite number such as -0.5 or 1e-3.{(line == 1 ? " If the line is a header, pass skipLines: 1." : string.Empty)}");
            }

            values.Add(value);
            if (end < 0)
                return;
            text = text[(end + 1)..];
            if (separator == ' ')
                text = text.TrimStart();
        }
    }

    private static char FindSeparator(string text)
    {
        foreach (char separator in ";,\t")
        {
            if (text.Contains(separator, StringComparison.Ordinal))
                return separator;
        }

        return ' ';
    }
}
