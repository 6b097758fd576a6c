using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// The gradient of a dense layer by its weights, <c>dW = δᵀ x</c> summed over the rows in their order, packed as W is.
/// A register tile of inputs × outputs runs over the rows; where the strides would make the rows fall into the same few cache sets, they are packed first.
/// </summary>
/// <param name="Inputs">The length of a row of x.</param>
/// <param name="Outputs">The length of a row of δ, which may be read up to 15 elements beyond its end.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record DenseWeightGradientKernel(int Inputs, int Outputs, bool IsDouble) : Kernel
{
    /// <summary>Rows that are summed in registers before the sums are added to memory: their strips fit the first-level cache.</summary>
    private const int RowBlock = 128;

    /// <summary>Strides that are multiples of this many bytes map rows to few sets of the first-level cache.</summary>
    private const int AliasingStride = 1024;

    /// <summary>Packed inputs lie in strips of this many.</summary>
    private const int Strip = 8;

    private const int Panel = VectorTarget.Panel;

    /// <inheritdoc/>
    public override string Name => $"DenseWeightGradient_{CSharpLiteral.Of(Inputs)}x{CSharpLiteral.Of(Outputs)}";

    /// <inheritdoc/>
    public override string Summary => $"dW = δᵀ x, or dW += δᵀ x, summed over the rows: {CSharpLiteral.Of(Outputs)} × {CSharpLiteral.Of(Inputs)}, packed.";

    /// <inheritdoc/>
    public override bool IsDouble { get; } = IsDouble;

    /// <inheritdoc/>
    public override int ScratchLength => (PacksOutputs ? RowBlock * 3 * Panel : 0) + (PacksInputs ? RowBlock * Inputs : 0);

    /// <inheritdoc/>
    public override IReadOnlyList<KernelParameter> Parameters
    {
        get
        {
            var parameters = new List<KernelParameter>
            {
                new(ParameterKind.Read, "δ"), new(ParameterKind.Read, "x"), new(ParameterKind.Write, "dw"),
            };
            if (ScratchLength > 0)
                parameters.Add(new(ParameterKind.Write, "scratch"));
            parameters.Add(new(ParameterKind.Integer, "rows"));
            parameters.Add(new(ParameterKind.Boolean, "accumulate"));
            return parameters;
        }
    }

    private int ScalarBytes => IsDouble ? 8 : 4;

    private bool PacksOutputs => Outputs * ScalarBytes % AliasingStride == 0 && Inputs >= 32;

    private bool PacksInputs => PacksOutputs && Inputs * ScalarBytes % AliasingStride == 0;

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        var layout = new DenseProduct(Inputs, Outputs, Inputs, "x", "dw", null, null, "dw", null);
        var runs = DenseProduct.Plan(Outputs, target);
        int height = target.Registers == 32 ? Strip : PacksInputs ? Strip / 2 : 6;
        int inputStride = PacksInputs ? Strip : Inputs;

        writer.Open("unchecked");
        writer.Line("int begin = 0;");
        writer.Open("do");
        writer.Line($"int count = rows - begin < {CSharpLiteral.Of(RowBlock)} ? rows - begin : {CSharpLiteral.Of(RowBlock)};");
        writer.Line("bool add = accumulate || begin > 0;");
        if (PacksInputs)
            writer.Line($"PackInputs(in {Of("x", $"begin * {CSharpLiteral.Of(Inputs)}")}, ref {PackedInputs}, count);");
        foreach (var run in runs)
            EmitCalls(writer, target, run, layout, height);
        writer.Line($"begin += {CSharpLiteral.Of(RowBlock)};");
        writer.Close();
        writer.Line("while (begin < rows);");
        writer.Close();

        foreach (var (width, lanes) in runs.Select(run => (run.Width, run.Lanes)).Distinct())
        {
            int outputStride = PacksOutputs ? width * target.Lanes : Outputs;
            foreach (int inputs in Heights(height))
                EmitTile(writer, target, layout, inputs, width, lanes, inputStride, outputStride);
        }

        if (PacksOutputs)
        {
            foreach (int width in runs.Select(run => run.Width).Distinct())
                EmitPackOutputs(writer, target, width);
        }

        if (PacksInputs)
            EmitPackInputs(writer, target);
    }

    private static string PackedInputs => At("scratch", CSharpLiteral.Of(RowBlock * 3 * Panel));

    private static string TileName(int inputs, int width, int lanes) =>
        $"Tile{CSharpLiteral.Of(inputs)}x{CSharpLiteral.Of(width)}{(lanes == 0 ? "" : "Last")}";

    // The heights that the inputs are cut into, largest first, each needed at least once.
    private List<int> Heights(int height)
    {
        var heights = new List<int>();
        if (Inputs >= height)
            heights.Add(height);
        int rest = Inputs % height;
        for (int part = 4; part > 0; part /= 2)
        {
            if (rest < part)
                continue;
            heights.Add(part);
            rest -= part;
        }

        return heights;
    }

    private void EmitCalls(SourceWriter writer, VectorTarget target, DenseProduct.Run run, DenseProduct layout, int height)
    {
        bool loop = run.Count > 1;
        if (loop)
            writer.Open($"for (int v = {CSharpLiteral.Of(run.First)}; v < {CSharpLiteral.Of(run.First + (run.Count * run.Width))}; v += {CSharpLiteral.Of(run.Width)})");
        string weights = loop ? layout.WeightOffset("v", target) : CSharpLiteral.Of(layout.WeightOffset(run.First, target));
        string column = loop ? $"v * {CSharpLiteral.Of(target.Lanes)}" : CSharpLiteral.Of(run.First * target.Lanes);
        string δ = Of("δ", column == "0" ? $"begin * {CSharpLiteral.Of(Outputs)}" : $"(begin * {CSharpLiteral.Of(Outputs)}) + ({column})");
        if (PacksOutputs)
        {
            writer.Line($"PackOutputs{CSharpLiteral.Of(run.Width)}(in {δ}, ref scratch, count);");
            δ = "scratch";
        }

        string Call(int inputs, string input)
        {
            string strip = inputs == Strip ? $"({input} * {CSharpLiteral.Of(RowBlock)})" : $"({input} / {CSharpLiteral.Of(Strip)} * {CSharpLiteral.Of(RowBlock * Strip)}) + ({input} % {CSharpLiteral.Of(Strip)})";
            string x = PacksInputs
                ? Of("scratch", $"{CSharpLiteral.Of(RowBlock * 3 * Panel)} + {strip}")
                : Of("x", $"(begin * {CSharpLiteral.Of(Inputs)}) + {input}");
            string place = weights == "0" ? $"{input} * {CSharpLiteral.Of(Panel)}" : $"({weights}) + ({input} * {CSharpLiteral.Of(Panel)})";
            return $"{TileName(inputs, run.Width, run.Lanes)}(in {δ}, in {x}, ref {At("dw", place)}, count, add);";
        }

        int done = 0;
        foreach (int inputs in Heights(height))
        {
            if (inputs == height)
            {
                done = Inputs / height * height;
                writer.Line($"for (int i = 0; i < {CSharpLiteral.Of(done)}; i += {CSharpLiteral.Of(height)})");
                writer.Line("    " + Call(height, "i"));
                continue;
            }

            writer.Line(Call(inputs, CSharpLiteral.Of(done)));
            done += inputs;
        }

        if (loop)
            writer.Close();
    }

    private static void EmitTile(
        SourceWriter writer, VectorTarget target, DenseProduct layout, int inputs, int width, int lanes, int inputStride, int outputStride)
    {
        string Sum(int input, int vector) => $"s{CSharpLiteral.Of(input)}_{CSharpLiteral.Of(vector)}";
        writer.Line();
        writer.Line($"// {CSharpLiteral.Of(inputs)} inputs × {CSharpLiteral.Of(width)} vectors of outputs, held in registers while the sum runs over the rows.");
        writer.Line(Optimized);
        writer.Open($"static void {TileName(inputs, width, lanes)}(ref readonly {target.Scalar} δ, ref readonly {target.Scalar} x, ref {target.Scalar} dw, int count, bool add)");
        for (int input = 0; input < inputs; input++)
            writer.Line($"{target.Type} {List(width, vector => $"{Sum(input, vector)} = {target.Zero}")};");
        writer.Open("unchecked");
        writer.Line("nuint rows = (nuint)count;");
        writer.Open($"for (nuint r = 0, i = 0, o = 0; r < rows; r++, i += {CSharpLiteral.Of(inputStride)}, o += {CSharpLiteral.Of(outputStride)})");
        for (int vector = 0; vector < width; vector++)
            writer.Line($"var δ{CSharpLiteral.Of(vector)} = {Load(target, "δ", Plus("o", vector * target.Lanes))};");
        for (int input = 0; input < inputs; input++)
        {
            writer.Line($"var x{CSharpLiteral.Of(input)} = {target.Broadcast(Of("x", Plus("i", input)))};");
            for (int vector = 0; vector < width; vector++)
                writer.Line($"{Sum(input, vector)} = {target.MultiplyAdd($"x{CSharpLiteral.Of(input)}", $"δ{CSharpLiteral.Of(vector)}", Sum(input, vector))};");
        }

        writer.Close();
        writer.Close();
        if (lanes != 0)
        {
            writer.Line("// The padding of dW stays zero, whatever was read behind δ.");
            for (int input = 0; input < inputs; input++)
                writer.Line($"{Sum(input, width - 1)} = {Masked(target, Sum(input, width - 1), lanes)};");
        }

        string Place(int input, int vector) => CSharpLiteral.Of(layout.WeightOffset(vector, target) + (input * Panel));
        writer.Open("if (add)");
        for (int input = 0; input < inputs; input++)
        {
            for (int vector = 0; vector < width; vector++)
                writer.Line($"{Sum(input, vector)} += {Load(target, "dw", Place(input, vector))};");
        }

        writer.Close();
        for (int vector = 0; vector < width; vector++)
        {
            for (int input = 0; input < inputs; input++)
                Store(writer, target, Sum(input, vector), "dw", layout.WeightOffset(vector, target) + (input * Panel));
        }

        writer.Close();
    }

    private void EmitPackOutputs(SourceWriter writer, VectorTarget target, int width)
    {
        writer.Line();
        writer.Line($"// {CSharpLiteral.Of(width)} vectors of each row of δ, one row behind the other.");
        writer.Line(Optimized);
        writer.Open($"static void PackOutputs{CSharpLiteral.Of(width)}(ref readonly {target.Scalar} δ, ref {target.Scalar} scratch, int count)");
        writer.Open("unchecked");
        writer.Line("nuint rows = (nuint)count;");
        writer.Open($"for (nuint r = 0, o = 0, t = 0; r < rows; r++, o += {CSharpLiteral.Of(Outputs)}, t += {CSharpLiteral.Of(width * target.Lanes)})");
        for (int vector = 0; vector < width; vector++)
            writer.Line($"{Load(target, "δ", Plus("o", vector * target.Lanes))}.StoreUnsafe(ref scratch, {Plus("t", vector * target.Lanes)});");
        writer.Close();
        writer.Close();
        writer.Close();
    }

    private void EmitPackInputs(SourceWriter writer, VectorTarget target)
    {
        // Two strips at a time: in float they are one cache line of x, which is then fetched once.
        writer.Line();
        writer.Line($"// Strips of {CSharpLiteral.Of(Strip)} inputs, each with its rows one behind the other.");
        writer.Line(Optimized);
        writer.Open($"static void PackInputs(ref readonly {target.Scalar} x, ref {target.Scalar} scratch, int count)");
        writer.Open("unchecked");
        writer.Line("nuint rows = (nuint)count;");
        writer.Open($"for (nuint first = 0; first < {CSharpLiteral.Of(Inputs)}; first += {CSharpLiteral.Of(2 * Strip)})");
        writer.Open($"for (nuint r = 0, i = first, t = first * {CSharpLiteral.Of(RowBlock)}; r < rows; r++, i += {CSharpLiteral.Of(Inputs)}, t += {CSharpLiteral.Of(Strip)})");
        for (int input = 0; input < 2 * Strip; input += target.Lanes)
        {
            string vector = Load(target, "x", Plus("i", input));
            string place = Plus("t", (input / Strip * RowBlock * Strip) + (input % Strip));
            if (target.Lanes > Strip)
            {
                writer.Line($"var line = {vector};");
                writer.Line($"line.GetLower().StoreUnsafe(ref scratch, {place});");
                writer.Line($"line.GetUpper().StoreUnsafe(ref scratch, t + {CSharpLiteral.Of(RowBlock * Strip)});");
            }
            else
            {
                writer.Line($"{vector}.StoreUnsafe(ref scratch, {place});");
            }
        }

        writer.Close();
        writer.Close();
        writer.Close();
        writer.Close();
    }
}
