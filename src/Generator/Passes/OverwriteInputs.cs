using NetGen.Generator.Graph;
using NetGen.Generator.Memory;

namespace NetGen.Generator.Passes;

/// <summary>Lets element-wise nodes write over an input that nobody reads afterwards. Runs last: it depends on the order of the nodes.</summary>
public sealed class OverwriteInputs : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        for (var at = 0; at < graph.Nodes.Count; at++)
        {
            var node = graph.Nodes[at];
            if (!node.Operator.MayOverwriteInput || node.Result.GradientOf?.Kind == ValueKind.Parameter)
                continue;
            var liveness = new Liveness(graph);
            for (var i = 0; i < Math.Min(node.Inputs.Length, node.Operator.OverwritableInputs) && node.OverwrittenInput < 0; i++)
            {
                var input = node.Inputs[i];
                var root = liveness.RootOf(input);
                if (root.Kind == ValueKind.Temporary
                    && input.Type.Batched && node.Result.Type.Batched
                    && root.Type.Element == ElementKind.Float
                    && input.Shape.Length == node.Result.Shape.Length
                    && root.Shape.Length == node.Result.Shape.Length
                    && liveness.LastUse(root) == at)
                    node.OverwrittenInput = i;
            }
        }
    }
}
