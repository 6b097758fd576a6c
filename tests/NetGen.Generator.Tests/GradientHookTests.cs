using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace NetGen.Generator.Tests;

/// <summary>Methods that receive gradients: what is wrong with them, how they are called, and what an edit of them costs.</summary>
public sealed class GradientHookTests
{
    private const string Network = "[Network, Input(4), Dense(8), ReLU, Repeat<Body>(2, Name = \"blocks\"), Dense(1), Output(\"y\"), MeanSquaredError] public sealed partial class Net { ";
    private const string Rest = " } [Block, Dense(8), Tanh] public sealed class Body;";

    [Theory]
    [InlineData("[⟦OnGradient(\"Dens1\")⟧] void Watch(ReadOnlySpan<float> gradient, int count) { }", "NG1801: 'Watch' asks for the gradient of 'Dens1', which is no layer of the network; did you mean 'Dense1'?; there are 'Dense1', 'ReLU1', 'blocks.0.Dense1', 'blocks.0.Tanh1', 'blocks.1.Dense1', 'blocks.1.Tanh1', 'blocks', 'Dense2'")]
    [InlineData("[⟦OnGradient(\"\")⟧] void Watch(ReadOnlySpan<float> gradient, int count) { }", "NG1801: 'Watch' asks for the gradient of '', which is no layer of the network; there are 'Dense1', 'ReLU1', 'blocks.0.Dense1', 'blocks.0.Tanh1', 'blocks.1.Dense1', 'blocks.1.Tanh1', 'blocks', 'Dense2'")]
    [InlineData("[⟦OnGradient(\"Dense1\")⟧] int Watch(ReadOnlySpan<float> gradient, int count) => 1;", "NG1802: 'Watch' cannot receive a gradient: it returns a value; declare it as void Watch(ReadOnlySpan<float> gradient, int count), or with a Span<float> to change it")]
    [InlineData("[⟦OnGradient(\"Dense1\")⟧] void Watch(ReadOnlySpan<double> gradient, int count) { }", "NG1802: 'Watch' cannot receive a gradient: its first parameter is ReadOnlySpan<double>; declare it as void Watch(ReadOnlySpan<float> gradient, int count), or with a Span<float> to change it")]
    [InlineData("[⟦OnGradient(\"Dense1\")⟧] void Watch(float[] gradient, int count) { }", "NG1802: 'Watch' cannot receive a gradient: its first parameter is float[]; declare it as void Watch(ReadOnlySpan<float> gradient, int count), or with a Span<float> to change it")]
    [InlineData("[⟦OnGradient(\"Dense1\")⟧] void Watch(Span<float> gradient, long count) { }", "NG1802: 'Watch' cannot receive a gradient: its second parameter is long; declare it as void Watch(ReadOnlySpan<float> gradient, int count), or with a Span<float> to change it")]
    [InlineData("[⟦OnGradient(\"Dense1\")⟧] void Watch(Span<float> gradient) { }", "NG1802: 'Watch' cannot receive a gradient: it has 1 parameter; declare it as void Watch(ReadOnlySpan<float> gradient, int count), or with a Span<float> to change it")]
    [InlineData("[⟦OnGradient(\"Dense1\")⟧] void Watch(in ReadOnlySpan<float> gradient, int count) { }", "NG1802: 'Watch' cannot receive a gradient: a parameter is passed by reference; declare it as void Watch(ReadOnlySpan<float> gradient, int count), or with a Span<float> to change it")]
    [InlineData("[⟦OnGradient(\"Dense1\")⟧] void Watch<T>(ReadOnlySpan<float> gradient, int count) { }", "NG1802: 'Watch' cannot receive a gradient: it is generic; declare it as void Watch(ReadOnlySpan<float> gradient, int count), or with a Span<float> to change it")]
    [InlineData("[⟦OnGradient(\"MeanSquaredError\")⟧] void Watch(ReadOnlySpan<float> gradient, int count) { }", "NG1803: 'Watch' asks for the gradient of 'MeanSquaredError', which has none: it is a loss; name the layer that the loss reads")]
    [InlineData("[⟦OnGradient(\"y\")⟧] void Watch(ReadOnlySpan<float> gradient, int count) { }", "NG1803: 'Watch' asks for the gradient of 'y', which has none: it is an output; name the layer that it reads")]
    [InlineData("[⟦OnGradient(\"input\")⟧] void Watch(ReadOnlySpan<float> gradient, int count) { }", "NG1803: 'Watch' asks for the gradient of 'input', which has none: it is an input; put a layer such as [Linear] behind it and name that")]
    [InlineData("[OnGradient(\"blocks.1.Dense1\"), OnGradient(\"blocks\")] static void Watch(Span<float> gradient, int count) { }", null)]
    public Task WhatIsWrongIsSaidAtTheMark(string method, string? expected) => Harness.Expect(Network + method + Rest, expected is null ? [] : [expected]);

    [Fact]
    public Task WhatHasNoGradientIsSaid() => Harness.Expect(
        [
            "[Network, Input(4), ReLU, MeanSquaredError] public partial class First { [⟦OnGradient(\"ReLU1\")⟧] void Watch(Span<float> gradient, int count) { } }",
            "[Network, Input(2, 2, Type = ElementType.Int32), Flatten, Dense(1), MeanSquaredError] public partial class Second { [⟦OnGradient(\"Flatten1\")⟧] void Watch(Span<float> gradient, int count) { } }",
        ],
        [
            "NG1803: 'Watch' asks for the gradient of 'ReLU1', which has none: the network has no parameters, so there is no backward pass",
            "NG1803: 'Watch' asks for the gradient of 'Flatten1', which has none: its values are integers",
        ]);

    /// <summary>A watched probability is one all the same.</summary>
    [Fact]
    public Task AdviceLooksThroughThem() => Harness.Expect(
        "[Network, Input(4), Dense(3), Softmax, ⟦SoftmaxCrossEntropy⟧] public partial class Net { [OnGradient(\"Softmax1\")] void Watch(Span<float> gradient, int count) { } }",
        "NG1401: SoftmaxCrossEntropy includes the softmax, and 'Softmax1' already is one: it would be applied twice; remove [Softmax], or use [CrossEntropy]");

    [Fact]
    public void TheCallsReadWell()
    {
        var compilation = Harness.Compile(
            "[Network, Input(4), Dense(3), Tanh, Dense(2), MeanSquaredError] public sealed partial class Net { [OnGradient(\"Dense1\")] private static void Watch(ReadOnlySpan<float> gradient, int count) { } [OnGradient(\"Tanh1\")] void Clip(Span<float> gradient, int count) { } }");
        Assert.Empty(Harness.WithGenerated(compilation).GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591"));
        var files = Harness.Generate(compilation);
        Snapshot.Verify(files["Net.Backward.g.cs"], "Backward");
        Assert.DoesNotContain("Watch", files["Net.Forward.g.cs"], StringComparison.Ordinal);
        Assert.Contains("Watch(MemoryMarshal.CreateReadOnlySpan(in g, count * 3), count);", files["Net.Kernels.g.cs"], StringComparison.Ordinal);
        Assert.Contains("network.Clip(gradient, count);", files["Net.Kernels.g.cs"], StringComparison.Ordinal);
    }

    /// <summary>A network that is not called is what it was without.</summary>
    [Fact]
    public void PredictionsDoNotKnowOfThem()
    {
        const string Declaration = "[Network, Input(2, 5, 5), Conv2D(3, Kernel = 3), ReLU, Conv2D(2, Kernel = 2), GlobalAveragePool, Dense(2), MeanSquaredError] public sealed partial class Net";
        string Predict(string source) => Harness.Generate(Harness.Compile(source))["Net.Forward.g.cs"].Split("internal static void Evaluate(")[0];
        string[] Calls(string source) => [.. Regex.Matches(Predict(source), @"Forward\w+\(").Select(match => match.Value)];
        string[] expected = Calls(Declaration + ";");
        Assert.Equal(4, expected.Length);
        Assert.Equal(expected, Calls(Declaration + " { [OnGradient(\"Conv1\"), OnGradient(\"ReLU1\")] void Watch(Span<float> gradient, int count) { } }"));
    }

    [Theory]
    [InlineData("count == 0", "count == 1", Unchanged, Cached)]
    [InlineData("Watch", "Look", Modified, Modified)]
    [InlineData("ReadOnlySpan", "Span", Modified, Modified)]
    [InlineData("OnGradient(\"Dense1\")", "OnGradient(\"Dense2\")", Modified, Modified)]
    public void AnEditOfTheBodyCompilesNothing(string text, string other, IncrementalStepRunReason parsed, IncrementalStepRunReason compiled)
    {
        string source = Network + "[OnGradient(\"Dense1\")] void Watch(ReadOnlySpan<float> gradient, int count) { if (count == 0) return; }" + Rest;
        var before = Harness.Compile(source);
        var driver = Harness.Driver().RunGenerators(before);
        var tree = before.SyntaxTrees[1];
        driver = driver.RunGenerators(before.ReplaceSyntaxTree(tree, Harness.Parse(source.Replace(text, other, StringComparison.Ordinal), tree.FilePath)));
        var steps = driver.GetRunResult().Results.Single().TrackedSteps;
        Assert.Equal([parsed], steps[TrackingNames.Parse].SelectMany(step => step.Outputs).Select(output => output.Reason));
        Assert.Equal([compiled], steps[TrackingNames.Compile].SelectMany(step => step.Outputs).Select(output => output.Reason));
    }
}
