using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Lowering;

/// <summary>
/// Recognizes networks so small that one sample is best computed by a single method without loops, whole layers in registers.
/// </summary>
public static class StraightLine
{
    // In multiply-adds of 16 columns: eight times as many instructions on the narrowest vectors of doubles, which is still less than
    // half of what the JIT optimizes in one method.
    private const int Budget = 96;

    /// <summary>The kernel of a network's prediction.</summary>
    /// <param name="program">Inputs → outputs, after all passes.</param>
    /// <param name="isDouble">Whether the network computes in double.</param>
    /// <returns>The kernel, or null where the network is no short chain of dense layers, activations and softmax on vectors.</returns>
    public static StraightLineKernel? TryCreate(NetworkProgram program, bool isDouble)
    {
        var graph = program.Graph;
        var inputs = graph.SourcesOf(ValueKind.Input).ToArray();
        if (inputs.Length != 1 || graph.Outputs.Count != 1 || inputs[0].Type.Element != ElementKind.Float || graph.Nodes.Count == 0)
            return null;
        var stages = new List<StraightLineStage>();
        var current = inputs[0];
        var cost = 0;
        foreach (var node in graph.Nodes)
        {
            if (node.Inputs[0] != current || (node.Result.Shape.Rank != 1 && !node.Operator.IsView))
                return null;
            current = node.Result;
            switch (node.Operator)
            {
                case Reshape:
                    break;
                case Dense { IsScaled: false } dense when node.Inputs[0].Shape.Rank == 1:
                    var (columns, rows) = (node.Inputs[1].Shape.Sizes[1], node.Inputs[1].Shape.Sizes[0]);
                    cost += columns * ((rows + 15) / 16);
                    stages.Add(new StraightLineStage(
                        LayerMethodText.Of(node), rows, columns, program.Storage[node.Inputs[1]].Offset, dense.HasBias ? program.Storage[node.Inputs[2]].Offset : -1, dense.Activation, IsSoftmax: false, IsLog: false));
                    break;
                case Activation activation:
                    stages.Add(new StraightLineStage(LayerMethodText.Of(node), node.Result.Shape.Length, 0, 0, -1, activation, IsSoftmax: false, IsLog: false));
                    break;
                case Softmax softmax:
                    stages.Add(new StraightLineStage(LayerMethodText.Of(node), node.Result.Shape.Length, 0, 0, -1, null, IsSoftmax: true, softmax.IsLog));
                    break;
                default:
                    return null;
            }
        }

        var fits = cost is > 0 and <= Budget && stages[0].Inputs > 0 && stages.All(stage => stage.Length <= 64);
        return fits && current == graph.Outputs[0] ? new StraightLineKernel(new EquatableArray<StraightLineStage>(stages), isDouble) : null;
    }
}

/// <summary>A node's formula and layer, for comments.</summary>
internal static class LayerMethodText
{
    public static string Of(Node node) => $"{Emission.LayerMethod.Formula(node)}    ({node.Layer.Path})";
}
