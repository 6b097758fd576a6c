using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// The gradient of a dense layer by its input, <c>dx[r, :] = Wᵀ δ[r, :]</c>. For few rows as dot products with the columns of the packed W;
/// otherwise W is transposed a few panels of inputs at a time into scratch memory that stays in the cache, and the forward tiles follow.
/// </summary>
/// <param name="Inputs">The length of a row of dx.</param>
/// <param name="Outputs">The length of a row of δ.</param>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="Epilogue">A function of the result and a saved value h (shaped as dx), or none.</param>
public sealed record DenseInputGradientKernel(int Inputs, int Outputs, bool IsDouble, VectorExpression? Epilogue) : Kernel
{
    /// <summary>From this number of rows on, transposing W pays.</summary>
    private const int RowsWorthTransposing = 6;

    private const int Panel = VectorTarget.Panel;

    private bool HasSaved => Epilogue is { Arity: > 1 };

    /// <inheritdoc/>
    public override string Name =>
        $"DenseInputGradient_{CSharpLiteral.Of(Inputs)}x{CSharpLiteral.Of(Outputs)}{(Epilogue is null ? "" : "_" + Epilogue.Name)}";

    /// <inheritdoc/>
    public override string Summary =>
        $"dx[r, :] = {(Epilogue is null ? "Wᵀ δ[r, :]" : $"{Epilogue.Name}(Wᵀ δ[r, :]{(HasSaved ? ", h[r, :]" : "")})")} for each of the rows: {CSharpLiteral.Of(Outputs)} → {CSharpLiteral.Of(Inputs)}.";

    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override int ScratchLength => Math.Min(3, Panels(Inputs)) * Panels(Outputs) * Panel * Panel;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters
    {
        get
        {
            var parameters = new List<KernelParameter> { new(KernelParameterKind.Read, "δ"), new(KernelParameterKind.Read, "w") };
            if (HasSaved)
                parameters.Add(new(KernelParameterKind.Read, "h"));
            parameters.Add(new(KernelParameterKind.Write, "dx"));
            parameters.Add(new(KernelParameterKind.Write, "scratch"));
            parameters.Add(new(KernelParameterKind.Integer, "rows"));
            if (IsShared)
                parameters.AddRange([KernelParameter.Part, KernelParameter.Parts]);
            return parameters;
        }
    }

    /// <inheritdoc/>
    public override KernelSplit Split => IsShared ? KernelSplit.Parts : KernelSplit.Samples;

    // Each thread then transposes its own part of W only.
    private bool IsShared => Panels(Inputs) >= PanelsWorthSharing;

    private int PanelDepth => Panels(Outputs) * Panel;

    /// <inheritdoc/>
    public override IReadOnlyList<DenseShape> Shapes => [Shape];

    /// <inheritdoc/>
    public override IReadOnlyList<DenseEnding> Endings => Shape.Endings;

    private DenseShape Shape => new(Name, Outputs, Inputs, PanelDepth, false, HasSaved, Epilogue, IsDouble);

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts(VectorTarget target)
    {
        var product = new DenseProduct(Shape, target);
        var parts = new List<KernelPart>();
        foreach (var group in Groups(target))
            parts.AddRange(group.Inner.Select(product.TileRows));
        if (Inputs >= Panel)
            parts.Add(new DenseTranspose(false, target));
        if (Inputs % Panel != 0)
            parts.Add(new DenseTranspose(true, target));
        if (Inputs >= target.Lanes)
            parts.Add(new DenseDot(new DenseVariant(target, false)));
        if (Inputs % target.Lanes != 0)
            parts.Add(new DenseDot(new DenseVariant(target, true)));
        return parts;
    }

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var product = new DenseProduct(Shape, target);
        var operands = new DenseOperands("δ", "scratch", "dx", "0");
        writer.Line($"int even = rows < {CSharpLiteral.Of(RowsWorthTransposing)} ? 0 : rows & ~1;");
        writer.Open("if (even > 0)");
        foreach (var (first, panels, count, inner) in Groups(target))
        {
            string panel = count > 1 ? "p" : CSharpLiteral.Of(first);
            if (count > 1)
                writer.Open(LoopOver("p", first, count, panels, IsShared));
            else if (IsShared)
                writer.Open("if (part == parts - 1)");
            for (int j = 0; j < panels; j++)
            {
                int left = Inputs - ((first + j) * Panel);
                bool isLast = count == 1 && left < Panel;
                string from = count > 1 ? Times(j == 0 ? "p" : $"(p + {CSharpLiteral.Of(j)})", Panel * Panel) : CSharpLiteral.Of((first + j) * Panel * Panel);
                writer.Line($"{new DenseTranspose(isLast, target).Name}(in {Of("w", from)}, ref {At("scratch", CSharpLiteral.Of(j * PanelDepth * Panel))}, {CSharpLiteral.Of(PanelDepth)}, {CSharpLiteral.Of(Inputs)}{(isLast ? ", " + CSharpLiteral.Of(left) : "")});");
            }

            foreach (var run in inner)
                product.EmitTileCalls(writer, run, operands, "even", Times(panel, Panel));
            if (count > 1 || IsShared)
                writer.Close();
        }

        writer.Close();
        writer.Line();
        writer.Open("for (int row = even; row < rows; row++)");
        EmitDotCalls(writer, target);
        writer.Close();
    }

    // Panels of inputs that are transposed together, and the runs of columns within them.
    private List<(int First, int Panels, int Count, IReadOnlyList<DenseProduct.Run> Inner)> Groups(VectorTarget target)
    {
        var groups = new List<(int, int, int, IReadOnlyList<DenseProduct.Run>)>();
        if (target.VectorsPerPanel == 1)
        {
            // The last panel may be cut: its group stands alone.
            foreach (var run in DenseProduct.Plan(Inputs, target))
                groups.Add((run.First, run.Width, run.Count, [run with { First = 0, Count = 1 }]));
            return groups;
        }

        int whole = Inputs / Panel;
        if (whole > 0)
            groups.Add((0, 1, whole, DenseProduct.Plan(Panel, target)));
        if (Inputs % Panel != 0)
            groups.Add((whole, 1, 1, DenseProduct.Plan(Inputs % Panel, target)));
        return groups;
    }

    private void EmitDotCalls(SourceWriter writer, VectorTarget target)
    {
        int whole = Inputs / target.Lanes * target.Lanes;
        string Call(bool isLast, string input)
        {
            string place = Join(Times("row", Inputs), input), w = Of("w", Times(input, Panel)), dx = At("dx", place);
            return $"{new DenseDot(new DenseVariant(target, isLast)).Name}{(isLast ? Shape.Arguments : Shape.WholeArguments)}(in {Of("δ", Times("row", Outputs))}, in {w}, in {w}, in {(HasSaved ? Of("h", place) : dx)}, ref {dx});";
        }

        if (whole > 0)
        {
            writer.Line(LoopOver("i", 0, whole / target.Lanes, target.Lanes, IsShared));
            writer.Line("    " + Call(false, "i"));
        }

        if (whole == Inputs)
            return;
        if (IsShared)
            writer.Line("if (part == parts - 1)");
        writer.Line((IsShared ? "    " : "") + Call(true, CSharpLiteral.Of(whole)));
    }
}
