using System.Globalization;
using Microsoft.CodeAnalysis;
using NetGen.Generator.Diagnostics;
using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>A part of a user's method that has no formula, thrown while the method is read.</summary>
/// <param name="method">The method.</param>
/// <param name="part">The part.</param>
/// <param name="reason">What is wrong with it, and what to write instead.</param>
internal sealed class FunctionException(IMethodSymbol method, SyntaxNode part, string reason) : Exception(reason)
{
    /// <summary>The diagnostic, at the part.</summary>
    /// <param name="owners">Receives the method's class.</param>
    /// <returns>The diagnostic.</returns>
    public SpecDiagnostic ToDiagnostic(IDictionary<string, INamedTypeSymbol> owners)
    {
        var owner = SymbolNames.Full(method.ContainingType);
        if (!owners.ContainsKey(owner))
            owners.Add(owner, method.ContainingType);

        // Places are counted from the method's beginning, so that the diagnostic says the same after an edit before it.
        var start = part.SpanStart - method.DeclaringSyntaxReferences[0].Span.Start;
        var span = string.Format(CultureInfo.InvariantCulture, "{0}+{1}", start, part.Span.Length);
        var where = new SpecLocation(owner, SpecTarget.Method, method.ContainingType.GetMembers(method.Name).IndexOf(method), $"{method.Name}:{span}");
        return new SpecDiagnostic(DiagnosticIds.NotDifferentiable, where, new EquatableArray<string>([OneLine(part.ToString()), Message]));
    }

    private static string OneLine(string text) => string.Join(" ", text.Split(['\r', '\n', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
