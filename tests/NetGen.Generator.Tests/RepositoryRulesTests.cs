using System.Text.RegularExpressions;

namespace NetGen.Generator.Tests;

/// <summary>Rules of the code base that a compiler does not hold.</summary>
public sealed class RepositoryRulesTests
{
    private static readonly string[] SeesRoslyn = ["NetGenGenerator.cs", "Parsing", "Diagnostics"];

    [Fact]
    public void OnlyTheEdgesOfTheGeneratorSeeRoslyn()
    {
        var files = SourceFiles("src/Generator").ToArray();
        Assert.NotEmpty(files);
        Assert.Contains(files, file => MentionsRoslyn(file.Text));
        var strangers = files
            .Where(file => MentionsRoslyn(file.Text) && !SeesRoslyn.Contains(file.Path.Split('/')[2]))
            .Select(file => file.Path);
        Assert.Empty(strangers);
    }

    [Fact]
    public void TheIdsAreConstantsWithoutRoslyn() =>
        Assert.DoesNotContain("Microsoft.CodeAnalysis", File.ReadAllText(Repository.At("src/Generator/Diagnostics/DiagnosticIds.cs")), StringComparison.Ordinal);

    [Fact]
    public void TheScanFindsWhatItForbids()
    {
        Assert.True(MentionsRoslyn("using Microsoft.CodeAnalysis;"));
        Assert.True(MentionsRoslyn("global::Microsoft.CodeAnalysis.CSharp.SyntaxFacts.X()"));
        Assert.False(MentionsRoslyn("// nothing of the sort"));
    }

    private static bool MentionsRoslyn(string text) => Regex.IsMatch(text, @"\bMicrosoft\s*\.\s*CodeAnalysis\b");

    private static IEnumerable<(string Path, string Text)> SourceFiles(string directory) =>
        from path in Directory.EnumerateFiles(Repository.At(directory), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')
        where !relative.Contains("/obj/", StringComparison.Ordinal) && !relative.Contains("/bin/", StringComparison.Ordinal)
        select (relative, File.ReadAllText(path));
}
