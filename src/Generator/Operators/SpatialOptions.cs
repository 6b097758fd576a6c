using System.Globalization;
using NetGen.Generator.Diagnostics;
using NetGen.Generator.Emission;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Generator.Operators;

/// <summary>Reads the options of layers on spatial axes, and checks each at its argument.</summary>
internal sealed class SpatialOptions
{
    private static readonly string[] Roles = ["CL", "CHW", "CDHW"];

    private readonly LayerBuilder layer;

    /// <summary>Begins to read.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="rank">How many spatial axes its input has to have; 0 for any of one to three.</param>
    public SpatialOptions(LayerBuilder layer, int rank)
    {
        this.layer = layer;
        if (rank == 0)
            layer.RequireAxes(layer.Input, Roles);
        else
            layer.RequireAxes(layer.Input, Roles[rank - 1]);
        Input = layer.Input.Shape;
    }

    /// <summary>The shape of the input: channels, then spatial axes.</summary>
    public Shape Input { get; }

    /// <summary>How many channels it has.</summary>
    public int Channels => Input.Sizes[0];

    /// <summary>The sizes of its spatial axes.</summary>
    public int[] Sizes => Input.Sizes.Skip(1).ToArray();

    /// <summary>How many spatial axes there are.</summary>
    public int Rank => Input.Rank - 1;

    /// <summary>Sizes as text, without the channels.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <returns>Such as <c>5×5</c>.</returns>
    public static string Text(IEnumerable<int> sizes) => string.Join("×", sizes.Select(CSharpLiteral.Of));

    /// <summary>A fault of an argument that has no id of its own.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="why">What is wrong.</param>
    /// <returns>The exception.</returns>
    public SpecException Invalid(string argument, string why)
    {
        var given = layer.Constants(argument);
        return layer.Error(DiagnosticIds.InvalidArgument, argument, argument, layer.Name, given.Count == 0 ? "missing" : string.Join(", ", given.Select(Describe)), why);
    }

    /// <summary>A single integer.</summary>
    /// <param name="argument">Its name.</param>
    /// <param name="fallback">Its value where it was not given.</param>
    /// <returns>The value, at least 1.</returns>
    public int Number(string argument, int fallback)
    {
        var given = Integers(argument, "it must be a number");
        if (given.Length > 1)
            throw Invalid(argument, "it must be a number");
        return given.Length == 0 ? fallback : AtLeast(argument, given, 1)[0];
    }

    /// <summary>An integer for each axis.</summary>
    /// <param name="argument">Its name.</param>
    /// <param name="fallback">The values where it was not given; null where it has to be.</param>
    /// <param name="least">What each is at least.</param>
    /// <returns>The values.</returns>
    public int[] PerAxis(string argument, int[]? fallback, int least = 1)
    {
        var wanted = Rank == 1 ? "it must be a number" : $"it must be a number, or {CSharpLiteral.Of(Rank)} of them, one for each axis";
        var given = Integers(argument, wanted);
        if (given.Length == 0 && fallback is not null && layer.Constants(argument).Count == 0)
            return fallback;
        if (given.Length != 1 && given.Length != Rank)
            throw Invalid(argument, wanted);
        AtLeast(argument, given, least);
        return given.Length == Rank ? given : All(given[0]);
    }

    /// <summary>The same for each axis.</summary>
    /// <param name="value">The value.</param>
    /// <returns>As many as there are axes.</returns>
    public int[] All(int value) => Enumerable.Repeat(value, Rank).ToArray();

    /// <summary>Integers for both sides of each axis: one for all, one an axis, or before and after of each.</summary>
    /// <param name="argument">The argument.</param>
    /// <param name="alternative">What else the argument could be, for messages.</param>
    /// <returns>Before and after, by axis.</returns>
    public (int[] Before, int[] After) Sides(string argument, string alternative = "")
    {
        var counts = Rank == 1 ? "2, before and after" : $"{CSharpLiteral.Of(Rank)} of them, one for each axis, or {CSharpLiteral.Of(2 * Rank)}, before and after each";
        var wanted = $"it must be a number, or {counts}{alternative}";
        var given = Integers(argument, wanted);
        if (given.Length == 0 && layer.Constants(argument).Count == 0)
            return (All(0), All(0));
        if (given.Length != 1 && given.Length != Rank && given.Length != 2 * Rank)
            throw Invalid(argument, wanted);
        AtLeast(argument, given, 0);
        if (given.Length == 2 * Rank)
            return (given.Where((_, i) => i % 2 == 0).ToArray(), given.Where((_, i) => i % 2 == 1).ToArray());
        var sides = given.Length == Rank ? given : All(given[0]);
        return (sides, sides);
    }

    /// <summary>The option <c>Padding</c>: integers, or what follows from the window.</summary>
    /// <param name="kernel">The window.</param>
    /// <param name="dilation">Its dilation.</param>
    /// <param name="stride">Its stride.</param>
    /// <param name="members">The members of the enum that are possible.</param>
    /// <returns>Before and after, by axis.</returns>
    public (int[] Before, int[] After) Padding(int[] kernel, int[] dilation, int[] stride, params string[] members)
    {
        const string Argument = "Padding";
        var alternative = ", or " + string.Join(" or ", members.Select(member => "Pad." + member));
        var given = layer.Constants(Argument);
        if (given.Count != 1 || given[0].Kind != ConstantKind.Enum)
            return Sides(Argument, alternative);
        var member = given[0];
        if (!members.Contains(member.Text))
            throw Invalid(Argument, member.Text == "Causal" && Rank > 1 && members.Contains("Same") ? "only one dimension has an order of time" : "it must be numbers" + alternative);
        var extra = kernel.Select((size, axis) => WindowAxis.ExtentOf(size, dilation[axis]) - 1).ToArray();
        switch (member.Text)
        {
            case "Same" when stride.Any(step => step != 1):
                throw Invalid(Argument, $"that needs stride 1, and Stride is {string.Join(", ", stride.Select(CSharpLiteral.Of))}");
            case "Same":
                return (extra.Select(total => total / 2).ToArray(), extra.Select(total => total - (total / 2)).ToArray());
            case "Causal":
                return (extra, All(0));
            default:
                return (All(0), All(0));
        }
    }

    /// <summary>A kernel that is larger than what it moves over.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="dilation">Its dilation.</param>
    /// <param name="padded">The input with its padding.</param>
    /// <returns>The exception.</returns>
    public SpecException DoesNotFit(int[] kernel, int[] dilation, int[] padded)
    {
        var remarks = (dilation.Any(distance => distance > 1) ? ", dilated to " + Text(kernel.Select((size, axis) => WindowAxis.ExtentOf(size, dilation[axis]))) : string.Empty)
            + (padded.SequenceEqual(Sizes) ? string.Empty : ", padded to " + Text(padded));
        return layer.Error(DiagnosticIds.KernelDoesNotFit, "Kernel", layer.Kind, Text(kernel), Text(Sizes), layer.InputNames[0], remarks);
    }

    /// <summary>Adds the operator that pads the input.</summary>
    /// <param name="before">How much before each axis.</param>
    /// <param name="after">How much behind it.</param>
    /// <param name="mode">What stands there.</param>
    /// <param name="value">What stands there in the mode of zeros.</param>
    /// <param name="argument">The argument to blame.</param>
    /// <returns>The padded value.</returns>
    public Value PadInput(int[] before, int[] after, string mode, double value, string argument)
    {
        var axes = new List<AxisMap>();
        for (var axis = 0; axis < Rank; axis++)
        {
            var size = Sizes[axis];
            var most = mode switch { "Reflect" => size - 1, "Circular" => size, _ => int.MaxValue };
            if (Math.Max(before[axis], after[axis]) > most)
            {
                throw layer.Error(
                    DiagnosticIds.PaddingTooLarge, argument, layer.Name, Text(Sizes), layer.InputNames[0], $"{CSharpLiteral.Of(before[axis])} and {CSharpLiteral.Of(after[axis])}",
                    $"along axis {Input.Roles[axis + 1]}, {mode} takes at most {CSharpLiteral.Of(most)}");
            }

            axes.Add(new ContinuedAxis(size, before[axis], after[axis], mode));
        }

        return layer.Add(new PadAxes(new EquatableArray<AxisMap>(axes), ResultOf(axes), value), layer.Input);
    }

    /// <summary>The shape that comes of maps of the spatial axes.</summary>
    /// <param name="axes">The maps.</param>
    /// <returns>The shape.</returns>
    public Shape ResultOf(IEnumerable<AxisMap> axes) => new(axes.Select(axis => axis.Results).Prepend(Channels), Input.Roles);

    private static string Describe(ConstantSpec constant) => constant.Kind switch
    {
        ConstantKind.Integer or ConstantKind.Real => constant.Number.ToString("R", CultureInfo.InvariantCulture),
        _ => constant.Text,
    };

    private int[] Integers(string argument, string wanted) =>
        layer.Constants(argument).All(constant => constant.Kind is ConstantKind.Integer or ConstantKind.Text) ? layer.Integers(argument) : throw Invalid(argument, wanted);

    private int[] AtLeast(string argument, int[] values, int least)
    {
        if (values.Any(value => value < least))
        {
            throw least == 1
                ? layer.Error(DiagnosticIds.NonPositiveSize, argument, argument, layer.Name, CSharpLiteral.Of(values.First(value => value < 1)))
                : Invalid(argument, "it cannot be negative");
        }

        return values;
    }
}
