using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NetGen.Generator.Parsing;

/// <summary>Which attributes of a class are NetGen's, in the order they apply.</summary>
internal static class AttributeNames
{
    /// <summary>The metadata name of the attribute that starts it all.</summary>
    public const string Network = "NetGen.NetworkAttribute";

    private const string Library = "NetGen";

    /// <summary>Whether an attribute is <c>[Network]</c>.</summary>
    public static bool IsNetwork(AttributeData attribute) => IsLibraryType(attribute.AttributeClass, "NetworkAttribute");

    /// <summary>Whether an attribute is <c>[Block]</c>.</summary>
    public static bool IsBlock(AttributeData attribute) => IsLibraryType(attribute.AttributeClass, "BlockAttribute");

    /// <summary>Whether an attribute is <c>[Input]</c>.</summary>
    public static bool IsInput(AttributeData attribute) => IsLibraryType(attribute.AttributeClass, "InputAttribute");

    /// <summary>Whether an attribute is a layer, output or loss.</summary>
    public static bool IsNode(AttributeData attribute) => Derives(attribute.AttributeClass, "NodeAttribute");

    /// <summary>Whether an attribute is a loss.</summary>
    public static bool IsLoss(AttributeData attribute) => IsLibraryType(attribute.AttributeClass, "LossAttribute") || Derives(attribute.AttributeClass, "LossAttribute");

    /// <summary>Whether an attribute is <c>[Output]</c>.</summary>
    public static bool IsOutput(AttributeData attribute) => IsLibraryType(attribute.AttributeClass, "OutputAttribute");

    /// <summary>Whether an attribute is <c>[RealTime]</c>.</summary>
    public static bool IsRealTime(AttributeData attribute) => IsLibraryType(attribute.AttributeClass, "RealTimeAttribute");

    /// <summary>Whether an attribute is <c>[OnGradient]</c>.</summary>
    public static bool IsOnGradient(AttributeData attribute) => IsLibraryType(attribute.AttributeClass, "OnGradientAttribute");

    /// <summary>Whether C# does not know an attribute's class; it may be meant as a layer.</summary>
    public static bool IsUnknown(AttributeData attribute) => attribute.AttributeClass is null or { TypeKind: TypeKind.Error };

    /// <summary>Whether a class has a layer, or an attribute that may be meant as one.</summary>
    public static bool MayHaveLayers(INamedTypeSymbol type) => type.GetAttributes()
        .Any(attribute => IsUnknown(attribute) || (IsNode(attribute) && !IsLoss(attribute) && !IsOutput(attribute)));

    /// <summary>Whether a class belongs to NetGen and has the name.</summary>
    public static bool IsLibraryType(INamedTypeSymbol? type, string name) => type is not null && type.Name == name && IsInLibrary(type);

    /// <summary>Whether a class belongs to NetGen.</summary>
    public static bool IsInLibrary(INamedTypeSymbol type) =>
        type is { ContainingType: null, ContainingNamespace: { Name: Library, ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>
    /// The inputs of a class in source order. Where several parts carry attributes, which is an error, the parts are ordered
    /// by their files' paths, so that at least the order in which files reach the compiler does not matter.
    /// </summary>
    public static ImmutableArray<AttributeData> Inputs(INamedTypeSymbol type) => InSourceOrder(type, IsInput);

    /// <summary>The layers, outputs and losses of a class in source order.</summary>
    public static ImmutableArray<AttributeData> Nodes(INamedTypeSymbol type) => InSourceOrder(type, IsNode);

    /// <summary>The inputs, output and parameters that the class of a layer of the user's own declares, in source order.</summary>
    public static ImmutableArray<AttributeData> CustomValues(INamedTypeSymbol type) => InSourceOrder(
        type,
        attribute => attribute.AttributeClass is { Name: "CustomInputAttribute" or "CustomOutputAttribute" or "CustomParameterAttribute" } candidate && IsInLibrary(candidate));

    /// <summary>How many layers, outputs and losses stand before each input.</summary>
    public static ImmutableArray<int> InputPositions(INamedTypeSymbol type)
    {
        var nodes = 0;
        var positions = ImmutableArray.CreateBuilder<int>();
        foreach (var attribute in InSourceOrder(type, candidate => IsInput(candidate) || IsNode(candidate)))
        {
            if (IsInput(attribute))
                positions.Add(nodes);
            else
                nodes++;
        }

        return positions.ToImmutable();
    }

    private static ImmutableArray<AttributeData> InSourceOrder(INamedTypeSymbol type, Func<AttributeData, bool> predicate)
    {
        var attributes = type.GetAttributes().Where(predicate).ToImmutableArray();

        // Metadata keeps the source order and has no syntax to sort by.
        return attributes.Any(attribute => attribute.ApplicationSyntaxReference is null)
            ? attributes
            : attributes
                .OrderBy(attribute => attribute.ApplicationSyntaxReference!.SyntaxTree.FilePath, StringComparer.Ordinal)
                .ThenBy(attribute => attribute.ApplicationSyntaxReference!.Span.Start)
                .ToImmutableArray();
    }

    private static bool Derives(INamedTypeSymbol? type, string name)
    {
        for (var current = type?.BaseType; current is not null; current = current.BaseType)
        {
            if (IsLibraryType(current, name))
                return true;
        }

        return false;
    }
}
