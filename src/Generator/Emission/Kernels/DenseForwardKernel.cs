using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>A dense layer on any number of samples: <c>y[r, :] = act(W x[r, :] + b)</c>, with W packed in panels of 16 outputs.</summary>
/// <param name="Inputs">The length of a sample of x.</param>
/// <param name="Outputs">The length of a sample of y.</param>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="HasBias">Whether there is a b, padded with zeros to a multiple of 16.</param>
/// <param name="Activation">An element-wise function of one operand applied to the result, or none.</param>
/// <param name="IsScaled">Whether the statistics of a normalization are applied to the sums before it.</param>
public sealed record DenseForwardKernel(int Inputs, int Outputs, bool IsDouble, bool HasBias, VectorExpression? Activation, bool IsScaled = false) : Kernel
{
    /// <inheritdoc/>
    public override string Name =>
        $"DenseForward_{CSharpLiteral.Of(Inputs)}x{CSharpLiteral.Of(Outputs)}{(HasBias ? "" : "_NoBias")}{(IsScaled ? "_Scaled" : "")}{(Activation is null ? "" : "_" + Activation.Name)}";

    /// <inheritdoc/>
    public override string Summary
    {
        get
        {
            string sum = $"W x[r, :]{(HasBias ? " + b" : "")}";
            if (IsScaled)
                sum = $"({sum}) · scale + shift";
            return $"y[r, :] = {(Activation is null ? sum : $"{Activation.Name}({sum})")} for each of the rows: {CSharpLiteral.Of(Inputs)} → {CSharpLiteral.Of(Outputs)}.";
        }
    }

    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters
    {
        get
        {
            var parameters = new List<KernelParameter> { new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Read, "w") };
            if (HasBias)
                parameters.Add(new(KernelParameterKind.Read, "b"));
            if (IsScaled)
                parameters.Add(ChannelText.Statistics);
            parameters.Add(new(KernelParameterKind.Write, "y"));
            parameters.Add(new(KernelParameterKind.Integer, "rows"));
            if (IsShared)
                parameters.AddRange([KernelParameter.Part, KernelParameter.Parts]);
            return parameters;
        }
    }

    /// <inheritdoc/>
    public override KernelSplit Split => IsShared ? KernelSplit.Parts : KernelSplit.Samples;

    // Each thread then reads its own part of W only.
    private bool IsShared => Panels(Outputs) >= PanelsWorthSharing;

    /// <inheritdoc/>
    public override IReadOnlyList<DenseShape> Shapes => [Shape];

    /// <inheritdoc/>
    public override IReadOnlyList<DenseEnding> Endings => Shape.Endings;

    private DenseShape Shape => new(Name, Inputs, Outputs, Inputs, HasBias, false, Activation, IsDouble, Scales: IsScaled ? Outputs : 0);

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts(VectorTarget target)
    {
        var product = new DenseProduct(Shape, target);
        return [.. DenseProduct.Plan(Outputs, target).Select(product.TileRows), .. product.RowParts()];
    }

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var product = new DenseProduct(Shape, target);
        DenseOperands From(string row) => new(Of("x", Times(row, Inputs)), "w", "y", Times(row, Outputs));

        if (IsScaled)
            ChannelText.EmitScales(writer, target, Outputs);
        writer.Line("int even = rows & ~1;");
        // A rest of less than half a block is taken along: for a few rows W would be read once more.
        writer.Open("for (int begin = 0, count; begin < even; begin += count)");
        writer.Line("count = even - begin;");
        writer.Line($"if (count > {CSharpLiteral.Of(product.RowBlock + (product.RowBlock / 2))})");
        writer.Line($"    count = {CSharpLiteral.Of(product.RowBlock)};");
        foreach (var run in DenseProduct.Plan(Outputs, target))
            product.EmitTileCalls(writer, run, From("begin"), "count", isShared: IsShared);
        writer.Close();
        writer.Line();
        writer.Open("if (even < rows)");
        product.EmitRowCalls(writer, From("even"), IsShared);
        writer.Close();
    }
}
