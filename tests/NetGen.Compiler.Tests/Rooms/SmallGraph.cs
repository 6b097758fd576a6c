using NetGen.Generator.Graph;
using NetGen.Generator.Operators;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Compiler.Tests;

/// <summary>Builds graphs by hand.</summary>
internal sealed class SmallGraph
{
    private int layers;

    public NetworkGraph Graph { get; } = new();

    public IEnumerable<string> Operators => Graph.Nodes.Select(node => node.Operator.Name);

    public Value Input(int length = 3, ElementKind element = ElementKind.Float) => Graph.AddSource(ValueKind.Input, new ValueType(Shape.Vector(length), Element: element), "x");

    public Value Parameter(string path, params int[] sizes) => Graph.AddSource(
        ValueKind.Parameter, new ValueType(new Shape(sizes, sizes.Length == 2 ? "TF" : "F"), Batched: false), "W", new TensorSpec(path, path, sizes.Length == 2 ? TensorPacking.Panels : TensorPacking.RowMajor, "Default", sizes[^1], sizes[0], default));

    public Value Constant(params double[] elements) => Graph.AddSource(ValueKind.Constant, new ValueType(Shape.Vector(elements.Length), Batched: false), "c", elements: elements);

    public Value Add(Operator op, params Value[] inputs) => Graph.Add(op, inputs, new LayerOrigin("Layer" + (char)('0' + layers), op.Name, layers++)).Result;

    /// <summary>A dense layer without bias.</summary>
    public Value Dense(Value x, int units) => Add(new Dense(HasBias: false), x, Parameter("Layer" + (char)('0' + layers) + ".weight", units, x.Shape.Sizes[0]));

    public SmallGraph Output(params Value[] outputs)
    {
        foreach (var output in outputs)
            Graph.Outputs.Add(output);
        return this;
    }
}
