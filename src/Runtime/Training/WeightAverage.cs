using System.Numerics;
using System.Runtime.InteropServices;

namespace NetGen;

/// <summary>
/// An average of parameters along a run. Allocates when it is made, and nothing later. For one thread at a time.
/// </summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class WeightAverage<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an average without any values.</summary>
    /// <param name="averaging">How to average.</param>
    /// <param name="layout">The tensors, such as those of a network's parameters.</param>
    public WeightAverage(WeightAveraging averaging, BufferLayout layout)
    {
        ArgumentNullException.ThrowIfNull(averaging);
        Averaging = averaging;
        Values = new FlatBuffer<T>(layout);
    }

    /// <summary>How it averages.</summary>
    public WeightAveraging Averaging { get; }

    /// <summary>The average; zero before the first value.</summary>
    public FlatBuffer<T> Values { get; }

    /// <summary>How many values were added.</summary>
    public long Count { get; internal set; }

    /// <summary>Takes values into the average, p̄ ← p̄ + share · (p − p̄), whatever number of steps was made since the last.</summary>
    /// <param name="values">The values, such as a network's parameters.</param>
    /// <exception cref="ArgumentException">The values have other tensors.</exception>
    public void Add(FlatBuffer<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (Count == 0)
        {
            Values.CopyFrom(values);
        }
        else
        {
            Values.Layout.ThrowIfOther(values.Layout, "the average", "the values", nameof(values), "Both must be of one kind of network.");
            T share = T.CreateChecked(Averaging.Share(Count));
            Span<Vector<T>> average = MemoryMarshal.Cast<T, Vector<T>>(Values.Span);
            ReadOnlySpan<Vector<T>> added = MemoryMarshal.Cast<T, Vector<T>>(values.Span);
            for (int i = 0; i < average.Length; i++)
                average[i] += share * (added[i] - average[i]);
        }

        Count++;
    }

    /// <summary>
    /// Exchanges the average with a network's parameters, such as to measure the average: a second call undoes it. In between neither may
    /// change.
    /// </summary>
    /// <param name="values">The parameters.</param>
    /// <exception cref="ArgumentException">The parameters have other tensors.</exception>
    /// <exception cref="InvalidOperationException">There are no values in the average.</exception>
    public void Swap(FlatBuffer<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ThrowIfEmpty();
        Values.Layout.ThrowIfOther(values.Layout, "the average", "the parameters", nameof(values), "Both must be of one kind of network.");
        Span<Vector<T>> average = MemoryMarshal.Cast<T, Vector<T>>(Values.Span), others = MemoryMarshal.Cast<T, Vector<T>>(values.Span);
        for (int i = 0; i < average.Length; i++)
            (average[i], others[i]) = (others[i], average[i]);
    }

    /// <summary>Gives a network's parameters the values of the average.</summary>
    /// <param name="values">The parameters.</param>
    /// <exception cref="ArgumentException">The parameters have other tensors.</exception>
    /// <exception cref="InvalidOperationException">There are no values in the average.</exception>
    public void CopyTo(FlatBuffer<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ThrowIfEmpty();
        values.CopyFrom(Values);
    }

    private void ThrowIfEmpty()
    {
        if (Count == 0)
            throw new InvalidOperationException("There are no values in the average yet; call Add first.");
    }
}
