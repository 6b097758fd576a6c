using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// The gradient of a dense layer by its weights, <c>dW = δᵀ x</c> summed over the rows in their order, packed as W is.
/// A register tile of inputs × outputs runs over the rows; threads share the inputs; where the strides would make the rows fall into the same few cache sets, they are packed first.
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
                new(KernelParameterKind.Read, "δ"), new(KernelParameterKind.Read, "x"), new(KernelParameterKind.Write, "dw"),
            };
            if (ScratchLength > 0)
                parameters.Add(new(KernelParameterKind.Write, "scratch"));
            parameters.Add(new(KernelParameterKind.Integer, "rows"));
            parameters.Add(new(KernelParameterKind.Boolean, "accumulate"));
            parameters.Add(KernelParameter.Part);
            parameters.Add(KernelParameter.Parts);
            return parameters;
        }
    }

    /// <inheritdoc/>
    public override KernelSplit Split => KernelSplit.Parts;

    private int ScalarBytes => IsDouble ? 8 : 4;

    private bool PacksOutputs => Outputs * ScalarBytes % AliasingStride == 0 && Inputs >= 32;

    private bool PacksInputs => PacksOutputs && Inputs * ScalarBytes % AliasingStride == 0;

    private string PackedInputs => CSharpLiteral.Of(RowBlock * 3 * Panel);

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts(VectorTarget target)
    {
        var parts = new List<KernelPart>();
        foreach (var run in DenseProduct.Plan(Outputs, target))
        {
            parts.AddRange(Heights(target).Select(inputs => Tile(inputs, run, target)));
            if (PacksOutputs)
                parts.Add(new PackVectors(run.Width, target));
        }

        if (PacksInputs)
            parts.Add(new PackStrips(RowBlock, target));
        return parts;
    }

    /// <inheritdoc/>
    public override void EmitBody(SourceWriter writer, VectorTarget target)
    {
        EmitShare(writer, target);
        writer.Line("int begin = 0;");
        writer.Open("do");
        writer.Line($"int count = rows - begin < {CSharpLiteral.Of(RowBlock)} ? rows - begin : {CSharpLiteral.Of(RowBlock)};");
        writer.Line("bool add = accumulate || begin > 0;");
        if (PacksInputs)
            writer.Line($"{new PackStrips(RowBlock, target).Name}(in {Of("x", Times("begin", Inputs))}, ref {At("scratch", PackedInputs)}, count, from, to, {CSharpLiteral.Of(Inputs)});");
        foreach (var run in DenseProduct.Plan(Outputs, target))
            EmitCalls(writer, target, run);
        writer.Line($"begin += {CSharpLiteral.Of(RowBlock)};");
        writer.Close();
        writer.Line("while (begin < rows);");
    }

    // The inputs of a part: whole tiles; those left over are in the last part. A sum does not depend on the tile that it is made in.
    private void EmitShare(SourceWriter writer, VectorTarget target)
    {
        int unit = PacksInputs ? PackStrips.Together : Height(target);
        if (Inputs < unit)
            return;
        writer.Line($"int from = {Share("part", Inputs / unit, unit)}, to = {Share("part + 1", Inputs / unit, unit)};");
    }

    private DenseOuterTile Tile(int inputs, DenseProduct.Run run, VectorTarget target) => new(inputs, run.Width, run.Lanes != 0, PacksInputs, target);

    private int Height(VectorTarget target) => target.Registers == 32 ? PackStrips.Strip : PacksInputs ? PackStrips.Strip / 2 : 6;

    // The heights that the inputs are cut into, largest first, each needed at least once.
    private List<int> Heights(VectorTarget target)
    {
        int height = Height(target);
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

    private void EmitCalls(SourceWriter writer, VectorTarget target, DenseProduct.Run run)
    {
        int height = Height(target), perPanel = target.VectorsPerPanel, panelLength = Inputs * Panel;
        bool loop = run.Count > 1;
        if (loop)
            writer.Open($"for (int v = {CSharpLiteral.Of(run.First)}; v < {CSharpLiteral.Of(run.First + (run.Count * run.Width))}; v += {CSharpLiteral.Of(run.Width)})");
        string vector = loop ? "v" : CSharpLiteral.Of(run.First);
        string weights = DenseProduct.WeightOffset(vector, panelLength, target);
        string δ = Of("δ", Join(Times("begin", Outputs), Times(vector, target.Lanes)));
        if (PacksOutputs)
        {
            writer.Line($"{new PackVectors(run.Width, target).Name}(in {δ}, ref scratch, count, {CSharpLiteral.Of(Outputs)});");
            δ = "scratch";
        }

        string strides = Tile(height, run, target).Strides(PacksOutputs ? run.Width * target.Lanes : Outputs, Inputs) + CSharpLiteral.Of(panelLength) + (run.Lanes == 0 ? "" : ", " + CSharpLiteral.Of(run.Lanes));
        string Call(int inputs, string input)
        {
            string strip = inputs == PackStrips.Strip
                ? Times(input, RowBlock)
                : $"({input} / {CSharpLiteral.Of(PackStrips.Strip)} * {CSharpLiteral.Of(RowBlock * PackStrips.Strip)}) + ({input} % {CSharpLiteral.Of(PackStrips.Strip)})";
            string x = PacksInputs ? Of("scratch", Join(PackedInputs, strip)) : Of("x", Join(Times("begin", Inputs), input));
            return $"{Tile(inputs, run, target).Name}(in {δ}, in {x}, ref {At("dw", Join(weights, Times(input, Panel)))}, count, add, {strides});";
        }

        int done = 0;
        if (Inputs < height)
            writer.Open("if (part == parts - 1)");
        foreach (int inputs in Heights(target))
        {
            if (inputs == height)
            {
                done = Inputs / height * height;
                writer.Line($"for (int i = from; i < to; i += {CSharpLiteral.Of(height)})");
                writer.Line("    " + Call(height, "i"));
                if (done < Inputs)
                    writer.Open("if (part == parts - 1)");
                continue;
            }

            writer.Line(Call(inputs, CSharpLiteral.Of(done)));
            done += inputs;
        }

        if (Inputs % height != 0)
            writer.Close();

        if (loop)
            writer.Close();
    }
}
