using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = x / d^β with d = k + α/n Σ x² over n neighbouring channels, or the gradient by x; y may be x, and dx δ or x.</summary>
/// <param name="Channels">How many channels a row has.</param>
/// <param name="Size">n.</param>
/// <param name="Alpha">α.</param>
/// <param name="Beta">β.</param>
/// <param name="K">k.</param>
/// <param name="IsGradient">Whether it is the gradient.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record LocalResponseNormKernel(int Channels, int Size, double Alpha, double Beta, double K, bool IsGradient, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name =>
        $"LocalResponseNorm{(IsGradient ? "Gradient" : string.Empty)}_{CSharpLiteral.Of(Channels)}_by_{CSharpLiteral.Of(Size)}{KernelName.Of(Alpha)}{KernelName.Of(Beta)}{KernelName.Of(K)}";

    /// <inheritdoc/>
    public override string Summary => IsGradient
        ? $"dx = δ d^−β − 2αβ/n · x Σ δ x d^(−β−1) of rows of {CSharpLiteral.Of(Channels)} channels, d = k + α/n Σ x² over {CSharpLiteral.Of(Size)} neighbours."
        : $"y = x / (k + α/n Σ x²)^β of rows of {CSharpLiteral.Of(Channels)} channels, over {CSharpLiteral.Of(Size)} neighbours.";

    /// <inheritdoc/>
    // A padded row of what is summed, and for the gradient one of the first term.
    public override int ScratchLength => (IsGradient ? 2 : 1) * Stride;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        .. IsGradient ? new[] { new KernelParameter(KernelParameterKind.Read, "δ") } : [],
        new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, IsGradient ? "dx" : "y"), new(KernelParameterKind.Write, "scratch"), new(KernelParameterKind.Integer, "rows"),
    ];

    // Neighbours farther away than there are channels are beyond the ends.
    private int Before => Math.Min(Size / 2, Channels - 1);

    private int Behind => Math.Min((Size - 1) / 2, Channels - 1);

    private int Stride => (Channels + Before + Behind + Math.Max(Before, Behind) + 31) / 16 * 16;

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Channels);
        var terms = CSharpLiteral.Of(Stride);
        writer.Line($"MemoryMarshal.CreateSpan(ref scratch, {CSharpLiteral.Of(ScratchLength)}).Clear();");
        writer.Open("for (int r = 0; r < rows; r++)");
        writer.Line($"int row = {DenseText.Times("r", Channels)};");
        row.ForEach(["x"], (v, _) => row.StoreOwn("scratch", CSharpLiteral.Of(Before), $"{v[0]} * {v[0]}"));
        if (!IsGradient)
        {
            row.ForEach(["x"], (v, store) =>
            {
                EmitLevel(writer, target, row);
                store("y", $"{v[0]} * {Power(target, -Beta)}");
            });
        }
        else
        {
            // Behind the squares stands what each channel gives its neighbours.
            row.ForEach(["δ", "x"], (v, store) =>
            {
                EmitLevel(writer, target, row);
                writer.Line($"{target.Type} first = {v[0]} * {Power(target, -Beta)};");
                row.StoreOwn("scratch", $"{terms} + {CSharpLiteral.Of(Behind)}", $"first * {v[1]} / level");
            });
            row.ForEach(["δ", "x"], (v, store) =>
            {
                EmitLevel(writer, target, row);
                EmitSum(writer, target, row, "sum", terms);
                store("dx", target.MultiplyAdd($"{v[1]} * sum", target.Constant(-2 * Alpha * Beta / Size), $"{v[0]} * {Power(target, -Beta)}"));
            });
        }

        writer.Close();
    }

    private void EmitLevel(SourceWriter writer, VectorTarget target, RowWriter row)
    {
        EmitSum(writer, target, row, "squares", "0");
        writer.Line($"{target.Type} level = {target.MultiplyAdd("squares", target.Constant(Alpha / Size), target.Constant(K))};");
    }

    // The rows of the scratch memory begin with as many zeros as there are neighbours before the first channel.
    private void EmitSum(SourceWriter writer, VectorTarget target, RowWriter row, string name, string start)
    {
        writer.Line($"{target.Type} {name} = {row.LoadOwn("scratch", start)};");
        for (var neighbour = 1; neighbour <= Before + Behind; neighbour++)
            writer.Line($"{name} += {row.LoadOwn("scratch", DenseText.Join(start, CSharpLiteral.Of(neighbour)))};");
    }

    private static string Power(VectorTarget target, double exponent) => exponent switch
    {
        -0.75 => $"({target.Type}.One / ({target.Static}.Sqrt(level) * {target.Static}.Sqrt({target.Static}.Sqrt(level))))",
        -0.5 => $"({target.Type}.One / {target.Static}.Sqrt(level))",
        -1 => $"({target.Type}.One / level)",
        _ => target.Math("Exp", $"{target.Math("Log", "level")} * {target.Constant(exponent)}"),
    };
}
