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
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => $"MaxPool_{CSharpLiteral.Of(Channels)}x{Grid.Name}";

    /// <inheritdoc/>
    public override string Summary => $"The largest element of each window, {CSharpLiteral.Of(Channels)} channels.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(ParameterKind.Read, "x"), new(ParameterKind.Write, "y"), new(ParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) =>
        MaxPoolText.Emit(writer, target, Grid, Channels, "Unsafe.Add(ref y, window++) = best;", clear: null);
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
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => $"MaxPoolGradient_{CSharpLiteral.Of(Channels)}x{Grid.Name}";

    /// <inheritdoc/>
    public override string Summary => $"Adds the gradient of each window at its first largest element, {CSharpLiteral.Of(Channels)} channels.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(ParameterKind.Read, "δ"), new(ParameterKind.Read, "x"), new(ParameterKind.Write, "dx"), new(ParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) =>
        MaxPoolText.Emit(writer, target, Grid, Channels, "Unsafe.Add(ref dx, plane + place) += Unsafe.Add(ref Unsafe.AsRef(in δ), window++);", clear: "dx");
}

/// <summary>The loops of both kernels.</summary>
internal static class MaxPoolText
{
    /// <summary>Writes the loops.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">The scalar type.</param>
    /// <param name="grid">How the windows move.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="use">What is done with the local <c>best</c>, or with its <c>place</c>.</param>
    /// <param name="clear">What is set to 0 first, and is told the places; or null.</param>
    public static void Emit(SourceWriter writer, VectorTarget target, WindowGrid grid, int channels, string use, string? clear)
    {
        string size = CSharpLiteral.Of(grid.Size), at = "";
        writer.Line("int window = 0;");
        writer.Open($"for (int c = 0; c < count * {CSharpLiteral.Of(channels)}; c++)");
        writer.Line($"int plane = c * {size};");
        if (clear is not null)
            writer.Line($"MemoryMarshal.CreateSpan(ref Unsafe.Add(ref {clear}, plane), {size}).Clear();");
        for (int a = 0; a < grid.Axes.Count; a++)
            writer.Open($"for (int p{CSharpLiteral.Of(a)} = 0; p{CSharpLiteral.Of(a)} < {CSharpLiteral.Of(grid.Axes[a].Windows)}; p{CSharpLiteral.Of(a)}++)");
        writer.Line($"{target.Scalar} best = {target.Scalar}.NegativeInfinity;");
        writer.Line("int place = -1;");
        for (int a = 0; a < grid.Axes.Count; a++)
        {
            var axis = grid.Axes[a];
            string n = CSharpLiteral.Of(a), from = axis.Stride == 1 ? "p" + n : $"(p{n} * {CSharpLiteral.Of(axis.Stride)})";
            string element = axis.Dilation == 1 ? "k" + n : $"(k{n} * {CSharpLiteral.Of(axis.Dilation)})";
            writer.Open($"for (int k{n} = 0; k{n} < {CSharpLiteral.Of(axis.Kernel)}; k{n}++)");
            writer.Line($"int i{n} = {from} + {element}{(axis.Before == 0 ? "" : " - " + CSharpLiteral.Of(axis.Before))};");
            if (!axis.IsInside)
            {
                writer.Line($"if (i{n} < 0 || i{n} >= {CSharpLiteral.Of(axis.Size)})");
                writer.Line("    continue;");
            }

            at = a == 0 ? "i0" : $"({(a == 1 ? at : $"({at})")} * {CSharpLiteral.Of(axis.Size)}) + i{n}";
        }

        // Comparisons with NaN are false: it is taken where it comes up, and nothing that is less or more than it takes its place.
        writer.Line($"int at = {at};");
        writer.Line($"{target.Scalar} value = Unsafe.Add(ref Unsafe.AsRef(in x), plane + at);");
        writer.Open($"if (place < 0 || value > best || {target.Scalar}.IsNaN(value))");
        writer.Line("best = value;");
        writer.Line("place = at;");
        writer.Close();
        foreach (var _ in grid.Axes)
            writer.Close();
        writer.Line();
        writer.Line(use);
        foreach (var _ in grid.Axes)
            writer.Close();
        writer.Close();
    }
}
