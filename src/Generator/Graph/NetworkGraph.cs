using NetGen.Generator.Operators;

namespace NetGen.Generator.Graph;

/// <summary>Nodes in an order in which each comes after what it reads, and the values they work on.</summary>
public sealed class NetworkGraph
{
    private readonly List<Value> sources = [];
    private readonly List<Node> nodes = [];
    private readonly List<Value> outputs = [];
    private int nextId;

    /// <summary>Every value that no node computes: inputs, targets, parameters, buffers, state, constants.</summary>
    public IReadOnlyList<Value> Sources => sources;

    /// <summary>The nodes in order.</summary>
    public IReadOnlyList<Node> Nodes => nodes;

    /// <summary>What the graph is there to compute.</summary>
    public IList<Value> Outputs => outputs;

    /// <summary>Every value.</summary>
    public IEnumerable<Value> Values => sources.Concat(nodes.SelectMany(node => node.Results));

    /// <summary>The sources of a kind, in the order in which they were added.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The values.</returns>
    public IEnumerable<Value> SourcesOf(ValueKind kind) => sources.Where(value => value.Kind == kind);

    /// <summary>Adds a value that no node computes.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="type">Its type.</param>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">For a parameter or buffer, the tensor.</param>
    /// <param name="elements">For a constant, its elements.</param>
    /// <returns>The value.</returns>
    public Value AddSource(ValueKind kind, ValueType type, string name, TensorSpec? tensor = null, IReadOnlyList<double>? elements = null)
    {
        if (kind == ValueKind.Temporary)
            throw new ArgumentException("A temporary is the result of a node.", nameof(kind));
        var value = new Value(nextId++, kind, type, name) { Tensor = tensor, Elements = elements };
        sources.Add(value);
        return value;
    }

    /// <summary>Adds a node behind those there are.</summary>
    /// <param name="op">What it computes.</param>
    /// <param name="inputs">From what.</param>
    /// <param name="layer">The layer it belongs to.</param>
    /// <param name="isBackward">Whether it belongs to the backward pass.</param>
    /// <param name="bodies">The graphs it runs.</param>
    /// <returns>The node.</returns>
    public Node Add(Operator op, IReadOnlyList<Value> inputs, LayerOrigin layer, bool isBackward = false, IReadOnlyList<NetworkGraph>? bodies = null) =>
        Insert(nodes.Count, op, inputs, layer, isBackward, bodies);

    /// <summary>Adds a node at a place in the order.</summary>
    /// <param name="index">The place.</param>
    /// <param name="op">What it computes.</param>
    /// <param name="inputs">From what.</param>
    /// <param name="layer">The layer it belongs to.</param>
    /// <param name="isBackward">Whether it belongs to the backward pass.</param>
    /// <param name="bodies">The graphs it runs.</param>
    /// <returns>The node.</returns>
    public Node Insert(int index, Operator op, IReadOnlyList<Value> inputs, LayerOrigin layer, bool isBackward = false, IReadOnlyList<NetworkGraph>? bodies = null)
    {
        var types = op.Infer(inputs.Select(input => input.Type).ToArray());
        var results = types.Select((type, i) => new Value(nextId++, ValueKind.Temporary, type, op.Symbol) { ResultIndex = i }).ToArray();
        var node = new Node(op, inputs, results, layer, isBackward, bodies ?? []);
        foreach (var result in results)
            result.Producer = node;
        nodes.Insert(index, node);
        return node;
    }

    /// <summary>The nodes that read a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The nodes, in order.</returns>
    public IEnumerable<Node> UsersOf(Value value) => nodes.Where(node => Array.IndexOf(node.Inputs, value) >= 0);

    /// <summary>Makes every reader of a value, and the outputs, read another.</summary>
    /// <param name="old">The value that is no longer read.</param>
    /// <param name="replacement">What is read instead.</param>
    public void ReplaceUses(Value old, Value replacement)
    {
        foreach (var node in nodes)
        {
            for (var i = 0; i < node.Inputs.Length; i++)
            {
                if (node.Inputs[i] == old)
                    node.Inputs[i] = replacement;
            }
        }

        for (var i = 0; i < outputs.Count; i++)
        {
            if (outputs[i] == old)
                outputs[i] = replacement;
        }

        foreach (var value in Values)
        {
            if (value.GradientOf == old)
                value.GradientOf = replacement;
        }
    }

    /// <summary>Takes nodes out; nothing may read them any more.</summary>
    /// <param name="unwanted">Which.</param>
    /// <returns>How many there were.</returns>
    public int RemoveNodes(Predicate<Node> unwanted) => nodes.RemoveAll(unwanted);

    /// <summary>Copies the graph, so that passes on the copy leave this one alone.</summary>
    /// <param name="map">Where this graph's values went in the copy.</param>
    /// <returns>The copy.</returns>
    public NetworkGraph Clone(out IReadOnlyDictionary<Value, Value> map)
    {
        var copy = new NetworkGraph { nextId = nextId };
        var copies = new Dictionary<Value, Value>();
        Value Copy(Value value) => copies[value] = new Value(value.Id, value.Kind, value.Type, value.Name)
        {
            Display = value.Display,
            ResultIndex = value.ResultIndex,
            Tensor = value.Tensor,
            Elements = value.Elements,
        };
        copy.sources.AddRange(sources.Select(Copy));
        foreach (var node in nodes)
        {
            var inputs = node.Inputs.Select(input => copies[input]).ToArray();
            var duplicate = new Node(node.Operator, inputs, node.Results.Select(Copy).ToArray(), node.Layer, node.IsBackward, node.Bodies.Select(body => body.Clone(out _)).ToArray())
            {
                OverwrittenInput = node.OverwrittenInput,
            };
            foreach (var result in duplicate.Results)
                result.Producer = duplicate;
            copy.nodes.Add(duplicate);
        }

        foreach (var pair in copies)
            pair.Value.GradientOf = pair.Key.GradientOf is { } of ? copies[of] : null;
        copy.outputs.AddRange(outputs.Select(output => copies[output]));
        map = copies;
        return copy;
    }
}
