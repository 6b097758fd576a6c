using System.Collections.Immutable;
using System.Globalization;

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

    /// <summary>Checks that another layout has the same tensors in the same places.</summary>
    /// <param name="found">The other layout.</param>
    /// <param name="expectedOwner">What messages call the owner of this one.</param>
    /// <param name="foundOwner">What messages call the owner of the other.</param>
    /// <param name="argument">The argument that brought the other.</param>
    /// <param name="advice">What to do.</param>
    internal void ThrowIfOther(BufferLayout found, string expectedOwner, string foundOwner, string argument, string advice)
    {
        if (ReferenceEquals(this, found))
            return;
        int common = Math.Min(Tensors.Length, found.Tensors.Length);
        for (int i = 0; i < common; i++)
        {
            TensorLayout one = Tensors[i], other = found.Tensors[i];
            if (one.Name != other.Name || one.Offset != other.Offset || one.Packing != other.Packing || !one.Shape.AsSpan().SequenceEqual(other.Shape.AsSpan()))
                throw new ArgumentException($"Tensor {i} of {expectedOwner} is {Describe(one)}, of {foundOwner} {Describe(other)}; both must be of the same network. {advice}", argument);
        }

        if (Tensors.Length != found.Tensors.Length)
            throw new ArgumentException($"There are {Tensors.Length} tensors in {expectedOwner} and {found.Tensors.Length} in {foundOwner}; both must be of the same network. {advice}", argument);
    }

    private static string Describe(TensorLayout tensor) =>
        $"'{tensor.Name}' {ShapeText.Of(tensor.Shape)} ({tensor.Packing} at {tensor.Offset.ToString(CultureInfo.InvariantCulture)})";

    /// <summary>Finds a tensor.</summary>
    /// <param name="name">Its path.</param>
    /// <param name="index">Its ordinal, where it was found.</param>
    /// <returns>Whether there is one.</returns>
    [RealTime]
    public bool TryFind(string name, out int index) => byName.TryGetValue(name, out index);
}
