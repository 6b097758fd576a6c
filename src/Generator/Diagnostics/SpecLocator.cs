using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Generator.Model;
using NetGen.Generator.Parsing;

namespace NetGen.Generator.Diagnostics;

/// <summary>
/// <see cref="SpecLocation"/> → the syntax it names, in its tree, so that <c>#pragma warning disable</c> works.
/// </summary>
/// <param name="network">The class whose analysis asks; what has no source here, such as a block of a library, is shown at it.</param>
/// <param name="owners">The classes by the full names that locations have.</param>
/// <param name="compilation">Whose trees locations may be in; a project that is referenced as such has others.</param>
internal sealed class SpecLocator(INamedTypeSymbol network, IReadOnlyDictionary<string, INamedTypeSymbol> owners, Compilation compilation)
{
    /// <summary>Finds the location.</summary>
    /// <param name="where">What it points at.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <returns>A location in a tree.</returns>
    public Location Find(SpecLocation where, CancellationToken cancellation)
    {
        var owner = owners.TryGetValue(where.Owner, out var found) ? found : network;
        return Here(In(owner, where, cancellation))
            ?? Here(In(network, new SpecLocation(where.Owner, SpecTarget.Declaration), cancellation))
            ?? Location.None;
    }

    private Location? Here(Location? location) => location?.SourceTree is { } tree && compilation.ContainsSyntaxTree(tree) ? location : null;

    private static Location? In(INamedTypeSymbol owner, SpecLocation where, CancellationToken cancellation)
    {
        if (where.Target == SpecTarget.Method)
            return Part(owner, where, cancellation);
        var attribute = where.Target switch
        {
            SpecTarget.Declaration => owner.GetAttributes().FirstOrDefault(candidate => AttributeNames.IsNetwork(candidate) || AttributeNames.IsBlock(candidate)),
            SpecTarget.Input => AttributeNames.Inputs(owner).ElementAtOrDefault(where.Index),
            SpecTarget.CustomValue => AttributeNames.CustomValues(owner).ElementAtOrDefault(where.Index),
            SpecTarget.Layer => AttributeNames.Nodes(owner).ElementAtOrDefault(where.Index),
            SpecTarget.GradientHook => GradientHooks.Of(owner).ElementAtOrDefault(where.Index).Attribute,
            _ => null,
        };
        if (attribute?.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
            return Identifier(owner);
        return (where.Argument is null ? null : Argument(attribute, syntax, where.Argument)) ?? syntax.GetLocation();
    }

    // "Mish:12+4" of the method of this name at the index.
    private static Location? Part(INamedTypeSymbol owner, SpecLocation where, CancellationToken cancellation)
    {
        var parts = where.Argument!.Split(':', '+');
        var method = owner.GetMembers(parts[0])[where.Index].DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        int start = int.Parse(parts[1], CultureInfo.InvariantCulture), length = int.Parse(parts[2], CultureInfo.InvariantCulture);
        return Location.Create(method.SyntaxTree, new Microsoft.CodeAnalysis.Text.TextSpan(method.SpanStart + start, length));
    }

    // The part with [Network] or [Block], else the first that a user wrote.
    private static Location? Identifier(INamedTypeSymbol type)
    {
        var marked = type.GetAttributes()
            .FirstOrDefault(candidate => AttributeNames.IsNetwork(candidate) || AttributeNames.IsBlock(candidate))
            ?.ApplicationSyntaxReference;
        var written = type.Locations.Where(location => location.SourceTree is { } tree && !NetworkParser.IsEmitted(tree)).ToArray();
        return written.FirstOrDefault(location => marked is not null
                && location.SourceTree == marked.SyntaxTree
                && marked.GetSyntax().Parent?.Parent?.Span.Contains(location.SourceSpan) == true)
            ?? written.FirstOrDefault();
    }

    // "Units", or "Bindings[1]" for one element of an array.
    private static Location? Argument(AttributeData attribute, AttributeSyntax syntax, string argument)
    {
        var bracket = argument.IndexOf('[');
        var name = bracket < 0 ? argument : argument.Substring(0, bracket);
        var index = bracket < 0 ? -1 : int.Parse(argument.Substring(bracket + 1).TrimEnd(']'), CultureInfo.InvariantCulture);
        if (name == "TypeArguments")
            return TypeArguments(syntax.Name)?.Arguments.ElementAtOrDefault(index)?.GetLocation();

        var expressions = Expressions(attribute, syntax, name);
        if (expressions.Count == 0)
            return null;
        if (index >= 0)
        {
            var elements = expressions.Count == 1 ? Elements(expressions[0]) : expressions;
            return (elements.ElementAtOrDefault(index) ?? expressions[0]).GetLocation();
        }

        var last = expressions[expressions.Count - 1];
        return Location.Create(syntax.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(expressions[0].SpanStart, last.Span.End));
    }

    private static List<ExpressionSyntax> Expressions(AttributeData attribute, AttributeSyntax syntax, string name)
    {
        var expressions = new List<ExpressionSyntax>();
        var parameters = attribute.AttributeConstructor?.Parameters ?? default;
        var position = 0;
        foreach (var argument in syntax.ArgumentList?.Arguments ?? default)
        {
            string? property = null;
            if (argument.NameEquals is { } equals)
                property = equals.Name.Identifier.ValueText;
            else if (argument.NameColon is { } colon)
                property = LayerReader.PropertyOf(colon.Name.Identifier.ValueText);
            else if (!parameters.IsDefaultOrEmpty)
                property = LayerReader.PropertyOf(parameters[Math.Min(position++, parameters.Length - 1)].Name);
            if (property == name)
                expressions.Add(argument.Expression);
        }

        return expressions;
    }

    private static List<ExpressionSyntax> Elements(ExpressionSyntax expression) => expression switch
    {
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => [.. initializer.Expressions],
        ImplicitArrayCreationExpressionSyntax array => [.. array.Initializer.Expressions],
        CollectionExpressionSyntax collection => [.. collection.Elements.OfType<ExpressionElementSyntax>().Select(element => element.Expression)],
        _ => [expression],
    };

    private static TypeArgumentListSyntax? TypeArguments(NameSyntax name) => name switch
    {
        GenericNameSyntax generic => generic.TypeArgumentList,
        QualifiedNameSyntax qualified => TypeArguments(qualified.Right),
        AliasQualifiedNameSyntax alias => TypeArguments(alias.Name),
        _ => null,
    };
}
