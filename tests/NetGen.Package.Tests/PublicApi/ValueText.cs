using System.Globalization;

namespace NetGen.Package.Tests.PublicApi;

/// <summary>Writes constants as C#.</summary>
internal static class ValueText
{
    /// <summary>Writes a constant.</summary>
    /// <param name="value">The value; that of an enum may be its number.</param>
    /// <param name="type">The type it is declared with.</param>
    /// <returns>The expression.</returns>
    public static string Of(object? value, Type type)
    {
        if (value is null)
            return Nullable.GetUnderlyingType(type) is null && (type.IsValueType || type.IsGenericParameter) ? "default" : "null";
        type = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            _ when type.IsEnum => Enumerator(value, type),
            string text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
            char letter => $"'{letter}'",
            bool truth => truth ? "true" : "false",
            float number => number.ToString(CultureInfo.InvariantCulture) + "f",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };
    }

    private static string Enumerator(object value, Type type)
    {
        string text = Enum.ToObject(type, value).ToString()!;
        return char.IsLetter(text[0])
            ? string.Join(" | ", text.Split(", ").Select(name => $"{type.Name}.{name}"))
            : $"({type.Name}){text}";
    }
}
