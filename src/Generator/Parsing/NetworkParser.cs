using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Generator.Diagnostics;
using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>A class marked <c>[Network]</c> → <see cref="NetworkSpec"/>.</summary>
internal static class NetworkParser
{
    // The directory below which the compiler files what this generator emitted; such a part of the class is not the user's.
    private const string GeneratedDirectory = "NetGen.Generator.NetGenGenerator";

    /// <summary>The transform of the generator: the network, or null where no code can be added to the class.</summary>
    /// <param name="context">The class and its attribute.</param>
    /// <param name="cancellation">Stops the parse.</param>
    public static NetworkSpec? Transform(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;

        // Two parts with [Network] are two matches; C# reports the second attribute, and the first one makes the files.
        var first = type.GetAttributes().First(AttributeNames.IsNetwork).ApplicationSyntaxReference!;
        if (first.SyntaxTree != context.TargetNode.SyntaxTree || !context.TargetNode.Span.Contains(first.Span))
            return null;
        var parsed = Parse(type, context.SemanticModel.Compilation, new Dictionary<string, INamedTypeSymbol>(StringComparer.Ordinal), cancellation);
        return parsed.CanGenerate ? parsed.Spec : null;
    }

    /// <summary>Reads a network and everything it reaches.</summary>
    /// <param name="type">The class.</param>
    /// <param name="compilation">What it is compiled in.</param>
    /// <param name="owners">Receives the class of every full name that a location may name.</param>
    /// <param name="cancellation">Stops the parse.</param>
    public static ParsedNetwork Parse(
        INamedTypeSymbol type,
        Compilation compilation,
        IDictionary<string, INamedTypeSymbol> owners,
        CancellationToken cancellation)
    {
        var containing = SymbolNames.Containing(type).ToArray();
        var spec = new NetworkSpec(
            SymbolNames.Namespace(type),
            new EquatableArray<string>(containing.Select(SymbolNames.PartialDeclaration)),
            SymbolNames.Simple(type),
            SyntaxFacts.GetText(type.DeclaredAccessibility),
            IsDouble(type),
            Inputs: default,
            Layers: default,
            Blocks: default,
            MemberNames(type),
            Shadows.Of(type, compilation));
        var owner = spec.FullName;
        owners[owner] = type;

        var parser = new BlockParser(
            owners,
            new FunctionReader(compilation, owners, spec.IsDouble),
            new CustomLayerReader(compilation, type, spec.IsDouble, owners));
        var diagnostics = parser.Diagnostics;
        var canGenerate = ClassRules.CheckClass(type, owner, diagnostics);
        canGenerate &= ClassRules.CheckEnvironment(type, owner, compilation, diagnostics);
        ClassRules.CheckParts(type, owner, diagnostics);
        if (type.GetAttributes().Any(AttributeNames.IsBlock))
            Report(DiagnosticIds.NetworkAndBlock, SpecTarget.Type);

        var inputs = AttributeNames.Inputs(type);
        var positions = AttributeNames.InputPositions(type);
        if (!AttributeNames.MayHaveLayers(type))
            Report(DiagnosticIds.NetworkWithoutLayers, SpecTarget.Declaration);

        spec = spec with
        {
            Inputs = new EquatableArray<InputSpec>(inputs.Select((input, i) => LayerReader.ReadInput(input, i, positions[i]))),
            Layers = parser.Layers(type, owner, cancellation),
            Blocks = parser.Finish(),
            GradientHooks = GradientHooks.Read(type, spec.IsDouble, owner, diagnostics),
        };
        var hasCompilerErrors = parser.HasCompilerErrors || !inputs.All(BlockParser.Binds);
        return new ParsedNetwork(spec, new EquatableArray<SpecDiagnostic>(diagnostics), canGenerate, hasCompilerErrors);

        void Report(string id, SpecTarget target) =>
            diagnostics.Add(new SpecDiagnostic(id, new SpecLocation(owner, target), new EquatableArray<string>([type.Name])));
    }

    /// <summary>Whether a tree is what this generator emitted, which analyzers see and the generator itself does not.</summary>
    public static bool IsEmitted(SyntaxTree tree) => tree.FilePath.Contains(GeneratedDirectory);

    private static bool IsDouble(INamedTypeSymbol type) => type.GetAttributes()
        .First(AttributeNames.IsNetwork).NamedArguments
        .Any(named => named.Key == "Precision" && ConstantReader.Read(named.Key, named.Value).Value[0].Text == "Double");

    // Sorted: the order of members is that of the files.
    private static EquatableArray<string> MemberNames(INamedTypeSymbol type) => new(type.GetMembers()
        .Where(member => member.CanBeReferencedByName && !member.IsImplicitlyDeclared)
        .Where(member => member.DeclaringSyntaxReferences.Any(reference => !IsEmitted(reference.SyntaxTree)))
        .Select(member => member.Name)
        .Distinct()
        .OrderBy(name => name, StringComparer.Ordinal));
}
