namespace NetGen;

/// <summary>
/// Reads the samples of one input or target from where they are kept, such as a file larger than memory, a data base or a function that
/// makes them up. It may be called by several threads at once.
/// </summary>
/// <typeparam name="TElement">The type of the elements: the network's floating-point type, or <see cref="int"/>.</typeparam>
public abstract class SampleReader<TElement>
    where TElement : unmanaged
{
    /// <summary>Says how much there is to read.</summary>
    /// <param name="count">How many samples there are.</param>
    /// <param name="length">How many elements a sample has, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or the length below 1.</exception>
    protected SampleReader(int count, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Count = count;
        Length = length;
    }

    /// <summary>How many samples there are.</summary>
    public int Count { get; }

    /// <summary>How many elements a sample has.</summary>
    public int Length { get; }

    /// <summary>Reads a sample. The same sample must always have the same elements.</summary>
    /// <param name="sample">Its ordinal, from 0 to <see cref="Count"/> − 1.</param>
    /// <param name="destination">Where the elements go, exactly <see cref="Length"/> of them; all must be written.</param>
    public abstract void Read(int sample, Span<TElement> destination);
}

/// <summary>Chosen samples of another reader.</summary>
internal sealed class ChosenSamples<TElement>(SampleReader<TElement> reader, int[] samples) : SampleReader<TElement>(samples.Length, reader.Length)
    where TElement : unmanaged
{
    public override void Read(int sample, Span<TElement> destination) => reader.Read(samples[sample], destination);
}
