using System.Text.RegularExpressions;
using NetGen.Generator.Tests;

namespace NetGen.Tests.Processes;

/// <summary>The sample Classics: its commands, its pages, its exit codes.</summary>
public sealed class ClassicsTests
{
    [Fact]
    public void WhatThereIsNotIsSaidAndWhatThereIsHasAPage()
    {
        var (code, output, errors) = Run("perzeptron");
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("There is no sample 'perzeptron'.", errors, StringComparison.Ordinal);
        Assert.Equal(2, Run().ExitCode);

        string[] samples = [.. Regex.Matches(errors, "^  (\\S+) ", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
        Assert.True(samples.Length >= 7);
        string index = File.ReadAllText(Repository.At("docs/classics/README.md"));
        Assert.All(samples, sample => Assert.Contains($"| [`{sample}`]({sample}.md) |", index, StringComparison.Ordinal));
        Assert.All(samples, sample => Assert.Contains($"--project samples/Classics -- {sample}\n", File.ReadAllText(Repository.At($"docs/classics/{sample}.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal));
        Assert.Equal(samples.Length + 1, Directory.GetFiles(Repository.At("docs/classics")).Length);
    }

    // Whole numbers: the same lines on every machine.
    [Fact]
    public void ItPrintsWhatItsPageSays()
    {
        var (code, output, errors) = Run("perceptron");
        Assert.Equal((0, ""), (code, errors));
        string page = File.ReadAllText(Repository.At("docs/classics/perceptron.md")).ReplaceLineEndings("\n");
        string[] shown = [.. Regex.Matches(page, "```\n(.*?)\n```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).Where(line => !line.StartsWith("dotnet", StringComparison.Ordinal))];
        Assert.Equal(2, shown.Length);
        Assert.All(shown, line => Assert.Contains(line, output, StringComparison.Ordinal));
        Assert.EndsWith(", 0 broken\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output, string Errors) Run(params string[] arguments) => ChildProcess.Run(ChildProcess.Program("Classics", arguments));
}
