namespace NetGen.Generator.Emission.Kernels;

/// <summary>A dense layer on any number of samples: <c>y[r, :] = act(W x[r, :] + b)</c>, with W packed in panels of 16 outputs.</summary>
/// <param name="Inputs">The length of a sample of x.</param>
/// <param name="Outputs">The length of a sample of y.</param>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="HasBias">Whether there is a b, padded with zeros to a multiple of 16.</param>
/// <param name="Activation">An element-wise function of one operand applied to the result, or none.</param>
public sealed record DenseForwardKernel(int Inputs, int Outputs, bool IsDouble, bool HasBias, VectorExpression? Activation) : Kernel
{
    /// <inheritdoc/>
    public override string Name =>
        $"DenseForward_{CSharpLiteral.Of(Inputs)}x{CSharpLiteral.Of(Outputs)}{(HasBias ? "" : "_NoBias")}{(Activation is null ? "" : "_" + Activation.Name)}";

    /// <inheritdoc/>
    public override string Summary =>
        $"y[r, :] = {(Activation is null ? "" : Activation.Name + "(")}W x[r, :]{(HasBias ? " + b" : "")}{(Activation is null ? "" : ")")} for each of the rows: {CSharpLiteral.Of(Inputs)} → {CSharpLiteral.Of(Outputs)}.";

    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters
    {
        get
        {
            var parameters = new List<KernelParameter> { new(ParameterKind.Read, "x"), new(ParameterKind.Read, "w") };
            if (HasBias)
                parameters.Add(new(ParameterKind.Read, "b"));
            parameters.Add(new(ParameterKind.Write, "y"));
            parameters.Add(new(ParameterKind.Integer, "rows"));
            return parameters;
        }
    }

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var product = new DenseProduct(Inputs, Outputs, Inputs, "x", "w", HasBias ? "b" : null, null, "y", Activation);
        var row = new DenseRowProduct(product);
        var runs = DenseProduct.Plan(Outputs, target);
        int block = product.RowBlock(target);

        writer.Open("unchecked");
        writer.Line("int even = rows & ~1;");
        writer.Open($"for (int begin = 0; begin < even; begin += {CSharpLiteral.Of(block)})");
        writer.Line($"int end = begin <= even - {CSharpLiteral.Of(block)} ? begin + {CSharpLiteral.Of(block)} : even;");
        foreach (var run in runs)
            product.EmitCalls(writer, target, run);
        writer.Close();
        writer.Line();
        writer.Open("if (even < rows)");
        row.EmitCalls(writer, target, "even");
        writer.Close();
        writer.Close();

        row.EmitFunctions(writer, target);
        product.EmitTiles(writer, target, runs);
        product.EmitEpilogue(writer, target);
    }
}
