using System.Numerics;

namespace NetGen;

/// <summary>The memory of one batch.</summary>
internal sealed class BatchBuffer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly BatchColumn<T>[] inputs;
    private readonly BatchColumn<T>[] targets;
    private readonly Slot<T>[] inputSlots;
    private readonly Slot<T>[] targetSlots;
    private int count;

    public BatchBuffer(Dataset<T> data)
    {
        inputs = [.. data.Inputs.Select(column => new BatchColumn<T>(column))];
        targets = [.. data.Targets.Select(column => new BatchColumn<T>(column))];
        inputSlots = new Slot<T>[inputs.Length];
        targetSlots = new Slot<T>[targets.Length];
    }

    /// <summary>The samples of the last fill.</summary>
    public Batch<T> Batch => new(inputSlots, targetSlots, count);

    /// <summary>Takes neighbouring samples: views of columns in memory, copies of the others and of those that are changed.</summary>
    /// <param name="start">The first sample, which is also its place in the order.</param>
    /// <param name="samples">How many.</param>
    /// <param name="augmenter">What changes them, or null.</param>
    public void Fill(int start, int samples, Augmenter<T>? augmenter)
    {
        count = samples;
        for (int i = 0; i < inputs.Length; i++)
            inputSlots[i] = augmenter is null ? inputs[i].Take(start, samples) : inputs[i].Copy(start, samples);
        for (int i = 0; i < targets.Length; i++)
            targetSlots[i] = augmenter is null ? targets[i].Take(start, samples) : targets[i].Copy(start, samples);
        for (int i = 0; augmenter is not null && i < samples; i++)
            augmenter.Apply(start + i, start + i, inputs, targets, i);
    }

    /// <summary>Copies chosen samples.</summary>
    /// <param name="samples">Their ordinals.</param>
    /// <param name="place">The place of the first in the order.</param>
    /// <param name="augmenter">What changes them, or null.</param>
    public void Fill(ReadOnlySpan<int> samples, int place, Augmenter<T>? augmenter)
    {
        count = samples.Length;
        for (int i = 0; i < inputs.Length; i++)
            inputSlots[i] = inputs[i].Gather(samples);
        for (int i = 0; i < targets.Length; i++)
            targetSlots[i] = targets[i].Gather(samples);
        for (int i = 0; augmenter is not null && i < samples.Length; i++)
            augmenter.Apply(samples[i], place + i, inputs, targets, i);
    }
}
