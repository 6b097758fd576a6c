using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Generator.Graph;

namespace NetGen.Generator.Tests;

/// <summary>An input or an output may have any name: those that generated code needs itself are told so, all others compile.</summary>
public sealed class SlotNameTests
{
    private const string Network = "[Network, Input(4, Name = \"{1}\"), Dropout(0.1), Dense(3), Output(\"{2}\"), SoftmaxCrossEntropy] public partial class N{0} { }";

    // What the file with the public methods declares, and what its expressions begin with, so that no new local can be forgotten.
    private static readonly Lazy<string[]> Words = new(() =>
    {
        var files = Harness.Generate(Harness.Compile(Text("", "x", "y")));
        var nodes = Harness.Parse(files["N.g.cs"], "N.g.cs").GetRoot().DescendantNodes().ToArray();
        var declared = nodes.Select(node => node switch
        {
            ParameterSyntax parameter => parameter.Identifier,
            VariableDeclaratorSyntax variable => variable.Identifier,
            MethodDeclarationSyntax method => method.Identifier,
            PropertyDeclarationSyntax property => property.Identifier,
            BaseTypeDeclarationSyntax type => type.Identifier,
            InvocationExpressionSyntax { Expression: IdentifierNameSyntax called } => called.Identifier,
            MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner } => owner.Identifier,
            _ => default,
        });
        return [.. declared.Select(identifier => identifier.Text).Where(name => name is not null && Identifiers.IsValid(name)).Except(["N", "Dense1", "Dropout1", "x", "y"]).Distinct().Order(StringComparer.Ordinal)];
    });

    [Fact]
    public void ANameIsReportedOrCompiles()
    {
        var names = Words.Value;
        Assert.InRange(names.Length, 60, 200);
        var (allowed, refused) = (names.Where(IsAllowed).ToArray(), names.Where(name => !IsAllowed(name)).ToArray());
        var reported = Harness.Generate(Harness.Compile([.. refused.Select((name, i) => Text("I" + Number(i), name, "y")), .. refused.Select((name, i) => Text("O" + Number(i), "x", name))]));
        Assert.All(reported, file => Assert.Contains("has errors", file.Value, StringComparison.Ordinal));

        // Each name as an input and as the output of another network; the names of values, in the other files, are not the user's.
        string[] sources = [.. allowed.Select((name, i) => Text(Number(i), name, allowed[(i + 7) % allowed.Length]))];
        var compilation = Harness.WithGenerated(Harness.Compile(sources));
        var surfaces = compilation.SyntaxTrees.Select(tree => (Tree: tree, Match: Regex.Match(tree.FilePath, @"[\\/]N(\d+)\.g\.cs$"))).Where(pair => pair.Match.Success).ToArray();
        Assert.Equal(sources.Length, surfaces.Length);
        foreach (var (tree, match) in surfaces)
        {
            var source = sources[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)];
            Assert.False(tree.ToString().Contains("has errors", StringComparison.Ordinal), source);
            var broken = compilation.GetSemanticModel(tree).GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            Assert.True(broken is null, $"{source}: {broken?.GetMessage(CultureInfo.InvariantCulture)}");
        }
    }

    [Fact]
    public Task WhatMethodsUseIsNamed() => Harness.Expect(
        """
        [Network, Input(4, Name = ⟦"count"⟧), Dense(3)] public partial class A { }
        [Network, Input(4), Dense(3), ⟦Output("parallelism")⟧] public partial class B { }
        [Network, Input(4), Dense(3), ⟦Output("inputs")⟧] public partial class C { }
        [Network, Input(4, Name = "outputs"), Dense(3), ⟦Output("output")⟧] public partial class D { }
        """,
        "NG1102: The name 'count' is given twice, to an input and to a variable or member of generated methods",
        "NG1102: The name 'parallelism' is given twice, to a variable or member of generated methods and to an output",
        "NG1102: The name 'inputs' is given twice, to an input and to an output",
        "NG1102: The name 'output' is given twice, to an input and to an output");

    private static bool IsAllowed(string name) => !NetworkNames.OfMethods.Contains(name);

    private static string Number(int i) => i.ToString(CultureInfo.InvariantCulture);

    private static string Text(string number, string input, string output) => Network.Replace("{0}", number, StringComparison.Ordinal).Replace("{1}", input, StringComparison.Ordinal).Replace("{2}", output, StringComparison.Ordinal);
}
