using System.Text.RegularExpressions;
using NetGen.Generator.Parsing;

namespace NetGen.Generator.Tests;

/// <summary>What <c>docs/own-functions.md</c> shows as generated is generated, and every function that is read is named.</summary>
public sealed partial class OwnFunctionsPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.At("docs/own-functions.md")).ReplaceLineEndings("\n");

    [Fact]
    public void WhatIsShownAsGeneratedIsGenerated()
    {
        var excerpt = Excerpt().Match(Page);
        var generated = Harness.Generate(ReadMeTests.Compile(Regex.Match(Page, "```csharp\n(.*?)```\n", RegexOptions.Singleline).Groups[1].Value))[excerpt.Groups["file"].Value];
        var lines = excerpt.Groups["code"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Contains(line + "\n", generated, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryFunctionIsNamed()
    {
        var row = Page.Split('\n').Single(line => line.StartsWith("| functions of `Math`", StringComparison.Ordinal));
        Assert.EndsWith($"| {string.Join(", ", FunctionTable.Names.Select(name => $"`{name}`"))} |", row, StringComparison.Ordinal);
    }

    [GeneratedRegex("<!-- generated: (?<file>\\S+) -->\n```text\n(?<code>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Excerpt();
}
