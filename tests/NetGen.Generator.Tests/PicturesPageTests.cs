using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace NetGen.Generator.Tests;

/// <summary>The programs of <c>docs/pictures.md</c> compile, and the page names every change there is.</summary>
public sealed class PicturesPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.At("docs/pictures.md")).ReplaceLineEndings("\n");

    public static TheoryData<string> Programs => [.. Regex.Matches(Page, "```csharp\n(.*?)```\n", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task TheProgramsCompile(string code)
    {
        var program = Harness.WithGenerated(ReadMeTests.Compile(code));
        Assert.Empty(program.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591"));
        Assert.Empty(await Harness.Analyze(ReadMeTests.Compile(code)));
    }

    [Fact]
    public void EveryChangeIsListed()
    {
        Type augmentation = typeof(Augmentation<float>);
        string[] changes = [.. augmentation.GetMethods().Where(method => method.ReturnType == augmentation).Select(method => method.Name)];
        Assert.True(changes.Length >= 11);
        string rows = string.Concat(Page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)));
        Assert.All(changes, change => Assert.Contains($"`{change}(", rows, StringComparison.Ordinal));
        Assert.Equal(3, Programs.Count);
    }
}
