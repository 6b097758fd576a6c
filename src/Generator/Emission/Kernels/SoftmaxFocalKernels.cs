using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>ℓ = −w (1 − p_t)^γ ln p_t, and p = softmax(z).</summary>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="Targets">How targets are given.</param>
/// <param name="Gamma">γ.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record SoftmaxFocalKernel(int Classes, int Rows, ClassTargets Targets, double Gamma, bool IsDouble) : ClassKernel(Classes, Rows, Targets, IsDouble)
{
    /// <inheritdoc/>
    public override string Name => base.Name + KernelName.Of(Gamma);

    /// <inheritdoc/>
    public override string Summary => "The focal loss −(1 − p)^γ ln p of the right class of each sample, and the probabilities p = softmax(z).";

    /// <inheritdoc/>
    protected override string Operand => "z";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Results => ["loss", "p"];

    /// <summary>Writes (1 − p)^γ.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="rest">1 − p, a local.</param>
    /// <param name="power">γ.</param>
    /// <returns>The expression.</returns>
    public static string Power(VectorTarget target, string rest, double power) => power switch
    {
        0 => target.Literal(1),
        1 => rest,
        2 => $"({rest} * {rest})",
        _ => $"{(target.IsDouble ? "Math" : "MathF")}.Pow({rest}, {target.Literal(power)})",
    };

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Classes);
        OpenSamples(writer, target);
        row.Maximum("z", "row", "max");
        row.SumOfExponentials("z", "row", "max", "sum", "p");
        writer.Line($"{target.Type} scale = {target.Broadcast($"{target.Literal(1)} / sum")};");
        row.ForEach(["p"], (v, store) => store("p", $"{v[0]} * scale"));
        EmitLabel(writer);
        Counted(writer, () =>
        {
            writer.Line($"{target.Scalar} rest = {target.Literal(1)} - Unsafe.Add(ref p, row + label);");
            writer.Line($"{target.Scalar} entropy = {target.ScalarLog("sum")} - (Unsafe.Add(ref Unsafe.AsRef(in z), row + label) - max);");
            writer.Line($"mean += {Weighted(Power(target, "rest", Gamma))} * entropy;");
        });
        CloseSamples(writer, target);
    }
}

/// <summary>dz = s w (γ p_t (1 − p_t)^(γ−1) ln p_t − (1 − p_t)^γ) (onehot(t) − p).</summary>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="Targets">How targets are given.</param>
/// <param name="Gamma">γ.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record SoftmaxFocalGradientKernel(int Classes, int Rows, ClassTargets Targets, double Gamma, bool IsDouble) : ClassKernel(Classes, Rows, Targets, IsDouble)
{
    /// <inheritdoc/>
    public override string Name => base.Name + KernelName.Of(Gamma);

    /// <inheritdoc/>
    public override string Summary => "The gradient of the focal loss of logits.";

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
        var math = target.IsDouble ? "Math" : "MathF";
        EmitFactor(writer, target);
        OpenRows(writer);
        EmitLabel(writer);
        CountedGradient(writer, row, "dz", target, () =>
        {
            writer.Line($"{target.Scalar} own = Unsafe.Add(ref Unsafe.AsRef(in p), row + label), rest = {target.Literal(1)} - own;");
            // Where p is 0 so is p ln p, and where it is 1 the power below 0 of what is left is not asked for.
            var slope = Gamma == 0
                ? target.Literal(1)
                : $"{SoftmaxFocalKernel.Power(target, "rest", Gamma)} - (rest == {target.Literal(0)} ? {target.Literal(0)} : {target.Literal(Gamma)} * own * {SoftmaxFocalKernel.Power(target, "rest", Gamma - 1)} * {math}.Log({math}.Max(own, {target.Literal(CrossEntropy.Smallest)})))";
            writer.Line($"{target.Scalar} slope = {slope};");
            writer.Line($"{target.Scalar} height = factor * {Weighted("slope")};");
            writer.Line($"{target.Type} heights = {target.Broadcast("height")};");
            row.ForEach(["p"], (v, store) => store("dz", $"heights * {v[0]}"));
            // rest · height rather than a difference: dz may lie where p was.
            writer.Line("Unsafe.Add(ref dz, row + label) = -height * rest;");
        });
        writer.Close();
    }
}
