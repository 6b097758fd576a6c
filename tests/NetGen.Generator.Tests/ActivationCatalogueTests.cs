using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Operators;
using NetGen.Generator.Parsing;
using NetGen.Tests;

namespace NetGen.Generator.Tests;

/// <summary><c>docs/activations.md</c> is what the compiler computes: formulas and derivatives are its own, the rest is the documentation of the attributes.</summary>
public sealed partial class ActivationCatalogueTests
{
    // Arguments of those that cannot be declared without any.
    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal) { ["Threshold"] = "(1, 0)", ["Maxout"] = "(2)" };

    // In the order of the files, and with the text of their documentation.
    private static readonly Lazy<(string Kind, string Summary)[]> Catalogue = new(() =>
    {
        var summaries = PageTable.Summaries(typeof(ActivationAttribute).Assembly);
        return [.. typeof(ActivationAttribute).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ActivationAttribute)) && !type.IsAbstract).Select(type => (type.Name[..^"Attribute".Length], summaries["T:" + type.FullName]))];
    });

    /// <summary>Every activation of the library.</summary>
    public static TheoryData<string> Kinds => [.. Catalogue.Value.Select(entry => entry.Kind)];

    [Fact]
    public void TheTableIsThatOfTheCode()
    {
        PageTable.AssertEqual(
            Repository.At("docs/activations.md"),
            "catalogue",
            ["| attribute | function | derivative, or gradient of the input from δ | source | PyTorch |", "|---|---|---|---|---|", .. Catalogue.Value.Select(entry => Row(entry.Kind, entry.Summary))]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ItHasASourceAndIsInTheReadMe(string kind)
    {
        var summary = Catalogue.Value.Single(entry => entry.Kind == kind).Summary;
        Assert.True(kind == "Linear" || Source().IsMatch(summary) || Peer().IsMatch(summary), summary);
        Assert.Contains($"`{kind}`", File.ReadLines(Repository.At("README.md")).Single(line => line.StartsWith("| activations |", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryActivationHasAnAttribute() => Assert.Empty(
        LayerDefinition.All.Values.Where(definition => definition is FormulaDefinition or LearnedActivationDefinition or GatedLinearUnitDefinition).Select(definition => definition.Kind).Except(Catalogue.Value.Select(entry => entry.Kind)).Except(["Activation"]));

    /// <summary>What is written by hand computes its formula, and the derivative of that.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void TheFormulaIsWhatIsComputed(string kind)
    {
        if (Node(kind)?.Operator is not Activation activation)
            return;
        for (var i = -60; i <= 60; i++)
        {
            var x = (i * 0.1371) + 0.0113;
            var y = activation.Value(x);
            Assert.Equal(activation.Function.Evaluate(x), y, 1e-13);
            Assert.Equal(activation.Derivative.Evaluate(x), activation.Slope(activation.SlopeFromOutput ? y : x), 1e-13);
        }
    }

    private static string Row(string kind, string summary)
    {
        var (function, derivative) = Describe(kind);
        string source = Source().Match(summary).Groups[1].Value, peer = Peer().Match(summary).Groups[1].Value;
        return $"| `{kind}` | {PageTable.Cell(function)} | {PageTable.Cell(derivative)} | {(source.Length > 0 ? source : "–")} | {(peer.Length > 0 ? peer : "–")} |";
    }

    private static (string Function, string Derivative) Describe(string kind)
    {
        if (Node(kind) is not { } node)
            return ("x", "1");
        if (node.Operator is Activation { Name: not "Negate" } activation)
            return (activation.Function.ToString(), activation.Derivative.ToString());
        if (node.Operator is LearnedActivation learned)
            return (learned.Function.ToString(), string.Join("; ", Enumerable.Select(learned.Function.Variables, (name, i) => $"by {name}: {learned.Function.Derivative(i)}")));
        var graph = Graph(kind);
        var (x, y) = (node.Inputs[0].Display, Last(graph, kind).Result.Display);
        string function = Last(graph, kind).Operator.Formula(Last(graph, kind)), derivative = string.Empty;
        foreach (var backward in graph.Nodes.Where(candidate => candidate.IsBackward && candidate.Layer.Kind == kind))
            derivative = derivative.Length == 0 ? backward.Operator.Formula(backward) : $"−({derivative})"; // what comes last is the negation

        return (In(function.Replace(node.Result.Display, "−x", StringComparison.Ordinal)), In(derivative));

        string In(string text) => Regex.Replace(text.Replace($"∂L/∂{y}", "δ", StringComparison.Ordinal), $@"\b{x}\b", "x").Replace(y, "y", StringComparison.Ordinal);
    }

    private static Node? Node(string kind) => Graph(kind).Nodes.FirstOrDefault(node => !node.IsBackward && node.Layer.Kind == kind);

    private static Node Last(NetworkGraph graph, string kind) => graph.Nodes.Last(node => !node.IsBackward && node.Layer.Kind == kind);

    // As it is declared, before anything is fused.
    private static NetworkGraph Graph(string kind)
    {
        var compilation = Harness.Compile($"[Network, Input(3), Dense(8), {kind}{Arguments.GetValueOrDefault(kind)}, Dense(1)] public partial class Net;");
        var parsed = NetworkParser.Parse(compilation.GetTypeByMetadataName("Net")!, compilation, new Dictionary<string, INamedTypeSymbol>(StringComparer.Ordinal), CancellationToken.None);
        Assert.Empty(parsed.Diagnostics);
        return ProgramBuilder.Build(GraphBuilder.Build(parsed.Spec).Network!, isDouble: true, optimize: false).Differentiate!.Graph;
    }

    [GeneratedRegex(@"\. ([A-Z][\w ]+? (?:and \w+ |et al\. )?\(\d{4}\))\.")]
    private static partial Regex Source();

    [GeneratedRegex(@"PyTorch's (`\w+`)\.")]
    private static partial Regex Peer();
}
