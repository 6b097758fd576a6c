using System.Globalization;
using Microsoft.CodeAnalysis;
using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>Constants of attributes as data.</summary>
internal static class ConstantReader
{
    /// <summary>Reads an argument.</summary>
    /// <param name="name">The property it sets.</param>
    /// <param name="constant">Its value.</param>
    /// <returns>The argument; <c>null</c> becomes an empty array or an empty text.</returns>
    public static ArgumentSpec Read(string name, TypedConstant constant)
    {
        if (constant.Kind != TypedConstantKind.Array)
            return new ArgumentSpec(name, new EquatableArray<ConstantSpec>([ReadOne(constant)]), IsArray: false);
        var elements = constant.IsNull ? [] : constant.Values.Select(ReadOne);
        return new ArgumentSpec(name, new EquatableArray<ConstantSpec>(elements), IsArray: true);
    }

    private static ConstantSpec ReadOne(TypedConstant constant)
    {
        if (constant.Kind == TypedConstantKind.Enum && constant.Type is INamedTypeSymbol type)
            return ReadEnum(type, constant.Value);
        return constant.Value switch
        {
            string text => new ConstantSpec(ConstantKind.Text, text, 0),
            char character => new ConstantSpec(ConstantKind.Text, character.ToString(), 0),
            bool flag => new ConstantSpec(ConstantKind.Boolean, flag ? "true" : "false", flag ? 1 : 0),
            float or double => new ConstantSpec(ConstantKind.Real, string.Empty, ToNumber(constant.Value)),
            ITypeSymbol symbol => new ConstantSpec(ConstantKind.Text, SymbolNames.Full(symbol), 0),
            null => new ConstantSpec(ConstantKind.Text, string.Empty, 0),
            var integer => new ConstantSpec(ConstantKind.Integer, string.Empty, ToNumber(integer)),
        };
    }

    private static ConstantSpec ReadEnum(INamedTypeSymbol type, object? value)
    {
        var member = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value));
        var text = member?.Name ?? Convert.ToString(value, CultureInfo.InvariantCulture);
        return new ConstantSpec(ConstantKind.Enum, text, ToNumber(value));
    }

    private static double ToNumber(object? value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
