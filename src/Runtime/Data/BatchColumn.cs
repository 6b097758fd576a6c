using System.Numerics;

namespace NetGen;

/// <summary>The memory of one input or target of a batch.</summary>
/// <param name="data">The column that the samples are of.</param>
internal sealed class BatchColumn<T>(DataColumn<T> data)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private T[] values = [];
    private int[] indices = [];

    /// <summary>The column that the samples are of.</summary>
    public DataColumn<T> Data => data;

    /// <summary>Takes neighbouring samples: a view of a column in memory, copies of another.</summary>
    public Slot<T> Take(int start, int samples)
    {
        if (data.IsInMemory)
            return data.Slot(start, samples);
        return Copy(start, samples);
    }

    /// <summary>Copies neighbouring samples.</summary>
    public Slot<T> Copy(int start, int samples)
    {
        Reserve(samples);
        for (int i = 0; i < samples; i++)
            Read(start + i, i);
        return Slot(samples);
    }

    /// <summary>Copies chosen samples.</summary>
    public Slot<T> Gather(ReadOnlySpan<int> samples)
    {
        Reserve(samples.Length);
        for (int i = 0; i < samples.Length; i++)
            Read(samples[i], i);
        return Slot(samples.Length);
    }

    /// <summary>The copy of a sample, to be changed.</summary>
    /// <param name="row">Which sample of the batch.</param>
    public Span<T> ValuesOf(int row) => values.AsSpan(row * data.Length, data.Length);

    private void Reserve(int samples)
    {
        int length = checked(samples * data.Length);
        if (data.Type == ElementType.Float && values.Length < length)
            values = new T[length];
        else if (data.Type == ElementType.Int32 && indices.Length < length)
            indices = new int[length];
    }

    private void Read(int sample, int row)
    {
        if (data.Type == ElementType.Float)
            data.Read(sample, ValuesOf(row));
        else
            data.Read(sample, indices.AsSpan(row * data.Length, data.Length));
    }

    private Slot<T> Slot(int samples) => data.Type == ElementType.Float
        ? new Slot<T>((ReadOnlyMemory<T>)values.AsMemory(0, samples * data.Length))
        : new Slot<T>((ReadOnlyMemory<int>)indices.AsMemory(0, samples * data.Length));
}
