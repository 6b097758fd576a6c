using System.Numerics;

namespace NetGen;

/// <summary>A tensor in a flat buffer, read and written by the indices of its PyTorch shape, however it is packed.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly struct TensorView<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly FlatBuffer<T> buffer;

    /// <summary>Makes a view.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="index">The ordinal of the tensor in the buffer's layout.</param>
    [RealTime]
    public TensorView(FlatBuffer<T> buffer, int index)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        this.buffer = buffer;
        Layout = buffer.Layout.Tensors[index];
    }

    /// <summary>The tensor's name, shape and place.</summary>
    [RealTime]
    public TensorLayout Layout { get; }

    /// <summary>The sizes of the axes.</summary>
    [RealTime]
    public ReadOnlySpan<int> Shape => Layout.Shape.AsSpan();

    /// <summary>How many elements there are.</summary>
    [RealTime]
    public int Length => Layout.Length;

    /// <summary>The element at the given indices.</summary>
    /// <param name="indices">An index an axis; or a single one, the row-major ordinal.</param>
    /// <returns>A reference to the element.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its axis.</exception>
    /// <exception cref="ArgumentException">There are neither as many indices as axes nor one.</exception>
    [RealTime]
    public ref T this[params ReadOnlySpan<int> indices] => ref buffer.Span[Layout.PositionOf(Ordinal(indices))];

    /// <summary>Copies all elements out, in row-major order.</summary>
    /// <param name="destination">Room for <see cref="Length"/> elements.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    [RealTime]
    public void CopyTo(Span<T> destination)
    {
        if (destination.Length < Length)
            throw new ArgumentException($"Tensor '{Layout.Name}' has {Length} elements; the destination has room for {destination.Length}.", nameof(destination));
        Span<T> values = buffer.Span;
        for (int i = 0; i < Length; i++)
            destination[i] = values[Layout.PositionOf(i)];
    }

    /// <summary>Sets all elements, in row-major order.</summary>
    /// <param name="source">Exactly <see cref="Length"/> elements.</param>
    /// <exception cref="ArgumentException">The source has another length.</exception>
    [RealTime]
    public void CopyFrom(ReadOnlySpan<T> source)
    {
        if (source.Length != Length)
            throw new ArgumentException($"Tensor '{Layout.Name}' has {Length} elements; {source.Length} were given.", nameof(source));
        Span<T> values = buffer.Span;
        for (int i = 0; i < Length; i++)
            values[Layout.PositionOf(i)] = source[i];
    }

    /// <summary>All elements in row-major order.</summary>
    /// <returns>A new array.</returns>
    public T[] ToArray()
    {
        var result = new T[Length];
        CopyTo(result);
        return result;
    }

    private int Ordinal(ReadOnlySpan<int> indices)
    {
        if (indices.Length == 1)
            return (uint)indices[0] < (uint)Length ? indices[0] : throw OutOfRange(indices[0], 0, Length);
        ReadOnlySpan<int> shape = Shape;
        if (indices.Length != shape.Length)
            throw new ArgumentException($"Tensor '{Layout.Name}' has rank {shape.Length}; {indices.Length} indices were given.", nameof(indices));
        int ordinal = 0;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if ((uint)indices[axis] >= (uint)shape[axis])
                throw OutOfRange(indices[axis], axis, shape[axis]);
            ordinal = (ordinal * shape[axis]) + indices[axis];
        }

        return ordinal;
    }

    private ArgumentOutOfRangeException OutOfRange(int index, int axis, int size) =>
        new(nameof(index), $"Index {index} on axis {axis} of tensor '{Layout.Name}' is outside 0…{size - 1}.");
}
