using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;
using NetGen.Generator.Parsing;

namespace NetGen.Generator.Diagnostics;

/// <summary>
/// Reports what Parsing and the graph's checks find, at the attribute that is wrong, and calls that real time forbids. It is an analyzer and not the generator
/// that reports, because the generator's cached model holds no positions.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NetGenAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => DiagnosticDescriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            // A block that several networks use is walked once for each; what is wrong in it is said once.
            var reported = new ConcurrentDictionary<SpecDiagnostic, bool>();
            start.RegisterSymbolAction(symbol => Analyze(symbol, reported), SymbolKind.NamedType);
            RealTimeCalls.Register(start);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, ConcurrentDictionary<SpecDiagnostic, bool> reported)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        var attributes = type.GetAttributes();
        var owners = new Dictionary<string, INamedTypeSymbol>(StringComparer.Ordinal);
        IEnumerable<SpecDiagnostic> found;
        if (attributes.Any(AttributeNames.IsNetwork))
            found = OfNetwork(NetworkParser.Parse(type, context.Compilation, owners, context.CancellationToken));
        else if (attributes.Any(AttributeNames.IsBlock))
            found = OfBlock(type, context.Compilation, owners, context.CancellationToken);
        else
            return;

        var locator = new SpecLocator(type, owners, context.Compilation);
        foreach (var diagnostic in found)
        {
            if (!reported.TryAdd(diagnostic, true))
                continue;
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.Of(diagnostic.Id),
                locator.Find(diagnostic.Where, context.CancellationToken),
                diagnostic.Arguments.ToArray<object>()));
        }
    }

    private static IEnumerable<SpecDiagnostic> OfNetwork(ParsedNetwork parsed)
    {
        // One mistake is one error: the graph of a declaration that is wrong as such would only repeat it.
        if (parsed.HasCompilerErrors || parsed.Diagnostics.Any(IsAboutLayers))
            return parsed.Diagnostics;
        return parsed.Diagnostics.Concat(OfGraph(parsed.Spec));
    }

    private static bool IsAboutLayers(SpecDiagnostic diagnostic) =>
        diagnostic.Where.Target != SpecTarget.Type && DiagnosticDescriptors.Of(diagnostic.Id).DefaultSeverity == DiagnosticSeverity.Error;

    private static IEnumerable<SpecDiagnostic> OfGraph(NetworkSpec spec)
    {
        try
        {
            return GraphBuilder.Build(spec).Diagnostics;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The generator meets the same defect and reports it as NG9999.
            return [];
        }
    }

    private static List<SpecDiagnostic> OfBlock(INamedTypeSymbol type, Compilation compilation, IDictionary<string, INamedTypeSymbol> owners, CancellationToken cancellation)
    {
        var parser = new BlockParser(owners, new FunctionReader(compilation, owners, isDouble: false), new CustomLayerReader(compilation, type, isDouble: null, owners));
        parser.Block(type, cancellation);
        parser.Finish();
        return parser.Diagnostics;
    }
}
