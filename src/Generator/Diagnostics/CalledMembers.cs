using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NetGen.Generator.Diagnostics;

/// <summary>Which members an operation calls, written or implied.</summary>
internal static class CalledMembers
{
    /// <summary>The members that an operation itself calls, not those of the operations inside it.</summary>
    /// <param name="operation">The operation.</param>
    /// <returns>Methods, constructors, properties and accessors.</returns>
    public static IEnumerable<ISymbol> Of(IOperation operation) => All(operation).OfType<ISymbol>();

    private static IEnumerable<ISymbol?> All(IOperation operation) => operation switch
    {
        IInvocationOperation invocation => [invocation.TargetMethod],
        IObjectCreationOperation creation => [creation.Constructor],
        IPropertyReferenceOperation property => Accessors(property),
        IImplicitIndexerReferenceOperation indexer => [indexer.LengthSymbol, indexer.IndexerSymbol],
        IEventAssignmentOperation { EventReference: IEventReferenceOperation reference } assignment =>
            [assignment.Adds ? reference.Event.AddMethod : reference.Event.RemoveMethod],
        IMethodReferenceOperation reference => [reference.Method],
        IBinaryOperation binary => [binary.OperatorMethod],
        IUnaryOperation unary => [unary.OperatorMethod],
        IConversionOperation conversion => [conversion.OperatorMethod],
        ICompoundAssignmentOperation assignment => [assignment.OperatorMethod],
        IIncrementOrDecrementOperation step => [step.OperatorMethod],
        IWithOperation with => [with.CloneMethod],
        IDeconstructionAssignmentOperation { SemanticModel: { } model, Syntax: AssignmentExpressionSyntax syntax } =>
            Deconstructors(model.GetDeconstructionInfo(syntax)),
        IRecursivePatternOperation pattern => [pattern.DeconstructSymbol],
        IForEachLoopOperation { SemanticModel: { } model, Syntax: CommonForEachStatementSyntax syntax } => Enumerators(model.GetForEachStatementInfo(syntax)),
        IUsingOperation statement => Disposers(statement.Resources, statement.SemanticModel),
        IUsingDeclarationOperation declaration => Disposers(declaration.DeclarationGroup, declaration.SemanticModel),
        _ => [],
    };

    // A property is named in the message as a property; which accessor is called matters where only one is marked.
    private static IEnumerable<ISymbol?> Accessors(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        var (reads, writes) = reference.Parent switch
        {
            ISimpleAssignmentOperation assignment when assignment.Target == reference => (property.ReturnsByRef, true),
            ICompoundAssignmentOperation assignment when assignment.Target == reference => (true, true),
            ICoalesceAssignmentOperation assignment when assignment.Target == reference => (true, true),
            IIncrementOrDecrementOperation => (true, true),
            _ => (true, false),
        };
        return [reads ? property.GetMethod : null, writes ? property.SetMethod : null];
    }

    private static IEnumerable<ISymbol?> Deconstructors(DeconstructionInfo info) =>
        new ISymbol?[] { info.Method }.Concat(info.Nested.IsDefaultOrEmpty ? [] : info.Nested.SelectMany(Deconstructors));

    private static IEnumerable<ISymbol?> Enumerators(ForEachStatementInfo info) =>
        [info.GetEnumeratorMethod, info.MoveNextMethod, info.CurrentProperty, info.DisposeMethod];

    // What is disposed of is called by the type of the resource, as it is written.
    private static IEnumerable<ISymbol?> Disposers(IOperation resources, SemanticModel? model)
    {
        var types = resources is IVariableDeclarationGroupOperation group
            ? group.Declarations.SelectMany(declaration => declaration.Declarators).Select(declarator => (ITypeSymbol?)declarator.Symbol.Type)
            : [resources.Type];
        var dispose = model?.Compilation.GetSpecialType(SpecialType.System_IDisposable).GetMembers("Dispose").FirstOrDefault();
        return types.Select(type => type is null || dispose is null ? null : type.FindImplementationForInterfaceMember(dispose));
    }
}
