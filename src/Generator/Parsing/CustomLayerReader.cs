using System.Globalization;
using Microsoft.CodeAnalysis;
using NetGen.Generator.Diagnostics;
using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>The class of a layer of the user's own → <see cref="CustomLayerSpec"/>.</summary>
/// <param name="compilation">Where the class is used.</param>
/// <param name="network">The class that uses it.</param>
/// <param name="isDouble">Whether the network computes in double, which chooses among overloads; null for a block, which serves both.</param>
/// <param name="owners">Receives the class of every full name that a location may name.</param>
internal sealed class CustomLayerReader(Compilation compilation, INamedTypeSymbol network, bool? isDouble, IDictionary<string, INamedTypeSymbol> owners)
{
    /// <summary>The kind of layers that have such a class.</summary>
    public const string Kind = "Custom";

    private const string Forward = "Forward";
    private const string Backward = "Backward";

    private readonly Dictionary<ITypeSymbol, CustomLayerSpec?> known = new(SymbolEqualityComparer.Default);
    private readonly List<SpecDiagnostic> diagnostics = [];

    /// <summary>Reads a class; what is wrong with it is reported once, however often it is used.</summary>
    /// <param name="argument">The type argument.</param>
    /// <param name="use">Where it is used.</param>
    /// <param name="found">Receives what is wrong.</param>
    /// <returns>The layer; null where something is wrong with it.</returns>
    public CustomLayerSpec? Read(ITypeSymbol argument, SpecLocation use, List<SpecDiagnostic> found)
    {
        if (!known.TryGetValue(argument, out var layer))
        {
            known.Add(argument, layer = Read(argument, use));
            found.AddRange(diagnostics);
            diagnostics.Clear();
        }

        return layer;
    }

    private CustomLayerSpec? Read(ITypeSymbol argument, SpecLocation use)
    {
        if (argument is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsGenericType: false } type)
            return Fault(argument, use, "it must be a class or struct without type parameters");
        if (type.IsFileLocal || !compilation.IsSymbolAccessibleWithin(type, network))
            return Fault(type, use, "generated code cannot see it; make it internal or public");
        var owner = SymbolNames.Full(type);
        owners[owner] = type;
        var before = diagnostics.Count;
        var attributes = AttributeNames.CustomValues(type);
        var values = attributes.Select(Value).ToArray();
        var inputs = Of("CustomInputAttribute").DefaultIfEmpty(new CustomValueSpec("x", default)).ToArray();
        var parameters = Of("CustomParameterAttribute").ToArray();
        var output = Of("CustomOutputAttribute").FirstOrDefault() ?? new CustomValueSpec("y", default);
        for (var i = 0; i < values.Length; i++)
            Check(type, values, i, AttributeNames.IsLibraryType(attributes[i].AttributeClass, "CustomParameterAttribute"));
        if (diagnostics.Count > before)
            return null;

        Dictionary<string, bool> forward = new(StringComparer.Ordinal), backward = new(StringComparer.Ordinal);
        foreach (var input in inputs.Concat(parameters))
        {
            forward.Add(input.Name, false);
            backward.Add(input.Name, false);
            backward.Add(input.Name + CustomLayerSpec.Gradient, true);
        }

        forward.Add(output.Name, true);
        backward.Add(output.Name, false);
        backward.Add(output.Name + CustomLayerSpec.Gradient, false);
        var first = Method(type, Forward, forward, use);
        var second = first is null ? null : Method(type, Backward, backward, use);
        return first is null || second is null
            ? null
            : new CustomLayerSpec(type.Name, owner, new EquatableArray<CustomValueSpec>(inputs), output, new EquatableArray<CustomValueSpec>(parameters), first, second);

        IEnumerable<CustomValueSpec> Of(string attribute) =>
            values.Where((_, i) => AttributeNames.IsLibraryType(attributes[i].AttributeClass, attribute));
    }

    private static CustomValueSpec Value(AttributeData attribute)
    {
        var arguments = LayerReader.Arguments(attribute).ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal);
        EquatableArray<ConstantSpec> Get(string name) => arguments.TryGetValue(name, out var value) ? value : default;
        string? Text(string name) => Get(name) is { Count: > 0 } given ? given[0].Text : null;
        return new CustomValueSpec(
            Text("Name") ?? string.Empty,
            new EquatableArray<string>(Get("Shape").Select(size => size.Text.Trim())),
            Text("Axes"),
            Text("Initializer") ?? "Default",
            new EquatableArray<double>(Get("Arguments").Select(number => number.Number)));
    }

    private void Check(INamedTypeSymbol type, CustomValueSpec[] values, int index, bool isParameter)
    {
        var name = values[index].Name;
        if (!SymbolNames.IsIdentifier(name) || name == "accumulate" || name.EndsWith("_", StringComparison.Ordinal) || name.EndsWith(CustomLayerSpec.Gradient, StringComparison.Ordinal))
            Report("Name", $"'{name}' cannot name a value; it must be a C# identifier other than accumulate that ends neither in _ nor in {CustomLayerSpec.Gradient}");
        else if (values.Take(index).Any(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)))
            Report("Name", $"two values are called '{name}'");
        if (isParameter && values[index].Shape.Count == 0)
            Report(null, $"the parameter '{name}' needs a size an axis, such as [CustomParameter(\"{name}\", \"c\")]");

        void Report(string? argument, string reason) => Fault(type, new SpecLocation(SymbolNames.Full(type), SpecTarget.CustomValue, index, argument), reason);
    }

    // Every value may be read, and those that are written must be.
    private CustomMethodSpec? Method(INamedTypeSymbol type, string name, Dictionary<string, bool> values, SpecLocation use)
    {
        var scalar = isDouble == true ? "double" : "float";
        var all = type.GetMembers(name).OfType<IMethodSymbol>().Where(method => method.IsStatic && method.TypeParameters.Length <= 1).ToArray();
        var missing = $"write 'public static void {name}({string.Join(", ", values.Where(value => value.Value || name == Backward).Select(value => $"{(value.Value ? "Span" : "ReadOnlySpan")}<{scalar}> {value.Key}"))})'";
        if (all.Length == 0)
        {
            Fault(type, use, $"it has no static method '{name}'; {missing}");
            return null;
        }

        var chosen = all.FirstOrDefault(method => Scalars(method).All(IsScalar)) ?? all.FirstOrDefault(method => method.IsGenericMethod);
        if (chosen is null)
        {
            Fault(type, Place(all[0], null), $"'{name}' does not work on {scalar}, as the network does; write another, or one that is generic in the type");
            return null;
        }

        var before = diagnostics.Count;
        if (!chosen.ReturnsVoid || !compilation.IsSymbolAccessibleWithin(chosen, network))
            Fault(type, Place(chosen, null), $"'{name}' must return nothing, and be internal or public");
        foreach (var parameter in chosen.Parameters)
            CheckParameter(type, chosen, parameter, values);
        foreach (var written in values.Where(value => value.Value).Select(value => value.Key))
        {
            if (chosen.Parameters.All(parameter => parameter.Name != written))
                Fault(type, Place(chosen, null), $"'{name}' lacks 'Span<{scalar}> {written}', which it is to write");
        }

        return diagnostics.Count > before ? null : new CustomMethodSpec(
            chosen.IsGenericMethod,
            new EquatableArray<string>(chosen.Parameters.Where(parameter => values.ContainsKey(parameter.Name)).Select(parameter => parameter.Name)),
            new EquatableArray<string>(chosen.Parameters.Where(parameter => !values.ContainsKey(parameter.Name)).Select(parameter => parameter.Name)));

        bool IsScalar(ITypeSymbol element) => element.SpecialType switch
        {
            SpecialType.System_Single => isDouble != true,
            SpecialType.System_Double => isDouble != false,
            _ => false,
        };
    }

    private void CheckParameter(INamedTypeSymbol type, IMethodSymbol method, IParameterSymbol parameter, Dictionary<string, bool> values)
    {
        string? reason = null;
        if (parameter.RefKind != RefKind.None)
            reason = "it must be passed by value";
        else if (!values.TryGetValue(parameter.Name, out var isWritten))
        {
            if (parameter.Type.SpecialType != SpecialType.System_Int32)
                reason = $"it is none of {string.Join(", ", values.Keys)}, and a size is an int";
        }
        else if (SpanOf(parameter.Type) is not { } span || span.IsReadOnly == isWritten)
            reason = $"it must be a {(isWritten ? "Span, for it is written" : "ReadOnlySpan, for it is only read")}";
        if (reason is not null)
            Fault(type, Place(method, parameter), $"'{parameter.Name}' of '{method.Name}': {reason}");
    }

    private static IEnumerable<ITypeSymbol> Scalars(IMethodSymbol method) =>
        method.Parameters.Select(parameter => SpanOf(parameter.Type)?.Element).OfType<ITypeSymbol>();

    private static (ITypeSymbol Element, bool IsReadOnly)? SpanOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", TypeArguments.Length: 1, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } span
            ? (span.TypeArguments[0], span.Name == "ReadOnlySpan")
            : null;

    // A parameter, or the name of the method.
    private static SpecLocation Place(IMethodSymbol method, IParameterSymbol? parameter)
    {
        var owner = SymbolNames.Full(method.ContainingType);
        var declaration = method.DeclaringSyntaxReferences.FirstOrDefault()?.Span;
        var part = (parameter?.Locations ?? method.Locations).FirstOrDefault()?.SourceSpan;
        if (declaration is not { } whole || part is not { } span)
            return new SpecLocation(owner, SpecTarget.Type);
        var place = string.Format(CultureInfo.InvariantCulture, "{0}:{1}+{2}", method.Name, span.Start - whole.Start, span.Length);
        return new SpecLocation(owner, SpecTarget.Method, method.ContainingType.GetMembers(method.Name).IndexOf(method), place);
    }

    private CustomLayerSpec? Fault(ITypeSymbol type, SpecLocation where, string reason)
    {
        diagnostics.Add(new SpecDiagnostic(DiagnosticIds.NotACustomLayer, where, new EquatableArray<string>([type.Name, reason])));
        return null;
    }
}
