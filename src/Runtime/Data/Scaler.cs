using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Brings every feature to a common scale, by statistics of the samples that it was fitted to: y = (x − center) / scale + offset. Fit it
/// to training samples only and apply it to all others unchanged. Any number of threads may use it at once; nothing is allocated.
/// </summary>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public abstract class Scaler<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] center;
    private readonly T[] scale;
    private readonly T offset;

    private protected Scaler(T[] center, T[] scale, T offset)
    {
        this.center = center;
        this.scale = scale;
        this.offset = offset;
    }

    /// <summary>How many features a sample has.</summary>
    [RealTime]
    public int Length => center.Length;

    /// <summary>What a weight file calls the statistics, with their values.</summary>
    private protected abstract ImmutableArray<KeyValuePair<string, T[]>> Statistics { get; }

    /// <summary>Scales samples.</summary>
    /// <param name="source">The samples, one after another.</param>
    /// <param name="destination">As long; it may be the same memory.</param>
    /// <exception cref="ArgumentException">The source is not a whole number of samples, the destination has another length, or they overlap in part.</exception>
    [RealTime]
    public void Transform(ReadOnlySpan<T> source, Span<T> destination)
    {
        Check(source, destination);
        for (int start = 0; start < source.Length; start += Length)
            Apply(source.Slice(start, Length), destination.Slice(start, Length));
    }

    /// <summary>Scales samples in place.</summary>
    /// <param name="samples">The samples, one after another.</param>
    /// <exception cref="ArgumentException">They are not a whole number of samples.</exception>
    [RealTime]
    public void Transform(Span<T> samples) => Transform(samples, samples);

    /// <summary>Undoes <see cref="Transform(ReadOnlySpan{T}, Span{T})"/>, up to rounding.</summary>
    /// <param name="source">Scaled samples, one after another.</param>
    /// <param name="destination">As long; it may be the same memory.</param>
    /// <exception cref="ArgumentException">The source is not a whole number of samples, the destination has another length, or they overlap in part.</exception>
    [RealTime]
    public void InverseTransform(ReadOnlySpan<T> source, Span<T> destination)
    {
        Check(source, destination);
        for (int start = 0; start < source.Length; start += Length)
            Undo(source.Slice(start, Length), destination.Slice(start, Length));
    }

    /// <summary>Scales a column: a copy of one in memory; one that is not is scaled when it is read.</summary>
    /// <param name="column">The column.</param>
    /// <returns>The scaled column.</returns>
    /// <exception cref="ArgumentException">The column holds integers, or its samples have another length.</exception>
    public DataColumn<T> Transform(DataColumn<T> column)
    {
        CheckColumn(column);
        if (column.Length != Length)
            throw new ArgumentException($"A sample of the column has {column.Length} elements; the scaler was fitted to {Length}.", nameof(column));
        if (!column.IsInMemory)
            return new DataColumn<T>(new ScaledSamples(this, column));
        var values = new T[column.Values.Length];
        Transform(column.Values.Span, values);
        return new DataColumn<T>(values, Length);
    }

    /// <summary>Scales an input of a data set; the other columns are taken over.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="input">The ordinal of the input.</param>
    /// <returns>A data set with that input scaled.</returns>
    /// <exception cref="ArgumentException">There is no such input, it holds integers, or its samples have another length.</exception>
    public Dataset<T> Transform(Dataset<T> data, int input = 0) =>
        new(data.Inputs.SetItem(input, Transform(InputOf(data, input))), data.Targets);

    /// <summary>Writes the statistics into a file of their own, safetensors, in place of what was there.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="name">What tells scalers in one file apart.</param>
    /// <exception cref="IOException">The file cannot be written; an old one is as it was.</exception>
    public void Save(string path, string name = "input") => StatisticsFile.Save(path, Prefix(name), Statistics);

    /// <summary>
    /// Writes the statistics into a weight file beside what is in it, which stays; those of an equal name are replaced. The network still
    /// loads from the file, since it passes over tensors whose names begin with <c>netgen.</c>; saving it writes a file without them.
    /// </summary>
    /// <param name="path">The path of the file, written by a network's <c>Save</c> or another program.</param>
    /// <param name="name">What tells scalers in one file apart.</param>
    /// <exception cref="WeightFileException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read or written; it is as it was.</exception>
    public void AddTo(string path, string name = "input") => StatisticsFile.AddTo(path, Prefix(name), Statistics);

    /// <summary>The column of a data set to scale.</summary>
    internal static DataColumn<T> InputOf(Dataset<T> data, int input)
    {
        ArgumentNullException.ThrowIfNull(data);
        if ((uint)input >= (uint)data.Inputs.Length)
            throw new ArgumentOutOfRangeException(nameof(input), input, $"There is no input {input}; the data set has {data.Inputs.Length}.");
        return data.Inputs[input];
    }

    /// <summary>Calls an action with every sample of a column and its ordinal.</summary>
    private protected static void ForEach(DataColumn<T> column, Action<int, ReadOnlySpan<T>> action)
    {
        CheckColumn(column);
        if (column.Count == 0)
            throw new ArgumentException("There are no samples to fit to.", nameof(column));
        var values = new T[column.Length];
        for (int sample = 0; sample < column.Count; sample++)
        {
            column.Read(sample, values);
            for (int i = 0; i < values.Length; i++)
            {
                if (!T.IsFinite(values[i]))
                    throw new ArgumentException(FormattableString.Invariant($"Feature {i} of sample {sample} is {values[i]}; expected finite numbers. Fill or drop what is missing first."), nameof(column));
            }

            action(sample, values);
        }
    }

    /// <summary>A column of samples given as a span.</summary>
    private protected static DataColumn<T> ColumnOf(ReadOnlySpan<T> values, int length) => new(values.ToArray(), length);

    /// <summary>Rounds statistics to the type; a feature of a single value gets the scale 1, so that it becomes 0 and never NaN.</summary>
    private protected static T[] ScalesOf(double[] scales)
    {
        T[] rounded = Rounded(scales);
        foreach (ref T value in rounded.AsSpan())
            value = value == T.Zero ? T.One : value;
        return rounded;
    }

    /// <summary>Rounds statistics to the type.</summary>
    private protected static T[] Rounded(double[] values)
    {
        T[] rounded = Array.ConvertAll(values, T.CreateTruncating);
        int wrong = Array.FindIndex(rounded, value => !T.IsFinite(value));
        return wrong < 0
            ? rounded
            : throw new ArgumentException($"The statistics of feature {wrong} exceed the range of {typeof(T).Name}.", nameof(values));
    }

    /// <summary>Reads the statistics of a name out of a file.</summary>
    private protected static T[][] Load(Stream stream, string source, string name, params ReadOnlySpan<string> statistics) =>
        StatisticsFile.Load<T>(stream, source, Prefix(name), statistics);

    private static string Prefix(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return $"{WeightFile.ReservedPrefix}scaler.{name}.";
    }

    private static void CheckColumn(DataColumn<T> column)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (column.Type != ElementType.Float)
            throw new ArgumentException("The column holds integers; only numbers are scaled.", nameof(column));
    }

    private void Check(ReadOnlySpan<T> source, ReadOnlySpan<T> destination)
    {
        if (source.Length % Length != 0)
            throw new ArgumentException($"{source.Length} numbers are not a whole number of samples of {Length}.", nameof(source));
        if (destination.Length != source.Length)
            throw new ArgumentException($"{source.Length} numbers are to be scaled; the destination has room for {destination.Length}.", nameof(destination));
        if (source.Overlaps(destination, out int distance) && distance != 0)
            throw new ArgumentException("The destination shares a part of the source's memory; it must be all of it or none.", nameof(destination));
    }

    private void Apply(ReadOnlySpan<T> source, Span<T> destination)
    {
        int i = 0;
        if (Vector<T>.IsSupported)
        {
            for (; i <= source.Length - Vector<T>.Count; i += Vector<T>.Count)
                (((new Vector<T>(source[i..]) - new Vector<T>(center, i)) / new Vector<T>(scale, i)) + new Vector<T>(offset)).CopyTo(destination[i..]);
        }

        for (; i < source.Length; i++)
            destination[i] = ((source[i] - center[i]) / scale[i]) + offset;
    }

    private void Undo(ReadOnlySpan<T> source, Span<T> destination)
    {
        int i = 0;
        if (Vector<T>.IsSupported)
        {
            for (; i <= source.Length - Vector<T>.Count; i += Vector<T>.Count)
                (((new Vector<T>(source[i..]) - new Vector<T>(offset)) * new Vector<T>(scale, i)) + new Vector<T>(center, i)).CopyTo(destination[i..]);
        }

        for (; i < source.Length; i++)
            destination[i] = ((source[i] - offset) * scale[i]) + center[i];
    }

    private sealed class ScaledSamples(Scaler<T> scaler, DataColumn<T> column) : SampleReader<T>(column.Count, column.Length)
    {
        public override void Read(int sample, Span<T> destination)
        {
            column.Read(sample, destination);
            scaler.Transform(destination);
        }
    }
}
