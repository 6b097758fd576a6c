using System.Numerics;

namespace NetGen;

/// <summary>The memory of one batch.</summary>
internal sealed class BatchBuffer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Column[] inputs;
    private readonly Column[] targets;
    private readonly Slot<T>[] inputSlots;
    private readonly Slot<T>[] targetSlots;
    private int count;

    public BatchBuffer(Dataset<T> data)
    {
        inputs = [.. data.Inputs.Select(column => new Column(column))];
        targets = [.. data.Targets.Select(column => new Column(column))];
        inputSlots = new Slot<T>[inputs.Length];
        targetSlots = new Slot<T>[targets.Length];
    }

    /// <summary>The samples of the last fill.</summary>
    public Batch<T> Batch => new(inputSlots, targetSlots, count);

    /// <summary>Takes neighbouring samples: views of columns in memory, copies of the others.</summary>
    /// <param name="start">The first sample.</param>
    /// <param name="samples">How many.</param>
    public void Fill(int start, int samples)
    {
        count = samples;
        for (int i = 0; i < inputs.Length; i++)
            inputSlots[i] = inputs[i].Take(start, samples);
        for (int i = 0; i < targets.Length; i++)
            targetSlots[i] = targets[i].Take(start, samples);
    }

    /// <summary>Copies chosen samples.</summary>
    /// <param name="samples">Their ordinals.</param>
    public void Fill(ReadOnlySpan<int> samples)
    {
        count = samples.Length;
        for (int i = 0; i < inputs.Length; i++)
            inputSlots[i] = inputs[i].Gather(samples);
        for (int i = 0; i < targets.Length; i++)
            targetSlots[i] = targets[i].Gather(samples);
    }

    private sealed class Column(DataColumn<T> data)
    {
        private T[] values = [];
        private int[] indices = [];

        public Slot<T> Take(int start, int samples)
        {
            if (data.IsInMemory)
                return data.Slot(start, samples);
            Reserve(samples);
            for (int i = 0; i < samples; i++)
                Read(start + i, i);
            return Slot(samples);
        }

        public Slot<T> Gather(ReadOnlySpan<int> samples)
        {
            Reserve(samples.Length);
            for (int i = 0; i < samples.Length; i++)
                Read(samples[i], i);
            return Slot(samples.Length);
        }

        private void Reserve(int samples)
        {
            int length = checked(samples * data.Length);
            if (data.Type == ElementType.Float && values.Length < length)
                values = new T[length];
            else if (data.Type == ElementType.Int32 && indices.Length < length)
                indices = new int[length];
        }

        private void Read(int sample, int place)
        {
            if (data.Type == ElementType.Float)
                data.Read(sample, values.AsSpan(place * data.Length, data.Length));
            else
                data.Read(sample, indices.AsSpan(place * data.Length, data.Length));
        }

        private Slot<T> Slot(int samples) => data.Type == ElementType.Float
            ? new Slot<T>((ReadOnlyMemory<T>)values.AsMemory(0, samples * data.Length))
            : new Slot<T>((ReadOnlyMemory<int>)indices.AsMemory(0, samples * data.Length));
    }
}
