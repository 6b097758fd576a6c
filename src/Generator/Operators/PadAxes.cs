using NetGen.Generator.Emission;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Generator.Operators;

/// <summary>The input with elements around it.</summary>
/// <param name="Axes">What is around each axis.</param>
/// <param name="Result">The shape of the result.</param>
/// <param name="Value">What is beyond an axis that nothing of the input continues.</param>
public sealed record PadAxes(EquatableArray<AxisMap> Axes, Shape Result, double Value) : Resampling(Axes, Result)
{
    /// <inheritdoc/>
    public override string Notation => "pad";

    /// <inheritdoc/>
    public override double Beyond => Value;
}

/// <summary>The input without elements at its sides.</summary>
/// <param name="Axes">What is left of each axis.</param>
/// <param name="Result">The shape of the result.</param>
public sealed record Crop(EquatableArray<AxisMap> Axes, Shape Result) : Resampling(Axes, Result)
{
    /// <inheritdoc/>
    public override string Notation => "crop";
}

/// <summary>An axis that is continued, or cut off, at both ends.</summary>
/// <param name="Size">The size of the axis.</param>
/// <param name="Before">How many elements are put before it; taken off, where negative.</param>
/// <param name="After">How many are put behind it; taken off, where negative.</param>
/// <param name="Mode">What they are: the member of the attributes' enum.</param>
public sealed record ContinuedAxis(int Size, int Before, int After, string Mode) : AxisMap(Size, checked(Size + Before + After))
{
    /// <inheritdoc/>
    public override string Name => $"{Text(Size)}{Part(Before)}{Part(After)}{(IsSingle && (Before > 0 || After > 0) ? Mode : "")}";

    /// <inheritdoc/>
    public override bool IsSingle => Mode != "Zeros" || (Before <= 0 && After <= 0);

    /// <inheritdoc/>
    public override Reach Reach => new(1, 1);

    /// <inheritdoc/>
    public override IEnumerable<(int From, double Weight)> Taps(int result)
    {
        var at = result - Before;
        if (at < 0)
            at = Mode switch { "Reflect" => -at, "Replicate" => 0, "Circular" => at + Size, _ => -1 };
        else if (at >= Size)
            at = Mode switch { "Reflect" => (2 * (Size - 1)) - at, "Replicate" => Size - 1, "Circular" => at - Size, _ => -1 };
        return at < 0 ? [] : [(at, 1)];
    }

    /// <inheritdoc/>
    public override void EmitRange(SourceWriter writer, VectorTarget target, string o, string suffix)
    {
        string at = Before == 0 ? o : Before > 0 ? $"{o} - {Text(Before)}" : $"{o} + {Text(-Before)}";
        if (!IsSingle)
        {
            writer.Line($"int begin{suffix} = {at}, end{suffix} = begin{suffix} >= 0 && begin{suffix} < {Text(Size)} ? begin{suffix} + 1 : begin{suffix};");
            return;
        }

        writer.Line($"int i{suffix} = {at};");
        (string before, string after) = Mode switch
        {
            "Reflect" => ($"-i{suffix}", $"{Text(2 * (Size - 1))} - i{suffix}"),
            "Replicate" => ("0", Text(Size - 1)),
            _ => ($"i{suffix} + {Text(Size)}", $"i{suffix} - {Text(Size)}"),
        };
        if (Before > 0)
            writer.Line($"i{suffix} = i{suffix} < 0 ? {before} : i{suffix};");
        if (After > 0)
            writer.Line($"i{suffix} = i{suffix} >= {Text(Size)} ? {after} : i{suffix};");
    }

    private static string Part(int amount) => (amount < 0 ? "m" : "p") + Text(Math.Abs(amount));
}
