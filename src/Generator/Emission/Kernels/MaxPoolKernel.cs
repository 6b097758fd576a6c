using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>The largest element of each window; NaN where there is one.</summary>
/// <param name="Grid">How the windows move over x.</param>
/// <param name="Channels">How many channels x has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record MaxPoolKernel(WindowGrid Grid, int Channels, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"MaxPool_{CSharpLiteral.Of(Channels)}x{Grid.Name}";

    /// <inheritdoc/>
    public override string Summary => $"The largest element of each window, {CSharpLiteral.Of(Channels)} channels.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(ParameterKind.Read, "x"), new(ParameterKind.Write, "y"), new(ParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) =>
        MaxPoolText.Emit(writer, target, Grid, Channels, isGradient: false);
}

/// <summary>The gradient of a maximum pool's input: that of each window is added at its largest element, which is looked for again.</summary>
/// <param name="Grid">How the windows move over x.</param>
/// <param name="Channels">How many channels x has.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record MaxPoolGradientKernel(WindowGrid Grid, int Channels, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"MaxPoolGradient_{CSharpLiteral.Of(Channels)}x{Grid.Name}";

    /// <inheritdoc/>
    public override string Summary => $"Adds the gradient of each window at its first largest element, {CSharpLiteral.Of(Channels)} channels.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(ParameterKind.Read, "δ"), new(ParameterKind.Read, "x"), new(ParameterKind.Write, "dx"), new(ParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) =>
        MaxPoolText.Emit(writer, target, Grid, Channels, isGradient: true);
}

/// <summary>The loops of both kernels.</summary>
internal static class MaxPoolText
{
    /// <summary>Writes the loops: vectors run along the channels.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="grid">How the windows move.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="isGradient">Whether δ is added where the largest elements are; otherwise these are the result.</param>
    public static void Emit(SourceWriter writer, VectorTarget target, WindowGrid grid, int channels, bool isGradient)
    {
        string size = CSharpLiteral.Of(grid.Size * channels);
        if (isGradient)
            writer.Line($"MemoryMarshal.CreateSpan(ref dx, count * {size}).Clear();");
        writer.Line("int window = 0;");
        writer.Open("for (int s = 0; s < count; s++)");
        for (int a = 0; a < grid.Axes.Count; a++)
            ConvolutionText.OpenLoop(writer, "p" + CSharpLiteral.Of(a), grid.Axes[a].Windows);
        var loop = new ChannelLoop(writer, target, channels);
        loop.ForEach(() =>
        {
            writer.Line($"{target.Type} best = {target.Constant(double.NegativeInfinity)};");
            if (isGradient)
                writer.Line($"{target.Type} place = {target.Constant(-1)};");
            OpenTaps(writer, grid, channels);
            writer.Line($"{target.Type} value = {loop.Load("x", "at")};");
            if (isGradient)
            {
                // Comparisons with NaN are false: it is taken where it comes up, and nothing that is less or more than it takes its place.
                // The first element is taken whatever it is.
                writer.Line($"{target.Type} isLarger = {target.Static}.GreaterThan(value, best) | ~{target.Static}.Equals(value, value) | {target.Static}.Equals(place, {target.Constant(-1)});");
                writer.Line($"best = {target.Static}.ConditionalSelect(isLarger, value, best);");
                writer.Line($"place = {target.Static}.ConditionalSelect(isLarger, {target.Broadcast($"({target.Scalar})({Ordinal(grid)})")}, place);");
            }
            else
            {
                writer.Line($"best = {target.Static}.Max(best, value);");
            }

            CloseTaps(writer, grid);
            if (!isGradient)
            {
                loop.Store("best", "y", "window");
                return;
            }

            writer.Line($"{target.Type} gradient = {loop.Load("δ", "window")};");
            OpenTaps(writer, grid, channels);
            writer.Line($"{target.Type} isHere = {target.Static}.Equals(place, {target.Broadcast($"({target.Scalar})({Ordinal(grid)})")});");
            writer.Line($"{target.Type} sum = {loop.Load("dx", "at")} + (gradient & isHere);");
            loop.Store("sum", "dx", "at");
            CloseTaps(writer, grid);
        });
        writer.Line($"window += {CSharpLiteral.Of(channels)};");
        foreach (var _ in grid.Axes)
            writer.Close();
        writer.Close();
    }

    private static void OpenTaps(SourceWriter writer, WindowGrid grid, int channels)
    {
        string at = "s";
        for (int a = 0; a < grid.Axes.Count; a++)
        {
            var axis = grid.Axes[a];
            string n = CSharpLiteral.Of(a);
            writer.Open($"for (int k{n} = 0; k{n} < {CSharpLiteral.Of(axis.Kernel)}; k{n}++)");
            writer.Line($"int i{n} = {ConvolutionText.Sum(0, ("p" + n, axis.Stride), ("k" + n, axis.Dilation))}{(axis.Before == 0 ? "" : " - " + CSharpLiteral.Of(axis.Before))};");
            if (!axis.IsInside)
            {
                writer.Line($"if (i{n} < 0 || i{n} >= {CSharpLiteral.Of(axis.Size)})");
                writer.Line("    continue;");
            }

            at = $"({at} * {CSharpLiteral.Of(axis.Size)}) + i{n}";
            if (a < grid.Axes.Count - 1)
                at = $"({at})";
        }

        writer.Line($"int at = ({at}) * {CSharpLiteral.Of(channels)};");
    }

    private static void CloseTaps(SourceWriter writer, WindowGrid grid)
    {
        foreach (var _ in grid.Axes)
            writer.Close();
    }

    // The ordinal of an element in its window.
    private static string Ordinal(WindowGrid grid)
    {
        var terms = new List<(string, int)>();
        int size = 1;
        for (int a = grid.Axes.Count - 1; a >= 0; a--)
        {
            terms.Insert(0, ("k" + CSharpLiteral.Of(a), size));
            size *= grid.Axes[a].Kernel;
        }

        return ConvolutionText.Sum(0, [.. terms]);
    }
}
