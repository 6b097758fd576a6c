using NetGen.Generator.Graph;

namespace NetGen.Generator.Passes;

/// <summary>The passes, in order.</summary>
public static class PassPipeline
{
    /// <summary>Passes on the forward graph of a training program, before it is differentiated.</summary>
    public static IReadOnlyList<GraphPass> BeforeDifferentiation { get; } = [new FuseLossActivations()];

    /// <summary>Passes on the forward graph of a program that is differentiated, optimized or not.</summary>
    public static IReadOnlyList<GraphPass> ForTraining { get; } = [new DropUnusedGradients(), new DropWeights()];

    /// <summary>Passes on a graph that only predicts or evaluates.</summary>
    public static IReadOnlyList<GraphPass> ForInference { get; } = [new DropTrainingOnly(), new UseInferenceForms(), new DropUnusedGradients()];

    /// <summary>Passes on every graph at the end.</summary>
    public static IReadOnlyList<GraphPass> Optimizations { get; } =
    [
        new FoldConstants(),
        new DropIdentities(),
        new ShareSubexpressions(),
        new FoldNormalizations(),
        new FuseSums(),
        new FuseActivations(),
        new FuseActivationGradients(),
        new DropUnusedGradients(),
        new OverwriteInputs(),
    ];

    /// <summary>Runs passes, and verifies the graph after each in debug builds and wherever a test asks for it.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="passes">The passes.</param>
    /// <param name="observe">Called after each pass.</param>
    public static void Run(NetworkGraph graph, IEnumerable<GraphPass> passes, Action<string, NetworkGraph>? observe = null)
    {
        foreach (var pass in passes)
        {
            pass.Run(graph);
#if DEBUG
            GraphVerifier.Verify(graph, pass.Name);
#endif
            observe?.Invoke(pass.Name, graph);
        }
    }
}
