using System.Globalization;
using System.Text.Json;
using NetGen.Generator.Model;

namespace NetGen.Compiler.Tests;

/// <summary>Activations and their gradients against PyTorch's, in float and double, on the points of tests/fixtures/activations/activations.json: kinks and tails among them.</summary>
public sealed class ActivationFixtureTests
{
    private const double Tolerance = 1e-5;

    private static readonly int[] Sizes = [10, 12];

    private static readonly Lazy<(double[] Points, Case[] Cases, double[] Sequence, Case[] Layers)> Fixture = new(Load);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OutputsAndGradientsArePyTorchs(bool isDouble)
    {
        var (points, cases, _, _) = Fixture.Value;
        Assert.True(points.Length >= 100);
        var driver = NetworkCompilation.Compile((Spec(points.Length, cases, isDouble), true))[0];
        driver.Parameters = new(cases.Select((_, i) => ($"d{Text(i)}.weight", points)).ToDictionary(pair => pair.Item1, pair => pair.points), StringComparer.Ordinal);
        driver.Start(1, seed: 0, step: 0);
        var outputs = driver.Forward([[1]], 1, step: 0);
        var upstream = points.Select((_, i) => 1 + (i % 5 / 4.0)).ToArray();
        driver.Backward([.. cases.Select(_ => upstream)]);
        var gradients = driver.Gradients;
        for (var i = 0; i < cases.Length; i++)
        {
            AssertNear(cases[i], "output", points, outputs[i], cases[i].Outputs);
            AssertNear(cases[i], "gradient", points, gradients[$"d{Text(i)}.weight"], cases[i].Gradients);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatReadsSeveralElementsOrLearnsIsPyTorchs(bool isDouble)
    {
        var (_, _, sequence, layers) = Fixture.Value;
        Assert.True(sequence.Length >= 100);
        var network = new Architecture().Input("x", [1]);
        for (var i = 0; i < layers.Length; i++)
        {
            var name = Text(i);
            network.Layer("Dense", "d" + name, "x", arguments: ["Units", sequence.Length, "Bias", false]);
            network.Layer("Reshape", "r" + name, "d" + name, arguments: ["Shape", Sizes]);
            network.Layer(layers[i].Kind, "y" + name, "r" + name, arguments: layers[i].Arguments);
            network.Layer("Output", "out" + name, "y" + name);
        }

        var driver = NetworkCompilation.Compile((network.Spec(isDouble), true))[0];
        var parameters = layers.Select((_, i) => ($"d{Text(i)}.weight", sequence)).Concat(layers.Select((layer, i) => ($"y{Text(i)}.{layer.Parameter}", layer.Values)).Where(pair => pair.Values.Length > 0));
        driver.Parameters = new(parameters.ToDictionary(pair => pair.Item1, pair => pair.Item2), StringComparer.Ordinal);
        driver.Start(1, seed: 0, step: 0);
        var outputs = driver.Predict([[1]], 1);
        var trained = driver.Forward([[1]], 1, step: 0);
        driver.Backward([.. layers.Select(layer => Enumerable.Range(0, layer.Outputs.Length).Select(i => 1 + (i % 5 / 4.0)).ToArray())]);
        var gradients = driver.Gradients;
        for (var i = 0; i < layers.Length; i++)
        {
            AssertNear(layers[i], "output", sequence, outputs[i], layers[i].Outputs);

            // In training its slopes are random.
            if (layers[i].Kind == "RReLU")
                continue;
            AssertNear(layers[i], "output in training", layers[i].Outputs, trained[i], layers[i].Outputs);
            AssertNear(layers[i], "gradient", sequence, gradients[$"d{Text(i)}.weight"], layers[i].Gradients);
            if (layers[i].Values.Length > 0)
                AssertNear(layers[i], "gradient of the parameter", layers[i].Values, gradients[$"y{Text(i)}.{layers[i].Parameter}"], layers[i].ParameterGradients);
        }
    }

    // A dense layer on the number 1 has the points as weights, so that their gradients are those of the activation's input.
    private static NetworkSpec Spec(int points, Case[] cases, bool isDouble)
    {
        var network = new Architecture().Input("x", [1]);
        for (var i = 0; i < cases.Length; i++)
        {
            var name = Text(i);
            network.Layer("Dense", "d" + name, "x", arguments: ["Units", points, "Bias", false]);
            network.Layer(cases[i].Kind, "y" + name, "d" + name, arguments: cases[i].Arguments);
            network.Layer("Output", "out" + name, "y" + name);
        }

        return network.Spec(isDouble);
    }

    // Point by point: a tensor with a tail at 10⁴ would hide everything else.
    private static void AssertNear(Case item, string what, double[] points, double[] actual, double[] expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var isNear = Math.Abs(actual[i] - expected[i]) <= Tolerance * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(isNear, $"{item.Kind}({string.Join(", ", item.Arguments)}), {what} at {points[i]:R}: {actual[i]:R} instead of {expected[i]:R}");
        }
    }

    private static (double[] Points, Case[] Cases, double[] Sequence, Case[] Layers) Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "activations.json")));
        var root = document.RootElement;
        return (Numbers(root.GetProperty("points")), Cases(root.GetProperty("cases")), Numbers(root.GetProperty("sequence")), Cases(root.GetProperty("layers")));
    }

    private static Case[] Cases(JsonElement items) => [.. items.EnumerateArray().Select(item => new Case(
        item.GetProperty("kind").GetString()!,
        [.. item.GetProperty("arguments").EnumerateObject().SelectMany(argument => new[] { argument.Name, argument.Value.ValueKind == JsonValueKind.Number ? argument.Value.GetDouble() : (object)argument.Value.GetBoolean() })],
        Numbers(item.GetProperty("outputs")),
        Numbers(item.GetProperty("gradients")),
        item.TryGetProperty("parameter", out var parameter) ? parameter.GetString() : null,
        item.TryGetProperty("values", out var values) ? Numbers(values) : [],
        item.TryGetProperty("parameterGradients", out var gradients) ? Numbers(gradients) : []))];

    private static double[] Numbers(JsonElement element) => [.. element.EnumerateArray().Select(number => number.GetDouble())];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Case(string Kind, object[] Arguments, double[] Outputs, double[] Gradients, string? Parameter, double[] Values, double[] ParameterGradients);
}
