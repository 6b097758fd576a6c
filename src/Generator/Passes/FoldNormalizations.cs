using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>
/// Applies the scales and shifts of a normalization where the sums of a convolution or dense layer are still in registers, when nobody else reads the sums:
/// at inference, where the statistics are those of the training. The weights stay as they are, so that they may change at any time.
/// </summary>
public sealed class FoldNormalizations : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node is { Operator: ChannelAffine { Activation: null }, IsBackward: false }
                && !node.Inputs[1].Type.Batched
                && node.Inputs[0].Producer is { Operator: ITakesNormalization { MayBeScaled: true } product } layer
                && HasOneReader(graph, layer.Result))
            {
                Replace(graph, node, layer.Layer, product.WithScales(), [.. layer.Inputs, node.Inputs[1]]);
                graph.RemoveNodes(candidate => candidate == layer);
            }
        }
    }
}
