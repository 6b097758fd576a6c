using Microsoft.CodeAnalysis;
using NetGen.Generator.Diagnostics;
using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>Methods marked <c>[OnGradient]</c> → <see cref="GradientHookSpec"/>.</summary>
internal static class GradientHooks
{
    /// <summary>The marks of a class's methods, in the order in which they stand in the files.</summary>
    /// <param name="type">The class.</param>
    /// <returns>Each mark with its method.</returns>
    public static IReadOnlyList<(IMethodSymbol Method, AttributeData Attribute)> Of(INamedTypeSymbol type) =>
    [
        .. type.GetMembers().OfType<IMethodSymbol>()
            .SelectMany(method => method.GetAttributes().Where(AttributeNames.IsOnGradient).Select(attribute => (method, attribute)))
            .OrderBy(pair => pair.attribute.ApplicationSyntaxReference?.SyntaxTree.FilePath, StringComparer.Ordinal)
            .ThenBy(pair => pair.attribute.ApplicationSyntaxReference?.Span.Start),
    ];

    /// <summary>Reads the methods that can be called; what is wrong with others is reported.</summary>
    /// <param name="type">The class.</param>
    /// <param name="isDouble">Whether the network computes in double.</param>
    /// <param name="owner">The full name of the class.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    public static EquatableArray<GradientHookSpec> Read(INamedTypeSymbol type, bool isDouble, string owner, ICollection<SpecDiagnostic> diagnostics)
    {
        var hooks = new List<GradientHookSpec>();
        var marks = Of(type);
        for (var i = 0; i < marks.Count; i++)
        {
            var (method, attribute) = marks[i];
            if (Fault(method, isDouble) is { } fault)
            {
                var scalar = isDouble ? "double" : "float";
                diagnostics.Add(new SpecDiagnostic(DiagnosticIds.GradientHookSignature, new SpecLocation(owner, SpecTarget.GradientHook, i), new EquatableArray<string>([method.Name, fault, scalar])));
                continue;
            }

            var layer = attribute.ConstructorArguments.Length == 1 ? attribute.ConstructorArguments[0].Value as string : null;
            hooks.Add(new GradientHookSpec(i, method.Name, layer ?? string.Empty, method.IsStatic, IsSpan(method.Parameters[0].Type, "ReadOnlySpan", isDouble)));
        }

        return new EquatableArray<GradientHookSpec>(hooks);
    }

    private static string? Fault(IMethodSymbol method, bool isDouble)
    {
        if (method.IsGenericMethod)
            return "it is generic";
        if (method.IsAsync)
            return "it is asynchronous, and the gradient is there only while it is called";
        if (!method.ReturnsVoid)
            return "it returns a value";
        if (method.Parameters.Length != 2)
            return $"it has {Emission.CSharpLiteral.Of(method.Parameters.Length)} {(method.Parameters.Length == 1 ? "parameter" : "parameters")}";
        if (method.Parameters.Any(parameter => parameter.RefKind != RefKind.None))
            return "a parameter is passed by reference";
        if (!IsSpan(method.Parameters[0].Type, "ReadOnlySpan", isDouble) && !IsSpan(method.Parameters[0].Type, "Span", isDouble))
            return $"its first parameter is {method.Parameters[0].Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}";
        return method.Parameters[1].Type.SpecialType == SpecialType.System_Int32 ? null : $"its second parameter is {method.Parameters[1].Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}";
    }

    private static bool IsSpan(ITypeSymbol type, string name, bool isDouble) =>
        type is INamedTypeSymbol { TypeArguments.Length: 1, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } span
        && span.Name == name
        && span.TypeArguments[0].SpecialType == (isDouble ? SpecialType.System_Double : SpecialType.System_Single);
}
