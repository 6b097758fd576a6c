using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Generator.Emission;
using NetGen.Generator.Model;

namespace NetGen.Generator.Tests;

/// <summary>A defect of the compiler is named, and costs only the network it was found on.</summary>
public sealed class FailureTests
{
    private static readonly string[] Sources =
    [
        "namespace N; [Network, Input(4), Dense(3)] public partial class Bad;",
        "namespace N; [Network, Input(4), Dense(3)] public partial class Good;",
    ];

    [Fact]
    public void AnExceptionBecomesADiagnosticThatNamesTheNetwork()
    {
        var result = Run(CompileAllButBad, Sources);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("NG9999", diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.StartsWith("NetGen failed on network 'N.Bad': System.InvalidOperationException: no such tile", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', diagnostic.GetMessage());
    }

    [Fact]
    public void TheOtherNetworksAreGenerated() =>
        Assert.Equal("N.Good.g.cs", Assert.Single(Run(CompileAllButBad, Sources).Results.Single().GeneratedSources).HintName);

    [Fact]
    public void NamesThatDifferInCaseOnlyBothGetTheirFiles()
    {
        var result = Run(NetworkCompiler.Compile, "[Network, Input(4), Dense(3)] partial class Net;", "[Network, Input(4), Dense(3)] partial class NET;");
        Assert.Null(result.Results.Single().Exception);
        var names = result.Results.Single().GeneratedSources.Select(file => file.HintName).ToArray();
        Assert.Contains("NET.g.cs", names);
        Assert.Contains("2-Net.g.cs", names);
    }

    private static CompiledNetwork CompileAllButBad(NetworkSpec spec) => spec.Name == "Bad"
        ? throw new InvalidOperationException("no such tile")
        : new CompiledNetwork(new EquatableArray<GeneratedFile>([new GeneratedFile(spec.FullName + ".g.cs", "// nothing")]), default);

    private static GeneratorDriverRunResult Run(Func<NetworkSpec, CompiledNetwork> compile, params string[] sources) => CSharpGeneratorDriver
        .Create([new NetGenGenerator(compile).AsSourceGenerator()], parseOptions: Harness.ParseOptions)
        .RunGenerators(Harness.Compile(sources))
        .GetRunResult();
}
