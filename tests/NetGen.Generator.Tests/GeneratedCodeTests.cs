using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NetGen.Generator.Tests;

/// <summary>
/// What is generated compiles in a project as strict as they come: warnings as errors, nullable, documentation of every
/// public member, checked arithmetic, no unsafe blocks, the oldest language that is allowed.
/// </summary>
public sealed class GeneratedCodeTests
{
    private const string Layers = """[Network, Input(4), Dense(8), ReLU, Dropout(0.5), Repeat<global::Blocks.Body>(2, "d=8"), Dense(3), SoftmaxCrossEntropy]""";

    private const string Body = """
        public static class Blocks
        {
            [Block("d"), Dense("2*d"), GELU, Dense("d"), Tanh] public sealed class Body;
        }
        """;

    [Theory]
    [InlineData("[…] public sealed partial class Net;")]
    [InlineData("[…] internal partial class Net { }")]
    [InlineData("namespace A.B; […] public partial class Net;")]
    [InlineData("namespace A { namespace B { […] public partial class Net; } }")]
    [InlineData("namespace A.@class; […] public partial class @event;")]
    [InlineData("public static partial class Models { […] public partial class Net; }")]
    [InlineData("namespace A; internal partial record struct Outer { partial interface IInner { […] internal partial class Net; } }")]
    [InlineData("public partial class Outer { […] private partial class Net; […] protected internal partial class Other; }")]
    [InlineData("public partial class Δίκτυο { […] public partial class Νευρωνικό; }")]
    [InlineData("[…] public partial class Net : Base; public class Base { }")]
    [InlineData("namespace Company.System; […] public partial class Net;")]
    [InlineData("namespace Company.NetGen.Runtime; […] public partial class Net;")]
    [InlineData("namespace System.Company; […] public partial class Net;")]
    [InlineData("namespace NetGen.Company; […] public partial class Net;")]
    [InlineData("using N = NetGen.NetworkAttribute; [N, Input(4), Dense(2)] public partial class Net;")]
    public void CompilesWhereverTheClassStands(string declaration) =>
        AssertCompiles(Strict([("Net.cs", declaration.Replace("[…]", Layers, StringComparison.Ordinal)), ("Body.cs", Body)]));

    [Fact]
    public void TwoNetworksOfOneNameInTwoNamespaces() => AssertCompiles(Strict(
    [
        ("A.cs", "namespace A; " + Layers + " public partial class Net;"),
        ("B.cs", "namespace B; " + Layers.Replace("Dense(3)", "Dense(5)", StringComparison.Ordinal) + " public partial class Net;"),
        ("Body.cs", Body),
    ]));

    [Fact]
    public void SeveralInputsOutputsAndTargets() => AssertCompiles(Strict(
    [
        ("Net.cs", """
            [Network(Precision = Precision.Double)]
            [Input(4, Name = "left"), Input(2, Name = "right")]
            [Concat("left", "right"), Dense(6, Name = "trunk"), SiLU(Name = "shared")]
            [Dense(3, Name = "classes"), Output("label"), SoftmaxCrossEntropy]
            [Dense(1, From = "shared", Name = "value"), Output("score"), MeanSquaredError(Weight = 0.5)]
            public sealed partial class Net;
            """),
    ]));

    [Fact]
    public void ANetworkOfALibraryIsUsedByAnother()
    {
        var library = Strict([("Net.cs", "namespace Lib; " + Layers + " public partial class Net;"), ("Body.cs", Body)], "Library");
        var app = Strict(
            [("Own.cs", "namespace Own; " + Layers + " public partial class Net { public Lib.Net? Other { get; set; } }")],
            "App",
            Image(library));
        AssertCompiles(app);
    }

    [Fact]
    public void NamespacesNamedLikeThoseOfTheFrameworkAreNotMeant() => AssertCompiles(Strict(
    [
        ("Net.cs", "namespace N { " + Layers + " public partial class Net { } }"),
        ("Traps.cs", "namespace N.System { class Span; class Math; } namespace N.NetGen { class VectorMath; class FlatBuffer; }"),
        ("Body.cs", Body),
    ]));

    private static CSharpCompilation Strict((string Path, string Text)[] files, string assembly = "App", params MetadataReference[] references)
    {
        var compilation = Harness.Create(
            assembly,
            Harness.ParseOptions,
            [.. Harness.References, .. references],
            [("Usings.cs", "global using NetGen;"), .. files.Select(file => (file.Path, "#pragma warning disable CS1591 // the user's members\n" + file.Text))],
            checkOverflow: true);
        var options = compilation.Options
            .WithGeneralDiagnosticOption(ReportDiagnostic.Error)
            .WithWarningLevel(9999)
            .WithAllowUnsafe(false);
        return Harness.WithGenerated(compilation.WithOptions(options));
    }

    private static void AssertCompiles(CSharpCompilation compilation)
    {
        Assert.Contains(compilation.SyntaxTrees, tree => tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal));
        var problems = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.Empty(problems.Select(problem => problem.ToString()));
        Image(compilation);
    }

    private static PortableExecutableReference Image(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
