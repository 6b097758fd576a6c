using System.Collections.Immutable;

namespace NetGen;

/// <summary>The tensors of a flat buffer, in the order in which they lie there.</summary>
public sealed class BufferLayout
{
    private readonly Dictionary<string, int> byName = new(StringComparer.Ordinal);

    /// <summary>Describes a buffer.</summary>
    /// <param name="tensors">Its tensors.</param>
    public BufferLayout(ImmutableArray<TensorLayout> tensors)
    {
        Tensors = tensors;
        for (int i = 0; i < tensors.Length; i++)
        {
            byName.Add(tensors[i].Name, i);
            Count += tensors[i].Length;
            StorageLength = Math.Max(StorageLength, tensors[i].Offset + tensors[i].StorageLength);
        }
    }

    /// <summary>A layout without tensors.</summary>
    [RealTime]
    public static BufferLayout Empty { get; } = new([]);

    /// <summary>The tensors.</summary>
    [RealTime]
    public ImmutableArray<TensorLayout> Tensors { get; }

    /// <summary>How many elements all tensors have together, without padding.</summary>
    [RealTime]
    public int Count { get; }

    /// <summary>How many elements the buffer has, with padding.</summary>
    [RealTime]
    public int StorageLength { get; }

    /// <summary>Finds a tensor.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="index">Its ordinal, where it was found.</param>
    /// <returns>Whether there is one.</returns>
    [RealTime]
    public bool TryFind(string name, out int index) => byName.TryGetValue(name, out index);
}
