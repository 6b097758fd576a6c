using System.Numerics;

namespace NetGen;

/// <summary>
/// One input or one target of all samples of a data set: numbers, or integers such as class labels. They are in memory, sample-major,
/// or read when they are asked for.
/// </summary>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public sealed class DataColumn<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly SampleReader<T>? valueReader;
    private readonly SampleReader<int>? indexReader;

    /// <summary>Makes a column of numbers. They are not copied.</summary>
    /// <param name="values">The numbers, sample after sample.</param>
    /// <param name="length">How many numbers a sample has, at least 1.</param>
    /// <exception cref="ArgumentException">The numbers are not a whole number of samples.</exception>
    public DataColumn(ReadOnlyMemory<T> values, int length)
    {
        Values = values;
        Length = length;
        Type = ElementType.Float;
        Count = CountOf(values.Length, length);
    }

    /// <summary>Makes a column of integers. They are not copied.</summary>
    /// <param name="indices">The integers, sample after sample.</param>
    /// <param name="length">How many integers a sample has, at least 1.</param>
    /// <exception cref="ArgumentException">The integers are not a whole number of samples.</exception>
    public DataColumn(ReadOnlyMemory<int> indices, int length = 1)
    {
        Indices = indices;
        Length = length;
        Type = ElementType.Int32;
        Count = CountOf(indices.Length, length);
    }

    /// <summary>Makes a column of numbers that are read when they are asked for.</summary>
    /// <param name="reader">What reads them.</param>
    public DataColumn(SampleReader<T> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        valueReader = reader;
        Length = reader.Length;
        Type = ElementType.Float;
        Count = reader.Count;
    }

    /// <summary>Makes a column of integers that are read when they are asked for.</summary>
    /// <param name="reader">What reads them.</param>
    public DataColumn(SampleReader<int> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        indexReader = reader;
        Length = reader.Length;
        Type = ElementType.Int32;
        Count = reader.Count;
    }

    /// <summary>Numbers or integers.</summary>
    public ElementType Type { get; }

    /// <summary>How many elements a sample has.</summary>
    public int Length { get; }

    /// <summary>How many samples there are.</summary>
    public int Count { get; }

    /// <summary>Whether all elements are in memory.</summary>
    public bool IsInMemory => valueReader is null && indexReader is null;

    /// <summary>The numbers; empty in a column of integers and in one that is not in memory.</summary>
    public ReadOnlyMemory<T> Values { get; }

    /// <summary>The integers; empty in a column of numbers and in one that is not in memory.</summary>
    public ReadOnlyMemory<int> Indices { get; }

    /// <summary>Copies the numbers of a sample, wherever they are.</summary>
    /// <param name="sample">The ordinal of the sample.</param>
    /// <param name="destination">Where they go, exactly <see cref="Length"/> of them.</param>
    /// <exception cref="ArgumentException">There is no such sample, the column holds integers, or the destination has another length.</exception>
    public void Read(int sample, Span<T> destination)
    {
        Check(sample, destination.Length, ElementType.Float);
        if (valueReader is null)
            Values.Span.Slice(sample * Length, Length).CopyTo(destination);
        else
            valueReader.Read(sample, destination);
    }

    /// <summary>Copies the integers of a sample, wherever they are.</summary>
    /// <param name="sample">The ordinal of the sample.</param>
    /// <param name="destination">Where they go, exactly <see cref="Length"/> of them.</param>
    /// <exception cref="ArgumentException">There is no such sample, the column holds numbers, or the destination has another length.</exception>
    public void Read(int sample, Span<int> destination)
    {
        Check(sample, destination.Length, ElementType.Int32);
        if (indexReader is null)
            Indices.Span.Slice(sample * Length, Length).CopyTo(destination);
        else
            indexReader.Read(sample, destination);
    }

    /// <summary>Neighbouring samples of a column in memory, without a copy.</summary>
    /// <param name="start">The first sample.</param>
    /// <param name="count">How many samples.</param>
    /// <returns>Their elements.</returns>
    internal Slot<T> Slot(int start, int count) => Type == ElementType.Float
        ? new Slot<T>(Values.Slice(start * Length, count * Length))
        : new Slot<T>(Indices.Slice(start * Length, count * Length));

    /// <summary>Chooses samples: copies of those in memory, otherwise where to read them.</summary>
    /// <param name="samples">Their ordinals.</param>
    /// <returns>A column of them in the order given.</returns>
    internal DataColumn<T> Choose(ReadOnlySpan<int> samples)
    {
        if (valueReader is not null)
            return new DataColumn<T>(new ChosenSamples<T>(valueReader, samples.ToArray()));
        if (indexReader is not null)
            return new DataColumn<T>(new ChosenSamples<int>(indexReader, samples.ToArray()));
        if (Type == ElementType.Float)
        {
            var values = new T[samples.Length * Length];
            for (int i = 0; i < samples.Length; i++)
                Read(samples[i], values.AsSpan(i * Length, Length));
            return new DataColumn<T>(values, Length);
        }

        int[] indices = new int[samples.Length * Length];
        for (int i = 0; i < samples.Length; i++)
            Read(samples[i], indices.AsSpan(i * Length, Length));
        return new DataColumn<T>(indices, Length);
    }

    private static int CountOf(int elements, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return elements % length == 0
            ? elements / length
            : throw new ArgumentException($"{elements} elements are not a whole number of samples of {length}; the last one is cut short.", nameof(elements));
    }

    private void Check(int sample, int found, ElementType type)
    {
        if ((uint)sample >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(sample), sample, $"There is no sample {sample}; the column has {Count}.");
        if (type != Type)
            throw new ArgumentException($"The column holds {(Type == ElementType.Float ? "numbers" : "integers")}.");
        if (found != Length)
            throw new ArgumentException($"A sample has {Length} elements; the destination has room for {found}.");
    }
}
