using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>ℓ = −Σ q ln p, of probabilities p or of their logarithms.</summary>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="Targets">How targets are given.</param>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="IsOfLogarithms">Whether ln p is read rather than p.</param>
public sealed record CrossEntropyKernel(int Classes, int Rows, ClassTargets Targets, bool IsDouble, bool IsOfLogarithms = false) : ClassKernel(Classes, Rows, Targets, IsDouble)
{
    /// <inheritdoc/>
    public override string Name => base.Name + (IsOfLogarithms ? "_log" : string.Empty);

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Summary => $"The cross-entropy −Σ q {(IsOfLogarithms ? "z" : "ln p")} of each sample.";

    /// <inheritdoc/>
    protected override string Operand => IsOfLogarithms ? "z" : "p";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Results => ["loss"];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var math = target.IsDouble ? "Math" : "MathF";
        var log = IsOfLogarithms ? "Unsafe.Add(ref Unsafe.AsRef(in z), i)" : $"{math}.Log({math}.Max(Unsafe.Add(ref Unsafe.AsRef(in p), i), {target.Literal(CrossEntropy.Smallest)}))";
        OpenSamples(writer, target);
        if (Targets.IsDistribution)
        {
            EmitAll($"(({target.Literal(Kept)} * Unsafe.Add(ref Unsafe.AsRef(in t), i)) + {target.Literal(Spread)})");
        }
        else
        {
            EmitLabel(writer);
            Counted(writer, () =>
            {
                if (Targets.Smoothing > 0)
                    EmitAll(target.Literal(Spread));
                writer.Open();
                writer.Line("int i = row + label;");
                writer.Line($"mean -= {(Targets.Smoothing == 0 ? Weighted(log) : $"{target.Literal(Kept)} * {Weighted(log)}")};");
                writer.Close();
            });
        }

        CloseSamples(writer, target);

        void EmitAll(string q)
        {
            writer.Open($"for (int i = row; i < row + {CSharpLiteral.Of(Classes)}; i++)");
            writer.Line($"mean -= {q} * {(Targets.IsWeighted ? "Unsafe.Add(ref Unsafe.AsRef(in w), i - row) * " : string.Empty)}{log};");
            writer.Close();
        }
    }
}

/// <summary>dp = −s q / p, or −s q where logarithms are read.</summary>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="Targets">How targets are given.</param>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="IsOfLogarithms">Whether ln p is read rather than p.</param>
public sealed record CrossEntropyGradientKernel(int Classes, int Rows, ClassTargets Targets, bool IsDouble, bool IsOfLogarithms = false) : ClassKernel(Classes, Rows, Targets, IsDouble)
{
    /// <inheritdoc/>
    public override string Name => base.Name + (IsOfLogarithms ? "_log" : string.Empty);

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Summary => $"The gradient −s q{(IsOfLogarithms ? string.Empty : " / p")} of the cross-entropy.";

    /// <inheritdoc/>
    protected override string Operand => IsOfLogarithms ? "z" : "p";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Results => [IsOfLogarithms ? "dz" : "dp"];

    /// <inheritdoc/>
    protected override bool IsGradient => true;

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var max = target.IsDouble ? "Math.Max" : "MathF.Max";
        var divisor = IsOfLogarithms ? string.Empty : $" / {max}(Unsafe.Add(ref Unsafe.AsRef(in p), row + k), {target.Literal(CrossEntropy.Smallest)})";
        EmitFactor(writer, target);
        OpenRows(writer);
        if (!Targets.IsDistribution)
            EmitLabel(writer);
        writer.Open($"for (int k = 0; k < {CSharpLiteral.Of(Classes)}; k++)");
        var q = Targets.IsDistribution ? $"({target.Literal(Kept)} * Unsafe.Add(ref Unsafe.AsRef(in t), row + k))" : $"(k == label ? {target.Literal(Kept)} : {target.Literal(0)})";
        if (Targets.Smoothing > 0)
            q = $"({q} + {target.Literal(Spread)})";
        var value = $"-factor * {q}{(Targets.IsWeighted ? " * Unsafe.Add(ref Unsafe.AsRef(in w), k)" : string.Empty)}{divisor}";
        writer.Line($"Unsafe.Add(ref {Results[0]}, row + k) = {(Targets.IgnoreIndex is { } ignored ? $"label == {CSharpLiteral.Of(ignored)} ? {target.Literal(0)} : " : string.Empty)}{value};");
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
    protected override string Operand => "z";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Results => ["loss", "p"];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Classes);
        EmitSumOfWeights(writer, target);
        OpenSamples(writer, target);
        row.Maximum("z", "row", "max");
        row.SumOfExponentials("z", "row", "max", "sum", "p");
        writer.Line($"{target.Type} scale = {target.Broadcast($"{target.Literal(1)} / sum")};");
        // The terms are of z − max, so that large logits do not cost the digits of the loss.
        if (Targets.IsDistribution)
            EmitDistribution(writer, target, row);
        else
            EmitIndex(writer, target, row);
        CloseSamples(writer, target);
    }

    private void EmitDistribution(SourceWriter writer, VectorTarget target, RowWriter row)
    {
        writer.Line($"{target.Type} products = {target.Zero}, weights = {target.Zero};");
        row.ForEach(["z", "t", "p"], (v, store) =>
        {
            var q = Targets.Smoothing == 0 ? v[1] : $"(({v[1]} * {target.Constant(Kept)}) + {target.Constant(Spread)})";
            writer.Line($"{target.Type} q = {(Targets.IsWeighted ? $"{q} * {row.LoadOwn("w")}" : q)};");
            writer.Line($"weights += {row.Valid("q")};");
            writer.Line($"products += {row.Valid($"q * ({v[0]} - maximum)")};");
            store("p", $"{v[2]} * scale");
        });
        writer.Line($"mean += ({target.Math("Sum", "weights")} * {target.ScalarLog("sum")}) - {target.Math("Sum", "products")};");
    }

    private void EmitIndex(SourceWriter writer, VectorTarget target, RowWriter row)
    {
        row.ForEach(["p"], (v, store) => store("p", $"{v[0]} * scale"));
        EmitLabel(writer);
        Counted(writer, () =>
        {
            writer.Line($"{target.Scalar} target = Unsafe.Add(ref Unsafe.AsRef(in z), row + label) - max;");
            if (Targets.Smoothing == 0)
            {
                writer.Line($"mean += {Weighted(Targets.IsWeighted ? $"({target.ScalarLog("sum")} - target)" : $"{target.ScalarLog("sum")} - target")};");
                return;
            }

            writer.Line($"{target.Type} all = {target.Zero};");
            row.ForEach(["z"], (v, _) => writer.Line($"all += {row.Valid(Targets.IsWeighted ? $"{row.LoadOwn("w")} * ({v[0]} - maximum)" : $"{v[0]} - maximum")};"));
            var rest = $"({target.Literal(Spread)} * {target.Math("Sum", "all")})";
            writer.Line(Targets.IsWeighted
                ? $"mean += ((({target.Literal(Kept)} * {WeightOfLabel(target)}) + ({target.Literal(Spread)} * weights)) * {target.ScalarLog("sum")}) - ({target.Literal(Kept)} * {Weighted("target")}) - {rest};"
                : $"mean += {target.ScalarLog("sum")} - ({target.Literal(Kept)} * target) - {rest};");
        });
    }
}

/// <summary>dz = s (p Σq − q).</summary>
/// <inheritdoc/>
public sealed record SoftmaxCrossEntropyGradientKernel(int Classes, int Rows, ClassTargets Targets, bool IsDouble) : ClassKernel(Classes, Rows, Targets, IsDouble)
{
    /// <inheritdoc/>
    public override string Summary => "The gradient s (p − q) of the cross-entropy of logits; where the targets of a row do not sum to 1, p is weighted by their sum.";

    /// <inheritdoc/>
    protected override string Operand => "p";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Results => ["dz"];

    /// <inheritdoc/>
    protected override bool IsGradient => true;

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Classes);
        EmitFactor(writer, target);
        writer.Line($"{target.Type} factors = {target.Broadcast("factor")};");
        EmitSumOfWeights(writer, target);
        OpenRows(writer);
        if (Targets.IsDistribution)
        {
            EmitDistribution(writer, target, row);
        }
        else
        {
            EmitLabel(writer);
            CountedGradient(writer, row, "dz", target, () => EmitIndex(writer, target, row));
        }

        writer.Close();
    }

    private void EmitDistribution(SourceWriter writer, VectorTarget target, RowWriter row)
    {
        string Soft(string t) => Targets.Smoothing == 0 ? t : $"(({t} * {target.Constant(Kept)}) + {target.Constant(Spread)})";
        writer.Line($"{target.Type} total = {target.Zero};");
        row.ForEach(["t"], (v, _) => writer.Line($"total += {(Targets.IsWeighted ? row.Valid($"{Soft(v[0])} * {row.LoadOwn("w")}") : v[0])};"));
        var sum = Targets.IsWeighted ? target.Math("Sum", "total") : $"({target.Literal(Kept)} * {target.Math("Sum", "total")}) + {target.Literal(Targets.Smoothing)}";
        writer.Line($"{target.Type} sum = {target.Broadcast(sum)};");
        row.ForEach(["p", "t"], (v, store) => store("dz", $"factors * (({v[0]} * sum) - {(Targets.IsWeighted ? $"({Soft(v[1])} * {row.LoadOwn("w")})" : Soft(v[1]))})"));
    }

    private void EmitIndex(SourceWriter writer, VectorTarget target, RowWriter row)
    {
        var total = Targets.Smoothing == 0 ? WeightOfLabel(target) : $"({target.Literal(Kept)} * {WeightOfLabel(target)}) + ({target.Literal(Spread)} * weights)";
        if (Targets.IsWeighted)
            writer.Line($"{target.Type} total = {target.Broadcast(total)};");
        row.ForEach(["p"], (v, store) =>
        {
            var p = Targets.IsWeighted ? $"({v[0]} * total)" : v[0];
            var spread = Targets.IsWeighted ? $"({target.Constant(Spread)} * {row.LoadOwn("w")})" : target.Constant(Spread);
            store("dz", Targets.Smoothing == 0 ? $"factors * {p}" : $"factors * ({p} - {spread})");
        });
        writer.Line($"Unsafe.Add(ref dz, row + label) -= factor * {(Targets.Smoothing == 0 && Targets.IsWeighted ? WeightOfLabel(target) : $"{target.Literal(Kept)}{(Targets.IsWeighted ? " * " + WeightOfLabel(target) : string.Empty)}")};");
    }
}
