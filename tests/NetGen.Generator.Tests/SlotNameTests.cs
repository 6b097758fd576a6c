using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Tests;

/// <summary>An input or an output may have any name: those that generated code needs itself are told so, all others compile.</summary>
public sealed class SlotNameTests
{
    private const string Network = "[Network, Input(4, Name = \"{1}\"), Dropout(0.1), Dense(3), Output(\"{2}\"), SoftmaxCrossEntropy] public partial class N{0} { }";

    // Every word of the file with the public methods, so that no new local can be forgotten; values in other files have names of their own.
    private static readonly Lazy<string[]> Words = new(() =>
    {
        var files = Harness.Generate(Harness.Compile(Text("", "x", "y")));
        return [.. Regex.Matches(files["N.g.cs"], @"\b[\p{L}_][\p{L}\p{Nd}_]*\b").Select(match => match.Value).Where(Identifiers.IsValid).Distinct().Order(StringComparer.Ordinal)];
    });

    [Fact]
    public void ANameIsReportedOrCompiles()
    {
        var names = Words.Value;
        Assert.InRange(names.Length, 100, 1000);
        var (allowed, refused) = (names.Where(IsAllowed).ToArray(), names.Where(name => !IsAllowed(name)).ToArray());
        var reported = Harness.Generate(Harness.Compile([.. refused.Select((name, i) => Text("I" + Number(i), name, "y")), .. refused.Select((name, i) => Text("O" + Number(i), "x", name))]));
        Assert.All(reported, file => Assert.Contains("has errors", file.Value, StringComparison.Ordinal));

        // Each name as an input and as the output of another network.
        string[] sources = [.. allowed.Select((name, i) => Text(Number(i), name, allowed[(i + 1) % allowed.Length]))];
        var compilation = Harness.WithGenerated(Harness.Compile(sources));
        var broken = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();
        Assert.True(broken.Length == 0, string.Join('\n', broken.Select(diagnostic => $"{sources[int.Parse(Regex.Match(diagnostic.Location.SourceTree!.FilePath, @"N(\d+)\.").Groups[1].Value, CultureInfo.InvariantCulture)]}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}")));
        Assert.DoesNotContain(compilation.SyntaxTrees, tree => tree.FilePath.Contains("NetGenGenerator", StringComparison.Ordinal) && tree.GetText().ToString().Contains("has errors", StringComparison.Ordinal));
    }

    [Fact]
    public Task WhatMethodsUseIsNamed() => Harness.Expect(
        """
        [Network, Input(4, Name = ⟦"count"⟧), Dense(3)] public partial class A { }
        [Network, Input(4), Dense(3), ⟦Output("parallelism")⟧] public partial class B { }
        """,
        "NG1102: The name 'count' is given twice, to an input and to a variable or member of generated methods",
        "NG1102: The name 'parallelism' is given twice, to a variable or member of generated methods and to an output");

    private static bool IsAllowed(string name) => !NetworkNames.OfMethods.Contains(name);

    private static string Number(int i) => i.ToString(CultureInfo.InvariantCulture);

    private static string Text(string number, string input, string output) => Network.Replace("{0}", number, StringComparison.Ordinal).Replace("{1}", input, StringComparison.Ordinal).Replace("{2}", output, StringComparison.Ordinal);
}
