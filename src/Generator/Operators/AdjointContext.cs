using NetGen.Generator.Graph;

namespace NetGen.Generator.Operators;

/// <summary>What an operator's adjoint works with: the node, the gradients that reached its results, and where gradients go.</summary>
public sealed class AdjointContext
{
    private readonly NetworkGraph graph;
    private readonly Dictionary<Value, List<Value>> contributions;
    private readonly Dictionary<Value, Value> parameterGradients;

    internal AdjointContext(NetworkGraph graph, Node node, IReadOnlyList<Value?> upstream, Dictionary<Value, List<Value>> contributions, Dictionary<Value, Value> parameterGradients)
    {
        this.graph = graph;
        this.contributions = contributions;
        this.parameterGradients = parameterGradients;
        Node = node;
        Upstream = upstream;
    }

    /// <summary>The node that is differentiated.</summary>
    public Node Node { get; }

    /// <summary>For every result its gradient, or null where nothing depends on it.</summary>
    public IReadOnlyList<Value?> Upstream { get; }

    /// <summary>The gradient of the only result.</summary>
    public Value Gradient => Upstream[0] ?? throw new GraphException($"No gradient reached {Node.Operator.Name} of layer '{Node.Layer.Path}'.");

    /// <summary>Adds a node to the backward pass.</summary>
    /// <param name="op">What it computes.</param>
    /// <param name="inputs">From what.</param>
    /// <returns>Its result.</returns>
    public Value Add(Operator op, params Value[] inputs) => graph.Add(op, inputs, Node.Layer, isBackward: true).Result;

    /// <summary>Gives an input a part of its gradient; parts are summed.</summary>
    /// <param name="input">The input.</param>
    /// <param name="gradient">The part.</param>
    public void Contribute(Value input, Value gradient)
    {
        if (!contributions.TryGetValue(input, out var list))
            contributions.Add(input, list = []);
        list.Add(gradient);
    }

    /// <summary>
    /// Gives a parameter a part of its gradient. The operator takes the sum of the parts before it, where there are any, as its
    /// last input, and adds to it.
    /// </summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="op">What computes the part.</param>
    /// <param name="inputs">From what.</param>
    public void ContributeParameter(Value parameter, Operator op, params Value[] inputs) => ContributeParameters([parameter], op, inputs);

    /// <summary>
    /// Gives several parameters a part of their gradients by one node: its last results. The operator takes the sums of the parts before them,
    /// where there are any, as its last inputs, and adds to them.
    /// </summary>
    /// <param name="parameters">The parameters of a layer; none where it has none.</param>
    /// <param name="op">What computes the parts.</param>
    /// <param name="inputs">From what.</param>
    /// <returns>The results before those.</returns>
    public IReadOnlyList<Value> ContributeParameters(IReadOnlyList<Value> parameters, Operator op, params Value[] inputs)
    {
        // Who shares one parameter with another layer shares all of them.
        var before = parameters.Where(parameterGradients.ContainsKey).Select(parameter => parameterGradients[parameter]).ToArray();
        var results = graph.Add(op, [.. inputs, .. before], Node.Layer, isBackward: true).Results;
        var first = results.Count - parameters.Count;
        for (var i = 0; i < parameters.Count; i++)
        {
            results[first + i].GradientOf = parameters[i];
            parameterGradients[parameters[i]] = results[first + i];
        }

        return results.Take(first).ToArray();
    }
}
