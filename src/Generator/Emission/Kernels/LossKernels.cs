using NetGen.Generator.Model;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>L = Σ wₖ ⟨ℓₖ⟩ over the batch, summed in double.</summary>
/// <param name="Weights">The factor of each loss.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record MeanLossKernel(EquatableArray<double> Weights, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => "MeanLoss" + string.Concat(Weights.Select(KernelName.Of));

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override string Summary => "The mean loss of a batch, summed in double and in the order of the samples.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        .. Weights.Select((_, i) => new KernelParameter(ParameterKind.Read, "loss" + CSharpLiteral.Of(i))),
        new KernelParameter(ParameterKind.Write, "mean"),
        new KernelParameter(ParameterKind.Integer, "count"),
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        writer.Line("double total = 0;");
        for (var i = 0; i < Weights.Count; i++)
        {
            writer.Line($"double sum{CSharpLiteral.Of(i)} = 0;");
            writer.Line("for (int s = 0; s < count; s++)");
            writer.Line($"    sum{CSharpLiteral.Of(i)} += Unsafe.Add(ref Unsafe.AsRef(in loss{CSharpLiteral.Of(i)}), s);");
            writer.Line($"total += {CSharpLiteral.Of(Weights[i], true)} * sum{CSharpLiteral.Of(i)};");
        }

        writer.Line($"mean = ({target.Scalar})(total / count);");
    }
}

/// <summary>s = w / N.</summary>
/// <param name="Weight">w.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record LossSeedKernel(double Weight, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => "LossSeed" + KernelName.Of(Weight);

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override string Summary => "The share of one sample's loss in the mean loss.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(ParameterKind.Write, "s"), new(ParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target) =>
        writer.Line($"s = {target.Literal(Weight)} / count;");
}

/// <summary>A kernel over the rows of class scores of each sample.</summary>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="Targets">How targets are given.</param>
/// <param name="IsDouble">Double, or single.</param>
public abstract record ClassKernel(int Classes, int Rows, ClassTargets Targets, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"{GetType().Name.Replace("Kernel", string.Empty)}_{CSharpLiteral.Of(Rows)}x{CSharpLiteral.Of(Classes)}_{Targets.KernelName}";

    /// <summary>The parameter of the targets.</summary>
    protected KernelParameter TargetParameter => new(Targets.IsDistribution ? ParameterKind.Read : ParameterKind.ReadInteger, "t");

    /// <summary>1 − ε.</summary>
    protected double Kept => 1 - Targets.Smoothing;

    /// <summary>ε / K.</summary>
    protected double Spread => Targets.Smoothing / Classes;
}

/// <summary>ℓ = −Σ q ln p.</summary>
/// <inheritdoc/>
public sealed record CrossEntropyKernel(int Classes, int Rows, ClassTargets Targets, bool IsDouble) : ClassKernel(Classes, Rows, Targets, IsDouble)
{
    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Summary => "The cross-entropy −Σ q ln p of each sample.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(ParameterKind.Read, "p"), TargetParameter, new(ParameterKind.Write, "loss"), new(ParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var math = target.IsDouble ? "Math" : "MathF";
        var log = $"{math}.Log({math}.Max(Unsafe.Add(ref Unsafe.AsRef(in p), i), {target.Literal(CrossEntropy.Smallest)}))";
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line($"{target.Scalar} sum = 0;");
        writer.Open($"for (int r = s * {CSharpLiteral.Of(Rows)}; r < (s + 1) * {CSharpLiteral.Of(Rows)}; r++)");
        var start = $"r * {CSharpLiteral.Of(Classes)}";
        if (Targets.IsDistribution || Targets.Smoothing > 0)
        {
            writer.Open($"for (int i = {start}; i < (r + 1) * {CSharpLiteral.Of(Classes)}; i++)");
            var q = Targets.IsDistribution ? $"(({target.Literal(Kept)} * Unsafe.Add(ref Unsafe.AsRef(in t), i)) + {target.Literal(Spread)})" : target.Literal(Spread);
            writer.Line($"sum -= {q} * {log};");
            writer.Close();
        }

        if (!Targets.IsDistribution)
        {
            writer.Open();
            writer.Line($"int i = ({start}) + Unsafe.Add(ref Unsafe.AsRef(in t), r);");
            writer.Line($"sum -= {target.Literal(Kept)} * {log};");
            writer.Close();
        }

        writer.Close();
        writer.Line($"Unsafe.Add(ref loss, s) = sum * {target.Literal(1.0 / Rows)};");
        writer.Close();
    }
}

/// <summary>dp = −s q / p.</summary>
/// <inheritdoc/>
public sealed record CrossEntropyGradientKernel(int Classes, int Rows, ClassTargets Targets, bool IsDouble) : ClassKernel(Classes, Rows, Targets, IsDouble)
{
    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Summary => "The gradient −s q / p of the cross-entropy.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(ParameterKind.Read, "p"), TargetParameter, new(ParameterKind.Read, "share"), new(ParameterKind.Write, "dp"), new(ParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var max = target.IsDouble ? "Math.Max" : "MathF.Max";
        writer.Line($"{target.Scalar} factor = -share * {target.Literal(1.0 / Rows)};");
        writer.Open($"for (int r = 0; r < count * {CSharpLiteral.Of(Rows)}; r++)");
        if (!Targets.IsDistribution)
            writer.Line($"int label = (r * {CSharpLiteral.Of(Classes)}) + Unsafe.Add(ref Unsafe.AsRef(in t), r);");
        writer.Open($"for (int i = r * {CSharpLiteral.Of(Classes)}; i < (r + 1) * {CSharpLiteral.Of(Classes)}; i++)");
        var q = Targets.IsDistribution ? $"({target.Literal(Kept)} * Unsafe.Add(ref Unsafe.AsRef(in t), i))" : $"(i == label ? {target.Literal(Kept)} : {target.Literal(0)})";
        writer.Line($"Unsafe.Add(ref dp, i) = factor * ({q} + {target.Literal(Spread)}) / {max}(Unsafe.Add(ref Unsafe.AsRef(in p), i), {target.Literal(CrossEntropy.Smallest)});");
        writer.Close();
        writer.Close();
    }
}

/// <summary>ℓ = ln Σ e^z − Σ q z, and p = softmax(z).</summary>
/// <inheritdoc/>
public sealed record SoftmaxCrossEntropyKernel(int Classes, int Rows, ClassTargets Targets, bool IsDouble) : ClassKernel(Classes, Rows, Targets, IsDouble)
{
    /// <inheritdoc/>
    public override string Summary => "The cross-entropy of softmax(z) with the targets, ln Σ e^z − Σ q z, and the probabilities p = softmax(z).";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(ParameterKind.Read, "z"), TargetParameter, new(ParameterKind.Write, "loss"), new(ParameterKind.Write, "p"), new(ParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var rowWriter = new RowWriter(writer, target, Classes);
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line($"{target.Scalar} mean = 0;");
        writer.Open($"for (int r = s * {CSharpLiteral.Of(Rows)}; r < (s + 1) * {CSharpLiteral.Of(Rows)}; r++)");
        writer.Line($"int row = r * {CSharpLiteral.Of(Classes)};");
        rowWriter.Maximum("z", "row", "max");
        rowWriter.SumOfExponentials("z", "row", "max", "sum", "p");
        writer.Line($"{target.Type} scale = {target.Broadcast($"{target.Literal(1)} / sum")};");
        // The terms are of z − max, so that large logits do not cost the digits of the loss.
        if (Targets.IsDistribution)
        {
            writer.Line($"{target.Type} products = {target.Zero}, weights = {target.Zero};");
            rowWriter.ForEach(["z", "t", "p"], (v, store) =>
            {
                var q = Targets.Smoothing == 0 ? v[1] : $"(({v[1]} * {target.Constant(Kept)}) + {target.Constant(Spread)})";
                writer.Line($"{target.Type} q = {q};");
                writer.Line($"weights += {Masked("q")};");
                writer.Line($"products += {Masked($"q * ({v[0]} - maximum)")};");
                store("p", $"{v[2]} * scale");
            });
            writer.Line($"mean += ({target.Math("Sum", "weights")} * {target.ScalarLog("sum")}) - {target.Math("Sum", "products")};");
        }
        else
        {
            rowWriter.ForEach(["p"], (v, store) => store("p", $"{v[0]} * scale"));
            writer.Line($"{target.Scalar} target = Unsafe.Add(ref Unsafe.AsRef(in z), row + Unsafe.Add(ref Unsafe.AsRef(in t), r)) - max;");
            if (Targets.Smoothing == 0)
            {
                writer.Line($"mean += {target.ScalarLog("sum")} - target;");
            }
            else
            {
                writer.Line($"{target.Type} all = {target.Zero};");
                rowWriter.ForEach(["z"], (v, _) => writer.Line($"all += {Masked($"{v[0]} - maximum")};"));
                writer.Line($"mean += {target.ScalarLog("sum")} - ({target.Literal(Kept)} * target) - ({target.Literal(Spread)} * {target.Math("Sum", "all")});");
            }
        }

        writer.Close();
        writer.Line($"Unsafe.Add(ref loss, s) = mean * {target.Literal(1.0 / Rows)};");
        writer.Close();

        // In the rest of a row the lanes beyond it are not zero after arithmetic; in whole vectors all lanes count.
        string Masked(string value) => rowWriter.InTail ? target.KeepFirst(Classes % target.Lanes, value, target.Zero) : value;
    }
}

/// <summary>dz = s (p Σq − q).</summary>
/// <inheritdoc/>
public sealed record SoftmaxCrossEntropyGradientKernel(int Classes, int Rows, ClassTargets Targets, bool IsDouble) : ClassKernel(Classes, Rows, Targets, IsDouble)
{
    /// <inheritdoc/>
    public override string Summary => "The gradient s (p − q) of the cross-entropy of logits; where the targets of a row do not sum to 1, p is weighted by their sum.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(ParameterKind.Read, "p"), TargetParameter, new(ParameterKind.Read, "share"), new(ParameterKind.Write, "dz"), new(ParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Classes);
        writer.Line($"{target.Scalar} factor = share * {target.Literal(1.0 / Rows)};");
        writer.Line($"{target.Type} factors = {target.Broadcast("factor")};");
        writer.Open($"for (int r = 0; r < count * {CSharpLiteral.Of(Rows)}; r++)");
        writer.Line($"int row = r * {CSharpLiteral.Of(Classes)};");
        if (Targets.IsDistribution)
        {
            writer.Line($"{target.Type} total = {target.Zero};");
            row.ForEach(["t"], (v, _) => writer.Line($"total += {v[0]};"));
            writer.Line($"{target.Type} sum = {target.Broadcast($"({target.Literal(Kept)} * {target.Math("Sum", "total")}) + {target.Literal(Targets.Smoothing)}")};");
            var q = Targets.Smoothing == 0 ? "v1" : $"((v1 * {target.Constant(Kept)}) + {target.Constant(Spread)})";
            row.ForEach(["p", "t"], (v, store) => store("dz", $"factors * (({v[0]} * sum) - {q})"));
        }
        else
        {
            row.ForEach(["p"], (v, store) => store("dz", Targets.Smoothing == 0 ? $"factors * {v[0]}" : $"factors * ({v[0]} - {target.Constant(Spread)})"));
            writer.Line($"Unsafe.Add(ref dz, row + Unsafe.Add(ref Unsafe.AsRef(in t), r)) -= factor * {target.Literal(Kept)};");
        }

        writer.Close();
    }
}
