using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>A kernel of what a total loss is made of: it reads the loss of each sample, and how much each counts where that matters.</summary>
/// <param name="Terms">The terms.</param>
/// <param name="IsDouble">Double, or single.</param>
public abstract record LossTermsKernel(LossTerms Terms, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name =>
        GetType().Name.Replace("Kernel", string.Empty) + string.Concat(Terms.Weights.Select((weight, i) => KernelName.Of(weight) + (Terms.Normalized[i] ? "n" : string.Empty)));

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        .. Terms.Weights.Select((_, i) => new KernelParameter(KernelParameterKind.Read, "loss" + CSharpLiteral.Of(i))),
        .. Terms.Own.Select(i => new KernelParameter(KernelParameterKind.Read, "weight" + CSharpLiteral.Of(i))),
        new KernelParameter(KernelParameterKind.Write, Result),
        new KernelParameter(KernelParameterKind.Integer, "count"),
    ];

    /// <summary>The name of what is written.</summary>
    protected abstract string Result { get; }

    /// <summary>Writes the sum over samples into a new local in double.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="local">The local.</param>
    /// <param name="values">The ref to read.</param>
    protected static void EmitSum(SourceWriter writer, string local, string values)
    {
        writer.Line($"double {local} = 0;");
        writer.Line("for (int s = 0; s < count; s++)");
        writer.Line($"    {local} += Unsafe.Add(ref Unsafe.AsRef(in {values}), s);");
    }

    /// <summary>Writes the weighted sum of all plain terms into the new local <c>total</c>.</summary>
    /// <param name="writer">Where to.</param>
    protected void EmitPlain(SourceWriter writer)
    {
        writer.Line("double total = 0;");
        for (var i = 0; i < Terms.Count; i++)
        {
            if (Terms.Normalized[i])
                continue;
            var term = CSharpLiteral.Of(i);
            EmitSum(writer, "sum" + term, "loss" + term);
            writer.Line($"total += {CSharpLiteral.Of(Terms.Weights[i], true)} * sum{term};");
        }
    }

    /// <summary>Writes the sums of the normalized terms into new locals <c>sum…</c> and <c>divisor…</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="term">The term.</param>
    protected static void EmitOwn(SourceWriter writer, int term)
    {
        var ordinal = CSharpLiteral.Of(term);
        EmitSum(writer, "sum" + ordinal, "loss" + ordinal);
        EmitSum(writer, "divisor" + ordinal, "weight" + ordinal);
    }
}

/// <summary>L = Σ wₖ ⟨ℓₖ⟩ over the batch, summed in double.</summary>
/// <inheritdoc/>
public sealed record MeanLossKernel(LossTerms Terms, bool IsDouble) : LossTermsKernel(Terms, IsDouble)
{
    /// <inheritdoc/>
    public override string Summary => "The mean loss of a batch, summed in double and in the order of the samples.";

    /// <inheritdoc/>
    protected override string Result => "mean";

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        EmitPlain(writer);
        if (!Terms.Own.Any())
        {
            writer.Line($"mean = ({target.Scalar})(total / count);");
            return;
        }

        writer.Line("double all = total / count;");
        foreach (var term in Terms.Own)
        {
            var ordinal = CSharpLiteral.Of(term);
            EmitOwn(writer, term);
            writer.Line($"all += divisor{ordinal} == 0 ? 0 : {CSharpLiteral.Of(Terms.Weights[term], true)} * sum{ordinal} / divisor{ordinal};");
        }

        writer.Line($"mean = ({target.Scalar})all;");
    }
}

/// <summary>Pairs of a sum over samples and its divisor.</summary>
/// <inheritdoc/>
public sealed record LossSumsKernel(LossTerms Terms, bool IsDouble) : LossTermsKernel(Terms, IsDouble)
{
    /// <inheritdoc/>
    public override string Summary => "The sums of the losses of a batch and what they are divided by, in double and in the order of the samples.";

    /// <inheritdoc/>
    protected override string Result => "sums";

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var at = 0;
        void Store(string value) => writer.Line($"Unsafe.Add(ref sums, {CSharpLiteral.Of(at++)}) = ({target.Scalar}){value};");
        if (Terms.HasPlain)
        {
            EmitPlain(writer);
            Store("total");
            Store("count");
        }

        foreach (var term in Terms.Own)
        {
            var ordinal = CSharpLiteral.Of(term);
            EmitOwn(writer, term);
            Store($"({CSharpLiteral.Of(Terms.Weights[term], true)} * sum{ordinal})");
            Store("divisor" + ordinal);
        }
    }
}

/// <summary>s = w / N, or w / Σ n.</summary>
/// <param name="Weight">w.</param>
/// <param name="IsNormalized">Whether it is divided by a sum over samples.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record LossSeedKernel(double Weight, bool IsNormalized, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name => "LossSeed" + KernelName.Of(Weight) + (IsNormalized ? "n" : string.Empty);

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Whole;

    /// <inheritdoc/>
    public override string Summary => "The share of one sample's loss in the mean loss.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [.. IsNormalized ? [new KernelParameter(KernelParameterKind.Read, "n")] : Array.Empty<KernelParameter>(), new(KernelParameterKind.Write, "s"), new(KernelParameterKind.Integer, "count")];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        if (!IsNormalized)
        {
            writer.Line($"s = {target.Literal(Weight)} / count;");
            return;
        }

        writer.Line("double total = 0;");
        writer.Line("for (int i = 0; i < count; i++)");
        writer.Line("    total += Unsafe.Add(ref Unsafe.AsRef(in n), i);");
        writer.Line($"s = total == 0 ? {target.Literal(0)} : ({target.Scalar})({CSharpLiteral.Of(Weight, true)} / total);");
    }
}

/// <summary>n = the sum of the weights of a sample's classes, or how many of its rows count.</summary>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="IsWeighted">Whether classes have weights.</param>
/// <param name="IgnoreIndex">The index of rows that do not count, or null.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record TargetWeightsKernel(int Rows, bool IsWeighted, int? IgnoreIndex, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override bool IsVectorized => false;

    /// <inheritdoc/>
    public override string Name =>
        $"TargetWeights_{CSharpLiteral.Of(Rows)}{(IsWeighted ? "_weighted" : string.Empty)}{(IgnoreIndex is { } ignored ? "_without" + KernelName.Of(ignored) : string.Empty)}";

    /// <inheritdoc/>
    public override string Summary => "How much each sample counts in the mean loss.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.ReadInteger, "t"),
        .. IsWeighted ? [new KernelParameter(KernelParameterKind.Read, "w")] : Array.Empty<KernelParameter>(),
        new(KernelParameterKind.Write, "n"),
        new(KernelParameterKind.Integer, "count"),
    ];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line($"{target.Scalar} sum = 0;");
        writer.Open($"for (int r = s * {CSharpLiteral.Of(Rows)}; r < (s + 1) * {CSharpLiteral.Of(Rows)}; r++)");
        writer.Line("int label = Unsafe.Add(ref Unsafe.AsRef(in t), r);");
        var weight = IsWeighted ? "Unsafe.Add(ref Unsafe.AsRef(in w), label)" : target.Literal(1);
        writer.Line(IgnoreIndex is { } ignored ? $"sum += label == {CSharpLiteral.Of(ignored)} ? {target.Literal(0)} : {weight};" : $"sum += {weight};");
        writer.Close();
        writer.Line("Unsafe.Add(ref n, s) = sum;");
        writer.Close();
    }
}
