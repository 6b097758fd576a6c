using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>Computes equal operators on equal inputs once.</summary>
public sealed class ShareSubexpressions : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        var seen = new Dictionary<(Operator Operator, string Inputs), Node>();
        var doubled = new HashSet<Node>();
        foreach (var node in graph.Nodes)
        {
            if (!node.Operator.IsPure || node.Bodies.Count > 0)
                continue;
            var key = (node.Operator, string.Join(",", node.Inputs.Select(input => Emission.CSharpLiteral.Of(input.Id))));
            if (!seen.TryGetValue(key, out var first))
            {
                seen.Add(key, node);
                continue;
            }

            for (var i = 0; i < node.Results.Count; i++)
                graph.ReplaceUses(node.Results[i], first.Results[i]);
            doubled.Add(node);
        }

        graph.RemoveNodes(doubled.Contains);
    }
}
