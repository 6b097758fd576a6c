using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Model;
using NetGen.Generator.Parsing;

namespace NetGen.Generator;

/// <summary>Wires the compiler into C#'s: classes marked <c>[Network]</c> → specs → files.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetGenGenerator : IIncrementalGenerator
{
    private readonly Func<NetworkSpec, CompiledNetwork> compile;

    /// <summary>Makes the generator.</summary>
    public NetGenGenerator()
        : this(NetworkCompiler.Compile)
    {
    }

    /// <summary>Makes a generator around another compiler, for tests of what happens when one fails.</summary>
    /// <param name="compile">A network → its files.</param>
    internal NetGenGenerator(Func<NetworkSpec, CompiledNetwork> compile) => this.compile = compile;

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var networks = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeNames.Network, static (node, _) => node is ClassDeclarationSyntax, NetworkParser.Transform)
            .WithTrackingName(TrackingNames.Parse)
            .Where(static spec => spec is not null)
            .Select(static (spec, _) => spec!)
            .WithTrackingName(TrackingNames.Networks);
        var compiled = networks
            .Select((spec, _) => Outcome.Of(spec, compile))
            .WithTrackingName(TrackingNames.Compile);
        var clashes = networks
            .Select(static (spec, _) => spec.FullName)
            .Collect()
            .Select(static (names, _) => CaseClashes.Of(names))
            .WithTrackingName(TrackingNames.Clashes);
        var tiles = compiled
            .SelectMany(static (outcome, _) => outcome.Parts)
            .Collect()
            .Select(static (parts, _) => TileFile.Join(parts))
            .WithTrackingName(TrackingNames.Tiles);
        context.RegisterSourceOutput(compiled.Combine(clashes), static (output, pair) => pair.Left.AddTo(output, pair.Right));
        context.RegisterSourceOutput(tiles, static (output, parts) =>
        {
            if (parts.Count == 0)
                return;
            var file = TileFile.Write(parts);
            output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8));
        });
    }

    /// <summary>The files of a network, or why there are none.</summary>
    /// <param name="Name">The network's full name.</param>
    /// <param name="Files">The files.</param>
    /// <param name="Parts">What they call of the file that all networks share.</param>
    /// <param name="Failure">What the compiler threw, or null.</param>
    private sealed record Outcome(string Name, EquatableArray<GeneratedFile> Files, EquatableArray<KernelPart> Parts, string? Failure)
    {
        // A defect of the compiler costs the network it was found on, is named, and leaves the other networks alone.
        public static Outcome Of(NetworkSpec spec, Func<NetworkSpec, CompiledNetwork> compile)
        {
            try
            {
                var network = compile(spec);
                return new Outcome(spec.FullName, network.Files, network.Parts, Failure: null);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                return new Outcome(spec.FullName, default, default, exception.ToString().Replace("\r", string.Empty).Replace('\n', ' '));
            }
        }

        public void AddTo(SourceProductionContext output, EquatableArray<string> clashes)
        {
            if (Failure is not null)
                output.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.InternalError, Location.None, Name, Failure));
            foreach (var file in Files)
                output.AddSource(CaseClashes.Resolve(file.HintName, Name, clashes), SourceText.From(file.Text, Encoding.UTF8));
        }
    }
}
