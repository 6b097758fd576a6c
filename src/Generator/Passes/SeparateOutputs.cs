using NetGen.Generator.Graph;
using NetGen.Generator.Memory;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>
/// Gives every output memory of its own, so that it can be computed where the caller wants it: copies what is an input, or a part
/// of another output, under another name. Not an optimization: programs that write outputs need it.
/// </summary>
public sealed class SeparateOutputs : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        var taken = new HashSet<Value>();
        for (var i = 0; i < graph.Outputs.Count; i++)
        {
            var output = graph.Outputs[i];
            var root = new Liveness(graph).RootOf(output);
            if (root.Kind == ValueKind.Temporary && root.Type.Element == ElementKind.Float && taken.Add(root))
                continue;
            var layer = output.Producer?.Layer ?? new LayerOrigin("output", "Output", 0);
            Operator op = output.Type.Element == ElementKind.Int32 ? new ToFloat() : new Copy();
            var copy = graph.Add(op, [output], layer).Result;
            (copy.Name, copy.Display) = (output.Name + "_out", output.Display);
            graph.Outputs[i] = copy;
            taken.Add(copy);
        }
    }
}
