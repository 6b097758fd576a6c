using NetGen.Generator.Formulas;
using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>y = a ⊙ f(b) of each row [a, b].</summary>
/// <param name="Gate">f.</param>
/// <param name="Half">How many elements a and b have.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record GatedKernel(Activation Gate, int Half, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"GatedBy{Gate.Name}_{CSharpLiteral.Of(Half)}";

    /// <inheritdoc/>
    public override string Summary => $"y = a ⊙ {Gate.Notation}(b), a and b of {CSharpLiteral.Of(Half)} elements one after the other in each row of x.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters => [new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "y"), new(KernelParameterKind.Integer, "rows")];

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Gate.ValueFunctions;

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Half);
        writer.Open("for (int r = 0; r < rows; r++)");
        GatedText.Halves(writer, target, Half);
        row.ForEach(["a", "b"], (v, store) => store("y", $"{v[0]} * ({Gate.EmitValue(target, v[1])})"));
        writer.Close();
    }
}

/// <summary>da = δ ⊙ f(b) and db = δ ⊙ a ⊙ f′(b) of each row [a, b], written as [da, db].</summary>
/// <param name="Gate">f.</param>
/// <param name="Half">How many elements a and b have.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record GatedGradientKernel(Activation Gate, int Half, bool IsDouble) : Kernel
{
    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override string Name => $"GatedBy{Gate.Name}Gradient_{CSharpLiteral.Of(Half)}";

    /// <inheritdoc/>
    public override string Summary => $"da = δ ⊙ {Gate.Notation}(b), db = δ ⊙ a ⊙ {Gate.Notation}′(b), a and b of {CSharpLiteral.Of(Half)} elements one after the other in each row of x.";

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
        [new(KernelParameterKind.Read, "δ"), new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "dx"), new(KernelParameterKind.Integer, "rows")];

    /// <inheritdoc/>
    public override IEnumerable<VectorFunction> Functions => Gate.ValueFunctions.Concat(Gate.GradientFunctions);

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var row = new RowWriter(writer, target, Half);
        writer.Open("for (int r = 0; r < rows; r++)");
        GatedText.Halves(writer, target, Half);
        writer.Line($"ref {target.Scalar} da = ref Unsafe.Add(ref dx, row), db = ref Unsafe.Add(ref dx, row + {CSharpLiteral.Of(Half)});");
        row.ForEach(["δ", "a", "b"], (v, store) =>
        {
            writer.Line($"{target.Type} gate = {Gate.EmitValue(target, v[2])}, δb = {v[0]} * {v[1]};");
            store("da", $"{v[0]} * gate");
            store("db", Gate.EmitGradient(target, "δb", Gate.SlopeFromOutput ? "gate" : v[2]));
        });
        writer.Close();
    }
}

/// <summary>Text that the kernels of gated units share.</summary>
internal static class GatedText
{
    /// <summary>Writes the start of a row of half the width, <c>row</c>, and refs from which the halves of a row of x are as far as it.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="half">How many elements a half has.</param>
    public static void Halves(SourceWriter writer, VectorTarget target, int half)
    {
        writer.Line($"int row = r * {CSharpLiteral.Of(half)};");
        writer.Line($"ref readonly {target.Scalar} a = ref Unsafe.Add(ref Unsafe.AsRef(in x), row), b = ref Unsafe.Add(ref Unsafe.AsRef(in x), row + {CSharpLiteral.Of(half)});");
    }
}
