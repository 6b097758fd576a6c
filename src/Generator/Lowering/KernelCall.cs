using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Lowering;

/// <summary>A call of a kernel.</summary>
/// <param name="Node">The node it computes, or a part of it.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Arguments">An argument a parameter.</param>
public sealed record KernelCall(Node Node, Kernel Kernel, IReadOnlyList<CallArgument> Arguments);
