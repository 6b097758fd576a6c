namespace NetGen;

/// <summary>
/// Marks what may be called where a deadline must be met, such as in an audio callback or a control loop: after warm-up it allocates
/// no managed memory and waits for no other thread. In a method so marked, and in the local functions and lambdas inside it, a call of
/// a generated or runtime member that is not so marked is the warning NG1403. A property is marked with all its accessors, a type
/// with all its members; what overrides or implements a marked member is marked with it.
/// </summary>
/// <remarks>
/// Exceptions are outside the promise: making one allocates. The scratch memory of a prediction comes from a pool of the network; the
/// first call, and every call that makes more threads predict at once than ever before, allocates a buffer. docs/real-time.md says
/// how to warm up and what else there is to mind.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Constructor | AttributeTargets.Method | AttributeTargets.Property, Inherited = false)]
public sealed class RealTimeAttribute : Attribute;
