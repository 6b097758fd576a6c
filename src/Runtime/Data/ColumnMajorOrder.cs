using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace NetGen;

/// <summary>Brings elements that lie column-major (Fortran's order, the first axis fastest) into row-major order, as they come.</summary>
internal sealed class ColumnMajorOrder
{
    private readonly int[] shape;
    private readonly int[] strides;
    private readonly int[] index;
    private readonly int elementSize;
    private int place;

    /// <summary>Starts at the first element.</summary>
    /// <param name="shape">The sizes of the axes, none 0, at least one.</param>
    /// <param name="elementSize">The size of an element in bytes: 1, 2, 4 or 8.</param>
    public ColumnMajorOrder(ImmutableArray<int> shape, int elementSize)
    {
        this.shape = [.. shape];
        this.elementSize = elementSize;
        strides = new int[shape.Length];
        index = new int[shape.Length];
        int stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }
    }

    /// <summary>Puts the next elements where they belong.</summary>
    /// <param name="source">The elements that follow those before, whole.</param>
    /// <param name="destination">All elements in row-major order.</param>
    public void Scatter(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        switch (elementSize)
        {
            case 1: Scatter<byte>(source, destination); break;
            case 2: Scatter<ushort>(source, destination); break;
            case 4: Scatter<uint>(source, destination); break;
            default: Scatter<ulong>(source, destination); break;
        }
    }

    private void Scatter<TElement>(ReadOnlySpan<byte> source, Span<byte> destination)
        where TElement : unmanaged
    {
        ReadOnlySpan<TElement> from = MemoryMarshal.Cast<byte, TElement>(source);
        Span<TElement> to = MemoryMarshal.Cast<byte, TElement>(destination);
        foreach (TElement element in from)
        {
            to[place] = element;
            place += strides[0];
            if (++index[0] == shape[0])
                Carry();
        }
    }

    private void Carry()
    {
        for (int axis = 0; index[axis] == shape[axis]; axis++)
        {
            place -= shape[axis] * strides[axis];
            index[axis] = 0;
            if (axis + 1 == shape.Length)
                return;
            index[axis + 1]++;
            place += strides[axis + 1];
        }
    }
}
