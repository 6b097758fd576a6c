using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace NetGen.Generator.Tests;

/// <summary>The programs that pages of the documentation show compile, without warnings.</summary>
public sealed class PageProgramTests
{
    // How many programs each page has.
    private static readonly Dictionary<string, int> Pages = new(StringComparer.Ordinal)
    {
        ["docs/activations.md"] = 1,
        ["docs/custom-layers.md"] = 1,
        ["docs/gradients.md"] = 3,
        ["docs/initializers.md"] = 1,
        ["docs/losses.md"] = 5,
        ["docs/optimizers.md"] = 4,
        ["docs/own-functions.md"] = 3,
        ["docs/pictures.md"] = 3,
        ["docs/regularization.md"] = 3,
        ["docs/schedules.md"] = 1,
        ["docs/training.md"] = 2,
    };

    public static TheoryData<string, string> Programs
    {
        get
        {
            var programs = new TheoryData<string, string>();
            foreach (string page in Pages.Keys)
            {
                foreach (Match match in Regex.Matches(File.ReadAllText(Repository.At(page)).ReplaceLineEndings("\n"), "```csharp\n(.*?)```\n", RegexOptions.Singleline))
                    programs.Add(page, match.Groups[1].Value);
            }

            return programs;
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task TheProgramsCompile(string page, string code)
    {
        var program = Harness.WithGenerated(ReadMeTests.Compile(code));
        Assert.Empty(program.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591").Select(diagnostic => $"{page}: {diagnostic}"));
        Assert.Empty(await Harness.Analyze(ReadMeTests.Compile(code)));
    }

    [Fact]
    public void NoneIsMissed() => Assert.Equal(Pages.Values.Sum(), Programs.Count);
}
