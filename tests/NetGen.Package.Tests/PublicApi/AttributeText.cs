using System.Reflection;

namespace NetGen.Package.Tests.PublicApi;

/// <summary>Writes the attributes that users of a type or member have to do with; those of the compiler are left out.</summary>
internal static class AttributeText
{
    private static readonly HashSet<string> Shown =
    [
        "NetGen.RealTimeAttribute",
        "System.AttributeUsageAttribute",
        "System.ComponentModel.EditorBrowsableAttribute",
        "System.Diagnostics.CodeAnalysis.ExperimentalAttribute",
        "System.Diagnostics.CodeAnalysis.NotNullWhenAttribute",
        "System.Diagnostics.CodeAnalysis.RequiresDynamicCodeAttribute",
        "System.Diagnostics.CodeAnalysis.RequiresUnreferencedCodeAttribute",
        "System.Diagnostics.CodeAnalysis.UnscopedRefAttribute",
        "System.FlagsAttribute",
        "System.ObsoleteAttribute",
    ];

    /// <summary>Writes the attributes of a type, a member or a parameter.</summary>
    /// <param name="provider">Who has them.</param>
    /// <returns>A bracket an attribute, sorted.</returns>
    public static IEnumerable<string> Of(ICustomAttributeProvider provider)
    {
        IList<CustomAttributeData> data = provider switch
        {
            MemberInfo member => member.GetCustomAttributesData(),
            ParameterInfo parameter => parameter.GetCustomAttributesData(),
            _ => [],
        };
        return data.Where(IsShown).Select(Of).Order(StringComparer.Ordinal);
    }

    // The compiler marks ref structs obsolete for compilers that do not know them.
    private static bool IsShown(CustomAttributeData attribute) =>
        Shown.Contains(attribute.AttributeType.FullName!) && attribute.ConstructorArguments is not [{ Value: "Types with embedded references are not supported in this version of your compiler." }, ..];

    private static string Of(CustomAttributeData attribute)
    {
        string[] arguments =
        [
            .. attribute.ConstructorArguments.Select(Of),
            .. attribute.NamedArguments.OrderBy(named => named.MemberName, StringComparer.Ordinal).Select(named => $"{named.MemberName} = {Of(named.TypedValue)}"),
        ];
        string name = attribute.AttributeType.Name[..^"Attribute".Length];
        return arguments.Length == 0 ? $"[{name}]" : $"[{name}({string.Join(", ", arguments)})]";
    }

    private static string Of(CustomAttributeTypedArgument argument) => ValueText.Of(argument.Value, argument.ArgumentType);
}
