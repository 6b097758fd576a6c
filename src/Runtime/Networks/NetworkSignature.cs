using System.Collections.Immutable;

namespace NetGen;

/// <summary>An input, output or target of a network, without the batch.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">The sizes of its axes; empty for one number a sample.</param>
/// <param name="Type">Numbers or integers.</param>
/// <param name="Classes">For a target of class indices how many classes there are; for an output on which such a loss stands likewise; otherwise 0.</param>
/// <param name="IgnoreIndex">For a target of class indices the one of what does not count, which need not be a class; null where all counts.</param>
public sealed record SlotSignature(
    [property: RealTime] string Name,
    [property: RealTime] ImmutableArray<int> Shape,
    [property: RealTime] ElementType Type,
    [property: RealTime] int Classes = 0,
    [property: RealTime] int? IgnoreIndex = null)
{
    /// <summary>How many elements a sample has.</summary>
    [RealTime]
    public int Length { get; } = Shape.Aggregate(1, (product, size) => checked(product * size));
}

/// <summary>What a network takes, gives and stores.</summary>
/// <param name="Name">The full name of the class.</param>
/// <param name="Inputs">Its inputs in declaration order.</param>
/// <param name="Outputs">Its outputs in declaration order.</param>
/// <param name="Targets">The targets of its losses in declaration order.</param>
/// <param name="Parameters">The tensors that optimizers change.</param>
/// <param name="Buffers">The tensors that only sessions change, such as running means.</param>
/// <param name="Description">The summary table.</param>
public sealed record NetworkSignature(
    [property: RealTime] string Name,
    [property: RealTime] ImmutableArray<SlotSignature> Inputs,
    [property: RealTime] ImmutableArray<SlotSignature> Outputs,
    [property: RealTime] ImmutableArray<SlotSignature> Targets,
    [property: RealTime] BufferLayout Parameters,
    [property: RealTime] BufferLayout Buffers,
    [property: RealTime] string Description)
{
    /// <summary>Whether the network declares a loss. One that has targets does; a loss that compares outputs may have none.</summary>
    [RealTime]
    public bool HasLoss { get; init; } = !Targets.IsEmpty;
}
