using NetGen.Generator.Model;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>Applies a linear map to each spatial axis of every channel: a result is the weighted sum of a block of elements.</summary>
/// <param name="Layer">What it is for, such as <c>avgpool</c>.</param>
/// <param name="Axes">The maps.</param>
/// <param name="Channels">How many channels.</param>
/// <param name="Beyond">What a result is that no element reaches.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ResamplingKernel(string Layer, EquatableArray<AxisMap> Axes, int Channels, double Beyond, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => ResamplingText.Name(Layer, Axes, Channels) + (Beyond == 0 ? "" : "_of" + KernelName.Of(Beyond));

    /// <inheritdoc/>
    public override string Summary => $"y = {Layer}(x), {CSharpLiteral.Of(Channels)} channels.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "y"), new(KernelParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        writer.Line("int to = 0;");
        writer.Open("for (int s = 0; s < count; s++)");
        ResamplingText.OpenResults(writer, target, Axes);
        var loop = new ChannelLoop(writer, target, Channels);
        string[] ranges = [.. ResamplingText.Ranges(Axes).Select(n => $"begin{n} >= end{n}")];
        loop.ForEach(() =>
        {
            writer.Line($"{target.Type} sum = {target.Zero};");
            ResamplingText.OpenElements(writer, Axes);
            writer.Line($"int at = ({ResamplingText.At(Axes)}) * {CSharpLiteral.Of(Channels)};");
            writer.Line($"sum += {ResamplingText.Weighted(Axes, loop.Load("x", "at"))};");
            ResamplingText.CloseElements(writer, Axes);
            if (ResamplingText.Divisor(Axes) is { } divisor)
                writer.Line($"sum /= {target.Broadcast($"({target.Scalar})({divisor})")};");
            if (Beyond != 0 && ranges.Length > 0)
            {
                writer.Line($"if ({string.Join(" || ", ranges)})");
                writer.Line($"    sum = {target.Constant(Beyond)};");
            }

            loop.Store("sum", "y", "to");
        });
        writer.Line($"to += {CSharpLiteral.Of(Channels)};");
        ResamplingText.CloseResults(writer, Axes);
        writer.Close();
    }
}

/// <summary>The gradient of the input of a <see cref="ResamplingKernel"/>: the gradient of each result, weighted, is added to the elements it was summed from.</summary>
/// <param name="Layer">What it is for.</param>
/// <param name="Axes">The maps.</param>
/// <param name="Channels">How many channels.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record ResamplingGradientKernel(string Layer, EquatableArray<AxisMap> Axes, int Channels, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => ResamplingText.Name(Layer, Axes, Channels) + "_gradient";

    /// <inheritdoc/>
    public override string Summary => $"dx = {Layer}ᵀ(δ), {CSharpLiteral.Of(Channels)} channels.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(KernelParameterKind.Read, "δ"), new(KernelParameterKind.Write, "dx"), new(KernelParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        string size = CSharpLiteral.Of(Axes.Aggregate(Channels, (product, axis) => product * axis.Size));
        writer.Line($"MemoryMarshal.CreateSpan(ref dx, count * {size}).Clear();");
        writer.Line("int from = 0;");
        writer.Open("for (int s = 0; s < count; s++)");
        ResamplingText.OpenResults(writer, target, Axes);
        var loop = new ChannelLoop(writer, target, Channels);
        loop.ForEach(() =>
        {
            writer.Line($"{target.Type} gradient = {loop.Load("δ", "from")};");
            if (ResamplingText.Divisor(Axes) is { } divisor)
                writer.Line($"gradient /= {target.Broadcast($"({target.Scalar})({divisor})")};");
            ResamplingText.OpenElements(writer, Axes);
            writer.Line($"int at = ({ResamplingText.At(Axes)}) * {CSharpLiteral.Of(Channels)};");
            writer.Line($"{target.Type} sum = {loop.Load("dx", "at")} + {ResamplingText.Weighted(Axes, "gradient", isSum: true)};");
            loop.Store("sum", "dx", "at");
            ResamplingText.CloseElements(writer, Axes);
        });
        writer.Line($"from += {CSharpLiteral.Of(Channels)};");
        ResamplingText.CloseResults(writer, Axes);
        writer.Close();
    }
}

/// <summary>The loops of both kernels.</summary>
internal static class ResamplingText
{
    public static string Name(string layer, EquatableArray<AxisMap> axes, int channels) =>
        $"{char.ToUpperInvariant(layer[0])}{layer.Substring(1)}_{CSharpLiteral.Of(channels)}x{string.Join("_", axes.Select(axis => axis.Name))}";

    /// <summary>Opens the loops over the results of a channel.</summary>
    public static void OpenResults(SourceWriter writer, VectorTarget target, EquatableArray<AxisMap> axes)
    {
        for (int a = 0; a < axes.Count; a++)
        {
            string n = CSharpLiteral.Of(a);
            writer.Open($"for (int o{n} = 0; o{n} < {CSharpLiteral.Of(axes[a].Results)}; o{n}++)");
            axes[a].EmitRange(writer, target, "o" + n, n);
        }
    }

    public static void CloseResults(SourceWriter writer, EquatableArray<AxisMap> axes)
    {
        foreach (var _ in axes)
            writer.Close();
    }

    /// <summary>The axes along which a result may have several elements.</summary>
    public static IEnumerable<string> Ranges(EquatableArray<AxisMap> axes) =>
        axes.Select((axis, a) => (axis, n: CSharpLiteral.Of(a))).Where(pair => !pair.axis.IsSingle).Select(pair => pair.n);

    /// <summary>Opens the loops over the elements of a result.</summary>
    public static void OpenElements(SourceWriter writer, EquatableArray<AxisMap> axes)
    {
        foreach (string n in Ranges(axes))
            writer.Open($"for (int i{n} = begin{n}; i{n} < end{n}; i{n}++)");
    }

    public static void CloseElements(SourceWriter writer, EquatableArray<AxisMap> axes)
    {
        foreach (string _ in Ranges(axes))
            writer.Close();
    }

    /// <summary>Where the element is that the loops are at.</summary>
    public static string At(EquatableArray<AxisMap> axes)
    {
        string at = "s";
        for (int a = 0; a < axes.Count; a++)
            at = $"({(a == 0 ? at : $"({at})")} * {CSharpLiteral.Of(axes[a].Size)}) + i{CSharpLiteral.Of(a)}";
        return at;
    }

    /// <summary>A vector times the weights of the element that the loops are at.</summary>
    public static string Weighted(EquatableArray<AxisMap> axes, string vector, bool isSum = false)
    {
        string[] weights = [.. axes.Select((axis, a) => axis.EmitWeight(CSharpLiteral.Of(a))).OfType<string>()];
        return weights.Length == 0 ? vector : isSum ? $"({vector} * ({string.Join(" * ", weights)}))" : $"{vector} * ({string.Join(" * ", weights)})";
    }

    /// <summary>What the sums of a result are divided by, or null for 1.</summary>
    public static string? Divisor(EquatableArray<AxisMap> axes)
    {
        string[] divisors = [.. axes.Select((axis, a) => axis.EmitDivisor(CSharpLiteral.Of(a))).OfType<string>()];
        return divisors.Length == 0 ? null : string.Join(" * ", divisors);
    }
}
