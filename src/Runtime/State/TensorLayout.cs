using System.Collections.Immutable;

namespace NetGen;

/// <summary>How a tensor lies in its flat buffer.</summary>
public enum Packing
{
    /// <summary>Row-major, as in PyTorch.</summary>
    RowMajor,

    /// <summary>
    /// A matrix [rows, columns] in panels of <see cref="TensorLayout.PanelWidth"/> rows: panel by panel, within a panel column by
    /// column, the rows of the panel side by side. The last panel is padded with zeros.
    /// </summary>
    RowPanels,
}

/// <summary>A named tensor: its shape as PyTorch has it, and where its elements lie in the flat buffer.</summary>
public sealed class TensorLayout
{
    /// <summary>How many rows of a matrix share a panel.</summary>
    public const int PanelWidth = 16;

    /// <summary>Describes a tensor.</summary>
    /// <param name="name">The path of the tensor, such as <c>Dense1.weight</c>.</param>
    /// <param name="key">The name in weight files; mostly the same.</param>
    /// <param name="shape">The sizes of the axes.</param>
    /// <param name="offset">The place of the first element in the buffer, a multiple of 16.</param>
    /// <param name="packing">How the elements lie behind that place.</param>
    /// <param name="initializer">How the elements start.</param>
    public TensorLayout(string name, string key, ImmutableArray<int> shape, int offset, Packing packing, TensorInitializer initializer)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (packing == Packing.RowPanels && shape.Length != 2)
            throw new ArgumentException($"Tensor '{name}' is packed in panels and has rank {shape.Length}; it must be a matrix.", nameof(shape));
        Name = name;
        Key = key;
        Shape = shape;
        Offset = offset;
        Packing = packing;
        Initializer = initializer;
        Length = 1;
        foreach (int size in shape)
            Length = checked(Length * size);
        int unpadded = packing == Packing.RowPanels ? checked(RoundUp(shape[0]) * shape[1]) : Length;
        StorageLength = RoundUp(unpadded);
    }

    /// <summary>The path of the tensor, such as <c>Repeat1.0.Dense1.weight</c>.</summary>
    [RealTime]
    public string Name { get; }

    /// <summary>The name in weight files.</summary>
    [RealTime]
    public string Key { get; }

    /// <summary>The sizes of the axes.</summary>
    [RealTime]
    public ImmutableArray<int> Shape { get; }

    /// <summary>How many elements the tensor has, without padding.</summary>
    [RealTime]
    public int Length { get; }

    /// <summary>The place of the first element in the buffer.</summary>
    [RealTime]
    public int Offset { get; }

    /// <summary>How many elements of the buffer it takes, with padding.</summary>
    [RealTime]
    public int StorageLength { get; }

    /// <summary>How the elements lie.</summary>
    [RealTime]
    public Packing Packing { get; }

    /// <summary>How the elements start.</summary>
    [RealTime]
    public TensorInitializer Initializer { get; }

    /// <summary>The place in the buffer of an element.</summary>
    /// <param name="index">The row-major ordinal of the element, from 0 to <see cref="Length"/> − 1.</param>
    /// <returns>The place, counted from the start of the buffer.</returns>
    [RealTime]
    public int PositionOf(int index)
    {
        if (Packing == Packing.RowMajor)
            return Offset + index;
        int columns = Shape[1];
        int row = index / columns, column = index % columns;
        return Offset + (((row / PanelWidth * columns) + column) * PanelWidth) + (row % PanelWidth);
    }

    private static int RoundUp(int length) => checked(length + PanelWidth - 1) / PanelWidth * PanelWidth;
}
