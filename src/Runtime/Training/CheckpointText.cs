using System.Collections.Immutable;
using System.Globalization;

namespace NetGen;

/// <summary>Numbers as the text of a checkpoint's metadata, such that they come back bit for bit.</summary>
internal static class CheckpointText
{
    private const string None = "-";

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(in TrainingPosition position) =>
        $"{Of(position.Epoch)} {Of(position.Step)} {Of(position.Samples)} {Of(position.LossSum)} {Of(position.Pass)} {Of(position.ValidationLoss)} {Of(position.ValidationAccuracy)} {Of(position.GradientNormSum)} {Of(position.GradientNorms)}";

    public static string Of(IEnumerable<EpochRecord> records) => string.Join(';', records.Select(record =>
        $"{Of(record.Epoch)} {Of(record.Loss)} {Of(record.Accuracy)} {Of(record.ValidationLoss)} {Of(record.ValidationAccuracy)} {Of(record.SamplesPerSecond)} {Of(record.LearningRate)} {Of(record.GradientNorm)} {Of(record.Duration.Ticks)}"));

    public static string Of(ImmutableArray<double> numbers) => string.Join(' ', numbers.Select(number => Of(number)));

    /// <exception cref="FormatException">It is not such a text.</exception>
    public static long Long(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Long"/>
    public static (int First, long Second) Pair(string text)
    {
        string[] fields = text.Split(' ');
        return fields.Length == 2 ? (Int(fields[0]), Long(fields[1])) : throw new FormatException();
    }

    /// <inheritdoc cref="Long"/>
    public static TrainingPosition Position(string text)
    {
        string[] fields = text.Split(' ');
        if (fields.Length != 9)
            throw new FormatException();
        return new TrainingPosition
        {
            Epoch = Int(fields[0]),
            Step = Int(fields[1]),
            Samples = Long(fields[2]) is var samples and >= 0 ? samples : throw new FormatException(),
            LossSum = Double(fields[3])!.Value,
            Pass = ulong.Parse(fields[4], NumberStyles.None, CultureInfo.InvariantCulture),
            ValidationLoss = Double(fields[5]),
            ValidationAccuracy = Double(fields[6]),
            GradientNormSum = Double(fields[7])!.Value,
            GradientNorms = Int(fields[8]),
        };
    }

    /// <inheritdoc cref="Long"/>
    public static List<EpochRecord> Records(string text)
    {
        var records = new List<EpochRecord>();
        foreach (string record in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = record.Split(' ');
            if (fields.Length != 9 || Int(fields[0]) != records.Count + 1)
                throw new FormatException();
            records.Add(new EpochRecord(records.Count + 1, Double(fields[1]) ?? double.NaN, Double(fields[2]), Double(fields[3]), Double(fields[4]), Double(fields[5]) ?? double.NaN)
            {
                LearningRate = Double(fields[6]) ?? double.NaN,
                GradientNorm = Double(fields[7]),
                Duration = new TimeSpan(Long(fields[8])),
            });
        }

        return records;
    }

    private static string Of(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? None;

    /// <inheritdoc cref="Long"/>
    public static ImmutableArray<double> Numbers(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => Double(field) ?? throw new FormatException())];

    // From 0 on.
    private static int Int(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static double? Double(string text) => text == None ? null : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
