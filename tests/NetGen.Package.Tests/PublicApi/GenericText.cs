using System.Reflection;
using System.Runtime.CompilerServices;

namespace NetGen.Package.Tests.PublicApi;

/// <summary>Writes the constraints of type parameters.</summary>
internal static class GenericText
{
    /// <summary>Writes constraints.</summary>
    /// <param name="parameters">The type parameters, or arguments, which have none.</param>
    /// <returns>A <c>where</c> clause for each parameter that has constraints.</returns>
    public static IEnumerable<string> Constraints(IEnumerable<Type> parameters) =>
        from parameter in parameters
        where parameter.IsGenericParameter
        let constraints = Of(parameter).ToArray()
        where constraints.Length > 0
        select $"where {parameter.Name} : {string.Join(", ", constraints)}";

    private static IEnumerable<string> Of(Type parameter)
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        bool isUnmanaged = parameter.IsDefined(typeof(IsUnmanagedAttribute));
        bool isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            yield return "class";
        else if (isStruct)
            yield return isUnmanaged ? "unmanaged" : "struct";
        foreach (string constraint in parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(type => TypeText.Of(type)).Order(StringComparer.Ordinal))
            yield return constraint;
        if (!isStruct && attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
            yield return "new()";
        if (attributes.HasFlag(GenericParameterAttributes.AllowByRefLike))
            yield return "allows ref struct";
    }
}
