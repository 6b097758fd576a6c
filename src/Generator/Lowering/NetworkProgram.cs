using NetGen.Generator.Graph;
using NetGen.Generator.Memory;

namespace NetGen.Generator.Lowering;

/// <summary>Where a value lies while a program runs.</summary>
/// <param name="Region">Which memory.</param>
/// <param name="Offset">The element in it, or the ordinal of the span.</param>
public sealed record Storage(StorageRegion Region, int Offset);

/// <summary>The kinds of memory.</summary>
public enum StorageRegion
{
    /// <summary>The caller's span of an input.</summary>
    Input,

    /// <summary>The caller's span of a target.</summary>
    Target,

    /// <summary>The caller's span of an output.</summary>
    Output,

    /// <summary>The caller's span of an output's gradient.</summary>
    OutputGradient,

    /// <summary>The network's parameters.</summary>
    Parameters,

    /// <summary>The network's buffers.</summary>
    Buffers,

    /// <summary>The session's gradients.</summary>
    Gradients,

    /// <summary>The arena; the offset is multiplied by the capacity.</summary>
    Arena,

    /// <summary>The part of the arena that does not depend on the capacity.</summary>
    Fixed,

    /// <summary>A constant in the code.</summary>
    Constant,
}

/// <summary>A graph turned into calls of kernels, with a place for every value.</summary>
/// <param name="Graph">The graph, after all passes.</param>
/// <param name="Calls">The calls, in order.</param>
/// <param name="Memory">Where temporaries lie.</param>
/// <param name="Storage">Where every value lies.</param>
/// <param name="ScratchLength">How much scratch memory the calls need, whatever the capacity.</param>
/// <param name="ScratchLengthPerSample">How much they need on top of that for each sample.</param>
/// <param name="SampleCalls">How many of the first calls are made for one sample after another, so that what is between them stays in the cache.</param>
public sealed record NetworkProgram(
    NetworkGraph Graph,
    IReadOnlyList<KernelCall> Calls,
    MemoryPlan Memory,
    IReadOnlyDictionary<Value, Storage> Storage,
    int ScratchLength,
    int ScratchLengthPerSample,
    int SampleCalls = 0)
{
    /// <summary>How many scalars of memory the program needs for a capacity, without the guard.</summary>
    /// <param name="capacity">The capacity.</param>
    /// <returns>The number.</returns>
    public long MemoryLength(long capacity) => ((Memory.BatchedLength + (long)ScratchLengthPerSample) * capacity) + Memory.FixedLength + ScratchLength;
}
