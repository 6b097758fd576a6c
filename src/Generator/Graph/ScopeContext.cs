namespace NetGen.Generator.Graph;

/// <summary>Where a list of layers stands: in the network, or in a use of a block.</summary>
/// <param name="Title">How messages call the place, such as <c>block 'Body'</c>.</param>
/// <param name="Path">What is put before the names of layers, empty or ending in a dot.</param>
/// <param name="KeyPath">The same for names in files.</param>
/// <param name="Bindings">The values of the block's parameters.</param>
/// <param name="Input">What the block reads, or null in a network.</param>
/// <param name="SharedPath">The path of the layers whose parameters are used instead, or null.</param>
/// <param name="OpenBlocks">The blocks this one is inside of, for recursion.</param>
public sealed record ScopeContext(
    string Title,
    string Path,
    string KeyPath,
    IReadOnlyDictionary<string, int> Bindings,
    Value? Input,
    string? SharedPath,
    IReadOnlyList<string> OpenBlocks)
{
    /// <summary>The outermost scope.</summary>
    /// <param name="name">The network.</param>
    /// <returns>The context.</returns>
    public static ScopeContext OfNetwork(string name) =>
        new($"network '{name}', which has none", string.Empty, string.Empty, new Dictionary<string, int>(), null, null, []);
}
