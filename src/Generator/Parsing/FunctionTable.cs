using Microsoft.CodeAnalysis;
using NetGen.Generator.Formulas;
using static NetGen.Generator.Formulas.FormulaOperation;

namespace NetGen.Generator.Parsing;

/// <summary>The methods of <see cref="Math"/>, <c>MathF</c>, <see cref="float"/> and <see cref="double"/> that are functions of formulas.</summary>
internal static class FunctionTable
{
    private static readonly SortedDictionary<string, Func<Term[], Term?>> Functions = new(StringComparer.Ordinal)
    {
        ["Abs"] = One(Abs),
        ["Atan"] = One(Atan),
        ["Ceiling"] = One(Ceiling),
        ["Clamp"] = x => x.Length == 3 ? Term.Select(x[0] < x[1], x[1], Term.Select(x[2] < x[0], x[2], x[0])) : null,
        ["Cos"] = One(Cos),
        ["Cosh"] = One(Cosh),
        ["Exp"] = One(Exp),
        ["ExpM1"] = One(ExpM1),
        ["Floor"] = One(Floor),
        ["FusedMultiplyAdd"] = x => (x[0] * x[1]) + x[2],
        ["IsNaN"] = x => !Term.Of(Equal, x[0], x[0]),
        ["Log"] = x => x.Length == 2 ? Term.Of(Log, x[0]) / Term.Of(Log, x[1]) : Term.Of(Log, x[0]),
        ["Log10"] = x => Term.Of(Log, x[0]) / Math.Log(10),
        ["Log2"] = x => Term.Of(Log, x[0]) / Math.Log(2),
        ["LogP1"] = One(LogP1),
        ["Max"] = x => Term.Of(Maximum, x),
        ["Min"] = x => Term.Of(Minimum, x),
        ["Pow"] = x => Term.Of(Power, x),
        ["Round"] = One(Round),
        ["Sign"] = One(Sign),
        ["Sin"] = One(Sin),
        ["Sinh"] = One(Sinh),
        ["Sqrt"] = One(Sqrt),
        ["Tan"] = One(Tan),
        ["Tanh"] = One(Tanh),
        ["Truncate"] = One(Truncate),
    };

    /// <summary>The names of the functions.</summary>
    public static IEnumerable<string> Names => Functions.Keys;

    /// <summary>Whether a method belongs to a class of functions of the framework.</summary>
    /// <param name="method">The method.</param>
    public static bool IsLibrary(IMethodSymbol method) =>
        method.ContainingType is { Name: "Math" or "MathF" or "Single" or "Double", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>Applies a function.</summary>
    /// <param name="name">The method's name.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The value, or null where the function has no formula.</returns>
    public static Term? Apply(string name, Term[] arguments) => Functions.TryGetValue(name, out var function) ? function(arguments) : null;

    private static Func<Term[], Term?> One(FormulaOperation operation) => x => x.Length == 1 ? Term.Of(operation, x[0]) : null;
}
