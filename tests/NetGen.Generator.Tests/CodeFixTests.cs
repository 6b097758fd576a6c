using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using NetGen.CodeFixes;
using NetGen.Generator.Diagnostics;

namespace NetGen.Generator.Tests;

public sealed class CodeFixTests
{
    private const string Layers = "[NetGen.Network, NetGen.Input(4), NetGen.Dense(2)]\n";

    [Theory]
    [InlineData("class Net;", "partial class Net;")]
    [InlineData("/* of digits */ class Net;", "/* of digits */ partial class Net;")]
    [InlineData("public sealed class Net { int x; }", "public sealed partial class Net { int x; }")]
    public async Task AddsPartial(string before, string after) => Assert.Equal(Layers + after, await Fix(Layers + before));

    [Fact]
    public async Task AddsPartialToAllTypesAround()
    {
        var source = "static class A\n{\n    // kept\n    struct B\n    {\n        " + Layers + "        internal class Net;\n    }\n}\n";
        var expected = source
            .Replace("static class A", "static partial class A", StringComparison.Ordinal)
            .Replace("struct B", "partial struct B", StringComparison.Ordinal)
            .Replace("internal class", "internal partial class", StringComparison.Ordinal);
        Assert.Equal(expected, await Fix(source));
    }

    [Fact]
    public async Task LeavesWhatIsPartialAlone()
    {
        var source = "partial class A { class B { " + Layers + "public partial class Net; } }";
        Assert.Equal(source.Replace("class B", "partial class B", StringComparison.Ordinal), await Fix(source));
    }

    [Fact]
    public void FixesTheTwoDiagnosticsAndCanFixAll()
    {
        var fix = new MakePartialCodeFix();
        Assert.Equal([DiagnosticIds.NotPartial, DiagnosticIds.ContainingTypeNotPartial], fix.FixableDiagnosticIds.AsEnumerable());
        Assert.NotNull(fix.GetFixAllProvider());
    }

    private static async Task<string> Fix(string source)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("App", LanguageNames.CSharp)
            .WithParseOptions(Harness.ParseOptions)
            .WithMetadataReferences(Harness.References);
        var document = project.AddDocument("Net.cs", source);
        var tree = (await document.GetSyntaxTreeAsync())!;
        var found = (await Harness.Analyze(Harness.Compile(source))).First();
        var diagnostic = Diagnostic.Create(found.Descriptor, Location.Create(tree, found.Location.SourceSpan));
        var actions = new List<CodeAction>();
        await new MakePartialCodeFix().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), default));
        var operations = await Assert.Single(actions).GetOperationsAsync(default);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        var text = (await changed.GetDocument(document.Id)!.GetTextAsync()).ToString();
        Assert.Empty(await Harness.Analyze(Harness.Compile(text)));
        return text;
    }
}
