using NetGen.Generator.Graph;

namespace NetGen.Generator.Lowering;

/// <summary>What is passed to a kernel.</summary>
public abstract record CallArgument;

/// <summary>A value.</summary>
/// <param name="Value">The value.</param>
/// <param name="IsWritten">Whether the kernel writes it.</param>
public sealed record ValueArgument(Value Value, bool IsWritten) : CallArgument;

/// <summary>A multiple of the number of samples.</summary>
/// <param name="Factor">The factor, such as the rows of a sample.</param>
public sealed record CountArgument(int Factor) : CallArgument;

/// <summary>A size, the same in every call of the layer.</summary>
/// <param name="Value">The size.</param>
public sealed record SizeArgument(int Value) : CallArgument;

/// <summary>Scratch memory.</summary>
public sealed record ScratchArgument : CallArgument;

/// <summary>Whether a gradient is added to what is there.</summary>
/// <param name="Always">Because a part of it has been written before; otherwise as the caller of the pass says.</param>
/// <param name="Never">Whatever the caller says, because it is on the way to a gradient only.</param>
public sealed record AccumulateArgument(bool Always, bool Never = false) : CallArgument;

/// <summary>The seed of the session.</summary>
public sealed record SeedArgument : CallArgument;

/// <summary>The step of the session.</summary>
public sealed record StepArgument : CallArgument;

/// <summary>The network itself.</summary>
/// <param name="Type">Its class.</param>
public sealed record NetworkArgument(string Type) : CallArgument;

/// <summary>Which of the threads it is; 0 where there is one.</summary>
public sealed record PartArgument : CallArgument;

/// <summary>How many threads share the work.</summary>
public sealed record PartsArgument : CallArgument;

/// <summary>The ordinal in the batch of the first sample that a call is about.</summary>
public sealed record FirstSampleArgument : CallArgument;
