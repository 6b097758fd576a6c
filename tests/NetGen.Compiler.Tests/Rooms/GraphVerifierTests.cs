using NetGen.Generator.Graph;
using NetGen.Generator.Operators;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Compiler.Tests;

/// <summary>The verifier refuses every kind of broken graph, names the stage and says what is wrong.</summary>
[Trait("Width", "Any")]
public sealed class GraphVerifierTests
{
    private static readonly Dictionary<string, (Action<NetworkGraph> Break, string Fault)> Faults = new()
    {
        ["a source with a producer"] = (graph => graph.Sources[0].Producer = graph.Nodes[0], "has a producer"),
        ["a parameter without a tensor"] = (graph => graph.Sources[1].Tensor = null, "has no tensor"),
        ["a parameter with a batch"] = (
            graph => graph.AddSource(ValueKind.Parameter, new ValueType(Shape.Vector(2)), "W", graph.Sources[1].Tensor), "is stored and has a batch"),
        ["a buffer without a tensor"] = (graph => graph.AddSource(ValueKind.Buffer, new ValueType(Shape.Vector(2), Batched: false), "b"), "has no tensor"),
        ["a constant of too few elements"] = (
            graph => graph.AddSource(ValueKind.Constant, new ValueType(Shape.Vector(2), Batched: false), "c", elements: [1]), "wrong number of elements"),
        ["a value that is read before it is computed"] = (graph => graph.Nodes[0].Inputs = [graph.Nodes[1].Result, graph.Sources[1]], "is not computed before it"),
        ["a value of another graph"] = (graph => graph.Nodes[1].Inputs = [Build().Nodes[0].Result], "is not computed before it"),
        ["too few results"] = (graph => graph.Nodes[1].Results = [], "has 0 results and should have 1"),
        ["a result without a producer"] = (graph => graph.Nodes[1].Result.Producer = null, "does not know where it comes from"),
        ["a result with the wrong index"] = (graph => graph.Nodes[1].Result.ResultIndex = 1, "does not know where it comes from"),
        ["a result of the wrong shape"] = (graph => graph.Nodes[1].Inputs = [graph.Sources[0]], "should be"),
        ["a result of two nodes"] = (
            graph =>
            {
                graph.Add(new Tanh(), [graph.Nodes[0].Result], graph.Nodes[1].Layer).Results = graph.Nodes[1].Results;
            },
            "does not know where it comes from"),
        ["an overwritten input that is not there"] = (graph => graph.Nodes[1].OverwrittenInput = 1, "overwrites an input it does not have"),
        ["an output that is not computed"] = (graph => graph.Outputs.Add(Build().Nodes[0].Result), "is not computed"),
        ["the gradient of a value of another graph"] = (graph => graph.Nodes[0].Result.GradientOf = Build().Sources[0], "gradient of a value of another graph"),
        ["a fault in a body"] = (
            graph =>
            {
                var body = Build();
                body.Outputs.Add(graph.Nodes[0].Result);
                graph.Add(new Tanh(), [graph.Nodes[0].Result], graph.Nodes[1].Layer, bodies: [body]);
            },
            "in the body of Tanh"),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Fact]
    public void AcceptsASoundGraph() => GraphVerifier.Verify(Build(), "nothing");

    [Theory]
    [MemberData(nameof(Names))]
    public void Refuses(string name)
    {
        var graph = Build();
        Faults[name].Break(graph);
        var fault = Assert.Throws<GraphException>(() => GraphVerifier.Verify(graph, "Sabotage"));
        Assert.StartsWith("After Sabotage", fault.Message, StringComparison.Ordinal);
        Assert.Contains(Faults[name].Fault, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATemporaryIsNoSource() =>
        Assert.Throws<ArgumentException>(() => new NetworkGraph().AddSource(ValueKind.Temporary, new ValueType(Shape.Vector(1)), "h"));

    private static NetworkGraph Build()
    {
        var small = new SmallGraph();
        return small.Output(small.Add(new Tanh(), small.Dense(small.Input(3), 2))).Graph;
    }
}
