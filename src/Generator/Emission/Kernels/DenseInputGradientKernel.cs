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
            var parameters = new List<KernelParameter> { new(ParameterKind.Read, "δ"), new(ParameterKind.Read, "w") };
            if (HasSaved)
                parameters.Add(new(ParameterKind.Read, "h"));
            parameters.Add(new(ParameterKind.Write, "dx"));
            parameters.Add(new(ParameterKind.Write, "scratch"));
            parameters.Add(new(ParameterKind.Integer, "rows"));
            return parameters;
        }
    }

    private int PanelDepth => Panels(Outputs) * Panel;

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var product = new DenseProduct(Outputs, Inputs, PanelDepth, "δ", "scratch", null, HasSaved ? "h" : null, "dx", Epilogue);
        var runs = new List<DenseProduct.Run>();

        writer.Open("unchecked");
        writer.Line($"int end = rows < {CSharpLiteral.Of(RowsWorthTransposing)} ? 0 : rows & ~1;");
        writer.Open("if (end > 0)");
        writer.Line("const int begin = 0;");
        foreach (var (first, panels, count, inner) in Groups(target))
        {
            string panel = count > 1 ? "p" : CSharpLiteral.Of(first);
            if (count > 1)
                writer.Open($"for (int p = {CSharpLiteral.Of(first)}; p < {CSharpLiteral.Of(first + (count * panels))}; p += {CSharpLiteral.Of(panels)})");
            for (int j = 0; j < panels; j++)
            {
                bool isLast = count == 1 && Inputs % Panel != 0 && (first + j + 1) * Panel > Inputs;
                string from = count > 1 ? $"(p + {CSharpLiteral.Of(j)}) * {CSharpLiteral.Of(Panel * Panel)}" : CSharpLiteral.Of((first + j) * Panel * Panel);
                writer.Line($"Transpose{(isLast ? "Last" : "")}(in {Of("w", from)}, ref {At("scratch", CSharpLiteral.Of(j * PanelDepth * Panel))});");
            }

            string column = count > 1 ? $"p * {CSharpLiteral.Of(Panel)}" : CSharpLiteral.Of(first * Panel);
            foreach (var run in inner)
            {
                product.EmitCalls(writer, target, run, column);
                runs.Add(run);
            }

            if (count > 1)
                writer.Close();
        }

        writer.Close();
        writer.Line();
        writer.Open("for (int row = end; row < rows; row++)");
        EmitDotCalls(writer, target);
        writer.Close();
        writer.Close();

        if (Inputs >= Panel)
            EmitTranspose(writer, target, Panel);
        if (Inputs % Panel != 0)
            EmitTranspose(writer, target, Inputs % Panel);
        product.EmitTiles(writer, target, runs);
        if (Inputs >= target.Lanes)
            EmitDot(writer, target, product, 0);
        if (Inputs % target.Lanes != 0)
            EmitDot(writer, target, product, Inputs % target.Lanes);
        product.EmitEpilogue(writer, target);
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

    private void EmitTranspose(SourceWriter writer, VectorTarget target, int valid)
    {
        writer.Line();
        writer.Line($"// {CSharpLiteral.Of(valid)} inputs of W, for all outputs, into rows of 16 inputs.");
        writer.Line(Optimized);
        writer.Open($"static void Transpose{(valid == Panel ? "" : "Last")}(ref readonly {target.Scalar} w, ref {target.Scalar} scratch)");
        writer.Open("unchecked");
        writer.Open($"for (nuint k = 0, t = 0; t < {CSharpLiteral.Of(PanelDepth * Panel)}; k += {CSharpLiteral.Of(Inputs * Panel)}, t += {CSharpLiteral.Of(Panel * Panel)})");
        for (int input = 0; input < valid; input += target.Lanes)
        {
            bool loop = target.Lanes < Panel;
            if (loop)
                writer.Open($"for (nuint o = 0; o < {CSharpLiteral.Of(Panel)}; o += {CSharpLiteral.Of(target.Lanes)})");
            DenseTranspose.EmitBlock(
                writer,
                target,
                "w",
                loop ? Plus("k + o", input * Panel) : "k",
                "scratch",
                loop ? Plus($"t + (o * {CSharpLiteral.Of(Panel)})", input) : "t",
                Math.Min(target.Lanes, valid - input));
            if (loop)
                writer.Close();
        }

        writer.Close();
        writer.Close();
        writer.Close();
    }

    private void EmitDotCalls(SourceWriter writer, VectorTarget target)
    {
        int whole = Inputs / target.Lanes * target.Lanes;
        string Call(string name, string input)
        {
            string place = input == "0" ? $"row * {CSharpLiteral.Of(Inputs)}" : $"(row * {CSharpLiteral.Of(Inputs)}) + {input}";
            string weights = int.TryParse(input, out int constant) ? CSharpLiteral.Of(constant * Panel) : $"{input} * {CSharpLiteral.Of(Panel)}";
            return $"{name}(in {Of("δ", $"row * {CSharpLiteral.Of(Outputs)}")}, in {Of("w", weights)}, {(HasSaved ? $"in {Of("h", place)}, " : "")}ref {At("dx", place)});";
        }

        if (whole > 0)
        {
            writer.Line($"for (int i = 0; i < {CSharpLiteral.Of(whole)}; i += {CSharpLiteral.Of(target.Lanes)})");
            writer.Line("    " + Call("Dot", "i"));
        }

        if (whole < Inputs)
            writer.Line(Call("DotLast", CSharpLiteral.Of(whole)));
    }

    private void EmitDot(SourceWriter writer, VectorTarget target, DenseProduct product, int valid)
    {
        int count = valid == 0 ? target.Lanes : valid;
        string Sum(int input) => $"s{CSharpLiteral.Of(input)}";
        void Step(string k, int output, string vector)
        {
            for (int input = 0; input < count; input++)
            {
                int offset = (input * Panel) + (output % Panel);
                string index = int.TryParse(k, out int constant) ? CSharpLiteral.Of(constant + offset) : Plus(k, offset);
                writer.Line($"{Sum(input)} = {target.MultiplyAdd(Load(target, "w", index), vector, Sum(input))};");
            }
        }

        writer.Line();
        writer.Line($"// {CSharpLiteral.Of(count)} inputs of one row, each a dot product over all outputs.");
        writer.Line(Optimized);
        writer.Open($"static void Dot{(valid == 0 ? "" : "Last")}(ref readonly {target.Scalar} δ, ref readonly {target.Scalar} w, {(HasSaved ? $"ref readonly {target.Scalar} h, " : "")}ref {target.Scalar} dx)");
        writer.Line($"{target.Type} {List(target.Lanes, input => $"{Sum(input)} = {target.Zero}")};");
        int whole = Outputs / Panel * Panel;
        if (whole > 0)
        {
            writer.Open("unchecked");
            writer.Open($"for (nuint o = 0, k = 0; o < {CSharpLiteral.Of(whole)}; o += {CSharpLiteral.Of(Panel)}, k += {CSharpLiteral.Of(Inputs * Panel)})");
            for (int output = 0; output < Panel; output += target.Lanes)
            {
                writer.Line($"var δ{CSharpLiteral.Of(output)} = {Load(target, "δ", Plus("o", output))};");
                Step("k", output, $"δ{CSharpLiteral.Of(output)}");
            }

            writer.Close();
            writer.Close();
        }

        for (int output = whole; output < Outputs; output += target.Lanes)
        {
            // What lies behind δ may be NaN and must not meet the zeros that pad W.
            string vector = $"δLast{CSharpLiteral.Of(output - whole)}";
            writer.Line($"var {vector} = {LoadValid(target, "δ", output, Math.Min(target.Lanes, Outputs - output) % target.Lanes)};");
            Step(CSharpLiteral.Of(whole * Inputs), output, vector);
        }

        DenseTranspose.EmitSums(writer, target, [.. Enumerable.Range(0, target.Lanes).Select(Sum)], "sum");
        product.EmitStore(writer, target, "sum", 0, valid);
        writer.Close();
    }
}
