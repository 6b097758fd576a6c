namespace NetGen.Data;

/// <summary>A list that grows without copying what is in it, so that it never takes much more than its elements.</summary>
internal sealed class ChunkedList<T>
{
    private const int ChunkLength = 1 << 12;

    private readonly List<T[]> chunks = [];
    private int filled = ChunkLength;

    /// <summary>How many elements there are.</summary>
    public long Count => ((long)chunks.Count * ChunkLength) - (ChunkLength - filled);

    /// <summary>An element.</summary>
    /// <param name="index">Its ordinal.</param>
    public ref T this[long index] => ref chunks[(int)(index / ChunkLength)][(int)(index % ChunkLength)];

    /// <summary>Appends elements.</summary>
    /// <param name="items">The elements.</param>
    public void Add(ReadOnlySpan<T> items)
    {
        while (!items.IsEmpty)
        {
            if (filled == ChunkLength)
            {
                chunks.Add(new T[ChunkLength]);
                filled = 0;
            }

            int count = Math.Min(items.Length, ChunkLength - filled);
            items[..count].CopyTo(chunks[^1].AsSpan(filled));
            filled += count;
            items = items[count..];
        }
    }

    /// <summary>Appends an element.</summary>
    /// <param name="item">The element.</param>
    public void Add(T item) => Add(new ReadOnlySpan<T>(in item));
}
