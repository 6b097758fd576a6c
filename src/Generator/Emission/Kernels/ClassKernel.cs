using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

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

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters =>
    [
        new(KernelParameterKind.Read, Operand),
        new(Targets.IsDistribution ? KernelParameterKind.Read : KernelParameterKind.ReadInteger, "t"),
        .. IsGradient ? [new KernelParameter(KernelParameterKind.Read, "share")] : Array.Empty<KernelParameter>(),
        .. Targets.IsWeighted ? [new KernelParameter(KernelParameterKind.Read, "w")] : Array.Empty<KernelParameter>(),
        .. Results.Select(result => new KernelParameter(KernelParameterKind.Write, result)),
        new(KernelParameterKind.Integer, "count"),
    ];

    /// <summary>The name of what is read of each class.</summary>
    protected abstract string Operand { get; }

    /// <summary>The names of what is written.</summary>
    protected abstract IReadOnlyList<string> Results { get; }

    /// <summary>Whether it is a gradient, which reads the share of a sample's loss in the total.</summary>
    protected virtual bool IsGradient => false;

    /// <summary>1 − ε.</summary>
    protected double Kept => 1 - Targets.Smoothing;

    /// <summary>ε / K.</summary>
    protected double Spread => Targets.Smoothing / Classes;

    /// <summary>The weight of the class in the local <c>label</c>, an expression.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <returns>The weight, 1 without any.</returns>
    protected string WeightOfLabel(VectorTarget target) => Targets.IsWeighted ? "Unsafe.Add(ref Unsafe.AsRef(in w), label)" : target.Literal(1);

    /// <summary>A product with the weight of the class in the local <c>label</c>, where classes have weights.</summary>
    /// <param name="value">The other factor.</param>
    /// <returns>The expression.</returns>
    protected string Weighted(string value) => Targets.IsWeighted ? $"Unsafe.Add(ref Unsafe.AsRef(in w), label) * {value}" : value;

    /// <summary>Opens the loops over the samples, with a new local <c>mean</c>, and over the rows of a sample.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    protected void OpenSamples(SourceWriter writer, VectorTarget target)
    {
        writer.Open("for (int s = 0; s < count; s++)");
        writer.Line($"{target.Scalar} mean = 0;");
        writer.Open($"for (int r = s * {CSharpLiteral.Of(Rows)}; r < (s + 1) * {CSharpLiteral.Of(Rows)}; r++)");
        writer.Line($"int row = r * {CSharpLiteral.Of(Classes)};");
    }

    /// <summary>Closes the loops and stores the loss of the sample.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    protected void CloseSamples(SourceWriter writer, VectorTarget target)
    {
        writer.Close();
        writer.Line($"Unsafe.Add(ref loss, s) = mean{(Targets.IsNormalized ? string.Empty : $" * {target.Literal(Targets.Share(Rows))}")};");
        writer.Close();
    }

    /// <summary>Writes the new local <c>factor</c>: the share of a row's loss in the total.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    protected void EmitFactor(SourceWriter writer, VectorTarget target) =>
        writer.Line($"{target.Scalar} factor = share{(Targets.IsNormalized ? string.Empty : $" * {target.Literal(Targets.Share(Rows))}")};");

    /// <summary>Opens the loop over all rows.</summary>
    /// <param name="writer">Where to.</param>
    protected void OpenRows(SourceWriter writer)
    {
        writer.Open($"for (int r = 0; r < count * {CSharpLiteral.Of(Rows)}; r++)");
        writer.Line($"int row = r * {CSharpLiteral.Of(Classes)};");
    }

    /// <summary>Writes the new local <c>label</c>, the class of the row.</summary>
    /// <param name="writer">Where to.</param>
    protected static void EmitLabel(SourceWriter writer) => writer.Line("int label = Unsafe.Add(ref Unsafe.AsRef(in t), r);");

    /// <summary>Writes what is done in rows that count.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="body">Writes the statements; the local <c>label</c> is the class.</param>
    protected void Counted(SourceWriter writer, Action body)
    {
        if (Targets.IgnoreIndex is not { } ignored)
        {
            body();
            return;
        }

        writer.Open($"if (label != {CSharpLiteral.Of(ignored)})");
        body();
        writer.Close();
    }

    /// <summary>Writes a gradient, which is 0 in rows that do not count.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="row">Writes loops over a row.</param>
    /// <param name="result">The gradient.</param>
    /// <param name="target">Width and scalar type.</param>
    /// <param name="body">Writes the statements of rows that count; the local <c>label</c> is the class.</param>
    private protected void CountedGradient(SourceWriter writer, RowWriter row, string result, VectorTarget target, Action body)
    {
        Counted(writer, body);
        if (Targets.IgnoreIndex is null)
            return;
        writer.Open("else");
        row.ForEach([], (_, store) => store(result, target.Zero));
        writer.Close();
    }

    /// <summary>Writes the sum of the weights of all classes into the new local <c>weights</c>, where it is needed.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">Width and scalar type.</param>
    protected void EmitSumOfWeights(SourceWriter writer, VectorTarget target)
    {
        if (!Targets.IsWeighted || Targets.Smoothing == 0 || Targets.IsDistribution)
            return;
        writer.Line($"{target.Scalar} weights = 0;");
        writer.Line($"for (int k = 0; k < {CSharpLiteral.Of(Classes)}; k++)");
        writer.Line("    weights += Unsafe.Add(ref Unsafe.AsRef(in w), k);");
    }
}
