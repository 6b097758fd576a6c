using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;
using NetGen.Generator.Parsing;
using NetGen.Tests.PyTorch;

namespace NetGen.Generator.Tests.PyTorch;

/// <summary>
/// The graphs of the PyTorch fixtures, before and after the optimizing passes and evaluated by the interpreter, against PyTorch:
/// where generated code is wrong, these tell whether the mathematics is or the code.
/// </summary>
public sealed class GraphFixtureTests
{
    private static readonly Lazy<ImmutableDictionary<string, NetworkSpec>> Specs = new(ParseAll);

    /// <summary>The names of all fixtures, with and without the optimizing passes.</summary>
    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var file in Directory.EnumerateFiles(Fixture.Folder, "*.json").Order(StringComparer.Ordinal))
            {
                cases.Add(Path.GetFileNameWithoutExtension(file), true);
                cases.Add(Path.GetFileNameWithoutExtension(file), false);
            }

            return cases;
        }
    }

    /// <summary>The names of all fixtures.</summary>
    public static TheoryData<string> Names => [.. Cases.Select(entry => (string)entry[0]).Distinct()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EqualsPyTorch(string name, bool optimize)
    {
        var fixture = Fixture.Read(name);
        var built = GraphBuilder.Build(Specs.Value[name]);
        Assert.True(!built.HasErrors, string.Join("; ", built.Diagnostics.Select(diagnostic => $"{diagnostic.Id} {string.Join(", ", diagnostic.Arguments)}")));
        var programs = ProgramBuilder.Build(built.Network!, isDouble: true, optimize);

        var predicted = Run(programs.Predict.Graph, fixture);
        for (var i = 0; i < fixture.Outputs.Length; i++)
            AssertEqual($"output {i}", predicted[programs.Predict.Graph.Outputs[i]].Data, fixture.Outputs[i].Doubles);

        var evaluated = programs.Evaluate!.Graph;
        AssertEqual("loss", Run(evaluated, fixture)[evaluated.Outputs[0]].Data, [fixture.Loss]);

        var trained = programs.Train!.Graph;
        var values = Run(trained, fixture);
        AssertEqual("loss of training", values[trained.Outputs[0]].Data, [fixture.TrainingLoss]);
        var gradients = trained.Outputs.Where(output => output.GradientOf?.Kind == ValueKind.Parameter).ToDictionary(output => output.GradientOf!.Tensor!.Path, output => values[output].Data);
        Assert.Equal(fixture.Gradients.Keys.Order(StringComparer.Ordinal), gradients.Keys.Order(StringComparer.Ordinal));
        foreach (var (path, gradient) in fixture.Gradients)
            AssertEqual($"gradient of {path}", gradients[path], gradient.Doubles);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TrainsAsPyTorch(string name)
    {
        var fixture = Fixture.Read(name);
        var programs = ProgramBuilder.Build(GraphBuilder.Build(Specs.Value[name]).Network!, isDouble: true);
        NetworkGraph graph = programs.Train!.Graph, evaluation = programs.Evaluate!.Graph;
        foreach (var (optimizer, run) in fixture.Optimizers)
        {
            var parameters = new FlatBuffer<double>(LayoutOf(fixture));
            var gradients = new FlatBuffer<double>(parameters.Layout);
            foreach (var (path, tensor) in fixture.Parameters)
                parameters[path].CopyFrom(tensor.Doubles);
            var stepper = FixtureOptimizers.Create<double>(optimizer, run.Options);
            var losses = new double[run.Losses.Length];
            var buffers = fixture.Buffers.ToDictionary(buffer => buffer.Key, buffer => buffer.Value.Doubles);
            for (var i = 0; i < losses.Length - 1; i++)
            {
                var values = Run(graph, fixture, parameters, buffers);
                losses[i] = values[graph.Outputs[0]][0];
                foreach (var output in graph.Outputs.Skip(1))
                    gradients[output.GradientOf!.Tensor!.Path].CopyFrom(values[output].Data);
                stepper.Step(parameters, gradients);
            }

            losses[^1] = Run(evaluation, fixture, parameters, buffers)[evaluation.Outputs[0]][0];
            foreach (var (buffer, expected) in run.Buffers)
                Tolerance.AssertEqual($"{buffer} after {optimizer}", [.. buffers[buffer].Select(value => (float)value)], expected.Values, 1e-4);
            Tolerance.AssertEqual($"losses of {optimizer}", [.. losses.Select(loss => (float)loss)], run.Losses, 1e-4);
        }
    }

    private static BufferLayout LayoutOf(Fixture fixture)
    {
        var tensors = ImmutableArray.CreateBuilder<TensorLayout>();
        var offset = 0;
        foreach (var (path, tensor) in fixture.Parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            tensors.Add(new TensorLayout(path, path, tensor.Shape, offset, Packing.RowMajor, new TensorInitializer(Initializer.Zeros, 0, 0)));
            offset += tensors[^1].StorageLength;
        }

        return new BufferLayout(tensors.ToImmutable());
    }

    private static IReadOnlyDictionary<Value, Tensor> Run(NetworkGraph graph, Fixture fixture, FlatBuffer<double>? parameters = null, Dictionary<string, double[]>? buffers = null)
    {
        var sources = new Dictionary<Value, Tensor>();
        Give(ValueKind.Input, fixture.Inputs);
        Give(ValueKind.Target, fixture.Targets);
        foreach (var parameter in graph.SourcesOf(ValueKind.Parameter))
            sources.Add(parameter, new Tensor(parameter.Shape, 1, parameters?[parameter.Tensor!.Path].ToArray() ?? fixture.Parameters[parameter.Tensor!.Path].Doubles));
        foreach (var buffer in graph.SourcesOf(ValueKind.Buffer))
            sources.Add(buffer, new Tensor(buffer.Shape, 1, buffers?[buffer.Tensor!.Path] ?? fixture.Buffers[buffer.Tensor!.Path].Doubles));
        return GraphInterpreter.Run(graph, sources, fixture.Count);

        void Give(ValueKind kind, ImmutableArray<FixtureTensor> tensors)
        {
            foreach (var (value, tensor) in graph.SourcesOf(kind).Zip(tensors))
                sources.Add(value, new Tensor(value.Shape, fixture.Count, tensor.Doubles));
        }
    }

    private static void AssertEqual(string what, double[] actual, double[] expected) =>
        Tolerance.AssertEqual(what, [.. actual.Select(value => (float)value)], [.. expected.Select(value => (float)value)], 1e-5);

    private static ImmutableDictionary<string, NetworkSpec> ParseAll()
    {
        var compilation = Harness.Compile([.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "NetGen.Tests.Networks", "Fixtures"), "*.cs").Select(File.ReadAllText)]);
        return compilation.GetSymbolsWithName(_ => true, SymbolFilter.Type)
            .OfType<INamedTypeSymbol>()
            .Where(type => type.GetAttributes().Any(AttributeNames.IsNetwork))
            .ToImmutableDictionary(
                type => type.Name,
                type => NetworkParser.Parse(type, compilation, new Dictionary<string, INamedTypeSymbol>(StringComparer.Ordinal), CancellationToken.None).Spec);
    }
}
