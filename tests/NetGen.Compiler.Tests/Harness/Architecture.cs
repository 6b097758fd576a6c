using System.Globalization;
using NetGen.Generator.Formulas;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Compiler.Tests;

/// <summary>Writes declarations as the parser would hand them over.</summary>
internal sealed class Architecture
{
    private readonly List<InputSpec> inputs = [];
    private readonly List<LayerSpec> layers = [];
    private readonly List<BlockSpec> blocks = [];

    /// <summary>x exp(−x²), a function of one's own.</summary>
    public static Formula Bump { get; } = Formula.Of("x", x => x * Term.Of(FormulaOperation.Exp, -(x * x)));

    /// <summary>ln cosh(y − t), a loss of one's own.</summary>
    public static Formula LogCosh { get; } = Formula.Of("y", "t", (y, t) => Term.Of(FormulaOperation.Log, Term.Of(FormulaOperation.Cosh, y - t)));

    public IReadOnlyList<LayerSpec> Layers => layers;

    public IReadOnlyList<BlockSpec> Blocks => blocks;

    public NetworkSpec Spec(bool isDouble = true) => new(
        "Models", default, "Net", "public", isDouble, new EquatableArray<InputSpec>(inputs), new EquatableArray<LayerSpec>(layers), new EquatableArray<BlockSpec>(blocks), default);

    public Architecture Input(string name, int[] shape, bool isInteger = false, string? axes = null)
    {
        inputs.Add(new InputSpec(inputs.Count, name, new EquatableArray<int>(shape), isInteger, axes, layers.Count));
        return this;
    }

    /// <summary>Adds a layer.</summary>
    /// <param name="kind">The attribute.</param>
    /// <param name="name">Its name, or null.</param>
    /// <param name="from">What it reads, separated by commas; empty for the layer before.</param>
    /// <param name="parametersFrom">Whose parameters it shares.</param>
    /// <param name="blocks">Type arguments.</param>
    /// <param name="arguments">Names and values by turns; the name and formula of a function of the user's own, too.</param>
    public Architecture Layer(string kind, string? name = null, string from = "", string? parametersFrom = null, string[]? blocks = null, params object[] arguments)
    {
        layers.Add(LayerOf(layers.Count, kind, name, from, parametersFrom, blocks, arguments));
        return this;
    }

    public Architecture Block(string name, string[] parameters, params LayerSpec[] body)
    {
        if (blocks.All(block => block.FullName != name))
            blocks.Add(new BlockSpec(name, name, true, new EquatableArray<string>(parameters), false, new EquatableArray<LayerSpec>(body.Select((layer, i) => layer with { Index = i }))));
        return this;
    }

    public static LayerSpec LayerOf(int index, string kind, string? name = null, string from = "", string? parametersFrom = null, string[]? blocks = null, params object[] arguments)
    {
        var given = new List<ArgumentSpec>();
        FunctionSpec? function = null;
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i + 1] is Formula formula)
            {
                function = new FunctionSpec((string)arguments[i], (string)arguments[i], formula);
                continue;
            }

            var values = arguments[i + 1] is Array array ? array.Cast<object>() : [arguments[i + 1]];
            given.Add(new ArgumentSpec((string)arguments[i], new EquatableArray<ConstantSpec>(values.Select(Constant)), arguments[i + 1] is Array));
        }

        var sources = from.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new LayerSpec(index, kind, name, new EquatableArray<string>(sources), null, parametersFrom, new EquatableArray<string>(blocks ?? []), new EquatableArray<ArgumentSpec>(given), function);
    }

    /// <summary>The checked graph of a declaration.</summary>
    public static NetworkModel Build(NetworkSpec spec)
    {
        var built = GraphBuilder.Build(spec);
        Assert.True(!built.HasErrors, string.Join("; ", built.Diagnostics.Select(fault => $"{fault.Id} {fault.Where.Index}: {string.Join(", ", fault.Arguments)}")) + "\n" + Describe(spec));
        return built.Network!;
    }

    /// <summary>The declaration in a line a layer, for messages.</summary>
    public static string Describe(NetworkSpec spec) => string.Join('\n',
    [
        .. spec.Inputs.Select(input => $"[Input({string.Join(", ", input.Shape)}, {input.Name}, {input.Axes}{(input.IsInteger ? ", int" : string.Empty)})]"),
        .. spec.Blocks.Select(block => $"[Block {block.Name}({string.Join(", ", block.Parameters)})] {string.Join(" ", block.Layers.Select(Describe))}"),
        .. spec.Layers.Select(Describe),
    ]);

    private static string Describe(LayerSpec layer) =>
        $"[{layer.Kind}<{string.Join(", ", layer.TypeArguments)}>({layer.Name}, from {string.Join(" and ", layer.From)}, parameters from {layer.ParametersFrom}, {string.Join(", ", layer.Arguments.Select(argument => argument.Name + " = " + string.Join(" ", argument.Value.Select(value => value.Text))))})]";

    private static ConstantSpec Constant(object value) => value switch
    {
        int number => new ConstantSpec(ConstantKind.Integer, number.ToString(CultureInfo.InvariantCulture), number),
        double number => new ConstantSpec(ConstantKind.Real, number.ToString(CultureInfo.InvariantCulture), number),
        bool flag => new ConstantSpec(ConstantKind.Boolean, flag ? "True" : "False", flag ? 1 : 0),
        Enum member => new ConstantSpec(ConstantKind.Enum, member.ToString(), Convert.ToDouble(member, CultureInfo.InvariantCulture)),
        string text => new ConstantSpec(ConstantKind.Text, text, 0),
        _ => throw new ArgumentException($"{value.GetType()} is no constant of an attribute."),
    };
}
