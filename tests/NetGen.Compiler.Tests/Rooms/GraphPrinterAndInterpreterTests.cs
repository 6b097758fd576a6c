using NetGen.Generator.Graph;
using NetGen.Generator.Operators;

namespace NetGen.Compiler.Tests;

[Trait("Width", "Any")]
public sealed class GraphPrinterAndInterpreterTests
{
    [Fact]
    public void PrintsALineAValue()
    {
        var small = new SmallGraph();
        var a = small.Dense(small.Input(3), 2);
        var h = small.Add(new Tanh(), a);
        h.Producer!.OverwrittenInput = 0;
        small.Output(h).Graph.Add(new Sum(2), [h, h], new LayerOrigin("Add1", "Add", 2), isBackward: true);
        Assert.Equal(
            """
            input x#0: N×3
            parameter W#1: 2×3 = Layer0.weight
            a#2: N×2 = Dense(x#0, W#1)  // Layer0
            h#3: N×2 = Tanh(a#2)  // Layer1, over a#2
            h#4: N×2 = Sum(h#3, h#3)  // Add1, backward
            outputs h#3

            """,
            GraphPrinter.Print(small.Graph));
    }

    [Fact]
    public void EvaluatesEveryValueOfEverySample()
    {
        var small = new SmallGraph();
        var x = small.Input(2);
        var a = small.Dense(x, 2);
        var y = small.Add(new Sum(2), small.Add(new ReLU(), a), x);
        small.Output(y);
        var values = GraphInterpreter.Run(
            small.Graph,
            new Dictionary<Value, Tensor> { [x] = new(x.Shape, 2, [1, 2, -1, 3]), [small.Graph.Sources[1]] = new(small.Graph.Sources[1].Shape, 1, [1, 1, 2, -1]) },
            count: 2);
        Assert.Equal([3, 0, 2, -5], values[a].Data);
        Assert.Equal([4, 2, 1, 3], values[y].Data);
    }

    [Fact]
    public void SaysWhichSourceIsMissing()
    {
        var small = new SmallGraph();
        small.Add(new Tanh(), small.Input(2));
        var fault = Assert.Throws<GraphException>(() => GraphInterpreter.Run(small.Graph, new Dictionary<Value, Tensor>(), 1));
        Assert.Contains("x#0: 2 was not given", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AsksForTheMaskOfDropoutByLayerSampleAndIndex()
    {
        var small = new SmallGraph();
        var x = small.Input(2);
        var y = small.Add(new Dropout(0.5, 7), x);
        var asked = new List<(int, int, int)>();
        var values = GraphInterpreter.Run(small.Graph, new Dictionary<Value, Tensor> { [x] = new(x.Shape, 2, [1, 2, 3, 4]) }, 2, (layer, sample, index) =>
        {
            asked.Add((layer, sample, index));
            return (sample + index) % 2 == 0 ? 1u << 31 : (1u << 31) - 1; // from half of 2³² on it is kept
        });
        Assert.Equal([(7, 0, 0), (7, 0, 1), (7, 1, 0), (7, 1, 1)], asked);
        Assert.Equal([2, 0, 0, 8], values[y].Data);
    }
}
