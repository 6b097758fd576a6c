using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Passes;

/// <summary>Lets what computes otherwise at inference do so, such as a normalization by the running statistics instead of those of the batch.</summary>
public sealed class UseInferenceForms : GraphPass
{
    /// <inheritdoc/>
    public override void Run(NetworkGraph graph)
    {
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is IInferenceForm { AtInference: { } other } form)
                Replace(graph, node, other, form.InputsAtInference(node));
        }
    }
}
