namespace NetGen.Data;

/// <summary>
/// What becomes of a field that holds nothing (<see cref="CsvOptions.MissingMarks"/>). Only numbers of inputs are filled: where a target or
/// a category is missing, the row is dropped if rows are, and otherwise it is an error.
/// </summary>
public sealed class MissingValues
{
    private readonly Rule rule;
    private readonly double constant;

    private MissingValues(Rule rule, double constant = 0)
    {
        this.rule = rule;
        this.constant = constant;
    }

    private enum Rule
    {
        Throw,
        DropRow,
        Mean,
        Median,
        Constant,
    }

    /// <summary>An exception names the line and the column.</summary>
    public static MissingValues Throw { get; } = new(Rule.Throw);

    /// <summary>The row is left out.</summary>
    public static MissingValues DropRow { get; } = new(Rule.DropRow);

    /// <summary>The mean of the column's other values in the file, or of the file that <see cref="CsvOptions.Schema"/> was learned from.</summary>
    public static MissingValues Mean { get; } = new(Rule.Mean);

    /// <summary>The median of the column's other values in the file, or of the file that <see cref="CsvOptions.Schema"/> was learned from.</summary>
    public static MissingValues Median { get; } = new(Rule.Median);

    internal bool Throws => rule == Rule.Throw;

    internal bool Drops => rule == Rule.DropRow;

    /// <summary>A number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public static MissingValues Constant(double value) => double.IsFinite(value)
        ? new MissingValues(Rule.Constant, value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "What missing values are filled with must be finite.");

    /// <summary>What a column is filled with.</summary>
    /// <param name="found">The values that are there, in any order; they may be put into another.</param>
    /// <returns>The number; null where there is nothing to tell it from.</returns>
    internal double? Fill(Span<double> found)
    {
        if (rule == Rule.Constant)
            return constant;
        if (found.IsEmpty)
            return null;
        if (rule == Rule.Median)
        {
            found.Sort();
            return (found[(found.Length - 1) / 2] / 2) + (found[found.Length / 2] / 2);
        }

        double mean = 0;
        for (int i = 0; i < found.Length; i++)
            mean += (found[i] - mean) / (i + 1);
        return mean;
    }
}
