using System.Globalization;
using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Model;

namespace NetGen.Generator.Graph;

/// <content>The arguments of the attribute.</content>
public sealed partial class LayerBuilder
{
    /// <summary>An integer argument: a number, or arithmetic over the block's parameters.</summary>
    /// <param name="argument">Its name.</param>
    /// <param name="fallback">Its value where it was not given.</param>
    /// <returns>The value.</returns>
    public int Integer(string argument, int fallback = 0) => Find(argument) is { } given ? Evaluate(given.Value[0], argument) : fallback;

    /// <summary>An integer argument that is a size.</summary>
    /// <param name="argument">Its name.</param>
    /// <returns>The value, at least 1.</returns>
    public int PositiveInteger(string argument)
    {
        var value = Integer(argument);
        return value >= 1 ? value : throw Error(DiagnosticIds.NonPositiveSize, argument, argument, Name, CSharpLiteral.Of(value));
    }

    /// <summary>An argument that is a list of integers.</summary>
    /// <param name="argument">Its name.</param>
    /// <returns>The values.</returns>
    public int[] Integers(string argument) => Find(argument)?.Value.Select(value => Evaluate(value, argument)).ToArray() ?? [];

    /// <summary>What was written for an argument, for checks of its kind.</summary>
    /// <param name="argument">Its name.</param>
    /// <returns>The constants; none where it was not given.</returns>
    public IReadOnlyList<ConstantSpec> Constants(string argument) => Find(argument)?.Value ?? default;

    /// <summary>A real argument.</summary>
    /// <param name="argument">Its name.</param>
    /// <param name="fallback">Its value where it was not given.</param>
    /// <returns>The value.</returns>
    public double Real(string argument, double fallback) => Find(argument)?.Value[0].Number ?? fallback;

    /// <summary>A truth value.</summary>
    /// <param name="argument">Its name.</param>
    /// <param name="fallback">Its value where it was not given.</param>
    /// <returns>The value.</returns>
    public bool Flag(string argument, bool fallback) => Find(argument) is { } given ? given.Value[0].Number != 0 : fallback;

    /// <summary>A member of an enum.</summary>
    /// <param name="argument">Its name.</param>
    /// <param name="fallback">The member where it was not given.</param>
    /// <returns>The name of the member.</returns>
    public string Choice(string argument, string fallback)
    {
        var text = Find(argument)?.Value[0].Text ?? fallback;
        // C# lets any number be converted to an enum; one without a name is given as its digits.
        return char.IsLetter(text[0]) ? text : throw Error(DiagnosticIds.InvalidArgument, argument, argument, Name, text, "it must be a member of its enum");
    }

    /// <summary>A string, or null where it was not given.</summary>
    /// <param name="argument">Its name.</param>
    /// <returns>The string.</returns>
    public string? Text(string argument) => Find(argument) is { Value.Count: > 0 } given ? given.Value[0].Text : null;

    /// <summary>The initializer of a tensor, from the arguments <c>…Initializer</c> and <c>…Arguments</c>.</summary>
    /// <param name="prefix">What they begin with.</param>
    /// <returns>The initializer.</returns>
    public InitializerSpec Initializer(string prefix)
    {
        var kind = Choice(prefix + "Initializer", "Default");
        if (prefix == "Bias" && kind is "Orthogonal" or "Identity")
            throw Error(DiagnosticIds.InitializerArguments, prefix + "Initializer", kind, prefix + "Initializer", "a matrix", "a vector");
        var arguments = Find(prefix + "Arguments")?.Value.Select(value => value.Number).ToArray() ?? [];
        return Initializer(prefix + "Initializer", kind, arguments, arguments.Length > 0 ? prefix + "Arguments" : prefix + "Initializer");
    }

    /// <summary>An initializer whose arguments fit.</summary>
    /// <param name="title">What it is called in messages.</param>
    /// <param name="kind">The member of the enum of initializers.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="where">The argument of the attribute that says so, or null.</param>
    /// <returns>The initializer.</returns>
    public InitializerSpec Initializer(string title, string kind, IReadOnlyList<double> arguments, string? where)
    {
        var (fits, takes) = kind switch
        {
            "Constant" => (arguments.Count == 1, "(value)"),
            "Uniform" => (arguments.Count is 0 or 2 && (arguments.Count == 0 || arguments[0] <= arguments[1]), "(low, high), low first, or nothing"),
            "Normal" or "TruncatedNormal" => (arguments.Count is 0 or 2 && (arguments.Count == 0 || arguments[1] >= 0), "(mean, standard deviation), the second not negative, or nothing"),
            "XavierUniform" or "XavierNormal" or "HeUniform" or "HeNormal" or "LeCunUniform" or "LeCunNormal" or "Orthogonal" or "Identity" => (arguments.Count is 0 or 1, "(gain) or nothing"),
            _ => (arguments.Count == 0, "nothing"),
        };
        if (!fits || arguments.Any(value => double.IsNaN(value) || double.IsInfinity(value)))
        {
            var given = $"({string.Join(", ", arguments.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))})";
            throw Error(DiagnosticIds.InitializerArguments, where, kind, title, takes, given);
        }

        return new InitializerSpec(kind, new EquatableArray<double>(arguments));
    }

    /// <summary>A real argument that is finite.</summary>
    /// <param name="argument">Its name.</param>
    /// <param name="fallback">Its value where it was not given.</param>
    /// <returns>The value.</returns>
    public double Finite(string argument, double fallback) => Checked(argument, fallback, _ => true, "it must be finite");

    /// <summary>A real argument that is finite and not negative.</summary>
    /// <param name="argument">Its name.</param>
    /// <param name="fallback">Its value where it was not given.</param>
    /// <returns>The value.</returns>
    public double NotNegative(string argument, double fallback) => Checked(argument, fallback, value => value >= 0, "it must be finite and at least 0");

    /// <summary>A real argument that is finite and positive.</summary>
    /// <param name="argument">Its name.</param>
    /// <param name="fallback">Its value where it was not given.</param>
    /// <returns>The value.</returns>
    public double Positive(string argument, double fallback) => Checked(argument, fallback, value => value > 0, "it must be positive and finite");

    /// <summary>An argument that is a list of weights.</summary>
    /// <param name="argument">Its name.</param>
    /// <param name="count">How many there have to be.</param>
    /// <param name="what">What each of them is for, in the plural.</param>
    /// <returns>The weights, finite and not negative; null where they were not given.</returns>
    public double[]? Weights(string argument, int count, string what)
    {
        if (Find(argument) is not { } given)
            return null;
        double[] weights = [.. given.Value.Select(value => value.Number)];
        if (weights.Length != count)
            throw Error(DiagnosticIds.InvalidArgument, argument, argument, Name, $"{CSharpLiteral.Of(weights.Length)} {(weights.Length == 1 ? "number" : "numbers")}", $"there are {CSharpLiteral.Of(count)} {what}: give one for each");
        foreach (var weight in weights.Where(weight => !(weight >= 0) || double.IsInfinity(weight)))
            throw Error(DiagnosticIds.InvalidArgument, argument, "A number in " + argument, Name, Text(weight), "it must be finite and at least 0");
        if (weights.All(weight => weight == 0))
            throw Error(DiagnosticIds.InvalidArgument, argument, argument, Name, "0 throughout", "one must be positive");
        return weights;
    }

    private ArgumentSpec? Find(string argument) => spec.Arguments.FirstOrDefault(candidate => candidate.Name == argument);

    private int Evaluate(ConstantSpec value, string argument)
    {
        if (value.Kind != ConstantKind.Text)
            return checked((int)value.Number);
        var result = IntegerExpression.Evaluate(value.Text, scope.Context.Bindings);
        if (result.UnknownName is { } name)
            throw Error(DiagnosticIds.UnknownBlockParameter, argument, name, scope.Context.Title, Identifiers.DidYouMean(name, scope.Context.Bindings.Keys));
        if (result.Fault is { } fault)
            throw Error(DiagnosticIds.MalformedExpression, argument, value.Text, fault);
        return result.Value;
    }

    private double Checked(string argument, double fallback, Func<double, bool> isValid, string rule)
    {
        var value = Real(argument, fallback);
        return !double.IsNaN(value) && !double.IsInfinity(value) && isValid(value) ? value : throw Error(DiagnosticIds.InvalidArgument, argument, argument, Name, Text(value), rule);
    }

    private static string Text(double value) => CSharpLiteral.Of(value, true).Replace("double.", string.Empty).TrimEnd('d');
}
