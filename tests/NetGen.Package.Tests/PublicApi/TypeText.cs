using System.Reflection;
using System.Runtime.CompilerServices;

namespace NetGen.Package.Tests.PublicApi;

/// <summary>Writes types as C# does, without namespaces, with nullability and the names of a tuple's elements where they are known.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(sbyte)] = "sbyte",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>Writes a use of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="nullability">What may be null of it, if that is known.</param>
    /// <param name="place">Who may name a tuple's elements: a parameter, property or field.</param>
    /// <returns>The text.</returns>
    public static string Of(Type type, NullabilityInfo? nullability = null, ICustomAttributeProvider? place = null)
    {
        var names = place?.GetCustomAttributes(typeof(TupleElementNamesAttribute), false).Cast<TupleElementNamesAttribute>().SingleOrDefault()?.TransformNames;
        return Of(type, nullability, new Queue<string?>(names ?? []));
    }

    /// <summary>Writes the name of a type where it is declared.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The name with its own type parameters.</returns>
    public static string Name(Type type)
    {
        string[] parameters = [.. OwnParameters(type).Select(Parameter)];
        return BareName(type) + (parameters.Length > 0 ? $"<{string.Join(", ", parameters)}>" : string.Empty);
    }

    /// <summary>The type parameters that a type declares.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Its type parameters without those of the types around it.</returns>
    public static IEnumerable<Type> OwnParameters(Type type) => type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0);

    private static string Parameter(Type parameter) => parameter.IsGenericParameter
        ? (parameter.GenericParameterAttributes & GenericParameterAttributes.VarianceMask) switch
        {
            GenericParameterAttributes.Covariant => "out ",
            GenericParameterAttributes.Contravariant => "in ",
            _ => string.Empty,
        } + parameter.Name
        : parameter.Name;

    private static string Of(Type type, NullabilityInfo? nullability, Queue<string?> names)
    {
        if (type.IsByRef)
            return Of(type.GetElementType()!, nullability, names);
        if (type.IsPointer)
            return Of(type.GetElementType()!, null, names) + "*";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Of(value, nullability?.GenericTypeArguments.FirstOrDefault(), names) + "?";

        // What is known of a type parameter that may be a struct is not what was written.
        bool isReference = type.IsGenericParameter ? type.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) : !type.IsValueType;
        string mark = isReference && (nullability?.ReadState == NullabilityState.Nullable || nullability?.WriteState == NullabilityState.Nullable) ? "?" : string.Empty;
        if (type.IsArray)
            return $"{Of(type.GetElementType()!, nullability?.ElementType, names)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword + mark;
        if (type.IsGenericParameter)
            return type.Name + mark;
        Type[] arguments = type.GetGenericArguments();
        NullabilityInfo? NullabilityOf(int i) => nullability?.GenericTypeArguments.ElementAtOrDefault(i);
        if (type.Namespace == "System" && type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal))
        {
            // The names of a tuple come before those of the tuples in it.
            string?[] own = [.. arguments.Select(_ => names.TryDequeue(out string? name) ? name : null)];
            return $"({string.Join(", ", arguments.Select((argument, i) => Of(argument, NullabilityOf(i), names) + (own[i] is { } name ? $" {name}" : string.Empty)))})";
        }

        return Qualified(type, [.. arguments.Select((argument, i) => Of(argument, NullabilityOf(i), names))]) + mark;
    }

    // Outer types with their arguments, then the type with its own.
    private static string Qualified(Type type, string[] arguments)
    {
        int outer = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        string prefix = type.DeclaringType is { } declaring ? Qualified(declaring, arguments[..outer]) + "." : string.Empty;
        string[] own = arguments[outer..];
        return prefix + BareName(type) + (own.Length > 0 ? $"<{string.Join(", ", own)}>" : string.Empty);
    }

    private static string BareName(Type type) => type.Name.Split('`')[0];
}
