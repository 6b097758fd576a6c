using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Generator.Model;
using NetGen.Generator.Parsing;

namespace NetGen.Generator.Tests;

/// <summary>What Parsing reports about the class of a network, by id, message and span.</summary>
public sealed class ClassDiagnosticTests
{
    private const string Layers = "[Network, Input(4), Dense(2)]";

    [Fact]
    public Task ARightNetworkHasNoDiagnostics() => Harness.Expect(Layers + " public sealed partial class Net;");

    [Fact]
    public Task AClassIsPartial() => Harness.Expect(
        Layers + " public sealed class ⟦Net⟧ { }",
        "NG1501: Network 'Net' must be partial");

    [Fact]
    public Task ContainingTypesArePartial() => Harness.Expect(
        "class A { partial class B { " + Layers + " partial class ⟦Net⟧; } }",
        "NG1502: 'A', which contains network 'Net', must be partial");

    [Fact]
    public Task ANetworkIsNotGeneric() => Harness.Expect(
        Layers + " partial class ⟦Net⟧<T>;",
        "NG1503: Network 'Net' cannot be generic");

    [Fact]
    public Task NorNestedInAGenericType() => Harness.Expect(
        "partial class Outer<T> { " + Layers + " partial class ⟦Net⟧; }",
        "NG1503: Network 'Net' cannot be generic, nor nested in the generic type 'Outer'");

    [Fact]
    public Task LayersAreOnOneDeclaration() => Harness.Expect(
        [Layers + " partial class Net;", "[⟦Dense(3)⟧, Dense(1)] partial class Net;"],
        ["NG1504: The attributes of 'Net' are spread over two declarations, and their order would be that of the files; put all on one"]);

    [Fact]
    public Task InputsCountAsLayersThere() => Harness.Expect(
        ["[Input(4)] partial class Net;", "[Network, ⟦Dense(3)⟧] partial class Net;"],
        ["NG1504: The attributes of 'Net' are spread over two declarations, and their order would be that of the files; put all on one"]);

    [Fact]
    public Task TheNetworkAttributeAndOthersMayStandApart() => Harness.Expect(
        ["[Network, Obsolete] partial class Net;", "[Input(4), Dense(3)] partial class Net { int x; }"],
        []);

    [Theory]
    [InlineData("static partial class ⟦Net⟧;", "static")]
    [InlineData("abstract partial class ⟦Net⟧;", "abstract")]
    [InlineData("partial record ⟦Net⟧;", "a record")]
    [InlineData("file partial class ⟦Net⟧;", "file-local")]
    [InlineData("partial class ⟦Net⟧(int x) { int y = x; }", "given a primary constructor")]
    [InlineData("partial class ⟦Net⟧ : Base; class Base(int x) { int y = x; }", "derived from 'Base', which has no parameterless constructor")]
    public Task ANetworkIsAnOrdinaryClass(string declaration, string what) => Harness.Expect(
        $"{Layers} {declaration}",
        $"NG1505: Network 'Net' cannot be {what}");

    [Fact]
    public Task ABaseClassMayBeConstructedWithoutArguments() => Harness.Expect(
        Layers + " partial class Net : Base; class Base { protected Base() { } }");

    [Fact]
    public Task AClassIsNotNetworkAndBlock() => Harness.Expect(
        "[Network, Block, Input(4), Dense(2)] partial class ⟦Net⟧;",
        "NG1508: 'Net' is both a network and a block; remove one of the attributes");

    [Fact]
    public Task ANetworkHasLayers() => Harness.Expect(
        "[⟦Network⟧, Input(4)] partial class Net;",
        "NG1201: Network 'Net' has no layers");

    [Fact]
    public async Task TheLanguageIsNewEnough()
    {
        var compilation = Create(Harness.ParseOptions.WithLanguageVersion(LanguageVersion.CSharp11), Harness.References);
        var diagnostic = Assert.Single(await Harness.Analyze(compilation));
        Assert.Equal("NG1506", diagnostic.Id);
        Assert.Equal("NetGen's code needs C# 13 or newer, but this project compiles as C# 11; set LangVersion in the project", diagnostic.GetMessage());
        Assert.Equal("Net", Text(diagnostic));
        Assert.Empty(Harness.Generate(compilation));
    }

    [Fact]
    public async Task TheMinimumLanguageIsEnough() => Assert.Empty(await Harness.Analyze(
        Create(Harness.ParseOptions.WithLanguageVersion(ClassRules.MinimumLanguageVersion), Harness.References)));

    [Fact]
    public async Task TheRuntimeIsThere()
    {
        var compilation = Create(Harness.ParseOptions, Harness.References.Where(reference => Path.GetFileName(reference.Display) != "NetGen.Runtime.dll"));
        var diagnostic = Assert.Single(await Harness.Analyze(compilation));
        Assert.Equal("NG1507", diagnostic.Id);
        Assert.Equal(
            "NetGen's code needs .NET 10 and the NetGen runtime, but NetGen.INetwork<TSelf, TScalar> is missing; target net10.0 or newer and reference NetGen",
            diagnostic.GetMessage());
        Assert.Equal("Net", Text(diagnostic));
        Assert.Empty(Harness.Generate(compilation));
    }

    [Fact]
    public void TheFrameworkHasVectorsOf512Bits()
    {
        var compilation = Create(Harness.ParseOptions, []);
        var diagnostics = new List<SpecDiagnostic>();
        Assert.False(ClassRules.CheckEnvironment(compilation.GetTypeByMetadataName("Net")!, "Net", compilation, diagnostics));
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal("NG1507", diagnostic.Id);
        Assert.Equal(["System.Runtime.Intrinsics.Vector512"], diagnostic.Arguments);
    }

    [Theory]
    [InlineData("[Network, Input(4), Dense(\"x\", 3)] partial class Net;")]
    [InlineData("[Network, Input(4), Dens(3)] partial class Net;")]
    [InlineData("[Network, Input(4), Repeat<Missing>(3)] partial class Net;")]
    [InlineData("[Network, Input(\"4\"), Dense(3)] partial class Net;")]
    public Task WhatCSharpReportsIsNotRepeated(string source) => Harness.Expect(source);

    [Fact]
    public void ASecondNetworkAttributeIsCSharpsToReport() => Assert.Single(
        Harness.Generate(Harness.Compile(Layers + " partial class Net;", "[Network] partial class Net;")).Keys,
        name => name == "Net.g.cs");

    private static CSharpCompilation Create(CSharpParseOptions options, IEnumerable<MetadataReference> references) =>
        Harness.Create("App", options, references, [("File0.cs", "using NetGen; [Network, Input(4), Dense(2)] public sealed partial class Net { }")]);

    private static string Text(Diagnostic diagnostic) => diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);
}
