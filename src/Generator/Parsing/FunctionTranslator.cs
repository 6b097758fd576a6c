using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Generator.Formulas;

namespace NetGen.Generator.Parsing;

/// <summary>A user's method of real numbers → a formula: calls are replaced by what they return, branches become choices.</summary>
/// <param name="compilation">Where methods are.</param>
/// <param name="cancellation">Stops the walk.</param>
internal sealed class FunctionTranslator(Compilation compilation, CancellationToken cancellation)
{
    // Statements behind an if are read once for each branch; so many in all are more than a formula of reasonable size has.
    private const int MostStatements = 2000;

    private const string Readable = "a formula is made of + − * /, comparisons, ?:, switch expressions, if and else, local variables, constants, functions of Math and MathF, and calls of other such methods";

    private readonly List<IMethodSymbol> calls = [];
    private int statements;

    private IMethodSymbol Current => calls[calls.Count - 1];

    /// <summary>Whether a type is <c>float</c> or <c>double</c>.</summary>
    public static bool IsReal(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double;

    /// <summary>Reads a method.</summary>
    /// <param name="method">A static method of real numbers with its source in this compilation.</param>
    /// <returns>The formula, simplified.</returns>
    /// <exception cref="FunctionException">A part of it has none.</exception>
    public Formula Translate(IMethodSymbol method)
    {
        var builder = new FormulaBuilder(method.Parameters.Select(parameter => parameter.Name));
        return builder.Build(Call(method, builder.Variables, method.DeclaringSyntaxReferences[0].GetSyntax(cancellation)));
    }

    private Term Call(IMethodSymbol method, IReadOnlyList<Term> arguments, SyntaxNode site)
    {
        if (calls.Contains(method, SymbolEqualityComparer.Default))
            throw Fault(site, $"'{method.Name}' calls itself, so that its formula has no end; write the result without the call");
        var declaration = method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) as MethodDeclarationSyntax;
        if (declaration is null || !compilation.ContainsSyntaxTree(declaration.SyntaxTree))
            throw Fault(site, $"the source of '{method.Name}' is not in this project; {Readable}");
        calls.Add(method);
        var body = compilation.GetSemanticModel(declaration.SyntaxTree).GetOperation(declaration, cancellation) as IMethodBodyOperation;
        if ((body?.BlockBody ?? body?.ExpressionBody) is not { } block)
            throw Fault(declaration, "it has no body; write one");
        var scope = method.Parameters.Zip(arguments, (parameter, argument) => (parameter, argument))
            .ToImmutableDictionary(pair => (ISymbol)pair.parameter, pair => pair.argument, SymbolEqualityComparer.Default);
        var result = Run(block.Operations, 0, scope) ?? throw Fault(declaration, "not every path returns a value; add a return");
        calls.RemoveAt(calls.Count - 1);
        return result;
    }

    // The value that is returned by the statements from one on, or null where none is.
    private Term? Run(ImmutableArray<IOperation> block, int from, ImmutableDictionary<ISymbol, Term> scope)
    {
        for (var i = from; i < block.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (++statements > MostStatements)
                throw Fault(block[i].Syntax, "there are too many paths through the method; use ?: for values that depend on a condition");
            switch (block[i])
            {
                case IReturnOperation { ReturnedValue: { } value }:
                    return Value(value, scope);
                case IBlockOperation inner:
                    return Run(inner.Operations.AddRange(block.Skip(i + 1)), 0, scope);
                case IConditionalOperation branch:
                    return Branch(branch, [.. block.Skip(i + 1)], scope);
                case IVariableDeclarationGroupOperation group:
                    scope = Declare(group, scope);
                    break;
                case IExpressionStatementOperation { Operation: IAssignmentOperation assignment }:
                    scope = Assign(assignment, scope);
                    break;
                case IEmptyOperation:
                    break;
                default:
                    throw Fault(block[i].Syntax, Readable);
            }
        }

        return null;
    }

    private Term? Branch(IConditionalOperation branch, ImmutableArray<IOperation> rest, ImmutableDictionary<ISymbol, Term> scope)
    {
        var condition = Value(branch.Condition, scope);
        var then = Run(rest.Insert(0, branch.WhenTrue), 0, scope);
        var otherwise = Run(branch.WhenFalse is { } other ? rest.Insert(0, other) : rest, 0, scope);
        return then is { } a && otherwise is { } b ? Term.Select(condition, a, b) : null;
    }

    private ImmutableDictionary<ISymbol, Term> Declare(IVariableDeclarationGroupOperation group, ImmutableDictionary<ISymbol, Term> scope)
    {
        foreach (var declarator in group.Declarations.SelectMany(declaration => declaration.Declarators))
        {
            if (declarator.GetVariableInitializer() is { } initializer)
                scope = scope.SetItem(declarator.Symbol, Value(initializer.Value, scope));
        }

        return scope;
    }

    private ImmutableDictionary<ISymbol, Term> Assign(IAssignmentOperation assignment, ImmutableDictionary<ISymbol, Term> scope)
    {
        ISymbol? target = assignment.Target switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };
        if (target is null)
            throw Fault(assignment.Target.Syntax, "only local variables and parameters are assigned in a formula");
        var value = Value(assignment.Value, scope);
        return scope.SetItem(target, assignment switch
        {
            ICompoundAssignmentOperation compound => Binary(compound.OperatorKind, scope[target], value) ?? throw Fault(assignment.Syntax, Readable),
            ISimpleAssignmentOperation { IsRef: false } => value,
            _ => throw Fault(assignment.Syntax, Readable),
        });
    }

    private Term Value(IOperation operation, ImmutableDictionary<ISymbol, Term> scope)
    {
        if (operation.ConstantValue is { HasValue: true, Value: { } constant } && constant is not (string or char))
            return constant is bool flag ? (flag ? 1 : 0) : Convert.ToDouble(constant, CultureInfo.InvariantCulture);
        return operation switch
        {
            IParenthesizedOperation inner => Value(inner.Operand, scope),
            IConversionOperation { OperatorMethod: null } conversion when IsReal(conversion.Type) => Value(conversion.Operand, scope),
            IConversionOperation { OperatorMethod: null } conversion when IsReal(conversion.Operand.Type) => throw Fault(conversion.Syntax, "a conversion to an integer is not continuous; use MathF.Floor, MathF.Round or MathF.Truncate, whose slope is 0"),
            IParameterReferenceOperation parameter when scope.TryGetValue(parameter.Parameter, out var value) => value,
            ILocalReferenceOperation local when scope.TryGetValue(local.Local, out var value) => value,
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Plus } unary => Value(unary.Operand, scope),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } unary => -Value(unary.Operand, scope),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } unary => !Value(unary.Operand, scope),
            IBinaryOperation { OperatorMethod: null } binary => Binary(binary, scope),
            IConditionalOperation { WhenFalse: { } otherwise } choice => Choice(Value(choice.Condition, scope), Value(choice.WhenTrue, scope), Value(otherwise, scope), IsReal(choice.Type)),
            IIsPatternOperation test => Matches(Value(test.Value, scope), test.Pattern, scope),
            ISwitchExpressionOperation choice => Switch(choice, scope),
            IInvocationOperation invocation => Invoke(invocation, scope),
            IFieldReferenceOperation field => throw Fault(field.Syntax, $"'{field.Field.Name}' may change; make it const"),
            _ => throw Fault(operation.Syntax, Readable),
        };
    }

    private static Term Choice(Term condition, Term then, Term otherwise, bool isReal) =>
        isReal ? Term.Select(condition, then, otherwise) : (condition & then) | (!condition & otherwise);

    private Term Binary(IBinaryOperation binary, ImmutableDictionary<ISymbol, Term> scope)
    {
        Term a = Value(binary.LeftOperand, scope), b = Value(binary.RightOperand, scope);
        if (binary.LeftOperand.Type?.SpecialType == SpecialType.System_Boolean && binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.ExclusiveOr)
            return binary.OperatorKind == BinaryOperatorKind.Equals ? (a & b) | (!a & !b) : (a & !b) | (!a & b);
        if (!IsReal(binary.Type) && binary.Type?.SpecialType != SpecialType.System_Boolean)
            throw Fault(binary.Syntax, "integers are cut off and overflow; write the numbers as float or double");
        return Binary(binary.OperatorKind, a, b) ?? throw Fault(binary.Syntax, Readable);
    }

    // The first arm that matches decides; the last one has to match whatever is left.
    private Term Switch(ISwitchExpressionOperation choice, ImmutableDictionary<ISymbol, Term> scope)
    {
        var value = Value(choice.Value, scope);
        Term? result = null;
        foreach (var arm in choice.Arms.Reverse())
        {
            var matches = Matches(value, arm.Pattern, scope);
            if (arm.Guard is { } guard)
                matches &= Value(guard, scope);
            var then = Value(arm.Value, scope);
            result = result is { } otherwise
                ? Choice(matches, then, otherwise, IsReal(choice.Type))
                : matches.Constant is 1 ? then : throw Fault(arm.Syntax, "the last arm has to match every number; write _ => …");
        }

        return result ?? throw Fault(choice.Syntax, Readable);
    }

    private Term Matches(Term value, IPatternOperation pattern, ImmutableDictionary<ISymbol, Term> scope) => pattern switch
    {
        IDiscardPatternOperation => 1,
        IConstantPatternOperation constant => Term.Of(FormulaOperation.Equal, value, Value(constant.Value, scope)),
        IRelationalPatternOperation relation => Binary(relation.OperatorKind, value, Value(relation.Value, scope)) ?? throw Fault(relation.Syntax, Readable),
        INegatedPatternOperation negated => !Matches(value, negated.Pattern, scope),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both => Matches(value, both.LeftPattern, scope) & Matches(value, both.RightPattern, scope),
        IBinaryPatternOperation either => Matches(value, either.LeftPattern, scope) | Matches(value, either.RightPattern, scope),
        _ => throw Fault(pattern.Syntax, Readable),
    };

    private static Term? Binary(BinaryOperatorKind kind, Term a, Term b) => kind switch
    {
        BinaryOperatorKind.Add => a + b,
        BinaryOperatorKind.Subtract => a - b,
        BinaryOperatorKind.Multiply => a * b,
        BinaryOperatorKind.Divide => a / b,
        BinaryOperatorKind.LessThan => a < b,
        BinaryOperatorKind.LessThanOrEqual => a <= b,
        BinaryOperatorKind.GreaterThan => a > b,
        BinaryOperatorKind.GreaterThanOrEqual => a >= b,
        BinaryOperatorKind.Equals => Term.Of(FormulaOperation.Equal, a, b),
        BinaryOperatorKind.NotEquals => !Term.Of(FormulaOperation.Equal, a, b),
        BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd => a & b,
        BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr => a | b,
        _ => null,
    };

    private Term Invoke(IInvocationOperation invocation, ImmutableDictionary<ISymbol, Term> scope)
    {
        var method = invocation.TargetMethod;
        var isReal = method.IsStatic && method.Parameters.All(parameter => parameter.RefKind == RefKind.None && parameter.Type.IsValueType);
        if (!isReal)
            throw Fault(invocation.Syntax, Readable);
        if (!FunctionTable.IsLibrary(method) && (!IsReal(method.ReturnType) || method.IsGenericMethod))
            throw Fault(invocation.Syntax, Readable);
        Term[] arguments = [.. invocation.Arguments.OrderBy(argument => argument.Parameter!.Ordinal).Select(argument => Value(argument.Value, scope))];
        if (!FunctionTable.IsLibrary(method))
            return Call(method, arguments, invocation.Syntax);
        return FunctionTable.Apply(method.Name, arguments)
            ?? throw Fault(invocation.Syntax, $"'{method.Name}' is not among the functions that have a formula: {string.Join(", ", FunctionTable.Names)}");
    }

    private FunctionException Fault(SyntaxNode part, string reason) => new(calls.Count > 0 ? Current : throw new InvalidOperationException(reason), part, reason);
}
