namespace NetGen.Generator.Graph;

/// <summary>A network whose declaration was found right: its forward graph, and what is known of its interface.</summary>
public sealed class NetworkModel
{
    internal NetworkModel(
        NetworkGraph declared,
        NetworkGraph graph,
        IReadOnlyList<NamedValue> inputs,
        IReadOnlyList<NamedValue> outputs,
        IReadOnlyList<NamedValue> targets,
        IReadOnlyList<LossTerm> losses,
        IReadOnlyList<LayerSummary> layers,
        IReadOnlyList<MemberGroup> members)
    {
        Declared = declared;
        Graph = graph;
        Inputs = inputs;
        Outputs = outputs;
        Targets = targets;
        Losses = losses;
        Layers = layers;
        Members = members;
    }

    /// <summary>Inputs to outputs, and to the losses of a sample, as they were declared: what the summaries of the layers speak of.</summary>
    public NetworkGraph Declared { get; }

    /// <summary>The same as it is compiled, with the axes of values in the order that kernels want.</summary>
    public NetworkGraph Graph { get; }

    /// <summary>The inputs in declaration order.</summary>
    public IReadOnlyList<NamedValue> Inputs { get; }

    /// <summary>The outputs in declaration order.</summary>
    public IReadOnlyList<NamedValue> Outputs { get; }

    /// <summary>The targets of the losses in declaration order.</summary>
    public IReadOnlyList<NamedValue> Targets { get; }

    /// <summary>The losses in declaration order.</summary>
    public IReadOnlyList<LossTerm> Losses { get; }

    /// <summary>Every layer in the order in which they compute.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; }

    /// <summary>The members that give access to parameters by layer.</summary>
    public IReadOnlyList<MemberGroup> Members { get; }

    /// <summary>The parameters in the order of their storage.</summary>
    public IReadOnlyList<Value> Parameters => Graph.SourcesOf(ValueKind.Parameter).ToArray();

    /// <summary>The buffers in the order of their storage.</summary>
    public IReadOnlyList<Value> Buffers => Graph.SourcesOf(ValueKind.Buffer).ToArray();
}

/// <summary>An input, output or target with the name of its span.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value in the forward graph.</param>
/// <param name="Classes">For a target of class indices, and for the output it belongs to, how many classes there are.</param>
/// <param name="Ignored">For a target of class indices the index of what does not count, or null.</param>
public sealed record NamedValue(string Name, Value Value, int Classes = 0, int? Ignored = null);

/// <summary>The target of a loss that is being built.</summary>
/// <param name="Name">The name of the loss, empty where it has none.</param>
/// <param name="Type">The type of the target.</param>
/// <param name="Classes">For class indices, how many classes there are.</param>
/// <param name="Ignored">For class indices, the index of what does not count, or null.</param>
/// <param name="On">The value that the loss stands on.</param>
internal sealed record NamedTarget(string Name, ValueType Type, int Classes, int? Ignored, Value On);

/// <summary>A loss of each sample, and its factor in the total.</summary>
/// <param name="Value">The loss.</param>
/// <param name="Weight">The factor.</param>
/// <param name="Normalizer">How much each sample counts in the mean, or null where all count alike.</param>
public sealed record LossTerm(Value Value, double Weight, Value? Normalizer = null);

/// <summary>A row of the summary table.</summary>
/// <param name="Path">The path of the layer.</param>
/// <param name="Kind">The attribute.</param>
/// <param name="Value">What it computes.</param>
/// <param name="Parameters">The parameters it owns.</param>
/// <param name="Nodes">The nodes that compute it.</param>
public sealed record LayerSummary(string Path, string Kind, Value Value, IReadOnlyList<Value> Parameters, IReadOnlyList<Node> Nodes);

/// <summary>A layer or block as a member of the network.</summary>
/// <param name="Name">The member's name; a number for an element of a repetition.</param>
/// <param name="Parameters">Its tensors, by the last part of their path, such as <c>weight</c>.</param>
/// <param name="Children">The layers of a block.</param>
public sealed record MemberGroup(string Name, IReadOnlyList<KeyValuePair<string, Value>> Parameters, IReadOnlyList<MemberGroup> Children);

/// <summary>What came of building a graph.</summary>
/// <param name="Network">The network, or null where there are errors.</param>
/// <param name="Diagnostics">Errors and warnings.</param>
public sealed record GraphBuildResult(NetworkModel? Network, IReadOnlyList<Model.SpecDiagnostic> Diagnostics)
{
    /// <summary>Whether there is no network.</summary>
    public bool HasErrors => Network is null;
}
