using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = γ ⊙ (x − mean) / σ + β of each row, or γ ⊙ x / rms; y may be x.</summary>
/// <param name="Width">How many elements a row has.</param>
/// <param name="IsCentered">Whether the mean is taken off.</param>
/// <param name="HasScale">Whether there is a γ.</param>
/// <param name="HasShift">Whether there is a β.</param>
/// <param name="Epsilon">What is added to the variance, or to the mean square.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record RowNormKernel(int Width, bool IsCentered, bool HasScale, bool HasShift, double Epsilon, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => RowStatistics.NameOf(IsCentered, string.Empty, Width, 1, HasScale, HasShift, Epsilon);

    /// <inheritdoc/>
    public override string Summary => $"y = {(IsCentered ? "(x − mean) / σ" : "x / √(mean x² + ε)")}{(HasScale ? " · γ" : string.Empty)}{(HasShift ? " + β" : string.Empty)} of rows of {CSharpLiteral.Of(Width)}.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "x"),
        .. HasScale ? new[] { new KernelParameter(KernelParameterKind.Read, "γ") } : [],
        .. HasShift ? new[] { new KernelParameter(KernelParameterKind.Read, "β") } : [],
        new(KernelParameterKind.Write, "y"), new(KernelParameterKind.Integer, "rows"),
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Width);
        writer.Open("for (int r = 0; r < rows; r++)");
        writer.Line($"int row = {DenseText.Times("r", Width)};");
        RowStatistics.Emit(writer, target, row, Width, IsCentered, Epsilon);
        row.ForEach(["x"], (v, store) =>
        {
            var value = $"{(IsCentered ? $"({v[0]} - mean)" : v[0])} * inverse";
            if (HasScale)
                value = HasShift ? target.MultiplyAdd(value, row.LoadOwn("γ"), row.LoadOwn("β")) : $"{value} * {row.LoadOwn("γ")}";
            store("y", value);
        });
        writer.Close();
    }
}

/// <summary>
/// dx = (g − mean g − x̂ · mean(g ⊙ x̂)) / σ of each row, g = γ ⊙ δ; without the mean of g where rows are not centered. Beside it Σ δ ⊙ x̂ and
/// Σ δ over the rows of each sample, for γ and β. Ba, Kiros and Hinton (2016). dx may be δ or x.
/// </summary>
/// <param name="Width">How many elements a row has.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="IsCentered">Whether the mean is taken off.</param>
/// <param name="HasScale">Whether there is a γ.</param>
/// <param name="HasShift">Whether there is a β.</param>
/// <param name="Epsilon">What is added to the variance, or to the mean square.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record RowNormGradientKernel(int Width, int Rows, bool IsCentered, bool HasScale, bool HasShift, double Epsilon, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => RowStatistics.NameOf(IsCentered, "Gradient", Width, Rows, HasScale, HasShift, Epsilon);

    /// <inheritdoc/>
    public override string Summary => $"dx of {(IsCentered ? "(x − mean) / σ" : "x / √(mean x² + ε)")}{(HasScale ? " · γ" : string.Empty)}, {CSharpLiteral.Of(Rows)} rows of {CSharpLiteral.Of(Width)} a sample{(HasScale ? "; b = Σ δ · x̂ over the rows" : string.Empty)}{(HasShift ? ", a = Σ δ" : string.Empty)}.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "δ"), new(KernelParameterKind.Read, "x"),
        .. HasScale ? new[] { new KernelParameter(KernelParameterKind.Read, "γ") } : [],
        new(KernelParameterKind.Write, "dx"),
        .. HasScale ? new[] { new KernelParameter(KernelParameterKind.Write, "b") } : [],
        .. HasShift ? new[] { new KernelParameter(KernelParameterKind.Write, "a") } : [],
        new(KernelParameterKind.Integer, "count"),
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Width);
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line($"int own = {DenseText.Times("s", Width)};");
        foreach (var sums in Sums)
            writer.Line($"MemoryMarshal.CreateSpan(ref Unsafe.Add(ref {sums}, own), {CSharpLiteral.Of(Width)}).Clear();");
        writer.Open($"for (int row = s * {CSharpLiteral.Of(checked(Rows * Width))}; row < (s + 1) * {CSharpLiteral.Of(Rows * Width)}; row += {CSharpLiteral.Of(Width)})");
        RowStatistics.Emit(writer, target, row, Width, IsCentered, Epsilon);
        row.Sum(["δ", "x"], IsCentered ? ["total", "product"] : ["product"], (v, sums) =>
        {
            var g = HasScale ? $"{v[0]} * {row.LoadOwn("γ")}" : v[0];
            writer.Line($"{target.Type} g = {g};");
            if (IsCentered)
                writer.Line($"{sums[0]} += g;");

            // Where a lane is beyond the row, g is 0.
            writer.Line($"{sums[sums.Length - 1]} = {target.MultiplyAdd("g", IsCentered ? $"{v[1]} - mean" : v[1], sums[sums.Length - 1])};");
        });
        var perElement = target.Literal(1.0 / Width);
        writer.Line($"{target.Type} slope = inverse * inverse * {target.Broadcast($"{target.Math("Sum", "product")} * {perElement}")};");
        if (IsCentered)
            writer.Line($"{target.Type} level = {target.Broadcast($"{target.Math("Sum", "total")} * {perElement}")};");
        row.ForEach(["δ", "x"], (v, store) =>
        {
            if (IsCentered)
                writer.Line($"{target.Type} d = {v[1]} - mean;");
            var d = IsCentered ? "d" : v[1];
            var g = HasScale ? $"({v[0]} * {row.LoadOwn("γ")})" : v[0];
            if (HasScale)
                row.StoreOwn("b", "own", target.MultiplyAdd(v[0], $"{d} * inverse", row.LoadOwn("b", "own")));
            if (HasShift)
                row.StoreOwn("a", "own", $"{row.LoadOwn("a", "own")} + {v[0]}");
            store("dx", $"({(IsCentered ? $"{g} - level" : g)} - ({d} * slope)) * inverse");
        });
        writer.Close();
        writer.Close();
    }

    private IEnumerable<string> Sums => new[] { HasScale ? "b" : null, HasShift ? "a" : null }.OfType<string>();
}

/// <summary>What the kernels of normalized rows have in common.</summary>
internal static class RowStatistics
{
    /// <summary>The name of a kernel.</summary>
    /// <param name="isCentered">Whether the mean is taken off.</param>
    /// <param name="suffix">What the kernel computes of it.</param>
    /// <param name="width">How many elements a row has.</param>
    /// <param name="rows">How many rows a sample has, where that matters.</param>
    /// <param name="hasScale">Whether there is a γ.</param>
    /// <param name="hasShift">Whether there is a β.</param>
    /// <param name="epsilon">What is added.</param>
    /// <returns>The name.</returns>
    public static string NameOf(bool isCentered, string suffix, int width, int rows, bool hasScale, bool hasShift, double epsilon) =>
        $"{(isCentered ? "LayerNorm" : "RMSNorm")}{suffix}_{(rows == 1 ? string.Empty : CSharpLiteral.Of(rows) + "x")}{CSharpLiteral.Of(width)}_epsilon{KernelName.Of(epsilon)}{(hasScale ? "_scaled" : string.Empty)}{(hasShift ? "_shifted" : string.Empty)}";

    /// <summary>Writes the locals <c>mean</c>, where rows are centered, and <c>inverse</c>, 1/σ, both in each lane. The mean first, so that a large one costs no digits.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="row">Writes the loops.</param>
    /// <param name="width">How many elements a row has.</param>
    /// <param name="isCentered">Whether the mean is taken off.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static void Emit(SourceWriter writer, VectorTarget target, RowWriter row, int width, bool isCentered, double epsilon)
    {
        var perElement = target.Literal(1.0 / width);
        if (isCentered)
        {
            row.Sum(["x"], ["sum"], (v, sums) => writer.Line($"{sums[0]} += {v[0]};"));
            writer.Line($"{target.Type} mean = {target.Broadcast($"{target.Math("Sum", "sum")} * {perElement}")};");
        }

        row.Sum(["x"], ["squares"], (v, sums) =>
        {
            writer.Line($"{target.Type} d = {(isCentered ? row.Valid($"{v[0]} - mean") : v[0])};");
            writer.Line($"{sums[0]} = {target.MultiplyAdd("d", "d", sums[0])};");
        });
        var root = $"{(target.IsDouble ? "Math" : "MathF")}.Sqrt(({target.Math("Sum", "squares")} * {perElement}) + {target.Literal(epsilon)})";
        writer.Line($"{target.Type} inverse = {target.Broadcast($"{target.Literal(1)} / {root}")};");
    }
}
