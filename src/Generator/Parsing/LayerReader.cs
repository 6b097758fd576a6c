using Microsoft.CodeAnalysis;
using NetGen.Generator.Diagnostics;
using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>Attributes → <see cref="LayerSpec"/> and <see cref="InputSpec"/>.</summary>
internal static class LayerReader
{
    /// <summary>Reads an <c>[Input]</c>.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="index">Its ordinal among the inputs.</param>
    /// <param name="position">How many layers, outputs and losses stand before it.</param>
    public static InputSpec ReadInput(AttributeData attribute, int index, int position)
    {
        string? name = null, axes = null, type = null;
        IEnumerable<int> shape = [];
        foreach (var argument in Arguments(attribute))
        {
            switch (argument.Name)
            {
                case "Shape":
                    shape = argument.Value.Select(size => (int)size.Number);
                    break;
                case "Name":
                    name = Text(argument);
                    break;
                case "Axes":
                    axes = Text(argument);
                    break;
                case "Type":
                    type = Text(argument);
                    break;
            }
        }

        return new InputSpec(index, name, new EquatableArray<int>(shape), type == "Int32", axes, position);
    }

    /// <summary>Reads a layer, output or loss.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="index">Its ordinal among layers, outputs and losses.</param>
    /// <param name="owner">The full name of its class.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static LayerSpec ReadLayer(AttributeData attribute, int index, string owner, ICollection<SpecDiagnostic> diagnostics)
    {
        string? name = null, key = null, parametersFrom = null;
        var from = new List<string>();
        var rest = new List<ArgumentSpec>();
        foreach (var argument in Arguments(attribute))
        {
            switch (argument.Name)
            {
                case "Name":
                    name = Text(argument);
                    break;
                case "Key":
                    key = Text(argument);
                    break;
                case "ParametersFrom":
                    parametersFrom = Text(argument);
                    break;
                case "From" when argument.Value.All(value => value.Kind == ConstantKind.Text):
                    from.AddRange(Names(argument));
                    break;
                case "From":
                    diagnostics.Add(new SpecDiagnostic(
                        DiagnosticIds.InvalidArgument,
                        new SpecLocation(owner, SpecTarget.Layer, index, "From"),
                        new EquatableArray<string>(["From", Kind(attribute), "not a name", "write a name, several separated by commas, or an array of names"])));
                    break;
                default:
                    rest.Add(argument);
                    break;
            }
        }

        var blocks = attribute.AttributeClass!.TypeArguments.Select(SymbolNames.Full);
        return new LayerSpec(
            index,
            Kind(attribute),
            name,
            new EquatableArray<string>(from),
            key,
            parametersFrom,
            new EquatableArray<string>(blocks),
            new EquatableArray<ArgumentSpec>(rest));
    }

    /// <summary>The name of the layer an attribute declares: of the library's class it is or derives from, else the full name of its own.</summary>
    public static string Kind(AttributeData attribute)
    {
        for (var type = attribute.AttributeClass; type is { IsAbstract: false }; type = type.BaseType)
        {
            if (AttributeNames.IsInLibrary(type))
                return WithoutSuffix(type.Name);
        }

        return WithoutSuffix(SymbolNames.Full(attribute.AttributeClass!));
    }

    /// <summary>The property that a constructor's parameter sets.</summary>
    public static string PropertyOf(string parameter) => char.ToUpperInvariant(parameter[0]) + parameter.Substring(1);

    /// <summary>Constructor arguments first, in declaration order; then named ones as written. A named null says what leaving it out says.</summary>
    /// <param name="attribute">The attribute.</param>
    public static IEnumerable<ArgumentSpec> Arguments(AttributeData attribute)
    {
        var parameters = attribute.AttributeConstructor?.Parameters;
        for (var i = 0; parameters is not null && i < attribute.ConstructorArguments.Length; i++)
            yield return ConstantReader.Read(PropertyOf(parameters.Value[i].Name), attribute.ConstructorArguments[i]);
        foreach (var named in attribute.NamedArguments)
        {
            if (!named.Value.IsNull)
                yield return ConstantReader.Read(named.Key, named.Value);
        }
    }

    private static IEnumerable<string> Names(ArgumentSpec argument) => argument.IsArray
        ? argument.Value.Select(value => value.Text.Trim())
        : argument.Value[0].Text.Split(',').Select(name => name.Trim()).Where(name => name.Length > 0);

    private static string? Text(ArgumentSpec argument) => argument.Value.Count > 0 ? argument.Value[0].Text : null;

    private static string WithoutSuffix(string name) =>
        name.EndsWith("Attribute", StringComparison.Ordinal) && name.Length > 9 ? name.Substring(0, name.Length - 9) : name;
}
