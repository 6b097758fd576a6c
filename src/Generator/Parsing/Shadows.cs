using Microsoft.CodeAnalysis;
using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>Which names of the framework mean something else inside a class, because C# looks there before it looks at usings.</summary>
internal static class Shadows
{
    /// <summary>The names of <see cref="FrameworkNames.All"/> that the class, its bases, the types around it or its namespaces use themselves.</summary>
    /// <param name="type">The class.</param>
    /// <returns>The names in order.</returns>
    public static EquatableArray<string> Of(INamedTypeSymbol type) =>
        new(FrameworkNames.All.Where(name => IsShadowed(type, name)).OrderBy(name => name, StringComparer.Ordinal));

    private static bool IsShadowed(INamedTypeSymbol type, string name)
    {
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            for (INamedTypeSymbol? level = outer; level is not null; level = level.BaseType)
            {
                if (!level.GetMembers(name).IsEmpty)
                    return true;
            }
        }

        for (var scope = type.ContainingNamespace; scope is not null; scope = scope.ContainingNamespace)
        {
            if (scope.GetMembers(name).Any(member => member is not INamedTypeSymbol || SymbolNames.Full(member.OriginalDefinition).Split('<')[0] != FrameworkNames.FullName(name)))
                return true;
        }

        return false;
    }
}
