using Microsoft.CodeAnalysis;
using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>Which names of the framework mean something else inside a class, because C# looks there before it looks at the usings of an emitted file.</summary>
internal static class Shadows
{
    /// <summary>
    /// The names of <see cref="FrameworkNames.All"/> that the class, its bases, the types around it or its namespaces use themselves, or
    /// that a directive gives another meaning. Those of a single file count as global ones do: a name written in full is never wrong.
    /// </summary>
    /// <param name="type">The class.</param>
    /// <param name="compilation">What it is compiled in.</param>
    /// <returns>The names in order.</returns>
    public static EquatableArray<string> Of(INamedTypeSymbol type, Compilation compilation)
    {
        var parts = type.Locations
            .Where(location => location.IsInSource && !NetworkParser.IsEmitted(location.SourceTree!))
            .Select(location => (Model: compilation.GetSemanticModel(location.SourceTree!), Position: location.SourceSpan.Start))
            .ToArray();
        return new(FrameworkNames.All
            .Where(name => IsMember(type, name) || parts.Any(part => MeansAnother(part.Model, part.Position, name)))
            .OrderBy(name => name, StringComparer.Ordinal));
    }

    private static bool IsMember(INamedTypeSymbol type, string name)
    {
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            for (INamedTypeSymbol? level = outer; level is not null; level = level.BaseType)
            {
                if (!level.GetMembers(name).IsEmpty)
                    return true;
            }
        }

        return false;
    }

    // An attribute is looked up by both of its names.
    private static bool MeansAnother(SemanticModel model, int position, string name) =>
        model.LookupNamespacesAndTypes(position, name: name).Any(symbol => Full(symbol) != FrameworkNames.FullName(name))
        || model.LookupNamespacesAndTypes(position, name: name + nameof(Attribute)).Any(symbol => Full(symbol) != FrameworkNames.FullName(name) + nameof(Attribute));

    private static string Full(ISymbol symbol)
    {
        var meant = symbol is IAliasSymbol alias ? alias.Target : symbol;
        return meant is INamedTypeSymbol type ? SymbolNames.Full(type.OriginalDefinition).Split('<')[0] : string.Empty;
    }
}
