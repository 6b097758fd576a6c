using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Generator.Model;

namespace NetGen.Generator.Tests;

/// <summary>Generated code compiles where the user's own names hide those of the framework.</summary>
public sealed class ShadowTests
{
    private const string Network = "[Network, Input(5), Dense(20), GELU, Dropout(0.1), Dense(3), SoftmaxCrossEntropy] public sealed partial class Net";

    [Fact]
    public void TypesBesideTheNetwork() => AssertCompiles($"namespace My; {Each("class {0} { }")} {Network};");

    [Fact]
    public void NamespacesBesideTheNetwork() => AssertCompiles($"namespace My {{ {Each("namespace {0} { class C { } }")} {Network} {{ }} }}");

    [Fact]
    public void MembersOfTheNetwork() => AssertCompiles($"namespace My; {Network} {{ {Each("public int {0} => 1;")} }}");

    [Fact]
    public void TypesInTheGlobalNamespace() => AssertCompiles($"{Each("class {0} { }")} namespace My {{ {Network} {{ }} }}");

    [Fact]
    public void AMemberOfABaseOrOfATypeAround() =>
        AssertCompiles($"namespace My; class Base {{ protected int Math; }} partial class Outer : Base {{ class Vector512 {{ }} class Unsafe {{ }} {Network} {{ }} }}");

    [Fact]
    public void CommentsAndStringsKeepTheirWords() => Assert.Equal(
        "x.Math(\"Math\", global::System.Math.Log(2), Maths); // Math",
        FrameworkNames.Qualify("x.Math(\"Math\", Math.Log(2), Maths); // Math", ["Math"]));

    [Fact]
    public void WithoutSuchNamesTheTextStaysShort() =>
        Assert.DoesNotContain("global::System.Runtime.CompilerServices.Unsafe", string.Concat(Generated($"namespace My; {Network};").Select(tree => tree.ToString())), StringComparison.Ordinal);

    private static string Each(string declaration) => string.Join(' ', FrameworkNames.All.Select(name => declaration.Replace("{0}", name, StringComparison.Ordinal)));

    private static void AssertCompiles(string source)
    {
        Harness.Driver().RunGeneratorsAndUpdateCompilation(Harness.Compile(source), out var compilation, out _);
        Assert.Equal("", string.Join("\n", compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || !diagnostic.Location.SourceTree!.FilePath.StartsWith("File", StringComparison.Ordinal))));
    }

    private static IEnumerable<SyntaxTree> Generated(string source) => Harness.Driver().RunGenerators(Harness.Compile(source)).GetRunResult().GeneratedTrees;
}
