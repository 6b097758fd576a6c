using System.Numerics;

namespace NetGen;

/// <summary>One input or one target of all samples of a data set, sample-major: numbers, or integers such as class labels.</summary>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public sealed class DataColumn<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
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

    /// <summary>Numbers or integers.</summary>
    public ElementType Type { get; }

    /// <summary>How many elements a sample has.</summary>
    public int Length { get; }

    /// <summary>How many samples there are.</summary>
    public int Count { get; }

    /// <summary>The numbers; empty in a column of integers.</summary>
    public ReadOnlyMemory<T> Values { get; }

    /// <summary>The integers; empty in a column of numbers.</summary>
    public ReadOnlyMemory<int> Indices { get; }

    /// <summary>Neighbouring samples, without a copy.</summary>
    /// <param name="start">The first sample.</param>
    /// <param name="count">How many samples.</param>
    /// <returns>Their elements.</returns>
    internal Slot<T> Slot(int start, int count) => Type == ElementType.Float
        ? new Slot<T>(Values.Slice(start * Length, count * Length))
        : new Slot<T>(Indices.Slice(start * Length, count * Length));

    /// <summary>Copies chosen samples.</summary>
    /// <param name="samples">Their ordinals.</param>
    /// <returns>A column of them in the order given.</returns>
    internal DataColumn<T> Choose(ReadOnlySpan<int> samples)
    {
        if (Type == ElementType.Float)
        {
            var values = new T[samples.Length * Length];
            Gather(Values.Span, samples, values);
            return new DataColumn<T>(values, Length);
        }

        int[] indices = new int[samples.Length * Length];
        Gather(Indices.Span, samples, indices);
        return new DataColumn<T>(indices, Length);
    }

    /// <summary>Copies chosen samples of elements of either kind.</summary>
    internal void Gather<TElement>(ReadOnlySpan<TElement> source, ReadOnlySpan<int> samples, Span<TElement> destination)
    {
        for (int i = 0; i < samples.Length; i++)
            source.Slice(samples[i] * Length, Length).CopyTo(destination.Slice(i * Length, Length));
    }

    private static int CountOf(int elements, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return elements % length == 0
            ? elements / length
            : throw new ArgumentException($"{elements} elements are not a whole number of samples of {length}; the last one is cut short.", nameof(elements));
    }
}
