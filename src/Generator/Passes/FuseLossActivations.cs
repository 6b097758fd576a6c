using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>
/// Makes one operator of a softmax or its logarithm and the cross-entropy behind it, and of a sigmoid and the binary cross-entropy behind it: their
/// logarithm undoes the exponential, and the gradient is p − t without a division by p.
/// </summary>
public sealed class FuseLossActivations : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Inputs.Length == 0 || node.Inputs[0].Producer is not { } before)
                continue;
            switch (node.Operator, before.Operator)
            {
                case (CrossEntropy loss, Softmax { IsLog: false }):
                    Replace(graph, node, new SoftmaxCrossEntropy(loss.Targets), [before.Inputs[0], .. node.Inputs.Skip(1)]).Results[1].Name = node.Inputs[0].Name + "_";
                    break;
                case (NegativeLogLikelihood loss, Softmax { IsLog: true }):
                    Replace(graph, node, new SoftmaxCrossEntropy(loss.Targets), [before.Inputs[0], .. node.Inputs.Skip(1)]).Results[1].Name = node.Inputs[0].Name + "_";
                    break;
                case (BinaryCrossEntropy loss, Sigmoid):
                    Replace(graph, node, new SigmoidBinaryCrossEntropy(loss.Weights), [before.Inputs[0], .. node.Inputs.Skip(1)]);
                    break;
            }
        }
    }
}
