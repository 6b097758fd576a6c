using NetGen.Generator.Emission;
using NetGen.Generator.Graph;
using NetGen.Generator.Model;

namespace NetGen.Generator.Operators;

/// <summary>The mean of each window, channel by channel.</summary>
/// <param name="Axes">The windows along each axis.</param>
/// <param name="Result">The shape of the result.</param>
public sealed record AveragePool(EquatableArray<AxisMap> Axes, Shape Result) : Resampling(Axes, Result)
{
    /// <inheritdoc/>
    public override string Notation => "avgpool";
}

/// <summary>Windows of a size at equal distances.</summary>
/// <param name="Window">How they move along the axis.</param>
/// <param name="After">How much is padded behind the axis.</param>
/// <param name="CountPadding">Whether padding counts in the mean; what a last window has beyond it does not.</param>
public sealed record MeanWindows(WindowAxis Window, int After, bool CountPadding) : AxisMap(Window.Size, Window.Windows)
{
    /// <inheritdoc/>
    public override string Name =>
        $"{Text(Size)}by{Text(Window.Kernel)}s{Text(Window.Stride)}p{Text(Window.Before)}{(CountPadding ? "a" + Text(After) : "")}to{Text(Results)}";

    /// <inheritdoc/>
    public override Reach Reach => new(Window.Kernel, Window.Stride);

    /// <inheritdoc/>
    public override IEnumerable<(int From, double Weight)> Taps(int result)
    {
        int first = (result * Window.Stride) - Window.Before, padded = Math.Min(first + Window.Kernel, Size + After);
        int begin = Math.Max(0, first), end = Math.Min(Size, first + Window.Kernel);
        return Enumerable.Range(begin, end - begin).Select(at => (at, 1.0 / (CountPadding ? padded - first : end - begin)));
    }

    /// <inheritdoc/>
    public override void EmitRange(SourceWriter writer, VectorTarget target, string o, string suffix)
    {
        string first = Window.Stride == 1 ? o : $"({o} * {Text(Window.Stride)})";
        if (Window.Before > 0)
            first = $"({first} - {Text(Window.Before)})";
        if (Window.IsInside)
        {
            writer.Line($"int begin{suffix} = {first}, end{suffix} = begin{suffix} + {Text(Window.Kernel)};");
            return;
        }

        writer.Line($"int first{suffix} = {first};");
        writer.Line($"int begin{suffix} = Math.Max(0, first{suffix}), end{suffix} = Math.Min({Text(Size)}, first{suffix} + {Text(Window.Kernel)});");
    }

    /// <inheritdoc/>
    public override string EmitDivisor(string suffix) =>
        Window.IsInside ? Text(Window.Kernel)
        : CountPadding ? $"(Math.Min({Text(Size + After)}, first{suffix} + {Text(Window.Kernel)}) - first{suffix})"
        : $"(end{suffix} - begin{suffix})";
}

/// <summary>As many windows as wanted, part i from ⌊i · size / n⌋ to ⌈(i + 1) · size / n⌉.</summary>
/// <param name="Size">The size of the axis.</param>
/// <param name="Results">How many windows.</param>
public sealed record MeanParts(int Size, int Results) : AxisMap(Size, Results)
{
    /// <inheritdoc/>
    public override string Name => $"{Text(Size)}into{Text(Results)}";

    /// <inheritdoc/>
    public override Reach Reach => new(Enumerable.Range(0, Results).Max(part => End(part) - Begin(part)), Size / (double)Results);

    /// <inheritdoc/>
    public override IEnumerable<(int From, double Weight)> Taps(int result)
    {
        int begin = Begin(result), end = End(result);
        return Enumerable.Range(begin, end - begin).Select(at => (at, 1.0 / (end - begin)));
    }

    /// <inheritdoc/>
    public override void EmitRange(SourceWriter writer, VectorTarget target, string o, string suffix)
    {
        string begin = Results == 1 ? "0" : $"(int)({o} * {Text(Size)}L / {Text(Results)})";
        string end = Results == 1 ? Text(Size) : $"(int)(((({o} + 1) * {Text(Size)}L) + {Text(Results - 1)}) / {Text(Results)})";
        writer.Line($"int begin{suffix} = {begin}, end{suffix} = {end};");
    }

    /// <inheritdoc/>
    public override string EmitDivisor(string suffix) => $"(end{suffix} - begin{suffix})";

    private int Begin(int part) => (int)((long)part * Size / Results);

    private int End(int part) => (int)((((part + 1L) * Size) + Results - 1) / Results);
}
