using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using NetGen.Generator.Diagnostics;

namespace NetGen.Generator.Tests;

/// <summary>Compiles sources in memory, with NetGen referenced, and drives the generator and the analyzer over them.</summary>
internal static class Harness
{
    // The oldest C# that what is generated must compile as.
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    public static readonly ImmutableArray<MetadataReference> References = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is { } name
            && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "NetGen.Attributes.dll" or "NetGen.Runtime.dll" or "NetGen.Reporting.dll" or "Spectre.Console.dll"))
        .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
        .ToImmutableArray();

    private const string Usings = "global using System; global using NetGen;";

    /// <summary>A compilation of sources, each in a file of its own, with NetGen's namespace imported.</summary>
    public static CSharpCompilation Compile(params string[] sources) => Create(
        "App",
        ParseOptions,
        References,
        [("Usings.cs", Usings), .. sources.Select((source, i) => ($"File{i}.cs", source))]);

    public static CSharpCompilation Create(
        string assembly,
        CSharpParseOptions options,
        IEnumerable<MetadataReference> references,
        IEnumerable<(string Path, string Text)> files,
        bool checkOverflow = false) => CSharpCompilation.Create(
            assembly,
            files.Select(file => Parse(file.Text, file.Path, options)),
            references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                checkOverflow: checkOverflow,
                nullableContextOptions: NullableContextOptions.Enable,
                generalDiagnosticOption: ReportDiagnostic.Default));

    public static SyntaxTree Parse(string text, string path, CSharpParseOptions? options = null) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), options ?? ParseOptions, path);

    public static GeneratorDriver Driver(CSharpParseOptions? options = null) => CSharpGeneratorDriver.Create(
        [new NetGenGenerator().AsSourceGenerator()],
        parseOptions: options ?? ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What the generator emits, by file name.</summary>
    public static SortedDictionary<string, string> Generate(CSharpCompilation compilation)
    {
        var result = Driver().RunGenerators(compilation).GetRunResult();
        Assert.Empty(result.Diagnostics);
        var files = result.Results.Single().GeneratedSources.ToDictionary(file => file.HintName, file => file.SourceText.ToString());
        return new SortedDictionary<string, string>(files, StringComparer.Ordinal);
    }

    /// <summary>The compilation together with what was generated for it.</summary>
    public static CSharpCompilation WithGenerated(CSharpCompilation compilation)
    {
        var options = (CSharpParseOptions)compilation.SyntaxTrees.First().Options;
        Driver(options).RunGeneratorsAndUpdateCompilation(compilation, out var updated, out var diagnostics);
        Assert.Empty(diagnostics);
        return (CSharpCompilation)updated;
    }

    /// <summary>What the analyzer reports on a compilation as the compiler shows it: after generation and without what is suppressed.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Analyze(CSharpCompilation compilation)
    {
        var analyzed = WithGenerated(compilation).WithAnalyzers([new NetGenAnalyzer()]);
        var diagnostics = await analyzed.GetAnalyzerDiagnosticsAsync();
        return [.. diagnostics
            .Where(diagnostic => !diagnostic.IsSuppressed)
            .OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }

    /// <summary>
    /// Asserts that the analyzer reports exactly the given diagnostics, as «id: message», each at the text between ⟦ and ⟧
    /// in the source at the same place in the order.
    /// </summary>
    public static Task Expect(string marked, params string[] expected) => Expect([marked], expected);

    public static async Task Expect(string[] marked, string[] expected)
    {
        var diagnostics = await Analyze(Compile([.. marked.Select(source => source.Replace("⟦", "").Replace("⟧", ""))]));
        var where = diagnostics.Select(diagnostic => $"{diagnostic.Location.SourceTree?.FilePath} {diagnostic.Location.SourceSpan}");
        var spans = marked.SelectMany((source, i) => Spans(source).Select(span => $"File{i}.cs {span}"));
        Assert.Equal(expected, diagnostics.Select(diagnostic => $"{diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}"));
        Assert.Equal(spans, where);
    }

    private static List<TextSpan> Spans(string marked)
    {
        var spans = new List<TextSpan>();
        var start = 0;
        var position = 0;
        foreach (var character in marked)
        {
            if (character == '⟦')
                start = position;
            else if (character == '⟧')
                spans.Add(TextSpan.FromBounds(start, position));
            else
                position++;
        }

        return spans;
    }
}
