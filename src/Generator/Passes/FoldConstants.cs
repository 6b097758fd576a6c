using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>Computes at compile time what depends on constants alone.</summary>
public sealed class FoldConstants : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Inputs.Length == 0 || node.Bodies.Count > 0 || !node.Operator.IsPure || node.Inputs.Any(input => input.Kind != ValueKind.Constant))
                continue;
            var inputs = node.Inputs.Select(input => new Tensor(input.Shape, 1, input.Elements!.ToArray())).ToArray();
            var results = node.Operator.Evaluate(new EvaluationContext(node, 1, (_, _, _) => uint.MaxValue), inputs);
            for (var i = 0; i < results.Count; i++)
            {
                var type = node.Results[i].Type with { Batched = false };
                graph.ReplaceUses(node.Results[i], graph.AddSource(ValueKind.Constant, type, node.Results[i].Name, elements: results[i].Data));
            }

            graph.RemoveNodes(candidate => candidate == node);
        }
    }
}
