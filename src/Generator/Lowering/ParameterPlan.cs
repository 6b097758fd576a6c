using NetGen.Generator.Graph;

namespace NetGen.Generator.Lowering;

/// <summary>Where each tensor lies in its flat buffer; the same arithmetic as the runtime's layout.</summary>
public sealed class ParameterPlan
{
    private const int Alignment = 16;

    private readonly Dictionary<string, int> offsets = new(StringComparer.Ordinal);

    /// <summary>Lays tensors one behind the other.</summary>
    /// <param name="tensors">The tensors.</param>
    public ParameterPlan(IReadOnlyList<Value> tensors)
    {
        Tensors = tensors;
        foreach (var value in tensors)
        {
            offsets.Add(value.Tensor!.Path, StorageLength);
            StorageLength = checked(StorageLength + RoundUp(value.Tensor.Packing.LengthOf(value.Shape)));
            Count = checked(Count + value.Shape.Length);
        }
    }

    /// <summary>The tensors in order.</summary>
    public IReadOnlyList<Value> Tensors { get; }

    /// <summary>How many elements they have, without padding.</summary>
    public int Count { get; }

    /// <summary>How many elements the buffer has.</summary>
    public int StorageLength { get; }

    /// <summary>Where a tensor begins.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <returns>The element.</returns>
    public int OffsetOf(TensorSpec tensor) => offsets[tensor.Path];

    /// <summary>The ordinal of a tensor.</summary>
    /// <param name="value">The parameter.</param>
    /// <returns>Its place in <see cref="Tensors"/>.</returns>
    public int OrdinalOf(Value value)
    {
        for (var i = 0; i < Tensors.Count; i++)
        {
            if (Tensors[i].Tensor!.Path == value.Tensor!.Path)
                return i;
        }

        throw new Operators.GraphException($"{value} is not stored.");
    }

    private static int RoundUp(int length) => checked(length + Alignment - 1) / Alignment * Alignment;
}
