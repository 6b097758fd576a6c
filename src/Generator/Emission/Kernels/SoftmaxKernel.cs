namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = softmax(x) of each row, or its logarithm; y may be x.</summary>
/// <param name="Width">How many elements a row has.</param>
/// <param name="IsLog">Whether it is the logarithm.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record SoftmaxKernel(int Width, bool IsLog, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"{(IsLog ? "LogSoftmax" : "Softmax")}_{CSharpLiteral.Of(Width)}";

    /// <inheritdoc/>
    public override string Summary => $"{(IsLog ? "log softmax" : "softmax")} of rows of {CSharpLiteral.Of(Width)}: the maximum is taken off first, so that nothing overflows.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "y"), new(KernelParameterKind.Integer, "rows"),
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Width);
        writer.Open("for (int r = 0; r < rows; r++)");
        writer.Line($"int row = r * {CSharpLiteral.Of(Width)};");
        row.Maximum("x", "row", "max");
        row.SumOfExponentials("x", "row", "max", "sum", IsLog ? null : "y");
        if (IsLog)
        {
            writer.Line($"{target.Type} shift = {target.Broadcast($"max + {target.ScalarLog("sum")}")};");
            row.ForEach(["x"], (v, store) => store("y", $"{v[0]} - shift"));
        }
        else
        {
            writer.Line($"{target.Type} scale = {target.Broadcast($"{target.Literal(1)} / sum")};");
            row.ForEach(["y"], (v, store) => store("y", $"{v[0]} * scale"));
        }

        writer.Close();
    }
}

/// <summary>dx from δ and y = softmax(x), or from y = log softmax(x), of each row; dx may be δ or y.</summary>
/// <param name="Width">How many elements a row has.</param>
/// <param name="IsLog">Whether y is the logarithm.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record SoftmaxGradientKernel(int Width, bool IsLog, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"{(IsLog ? "LogSoftmaxGradient" : "SoftmaxGradient")}_{CSharpLiteral.Of(Width)}";

    /// <inheritdoc/>
    public override string Summary => IsLog
        ? $"dx = δ − exp(y) Σ δ, rows of {CSharpLiteral.Of(Width)}."
        : $"dx = y ⊙ (δ − Σ y ⊙ δ), rows of {CSharpLiteral.Of(Width)}.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, "δ"), new(KernelParameterKind.Read, "y"), new(KernelParameterKind.Write, "dx"), new(KernelParameterKind.Integer, "rows"),
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Width);
        writer.Open("for (int r = 0; r < rows; r++)");
        writer.Line($"int row = r * {CSharpLiteral.Of(Width)};");
        writer.Line($"{target.Type} total = {target.Zero};");
        row.ForEach(["δ", "y"], (v, _) => writer.Line($"total += {(IsLog ? v[0] : $"{v[0]} * {v[1]}")};"));
        writer.Line($"{target.Type} sum = {target.Broadcast(target.Math("Sum", "total"))};");
        row.ForEach(["δ", "y"], (v, store) => store("dx", IsLog ? $"{v[0]} - ({target.Math("Exp", v[1])} * sum)" : $"{v[1]} * ({v[0]} - sum)"));
        writer.Close();
    }
}
