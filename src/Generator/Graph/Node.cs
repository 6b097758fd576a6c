using NetGen.Generator.Operators;

namespace NetGen.Generator.Graph;

/// <summary>Where a node comes from, for the reader of the generated code.</summary>
/// <param name="Path">The path of the layer, such as <c>Repeat1.0.Dense1</c>.</param>
/// <param name="Kind">The attribute, such as <c>Dense</c>.</param>
/// <param name="Ordinal">The ordinal of the layer in the network, which keys its randomness.</param>
public sealed record LayerOrigin(string Path, string Kind, int Ordinal);

/// <summary>The application of an operator to values; it may have several results and bodies of its own.</summary>
public sealed class Node
{
    internal Node(Operator op, IReadOnlyList<Value> inputs, IReadOnlyList<Value> results, LayerOrigin layer, bool isBackward, IReadOnlyList<NetworkGraph> bodies)
    {
        Operator = op;
        Inputs = inputs.ToArray();
        Results = results;
        Layer = layer;
        IsBackward = isBackward;
        Bodies = bodies;
    }

    /// <summary>What is computed.</summary>
    public Operator Operator { get; internal set; }

    /// <summary>What it is computed from.</summary>
    public Value[] Inputs { get; internal set; }

    /// <summary>What comes out.</summary>
    public IReadOnlyList<Value> Results { get; internal set; }

    /// <summary>The only or first result.</summary>
    public Value Result => Results[0];

    /// <summary>The layer it belongs to.</summary>
    public LayerOrigin Layer { get; }

    /// <summary>Whether it belongs to the backward pass.</summary>
    public bool IsBackward { get; }

    /// <summary>The graphs it runs, such as the body of a scan.</summary>
    public IReadOnlyList<NetworkGraph> Bodies { get; }

    /// <summary>The input whose memory the result takes over, or −1; set by the pass that decides it.</summary>
    public int OverwrittenInput { get; set; } = -1;
}
