using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Gives every feature mean 0 and standard deviation 1: y = (x − mean) / deviation, with the deviation of the population, as in
/// scikit-learn. A feature of a single value becomes 0.
/// </summary>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public sealed class StandardScaler<T> : Scaler<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] mean;
    private readonly T[] deviation;

    private StandardScaler(T[] mean, T[] deviation)
        : base(mean, deviation, T.Zero)
    {
        this.mean = mean;
        this.deviation = deviation;
    }

    /// <summary>The mean of every feature.</summary>
    [RealTime]
    public ReadOnlyMemory<T> Mean => mean;

    /// <summary>The standard deviation of every feature; 1 where it was 0.</summary>
    [RealTime]
    public ReadOnlyMemory<T> Deviation => deviation;

    private protected override ImmutableArray<KeyValuePair<string, T[]>> Statistics => [new("mean", mean), new("deviation", deviation)];

    /// <summary>Fits to an input of a data set.</summary>
    /// <param name="training">The samples to train with.</param>
    /// <param name="input">The ordinal of the input.</param>
    /// <returns>The scaler.</returns>
    /// <exception cref="ArgumentException">There is no such input or no sample, or an element is not a finite number.</exception>
    public static StandardScaler<T> Fit(Dataset<T> training, int input = 0) => Fit(InputOf(training, input));

    /// <summary>Fits to a column, such as a target of a regression.</summary>
    /// <param name="column">The samples to train with.</param>
    /// <returns>The scaler.</returns>
    /// <exception cref="ArgumentException">There is no sample, or an element is not a finite number.</exception>
    public static StandardScaler<T> Fit(DataColumn<T> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        // B. P. Welford, «Note on a method for calculating corrected sums of squares and products», 1962: exactly 0 for equal numbers.
        double[] mean = new double[column.Length], squares = new double[column.Length];
        ForEach(column, (sample, values) =>
        {
            double share = 1.0 / (sample + 1);
            for (int i = 0; i < values.Length; i++)
            {
                double value = double.CreateTruncating(values[i]), before = value - mean[i];
                mean[i] += before * share;
                squares[i] += before * (value - mean[i]);
            }
        });
        return new StandardScaler<T>(Rounded(mean), ScalesOf(Array.ConvertAll(squares, sum => Math.Sqrt(sum / column.Count))));
    }

    /// <summary>Fits to samples in memory.</summary>
    /// <param name="samples">The samples to train with, one after another.</param>
    /// <param name="length">How many features a sample has.</param>
    /// <returns>The scaler.</returns>
    /// <exception cref="ArgumentException">There is no sample or not a whole number of them, or an element is not a finite number.</exception>
    public static StandardScaler<T> Fit(ReadOnlySpan<T> samples, int length) => Fit(ColumnOf(samples, length));

    /// <summary>Loads from a file that <see cref="Scaler{T}.Save"/> or <see cref="Scaler{T}.AddTo"/> wrote.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="name">What tells scalers in one file apart.</param>
    /// <returns>The scaler.</returns>
    /// <exception cref="WeightFileException">The file is damaged or has no such scaler.</exception>
    public static StandardScaler<T> Load(string path, string name = "input")
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
    public static StandardScaler<T> Load(Stream stream, string name = "input") => Load(stream, "The stream", name);

    private static StandardScaler<T> Load(Stream stream, string source, string name)
    {
        T[][] statistics = Load(stream, source, name, "mean", "deviation");
        if (statistics[1].Length != statistics[0].Length || statistics[1].Any(value => value <= T.Zero))
            throw new WeightFileException($"{source}: the statistics of scaler '{name}' do not belong together, or a deviation is not above 0. Save or download it again.");
        return new StandardScaler<T>(statistics[0], statistics[1]);
    }
}
