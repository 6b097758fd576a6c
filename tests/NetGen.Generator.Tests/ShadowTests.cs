using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Generator.Model;

namespace NetGen.Generator.Tests;

/// <summary>Generated code compiles where the user's own names hide those of the framework.</summary>
public sealed class ShadowTests
{
    private const string Network = "[Network, Input(5), Dense(20), GELU, Dropout(0.1), Dense(3), SoftmaxCrossEntropy] public sealed partial class Net";

    /// <summary>A simple name of a type of the framework that <see cref="FrameworkNames"/> does not know could be hidden unnoticed.</summary>
    [Theory]
    [InlineData(Network + ";")]
    [InlineData("[Network, Input(4), Dense(2, From = \"nobody\")] public sealed partial class Broken;")]
    public void EverySimpleNameOfTheFrameworkIsKnown(string network)
    {
        var compilation = Harness.WithGenerated(Harness.Compile("namespace My; " + network));
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees.Where(tree => tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) && !tree.FilePath.EndsWith("Tiles.g.cs", StringComparison.Ordinal)))
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Where(IsLookedUp))
            {
                var symbol = model.GetSymbolInfo(name).Symbol;
                var type = symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor ? constructor.ContainingType : symbol as INamedTypeSymbol;

                // Not a word of the language, such as nuint.
                if (type is not null && type.Name.StartsWith(name.Identifier.Text, StringComparison.Ordinal) && !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly))
                    names.Add(name.Identifier.Text);
            }
        }

        Assert.NotEmpty(names);
        Assert.Empty(names.Except(FrameworkNames.All));

        // Neither the right side of a dot or of global::, nor a using.
        static bool IsLookedUp(SimpleNameSyntax name) =>
            !name.Ancestors().Any(ancestor => ancestor is UsingDirectiveSyntax)
            && name.Parent switch
            {
                MemberAccessExpressionSyntax access => access.Expression == name,
                QualifiedNameSyntax qualified => qualified.Left == name,
                AliasQualifiedNameSyntax => false,
                _ => true,
            };
    }

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

    /// <summary>An alias, and types that a directive brings in beside those of the framework.</summary>
    [Fact]
    public void GlobalDirectives() => AssertCompiles(
        $"global using Math = My.Other; global using Unsafe = My.Other; global using My.More; namespace My {{ public class Other {{ }} {Network} {{ }} }} namespace My.More {{ public class Vector512 {{ }} public class MethodImplAttribute {{ }} public class Span {{ }} }}");

    [Fact]
    public void AnAttributeBesideTheNetwork() =>
        AssertCompiles($"namespace My; class MethodImplAttribute : Attribute {{ }} {Network};");

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
