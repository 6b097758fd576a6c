using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NetGen.Generator.Parsing;

/// <summary>Names of symbols as generated code and the model write them.</summary>
internal static class SymbolNames
{
    private static readonly SymbolDisplayFormat FullFormat = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>Namespace, containing types and name, without <c>global::</c>.</summary>
    public static string Full(ISymbol symbol) => symbol.ToDisplayString(FullFormat);

    /// <summary>The namespace of a type, empty for the global one.</summary>
    public static string Namespace(INamedTypeSymbol type) =>
        type.ContainingNamespace.IsGlobalNamespace ? string.Empty : Full(type.ContainingNamespace);

    /// <summary>The simple name, with @ where it is a keyword.</summary>
    public static string Simple(INamedTypeSymbol type) =>
        SyntaxFacts.GetKeywordKind(type.Name) == SyntaxKind.None ? type.Name : "@" + type.Name;

    /// <summary>The types a type is nested in, outermost first.</summary>
    public static IEnumerable<INamedTypeSymbol> Containing(INamedTypeSymbol type)
    {
        var outer = new Stack<INamedTypeSymbol>();
        for (var current = type.ContainingType; current is not null; current = current.ContainingType)
            outer.Push(current);
        return outer;
    }

    /// <summary>A further partial declaration of a type, without its body.</summary>
    public static string PartialDeclaration(INamedTypeSymbol type)
    {
        var keyword = type switch
        {
            { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
            { IsRecord: true } => "record",
            { TypeKind: TypeKind.Struct } => "struct",
            { TypeKind: TypeKind.Interface } => "interface",
            _ => "class",
        };
        return (type is { IsStatic: true, TypeKind: TypeKind.Class } ? "static partial " : "partial ") + keyword + " " + Simple(type);
    }

    /// <summary>Whether a name can stand in code as it is.</summary>
    public static bool IsIdentifier(string name) => SyntaxFacts.IsValidIdentifier(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None;
}
