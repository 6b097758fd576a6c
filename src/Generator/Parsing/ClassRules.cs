using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Generator.Diagnostics;
using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>What the class of a network has to be, so that a partial declaration can be added to it.</summary>
internal static class ClassRules
{
    /// <summary>The oldest C# that the emitted code compiles as.</summary>
    public const LanguageVersion MinimumLanguageVersion = LanguageVersion.CSharp13;

    private static readonly string[] NeededTypes = ["System.Runtime.Intrinsics.Vector512", "NetGen.INetwork`2"];

    /// <summary>Checks the class itself.</summary>
    /// <param name="type">The class.</param>
    /// <param name="owner">Its full name in locations.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>Whether code can be generated.</returns>
    public static bool CheckClass(INamedTypeSymbol type, string owner, ICollection<SpecDiagnostic> diagnostics)
    {
        var before = diagnostics.Count;
        var where = new SpecLocation(owner, SpecTarget.Type);
        if (!IsPartial(type))
            Report(DiagnosticIds.NotPartial, type.Name);
        foreach (var containing in SymbolNames.Containing(type))
        {
            if (!IsPartial(containing))
                Report(DiagnosticIds.ContainingTypeNotPartial, containing.Name, type.Name);
        }

        if (type.TypeParameters.Length > 0)
            Report(DiagnosticIds.GenericNetwork, type.Name, string.Empty);
        else if (SymbolNames.Containing(type).FirstOrDefault(outer => outer.TypeParameters.Length > 0) is { } generic)
            Report(DiagnosticIds.GenericNetwork, type.Name, $", nor nested in the generic type '{generic.Name}'");
        if (Unsupported(type) is { } reason)
            Report(DiagnosticIds.UnsupportedClass, type.Name, reason);
        return diagnostics.Count == before;

        void Report(string id, params string[] arguments) => diagnostics.Add(new SpecDiagnostic(id, where, new EquatableArray<string>(arguments)));
    }

    /// <summary>Checks what the class is compiled with.</summary>
    /// <param name="type">The class.</param>
    /// <param name="owner">Its full name in locations.</param>
    /// <param name="compilation">Where the types must be.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <returns>Whether code can be generated.</returns>
    public static bool CheckEnvironment(INamedTypeSymbol type, string owner, Compilation compilation, ICollection<SpecDiagnostic> diagnostics)
    {
        var where = new SpecLocation(owner, SpecTarget.Type);
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.SyntaxTree.Options is not CSharpParseOptions options || options.LanguageVersion >= MinimumLanguageVersion)
                continue;
            var versions = new[] { MinimumLanguageVersion.ToDisplayString(), options.LanguageVersion.ToDisplayString() }
                .Select(version => version.Replace(".0", string.Empty));
            diagnostics.Add(new SpecDiagnostic(DiagnosticIds.LanguageVersionTooOld, where, new EquatableArray<string>(versions)));
            return false;
        }

        foreach (var name in NeededTypes)
        {
            // The second question is slower and also answers where two references define the type.
            if (compilation.GetTypeByMetadataName(name) is not null || compilation.GetTypesByMetadataName(name).Length > 0)
                continue;
            var shown = name.Replace("`2", "<TSelf, TScalar>");
            diagnostics.Add(new SpecDiagnostic(DiagnosticIds.RuntimeTooOld, where, new EquatableArray<string>([shown])));
            return false;
        }

        return true;
    }

    /// <summary>Checks that one declaration carries all inputs and layers.</summary>
    /// <param name="type">A network or a block.</param>
    /// <param name="owner">Its full name in locations.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static void CheckParts(INamedTypeSymbol type, string owner, ICollection<SpecDiagnostic> diagnostics)
    {
        var first = default(SyntaxNode);
        var parts = new HashSet<SyntaxNode>();
        var where = default(SpecLocation);
        Visit(AttributeNames.Inputs(type), SpecTarget.Input);
        Visit(AttributeNames.Nodes(type), SpecTarget.Layer);
        if (where is not null)
            diagnostics.Add(new SpecDiagnostic(DiagnosticIds.SeveralParts, where, new EquatableArray<string>([type.Name, parts.Count == 2 ? "two" : "several"])));

        void Visit(IEnumerable<AttributeData> attributes, SpecTarget target)
        {
            var index = -1;
            foreach (var attribute in attributes)
            {
                index++;
                if (attribute.ApplicationSyntaxReference?.GetSyntax().Parent?.Parent is not { } declaration)
                    continue;
                first ??= declaration;
                parts.Add(declaration);
                if (declaration != first)
                    where ??= new SpecLocation(owner, target, index);
            }
        }
    }

    private static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax())
        .OfType<TypeDeclarationSyntax>()
        .All(declaration => declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string? Unsupported(INamedTypeSymbol type)
    {
        if (type.IsRecord)
            return "a record";
        if (type.IsStatic)
            return "static";
        if (type.IsAbstract)
            return "abstract";
        if (SymbolNames.Containing(type).Append(type).Any(part => part.IsFileLocal))
            return "file-local";
        if (type.InstanceConstructors.Any(constructor => constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax)))
            return "given a primary constructor";
        if (type.BaseType is { SpecialType: not SpecialType.System_Object } parent && !parent.InstanceConstructors.Any(HasNoParameters))
            return $"derived from '{parent.Name}', which has no parameterless constructor";
        return null;
    }

    private static bool HasNoParameters(IMethodSymbol constructor) =>
        constructor.Parameters.Length == 0 && constructor.DeclaredAccessibility != Accessibility.Private;
}
