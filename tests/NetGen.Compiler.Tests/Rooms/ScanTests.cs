using NetGen.Generator.Graph;
using NetGen.Generator.Memory;
using NetGen.Generator.Operators;
using NetGen.Generator.Passes;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Compiler.Tests;

/// <summary>The graph is ready for recurrence: bodies, several results, carried state and buffers go through every room that sees graphs.</summary>
[Trait("Width", "Any")]
public sealed class ScanTests
{
    private static readonly LayerOrigin Layer = new("Rnn1", "Rnn", 0);

    [Fact]
    public void TheVerifierKnowsIt() => GraphVerifier.Verify(Build().Graph, "building");

    [Fact]
    public void TheVerifierLooksIntoTheBody()
    {
        var (graph, scan) = Build();
        scan.Bodies[0].Nodes[0].Result.ResultIndex = 5;
        Assert.Contains("in the body of Scan of 'Rnn1'", Assert.Throws<GraphException>(() => GraphVerifier.Verify(graph, "Sabotage")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePrinterShowsResultsStateBufferAndBody() => Assert.Equal(
        """
        input x#0: N×2×1
        carriedstate h0#1: N×1
        parameter W#2: 1×1 = Rnn1.weight
        buffer m#3: 1 = Rnn1.mean
        h#4: N×2×1, h#5: N×1 = Scan(x#0, h0#1, W#2, m#3)  // Rnn1
          body
            input x#0: N×1
            carriedstate h#1: N×1
            parameter W#2: 1×1 = Rnn1.weight
            buffer m#3: 1 = Rnn1.mean
            a#4: N×1 = Dense(h#1, W#2, m#3)  // Rnn1
            h#5: N×1 = Sum(a#4, x#0)  // Rnn1
            outputs h#5
        h#6: N×2×1 = Tanh(h#4)  // Rnn1
        outputs h#6, h#5

        """,
        GraphPrinter.Print(Build().Graph));

    [Fact]
    public void TheInterpreterCarriesTheState()
    {
        var (graph, scan) = Build();
        double[][] given = [[1, 2, 10, 20], [100, 200], [0.5], [3]];
        var sources = graph.Sources.Zip(given).ToDictionary(pair => pair.First, pair => new Tensor(pair.First.Shape, pair.First.Type.Batched ? 2 : 1, pair.Second));
        var values = GraphInterpreter.Run(graph, sources, 2);
        // h ← ½ h + 3 + x, for each of two samples.
        Assert.Equal([54, 32, 113, 79.5], values[scan.Results[0]].Data);
        Assert.Equal([32, 79.5], values[scan.Results[1]].Data);
    }

    [Fact]
    public void EveryResultHasAPlaceOfItsOwn()
    {
        var (graph, scan) = Build();
        var liveness = new Liveness(graph);
        Assert.Equal((0, 1), (liveness.FirstUse(scan.Results[0]), liveness.LastUse(scan.Results[0])));
        Assert.Equal((0, 2), (liveness.FirstUse(scan.Results[1]), liveness.LastUse(scan.Results[1])));
        var plan = ArenaPlanner.Plan(graph, liveness, _ => false);
        plan.Verify();
        Assert.Equal(graph.Nodes.SelectMany(node => node.Results).ToHashSet(), plan.Batched.Keys.ToHashSet());
        Assert.NotEqual(plan.Batched[scan.Results[0]].Offset, plan.Batched[scan.Results[1]].Offset);
        Assert.Empty(plan.Fixed);
    }

    [Fact]
    public void PassesLeaveItSound()
    {
        var (graph, scan) = Build();
        // The same scan again, for nobody.
        graph.Add(new Scan(), scan.Inputs, Layer, bodies: [scan.Bodies[0].Clone(out _)]);
        PassPipeline.Run(graph, PassPipeline.Optimizations, (pass, after) => GraphVerifier.Verify(after, pass));
        Assert.Equal([scan], graph.Nodes.Where(node => node.Operator is Scan));
        Assert.Equal(0, graph.Nodes[^1].OverwrittenInput); // tanh over the states, which nobody else reads
    }

    [Fact]
    public void ACloneHasABodyOfItsOwn()
    {
        var (graph, scan) = Build();
        var copy = graph.Clone(out var map);
        Assert.Equal(GraphPrinter.Print(graph), GraphPrinter.Print(copy));
        Assert.NotSame(scan.Bodies[0], map[scan.Result].Producer!.Bodies[0]);
        GraphVerifier.Verify(copy, "cloning");
    }

    private static (NetworkGraph Graph, Node Scan) Build()
    {
        var body = new NetworkGraph();
        var inner = Sources(body, Shape.Vector(1), "h");
        var a = body.Add(new Dense(HasBias: true), [inner[1], inner[2], inner[3]], Layer).Result;
        body.Outputs.Add(body.Add(new Sum(2), [a, inner[0]], Layer).Result);

        var graph = new NetworkGraph();
        var scan = graph.Add(new Scan(), Sources(graph, new Shape([2, 1], "TF"), "h0"), Layer, bodies: [body]);
        graph.Outputs.Add(graph.Add(new Tanh(), [scan.Results[0]], Layer).Result);
        graph.Outputs.Add(scan.Results[1]);
        return (graph, scan);
    }

    private static Value[] Sources(NetworkGraph graph, Shape input, string state) =>
    [
        graph.AddSource(ValueKind.Input, new ValueType(input), "x"),
        graph.AddSource(ValueKind.CarriedState, new ValueType(Shape.Vector(1)), state),
        graph.AddSource(ValueKind.Parameter, new ValueType(new Shape([1, 1], "TF"), Batched: false), "W", new TensorSpec("Rnn1.weight", "Rnn1.weight", TensorPacking.Panels, "Default", 1, 1, default)),
        graph.AddSource(ValueKind.Buffer, new ValueType(Shape.Vector(1), Batched: false), "m", new TensorSpec("Rnn1.mean", "Rnn1.mean", TensorPacking.RowMajor, "Zeros", 1, 1, default)),
    ];
}
