using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NetGen.Generator.Tests;

/// <summary>The README shows code that compiles, and generated code that is generated.</summary>
public sealed partial class ReadMeTests
{
    // As with <ImplicitUsings>, and the one that users write.
    private static readonly string[] Imported = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "NetGen"];

    private static readonly string Text = File.ReadAllText(Repository.At("README.md")).ReplaceLineEndings("\n");

    // What the markers above a block say: nothing, or the generated file that it is an excerpt of.
    private static readonly (string File, string Code)[] Blocks = [.. CodeBlock().Matches(Text).Select(match => (match.Groups["file"].Value, match.Groups["code"].Value))];

    private static string Network { get; } = Declaration().Match(Blocks[0].Code).Value;

    public static TheoryData<string> Written => [.. Blocks.Where(block => block.File.Length == 0).Select(block => block.Code)];

    public static TheoryData<string, string> Excerpts
    {
        get
        {
            var excerpts = new TheoryData<string, string>();
            foreach (var (file, code) in Blocks.Where(block => block.File.Length > 0))
                excerpts.Add(file, code);
            return excerpts;
        }
    }

    [Fact]
    public void ItOpensWithTheLinesOfAUserAndTheirGradient()
    {
        Assert.Equal(Regex.Count(Text, "^```csharp$", RegexOptions.Multiline), Blocks.Length);
        Assert.Equal(10, Blocks[0].Code.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("[Network", Network, StringComparison.Ordinal);
        Assert.Contains("∂L/∂W", Blocks[1].Code, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Written))]
    public async Task WhatAUserWritesCompiles(string code)
    {
        // A block that declares nothing is about the network of the first.
        if (!code.Contains("[Network", StringComparison.Ordinal))
            code += Network;
        var program = Harness.WithGenerated(Compile(code));
        Assert.Empty(program.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS1591"));
        Assert.Empty(await Harness.Analyze(Compile(code)));
    }

    [Theory]
    [MemberData(nameof(Excerpts))]
    public void WhatIsShownAsGeneratedIsGenerated(string file, string code)
    {
        var generated = Harness.Generate(Compile(Blocks[0].Code))[file];
        Assert.Contains(WithoutIndentation(code), WithoutIndentation(generated), StringComparison.Ordinal);
    }

    // The sample has the same network, so that the files it writes to disk are those that the README shows.
    [Fact]
    public void TheSampleDeclaresTheSameNetwork()
    {
        var sample = File.ReadAllText(Repository.At("samples/Digits/DigitClassifier.cs")).ReplaceLineEndings("\n");
        Assert.Equal(Attributes(Network), Attributes(Declaration().Match(sample).Value));
    }

    private static string Attributes(string declaration) => Regex.Replace(declaration[..declaration.IndexOf("internal", StringComparison.Ordinal)], @"\]\s*\[|\s+", ", ").Replace(",,", ",", StringComparison.Ordinal);

    /// <summary>A program, or declarations, as a user writes them into a file.</summary>
    internal static CSharpCompilation Compile(string code) => Harness.Create(
        "App",
        Harness.ParseOptions,
        Harness.References,
        [("Usings.cs", string.Concat(Imported.Select(name => $"global using {name};\n"))), ("Program.cs", code)])
        .WithOptions(new CSharpCompilationOptions(
            code.StartsWith('[') ? OutputKind.DynamicallyLinkedLibrary : OutputKind.ConsoleApplication,
            nullableContextOptions: NullableContextOptions.Enable));

    private static string WithoutIndentation(string code) => string.Join('\n', code.Trim().Split('\n').Select(line => line.Trim()));

    [GeneratedRegex("(?:<!-- generated: (?<file>\\S+) -->\n)?```csharp\n(?<code>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^\[Network.*?class DigitClassifier;\n", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
