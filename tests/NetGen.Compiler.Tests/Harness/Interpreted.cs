using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;
using NetGen.Generator.Operators;

namespace NetGen.Compiler.Tests;

/// <summary>The programs of a network, run by the interpreter: the slow truth that generated code must equal.</summary>
internal sealed class Interpreted
{
    public Interpreted(NetworkSpec spec, bool optimize = false)
    {
        Network = Architecture.Build(spec);
        Programs = ProgramBuilder.Build(Network, spec.IsDouble, optimize, (pass, graph) =>
        {
            Passes.Add(pass);
            GraphVerifier.Verify(graph, pass);
        });
        foreach (var program in Programs.All)
            program.Memory.Verify();
    }

    public NetworkModel Network { get; }

    public NetworkPrograms Programs { get; }

    /// <summary>The stages after which the verifier ran.</summary>
    public HashSet<string> Passes { get; } = [];

    /// <summary>How the buffers start; runs in training change what they are given.</summary>
    public SortedDictionary<string, double[]> InitialBuffers() => new(
        Network.Buffers.ToDictionary(buffer => buffer.Tensor!.Path, buffer => Enumerable.Repeat(buffer.Tensor!.Initializer == "Ones" ? 1.0 : 0.0, buffer.Shape.Length).ToArray()), StringComparer.Ordinal);

    public double[][] Predict(IReadOnlyDictionary<string, double[]> parameters, double[][] inputs, int count, IReadOnlyDictionary<string, double[]>? buffers = null)
    {
        var graph = Programs.Predict.Graph;
        var values = Run(graph, parameters, inputs, [], [], count, null, buffers);
        return [.. Network.Outputs.Select((_, i) => values[graph.Outputs[i]].Data)];
    }

    public double Evaluate(IReadOnlyDictionary<string, double[]> parameters, double[][] inputs, double[][] targets, int count)
    {
        var graph = Programs.Evaluate!.Graph;
        var result = Run(graph, parameters, inputs, targets, [], count, null)[graph.Outputs[0]];

        // Where samples do not count alike, the program gives pairs of a sum and its divisor.
        return graph.Outputs[0].Producer!.Operator is LossSums sums
            ? Enumerable.Range(0, sums.Pairs).Sum(pair => result[(2 * pair) + 1] == 0 ? 0 : result[2 * pair] / result[(2 * pair) + 1])
            : result[0];
    }

    public (double Loss, SortedDictionary<string, double[]> Gradients) Train(
        IReadOnlyDictionary<string, double[]> parameters, double[][] inputs, double[][] targets, int count, Func<int, int, int, uint>? word)
    {
        var graph = Programs.Train!.Graph;
        var values = Run(graph, parameters, inputs, targets, [], count, word);
        return (values[graph.Outputs[0]][0], Gradients(graph, values));
    }

    public (double[][] Outputs, SortedDictionary<string, double[]> Gradients) Differentiate(
        IReadOnlyDictionary<string, double[]> parameters, double[][] inputs, double[][] outputGradients, int count, Func<int, int, int, uint>? word, IReadOnlyDictionary<string, double[]>? buffers = null)
    {
        var graph = Programs.Differentiate!.Graph;
        var values = Run(graph, parameters, inputs, [], outputGradients, count, word, buffers);
        return ([.. Network.Outputs.Select((_, i) => values[graph.Outputs[i]].Data)], Gradients(graph, values));
    }

    /// <summary>Runs a graph on numbers.</summary>
    public static IReadOnlyDictionary<Value, Tensor> Run(
        NetworkGraph graph,
        IReadOnlyDictionary<string, double[]> parameters,
        double[][] inputs,
        double[][] targets,
        double[][] outputGradients,
        int count,
        Func<int, int, int, uint>? word,
        IReadOnlyDictionary<string, double[]>? buffers = null)
    {
        var sources = new Dictionary<Value, Tensor>();
        foreach (var (kind, data) in new[] { (ValueKind.Input, inputs), (ValueKind.Target, targets), (ValueKind.OutputGradient, outputGradients) })
        {
            foreach (var (value, elements) in graph.SourcesOf(kind).Zip(data))
                sources.Add(value, new Tensor(value.Shape, count, elements));
        }

        foreach (var parameter in graph.SourcesOf(ValueKind.Parameter))
            sources.Add(parameter, new Tensor(parameter.Shape, 1, parameters[parameter.Tensor!.Path]));
        foreach (var buffer in graph.SourcesOf(ValueKind.Buffer).Where(_ => buffers is not null))
            sources.Add(buffer, new Tensor(buffer.Shape, 1, buffers![buffer.Tensor!.Path]));
        return GraphInterpreter.Run(graph, sources, count, word);
    }

    // A parameter that nothing depends on has a gradient all the same: 0.
    private SortedDictionary<string, double[]> Gradients(NetworkGraph graph, IReadOnlyDictionary<Value, Tensor> values)
    {
        var gradients = new SortedDictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var parameter in Network.Parameters)
            gradients.Add(parameter.Tensor!.Path, new double[parameter.Shape.Length]);
        foreach (var output in graph.Outputs)
        {
            if (output.GradientOf is { Kind: ValueKind.Parameter } parameter)
                gradients[parameter.Tensor!.Path] = values[output].Data;
        }

        return gradients;
    }
}
