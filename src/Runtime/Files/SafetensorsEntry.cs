using System.Collections.Immutable;

namespace NetGen;

/// <summary>A tensor as the header of a safetensors file describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">The sizes of its axes; empty for a single number.</param>
/// <param name="Begin">Where its first byte lies, counted from the end of the header.</param>
/// <param name="End">Where its last byte ends, counted likewise.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, ImmutableArray<long> Shape, long Begin, long End)
{
    /// <summary>How many elements the tensor has.</summary>
    public long Count => (End - Begin) / SafetensorsTypes.SizeOf(Type);
}

/// <summary>The header of a safetensors file: which tensors it holds and where.</summary>
/// <param name="Entries">The tensors in the order of their data, which they fill from 0 to <paramref name="DataLength"/> without holes.</param>
/// <param name="Metadata">The free text entries under <c>__metadata__</c>; empty where there are none.</param>
/// <param name="DataStart">Where the data starts in the file, in bytes.</param>
/// <param name="DataLength">How long the data is, in bytes.</param>
public sealed record SafetensorsHeader(
    ImmutableArray<SafetensorsEntry> Entries,
    ImmutableDictionary<string, string> Metadata,
    long DataStart,
    long DataLength);
