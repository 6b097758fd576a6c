using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using NetGen.Generator.Diagnostics;

namespace NetGen.Generator.Tests;

/// <summary>Every diagnostic has its page, and the page is right: its example triggers it and its fix does not.</summary>
public sealed class DocumentationTests
{
    public static TheoryData<string> Ids => [.. DiagnosticDescriptors.All.Select(descriptor => descriptor.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void ThePageHasTitleExampleAndFix(string id)
    {
        var descriptor = DiagnosticDescriptors.Of(id);
        Assert.Equal($"docs/diagnostics/{id}.md", descriptor.HelpLinkUri);
        Assert.Equal("NetGen", descriptor.Category);
        var page = Page(id);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n\n*{descriptor.DefaultSeverity}.* ", page, StringComparison.Ordinal);
        Assert.Matches("\n## Example\n\n```[a-z]+\n", page);
        Assert.Contains("\n## Fix\n\n", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task TheExampleTriggersItAndTheFixDoesNot(string id)
    {
        var blocks = Regex.Matches(Page(id), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToArray();
        if (blocks.Length == 0)
        {
            Assert.Contains(id, new[] { DiagnosticIds.LanguageVersionTooOld, DiagnosticIds.RuntimeTooOld, DiagnosticIds.InternalError });
            return;
        }

        Assert.Equal(2, blocks.Length);
        var example = await Harness.Analyze(Harness.Compile(blocks[0]));
        Assert.Equal([id], example.Select(diagnostic => diagnostic.Id));
        Assert.Empty((await Harness.Analyze(Harness.Compile(blocks[1]))).Select(diagnostic => diagnostic.ToString()));
        Assert.DoesNotContain(
            Harness.WithGenerated(Harness.Compile(blocks[1])).GetDiagnostics(),
            diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591");
    }

    [Fact]
    public void ThereIsNoPageWithoutADiagnostic() => Assert.Equal(
        DiagnosticDescriptors.All.Select(descriptor => descriptor.Id).Order(StringComparer.Ordinal),
        Directory.EnumerateFiles(Repository.At("docs/diagnostics"), "NG*.md").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal));

    [Fact]
    public void TheIndexListsThemAll()
    {
        var index = File.ReadAllText(Repository.At("docs/diagnostics/README.md"));
        foreach (var descriptor in DiagnosticDescriptors.All)
            Assert.Contains($"| [{descriptor.Id}]({descriptor.Id}.md) | {descriptor.DefaultSeverity.ToString().ToLowerInvariant()} | {descriptor.Title} |", index, StringComparison.Ordinal);
    }

    [Fact]
    public void TheIdsAreAllDescribed()
    {
        var ids = typeof(DiagnosticIds).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToArray();
        Assert.Equal(ids, DiagnosticDescriptors.All.Select(descriptor => descriptor.Id));
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    // The summary of each constant is what those who report read; it must not drift from the message.
    [Fact]
    public void TheMessagesAreThoseThatTheIdsDocument()
    {
        var source = File.ReadAllText(Repository.At("src/Generator/Diagnostics/DiagnosticIds.cs"));
        foreach (var descriptor in DiagnosticDescriptors.All)
        {
            var summary = Regex.Match(source, $"<summary>(.*)</summary>\\s*public const string \\w+ = \"{descriptor.Id}\"").Groups[1].Value;
            Assert.StartsWith(descriptor.MessageFormat + ".", summary.Replace("&lt;", "<").Replace("&gt;", ">"), StringComparison.Ordinal);
        }
    }

    private static string Page(string id) => File.ReadAllText(Repository.At($"docs/diagnostics/{id}.md")).Replace("\r\n", "\n");
}
