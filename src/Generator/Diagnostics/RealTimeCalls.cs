using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Generator.Parsing;

namespace NetGen.Generator.Diagnostics;

/// <summary>
/// Finds, in what is marked <c>[RealTime]</c>, the calls of generated and runtime members that are not. A call is judged by the member
/// that is named, so that a method generic in the network is judged by <c>INetwork</c>, whose marks bind what implements them.
/// </summary>
internal static class RealTimeCalls
{
    private static readonly string[] Libraries = ["NetGen.Attributes", "NetGen.Runtime", "NetGen.Data"];

    /// <summary>Has every operation that calls a member checked.</summary>
    /// <param name="start">The compilation.</param>
    public static void Register(CompilationStartAnalysisContext start) => start.RegisterOperationAction(
        Check,
        OperationKind.Invocation,
        OperationKind.ObjectCreation,
        OperationKind.PropertyReference,
        OperationKind.ImplicitIndexerReference,
        OperationKind.EventAssignment,
        OperationKind.MethodReference,
        OperationKind.Binary,
        OperationKind.Unary,
        OperationKind.Conversion,
        OperationKind.CompoundAssignment,
        OperationKind.Increment,
        OperationKind.Decrement,
        OperationKind.With,
        OperationKind.DeconstructionAssignment,
        OperationKind.RecursivePattern,
        OperationKind.Loop,
        OperationKind.Using,
        OperationKind.UsingDeclaration);

    private static void Check(OperationAnalysisContext context)
    {
        foreach (var member in CalledMembers.Of(context.Operation))
        {
            if (!IsNetGens(member, context.Compilation) || IsMarked(member) || IsValueTypeDefault(member))
                continue;
            if (Caller(context) is not { } caller)
                return;
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.NotRealTime,
                Place(context.Operation).GetLocation(),
                Text(caller),
                Text(member)));
            return;
        }
    }

    private static string Text(ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    /// <summary>Whether a member is the libraries' or was generated for a network, of this project or of one that it references.</summary>
    private static bool IsNetGens(ISymbol member, Compilation compilation)
    {
        if (member.ContainingAssembly is not { } assembly)
            return false;
        if (Libraries.Contains(assembly.Name))
            return true;
        for (var type = member.ContainingType; type is not null; type = type.ContainingType)
        {
            // What a user adds to a network of a library cannot be told from what was generated there; he may mark it.
            if (type.GetAttributes().Any(AttributeNames.IsNetwork))
                return !SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly) || member.Locations.Any(IsEmitted);
        }

        return false;
    }

    private static bool IsEmitted(Location location) => location.SourceTree is { } tree && NetworkParser.IsEmitted(tree);

    private static bool IsMarked(ISymbol symbol) =>
        symbol.GetAttributes().Any(AttributeNames.IsRealTime)
        || (symbol.ContainingType is { } type && type.GetAttributes().Any(AttributeNames.IsRealTime))
        || (symbol is IMethodSymbol { AssociatedSymbol: { } owner } && IsMarked(owner))
        || (Overridden(symbol) is { } overridden && IsMarked(overridden))
        || Implemented(symbol).Any(IsMarked);

    private static ISymbol? Overridden(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };

    private static IEnumerable<ISymbol> Implemented(ISymbol symbol) => symbol.ContainingType is { TypeKind: TypeKind.Class or TypeKind.Struct } type
        ? type.AllInterfaces
            .Where(candidate => Libraries.Contains(candidate.ContainingAssembly?.Name))
            .SelectMany(candidate => candidate.GetMembers())
            .Where(member => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), symbol))
        : [];

    // new T() of a value type without a constructor of its own clears memory and calls nothing.
    private static bool IsValueTypeDefault(ISymbol member) =>
        member is IMethodSymbol { MethodKind: MethodKind.Constructor, IsImplicitlyDeclared: true, ContainingType.IsValueType: true };

    // What is marked around an operation: its member, or a lambda or local function on the way there.
    private static ISymbol? Caller(OperationAnalysisContext context)
    {
        ISymbol? found = null;
        for (var around = context.Operation.Parent; around is not null; around = around.Parent)
        {
            switch (around)
            {
                // Nothing is called in a name or an attribute, and who throws has left real time.
                case INameOfOperation or IAttributeOperation or IThrowOperation:
                    return null;
                case IAnonymousFunctionOperation lambda when found is null && IsMarked(lambda.Symbol):
                    found = lambda.Symbol;
                    break;
                case ILocalFunctionOperation function when found is null && IsMarked(function.Symbol):
                    found = function.Symbol;
                    break;
            }
        }

        if (found is not null)
            return found;
        var member = context.ContainingSymbol;
        if (IsMarked(member))
            return member is IMethodSymbol { AssociatedSymbol: { } owner } ? owner : member;

        // Initializers run in the constructors.
        return member is IFieldSymbol or IPropertySymbol && !member.IsStatic
            ? member.ContainingType.InstanceConstructors.FirstOrDefault(IsMarked)
            : null;
    }

    // The name, where there is one: a squiggle below a whole chain of calls would not say which.
    private static SyntaxNode Place(IOperation operation)
    {
        var syntax = operation switch
        {
            IForEachLoopOperation loop => loop.Collection.Syntax,
            IUsingOperation statement => statement.Resources.Syntax,
            _ => operation.Syntax,
        };
        return syntax switch
        {
            InvocationExpressionSyntax invocation => Name(invocation.Expression),
            ExpressionSyntax expression => Name(expression),
            _ => syntax,
        };
    }

    private static SyntaxNode Name(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        _ => expression,
    };
}
