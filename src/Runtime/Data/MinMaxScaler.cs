using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Brings every feature into a range, 0 to 1 by default: the least value becomes its lower end and the largest its upper. A feature of a
/// single value becomes the lower end. Later samples may lie outside.
/// </summary>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public sealed class MinMaxScaler<T> : Scaler<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] minimum;
    private readonly T[] scale;

    private MinMaxScaler(T[] minimum, T[] scale, T lower)
        : base(minimum, scale, lower)
    {
        this.minimum = minimum;
        this.scale = scale;
        Lower = lower;
    }

    /// <summary>The least value of every feature.</summary>
    [RealTime]
    public ReadOnlyMemory<T> Minimum => minimum;

    /// <summary>The width of every feature's values over that of the range; 1 where the feature has a single value.</summary>
    [RealTime]
    public ReadOnlyMemory<T> Scale => scale;

    /// <summary>The lower end of the range.</summary>
    [RealTime]
    public T Lower { get; }

    private protected override ImmutableArray<KeyValuePair<string, T[]>> Statistics => [new("minimum", minimum), new("scale", scale), new("lower", [Lower])];

    /// <summary>Fits to an input of a data set.</summary>
    /// <param name="training">The samples to train with.</param>
    /// <param name="input">The ordinal of the input.</param>
    /// <param name="lower">The lower end of the range.</param>
    /// <param name="upper">The upper end of the range, above the lower one.</param>
    /// <returns>The scaler.</returns>
    /// <exception cref="ArgumentException">There is no such input or no sample, an element is not a finite number, or the range is empty.</exception>
    public static MinMaxScaler<T> Fit(Dataset<T> training, int input = 0, double lower = 0, double upper = 1) => Fit(InputOf(training, input), lower, upper);

    /// <summary>Fits to a column, such as a target of a regression.</summary>
    /// <param name="column">The samples to train with.</param>
    /// <param name="lower">The lower end of the range.</param>
    /// <param name="upper">The upper end of the range, above the lower one.</param>
    /// <returns>The scaler.</returns>
    /// <exception cref="ArgumentException">There is no sample, an element is not a finite number, or the range is empty.</exception>
    public static MinMaxScaler<T> Fit(DataColumn<T> column, double lower = 0, double upper = 1)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (!(upper > lower) || !double.IsFinite(upper - lower))
            throw new ArgumentException(FormattableString.Invariant($"The range from {lower} to {upper} is empty or not finite."), nameof(upper));
        var minimum = new T[column.Length];
        var maximum = new T[column.Length];
        ForEach(column, (sample, values) =>
        {
            for (int i = 0; i < values.Length; i++)
            {
                minimum[i] = sample == 0 ? values[i] : T.Min(minimum[i], values[i]);
                maximum[i] = sample == 0 ? values[i] : T.Max(maximum[i], values[i]);
            }
        });
        double[] widths = new double[column.Length];
        for (int i = 0; i < widths.Length; i++)
            widths[i] = (double.CreateTruncating(maximum[i]) - double.CreateTruncating(minimum[i])) / (upper - lower);
        return new MinMaxScaler<T>(minimum, ScalesOf(widths), T.CreateTruncating(lower));
    }

    /// <summary>Fits to samples in memory.</summary>
    /// <param name="samples">The samples to train with, one after another.</param>
    /// <param name="length">How many features a sample has.</param>
    /// <param name="lower">The lower end of the range.</param>
    /// <param name="upper">The upper end of the range, above the lower one.</param>
    /// <returns>The scaler.</returns>
    /// <exception cref="ArgumentException">There is no sample or not a whole number of them, an element is not a finite number, or the range is empty.</exception>
    public static MinMaxScaler<T> Fit(ReadOnlySpan<T> samples, int length, double lower = 0, double upper = 1) => Fit(ColumnOf(samples, length), lower, upper);

    /// <summary>Loads from a file that <see cref="Scaler{T}.Save"/> or <see cref="Scaler{T}.AddTo"/> wrote.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="name">What tells scalers in one file apart.</param>
    /// <returns>The scaler.</returns>
    /// <exception cref="WeightFileException">The file is damaged or has no such scaler.</exception>
    public static MinMaxScaler<T> Load(string path, string name = "input")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Load(stream, $"'{path}'", name);
    }

    /// <summary>Loads from a stream, from its position on.</summary>
    /// <param name="stream">The stream; it need not be able to seek and is left open.</param>
    /// <param name="name">What tells scalers in one file apart.</param>
    /// <returns>The scaler.</returns>
    /// <exception cref="WeightFileException">The content is damaged or has no such scaler.</exception>
    public static MinMaxScaler<T> Load(Stream stream, string name = "input") => Load(stream, "The stream", name);

    private static MinMaxScaler<T> Load(Stream stream, string source, string name)
    {
        T[][] statistics = Load(stream, source, name, "minimum", "scale", "lower");
        if (statistics[1].Length != statistics[0].Length || statistics[2].Length != 1 || statistics[1].Any(value => value <= T.Zero))
            throw new WeightFileException($"{source}: the statistics of scaler '{name}' do not belong together, or a scale is not above 0. Save or download it again.");
        return new MinMaxScaler<T>(statistics[0], statistics[1], statistics[2][0]);
    }
}
