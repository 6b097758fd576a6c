using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>ℓ = w Σ max(0, margin − z_t + z_i)^p / K, over the classes i ≠ t.</summary>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="Targets">How targets are given.</param>
/// <param name="Margin">The margin.</param>
/// <param name="Power">p, 1 or 2.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record MultiMarginKernel(int Classes, int Rows, ClassTargets Targets, double Margin, int Power, bool IsDouble) : ClassKernel(Classes, Rows, Targets, IsDouble)
{
    /// <inheritdoc/>
    public override string Name => $"{base.Name}_p{CSharpLiteral.Of(Power)}{KernelName.Of(Margin)}";

    /// <inheritdoc/>
    public override string Summary => "The margins by which other classes come too near to the right one, on average over the classes of each sample.";

    /// <inheritdoc/>
    protected override string Operand => "z";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Results => ["loss"];

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Classes);
        OpenSamples(writer, target);
        EmitLabel(writer);
        Counted(writer, () =>
        {
            writer.Line($"{target.Type} least = {target.Broadcast($"{target.Literal(Margin)} - Unsafe.Add(ref Unsafe.AsRef(in z), row + label)")};");
            writer.Line($"{target.Type} sum = {target.Zero};");
            row.ForEach(["z"], (v, _) =>
            {
                writer.Line($"{target.Type} excess = {target.Static}.Max({v[0]} + least, {target.Zero});");
                writer.Line($"sum += {row.Valid(row.Except("label", Power == 1 ? "excess" : "excess * excess"))};");
            });
            writer.Line($"mean += {Weighted(target.Math("Sum", "sum"))} * {target.Literal(1.0 / Classes)};");
        });
        CloseSamples(writer, target);
    }
}

/// <summary>dz_i = s w / K for the classes that come too near, with p = 2 times twice their excess; dz_t is minus their sum.</summary>
/// <param name="Classes">How many classes there are.</param>
/// <param name="Rows">How many rows a sample has.</param>
/// <param name="Targets">How targets are given.</param>
/// <param name="Margin">The margin.</param>
/// <param name="Power">p, 1 or 2.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record MultiMarginGradientKernel(int Classes, int Rows, ClassTargets Targets, double Margin, int Power, bool IsDouble) : ClassKernel(Classes, Rows, Targets, IsDouble)
{
    /// <inheritdoc/>
    public override string Name => $"{base.Name}_p{CSharpLiteral.Of(Power)}{KernelName.Of(Margin)}";

    /// <inheritdoc/>
    public override string Summary => "The gradient of the multi-margin loss.";

    /// <inheritdoc/>
    protected override string Operand => "z";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Results => ["dz"];

    /// <inheritdoc/>
    protected override bool IsGradient => true;

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Classes);
        EmitFactor(writer, target);
        OpenRows(writer);
        EmitLabel(writer);
        CountedGradient(writer, row, "dz", target, () =>
        {
            writer.Line($"{target.Type} least = {target.Broadcast($"{target.Literal(Margin)} - Unsafe.Add(ref Unsafe.AsRef(in z), row + label)")};");
            writer.Line($"{target.Type} factors = {target.Broadcast($"factor * {Weighted(target.Literal(Power / (double)Classes))}")};");
            writer.Line($"{target.Type} sum = {target.Zero};");
            row.ForEach(["z"], (v, store) =>
            {
                writer.Line($"{target.Type} excess = {v[0]} + least;");
                writer.Line($"{target.Type} slope = {target.Static}.ConditionalSelect({target.Static}.GreaterThan(excess, {target.Zero}), {(Power == 1 ? "factors" : "factors * excess")}, {target.Zero});");
                writer.Line($"slope = {row.Valid(row.Except("label", "slope"))};");
                writer.Line("sum += slope;");
                store("dz", "slope");
            });
            writer.Line($"Unsafe.Add(ref dz, row + label) = -{target.Math("Sum", "sum")};");
        });
        writer.Close();
    }
}
