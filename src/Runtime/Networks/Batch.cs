using System.Numerics;

namespace NetGen;

/// <summary>The samples of one input or target, one after another: numbers, or integers.</summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
[RealTime]
public readonly struct Slot<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ReadOnlyMemory<T> values;
    private readonly ReadOnlyMemory<int> indices;

    /// <summary>Makes a slot of numbers.</summary>
    /// <param name="values">The numbers, sample-major.</param>
    public Slot(ReadOnlyMemory<T> values) => this.values = values;

    /// <summary>Makes a slot of integers.</summary>
    /// <param name="indices">The integers, sample-major.</param>
    public Slot(ReadOnlyMemory<int> indices) => this.indices = indices;

    /// <summary>The numbers; empty in a slot of integers.</summary>
    public ReadOnlySpan<T> Values => values.Span;

    /// <summary>The integers; empty in a slot of numbers.</summary>
    public ReadOnlySpan<int> Indices => indices.Span;
}

/// <summary>Samples for a network: a slot an input, a slot a target, in declaration order.</summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
[RealTime]
public readonly ref struct Batch<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes a batch.</summary>
    /// <param name="inputs">A slot an input.</param>
    /// <param name="targets">A slot a target; empty where none are needed.</param>
    /// <param name="count">How many samples.</param>
    public Batch(ReadOnlySpan<Slot<T>> inputs, ReadOnlySpan<Slot<T>> targets, int count)
    {
        Inputs = inputs;
        Targets = targets;
        Count = count;
    }

    /// <summary>A slot an input.</summary>
    public ReadOnlySpan<Slot<T>> Inputs { get; }

    /// <summary>A slot a target.</summary>
    public ReadOnlySpan<Slot<T>> Targets { get; }

    /// <summary>How many samples.</summary>
    public int Count { get; }
}
