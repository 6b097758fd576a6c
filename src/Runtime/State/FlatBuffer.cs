using System.Numerics;

namespace NetGen;

/// <summary>
/// Named tensors in one flat, 64-byte-aligned buffer: the parameters of a network, their gradients, an optimizer's moments.
/// Elements between the tensors are padding and zero.
/// </summary>
/// <typeparam name="T">The element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class FlatBuffer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly AlignedBuffer<T> buffer;

    /// <summary>Allocates a zeroed buffer.</summary>
    /// <param name="layout">The tensors in it.</param>
    public FlatBuffer(BufferLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        buffer = new AlignedBuffer<T>(layout.StorageLength);
    }

    /// <summary>The tensors in the buffer.</summary>
    [RealTime]
    public BufferLayout Layout { get; }

    /// <summary>All elements in the order of storage, padding included.</summary>
    [RealTime]
    public Span<T> Span => buffer.Span;

    /// <summary>The first element of the storage.</summary>
    [RealTime]
    public ref T Reference => ref buffer.Reference;

    /// <summary>Makes a buffer of its own with the same tensors and values, such as a copy of a network's parameters.</summary>
    /// <returns>The copy.</returns>
    public FlatBuffer<T> Clone()
    {
        var copy = new FlatBuffer<T>(Layout);
        Span.CopyTo(copy.Span);
        return copy;
    }

    /// <summary>Takes over all values of another buffer.</summary>
    /// <param name="source">A buffer of the same tensors: of another instance of the network, or a <see cref="Clone"/>.</param>
    /// <exception cref="ArgumentException">The other buffer has other tensors.</exception>
    public void CopyFrom(FlatBuffer<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Layout.ThrowIfOther(source.Layout, "this buffer", "the source", nameof(source), "Both must be of one kind of network.");
        source.Span.CopyTo(Span);
    }

    /// <summary>A tensor by its path, such as <c>Dense1.weight</c>.</summary>
    /// <param name="name">The path.</param>
    /// <returns>A view of the tensor.</returns>
    /// <exception cref="KeyNotFoundException">There is none of that name; the message lists those there are.</exception>
    [RealTime]
    public TensorView<T> this[string name] => Layout.TryFind(name, out int index)
        ? new TensorView<T>(this, index)
        : throw new KeyNotFoundException($"There is no tensor '{name}'; there are {string.Join(", ", Layout.Tensors.Select(tensor => $"'{tensor.Name}'"))}.");

    /// <summary>A tensor by its ordinal in the layout.</summary>
    /// <param name="index">The ordinal.</param>
    /// <returns>A view of the tensor.</returns>
    [RealTime]
    public TensorView<T> this[int index] => new(this, index);
}
