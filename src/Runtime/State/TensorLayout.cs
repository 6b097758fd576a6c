using System.Collections.Immutable;

namespace NetGen;

/// <summary>How a tensor lies in its flat buffer.</summary>
public enum Packing
{
    /// <summary>Row-major, as in PyTorch.</summary>
    RowMajor,

    /// <summary>
    /// A matrix [rows, columns] in panels of <see cref="TensorLayout.PanelWidth"/> rows: panel by panel, within a panel column by
    /// column, the rows of the panel side by side. The last panel is padded with zeros. A tensor of more axes is the matrix of its
    /// first axis and all others; see <see cref="TensorLayout.Channels"/> and <see cref="TensorLayout.Groups"/> for its columns and rows.
    /// </summary>
    RowPanels,
}

/// <summary>A named tensor: its shape as PyTorch has it, and where its elements lie in the flat buffer.</summary>
public sealed class TensorLayout
{
    /// <summary>How many rows of a matrix share a panel.</summary>
    public const int PanelWidth = 16;

    private readonly int columns;
    private readonly int groupRows;

    /// <summary>Describes a tensor.</summary>
    /// <param name="name">The path of the tensor, such as <c>Dense1.weight</c>.</param>
    /// <param name="key">The name in weight files; mostly the same.</param>
    /// <param name="shape">The sizes of the axes.</param>
    /// <param name="offset">The place of the first element in the buffer, a multiple of 16.</param>
    /// <param name="packing">How the elements lie behind that place.</param>
    /// <param name="initializer">How the elements start.</param>
    /// <param name="channels">Into how many channels the columns of packed rows are divided; they divide the number of columns.</param>
    /// <param name="groups">Into how many groups packed rows are divided; they divide the number of rows.</param>
    /// <exception cref="ArgumentException">The packing does not fit the shape.</exception>
    public TensorLayout(string name, string key, ImmutableArray<int> shape, int offset, Packing packing, TensorInitializer initializer, int channels = 1, int groups = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        if (packing == Packing.RowPanels && shape.Length < 2)
            throw new ArgumentException($"Tensor '{name}' is packed in panels and has rank {shape.Length}; it must be a matrix, or have more axes.", nameof(shape));
        Name = name;
        Key = key;
        Shape = shape;
        Offset = offset;
        Packing = packing;
        Initializer = initializer;
        Length = 1;
        foreach (int size in shape)
            Length = checked(Length * size);
        Channels = channels;
        Groups = groups;
        int rows = packing == Packing.RowPanels ? shape[0] : 1;
        columns = rows == 0 ? 0 : Length / rows;
        if (columns % channels != 0 || rows % groups != 0)
            throw new ArgumentException($"Tensor '{name}' of {rows} rows and {columns} columns does not have {channels} channels and {groups} groups.", nameof(channels));
        groupRows = rows / groups;
        int unpadded = packing == Packing.RowPanels ? checked(RoundUp(groupRows) * groups * columns) : Length;
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

    /// <summary>
    /// Into how many channels the columns are divided. In a file the columns of a channel stand together, c · n + i being element i
    /// of channel c; in memory those of an element do, at i · channels + c, as a convolution and what follows it read them.
    /// </summary>
    [RealTime]
    public int Channels { get; }

    /// <summary>Into how many groups packed rows are divided, each of which begins a panel.</summary>
    [RealTime]
    public int Groups { get; }

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
            return Offset + InMemory(index);
        int row = index / columns, column = InMemory(index % columns), group = row / groupRows, inGroup = row % groupRows;
        int panel = (group * (RoundUp(groupRows) / PanelWidth)) + (inGroup / PanelWidth);
        return Offset + (((panel * columns) + column) * PanelWidth) + (inGroup % PanelWidth);
    }

    private int InMemory(int column)
    {
        if (Channels == 1)
            return column;
        int elements = columns / Channels;
        return (column % elements * Channels) + (column / elements);
    }

    private static int RoundUp(int length) => checked(length + PanelWidth - 1) / PanelWidth * PanelWidth;
}
