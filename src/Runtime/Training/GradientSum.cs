using System.Numerics;
using System.Runtime.InteropServices;

namespace NetGen;

/// <summary>Gradients of several batches on their way to one step: their mean over all samples, whatever the sizes of the batches.</summary>
internal sealed class GradientSum<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public GradientSum(BufferLayout layout) => Sum = new FlatBuffer<T>(layout);

    /// <summary>The sum over the samples; after <see cref="Finish"/> the mean.</summary>
    public FlatBuffer<T> Sum { get; }

    /// <summary>How many samples there are in it.</summary>
    public long Samples { get; set; }

    /// <summary>How many batches.</summary>
    public int Batches { get; set; }

    /// <summary>Adds the gradients of a batch's mean loss.</summary>
    public void Add(FlatBuffer<T> gradients, int count)
    {
        T weight = T.CreateChecked(count);
        Span<Vector<T>> sum = MemoryMarshal.Cast<T, Vector<T>>(Sum.Span);
        ReadOnlySpan<Vector<T>> added = MemoryMarshal.Cast<T, Vector<T>>(gradients.Span);
        for (int i = 0; i < sum.Length; i++)
            sum[i] += added[i] * weight;
        Samples += count;
        Batches++;
    }

    /// <summary>Makes the mean of the sum.</summary>
    public void Finish()
    {
        T share = T.CreateChecked(1.0 / Samples);
        Span<Vector<T>> sum = MemoryMarshal.Cast<T, Vector<T>>(Sum.Span);
        for (int i = 0; i < sum.Length; i++)
            sum[i] *= share;
    }

    /// <summary>Starts anew.</summary>
    public void Clear()
    {
        Sum.Span.Clear();
        Samples = 0;
        Batches = 0;
    }
}
