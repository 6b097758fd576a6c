using Microsoft.CodeAnalysis;
using NetGen.Generator.Diagnostics;
using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>The method that an attribute names → its formula.</summary>
/// <param name="compilation">Where the methods are.</param>
/// <param name="owners">Receives the class of every full name that a location may name.</param>
/// <param name="isDouble">Whether the network computes in double, which chooses among overloads.</param>
internal sealed class FunctionReader(Compilation compilation, IDictionary<string, INamedTypeSymbol> owners, bool isDouble)
{
    /// <summary>Whether a layer is a function of the user's own.</summary>
    /// <param name="kind">The layer's kind.</param>
    public static bool IsFunction(string kind) => kind is "Activation" or "Loss";

    /// <summary>Reads the function of an activation or a loss.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="user">The class that carries it.</param>
    /// <param name="layer">What was read of the attribute.</param>
    /// <param name="owner">The full name of the class in locations.</param>
    /// <param name="diagnostics">Receives what is wrong.</param>
    /// <param name="cancellation">Stops the walk.</param>
    /// <returns>The function, or null where there is none.</returns>
    public FunctionSpec? Read(AttributeData attribute, INamedTypeSymbol user, LayerSpec layer, string owner, ICollection<SpecDiagnostic> diagnostics, CancellationToken cancellation)
    {
        var arguments = attribute.ConstructorArguments;
        if (arguments.Length == 0 || arguments[arguments.Length - 1].Value is not string name)
            return null;
        var type = arguments[0].Value as INamedTypeSymbol ?? user;
        var (method, fault) = Find(type, name, layer.Kind == "Loss" ? 2 : 1);
        if (method is null)
        {
            diagnostics.Add(new SpecDiagnostic(
                DiagnosticIds.UnknownFunction,
                new SpecLocation(owner, SpecTarget.Layer, layer.Index, "Method"),
                new EquatableArray<string>([name, layer.Kind, fault])));
            return null;
        }

        try
        {
            var formula = new FunctionTranslator(compilation, cancellation).Translate(method);
            var isOwn = SymbolEqualityComparer.Default.Equals(type, user);
            return new FunctionSpec(method.Name, isOwn ? method.Name : SymbolNames.Full(type).Replace("_", "__").Replace('.', '_') + "_" + method.Name, formula);
        }
        catch (FunctionException exception)
        {
            diagnostics.Add(exception.ToDiagnostic(owners));
            return null;
        }
    }

    private (IMethodSymbol? Method, string Fault) Find(INamedTypeSymbol type, string name, int parameters)
    {
        var scalar = isDouble ? SpecialType.System_Double : SpecialType.System_Single;
        var named = type.GetMembers(name).OfType<IMethodSymbol>().ToArray();
        var signature = parameters == 1 ? "static float F(float x)" : "static float F(float output, float target)";
        if (named.Length == 0)
            return (null, $"'{type.Name}' has no method of this name; write '{signature.Replace(" F(", $" {name}(")}' in it, or name the class that has it: typeof(…), nameof(…)");
        var fitting = named.Where(method => Fits(method, parameters)).OrderBy(method => method.ReturnType.SpecialType == scalar ? 0 : 1).ToArray();
        if (fitting.Length == 0)
            return (null, $"it must be '{signature}', or the same in double");
        return fitting[0].DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree is { } tree && compilation.ContainsSyntaxTree(tree)
            ? (fitting[0], string.Empty)
            : (null, "its source is not in this project; copy it here");
    }

    private static bool Fits(IMethodSymbol method, int parameters) => method is { IsStatic: true, IsGenericMethod: false, IsAbstract: false }
        && method.Parameters.Length == parameters
        && FunctionTranslator.IsReal(method.ReturnType)
        && method.Parameters.All(parameter => parameter.RefKind == RefKind.None && FunctionTranslator.IsReal(parameter.Type));
}
