using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// A vector of one row of Wᵀ x, where W is packed by its columns: each lane is a dot product over the depth, of x and a row of every panel of W.
/// </summary>
/// <param name="Variant">The operands; b is not read, and there is no a.</param>
public sealed record DenseDot(DenseVariant Variant) : KernelPart(Variant.Target.IsDouble, Variant.Target.Bits)
{
    /// <inheritdoc/>
    public override string Name => "Dot" + Variant.Suffix;

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts => Variant.Interfaces;

    /// <inheritdoc/>
    public override void Emit(SourceWriter writer)
    {
        var target = Variant.Target;
        string lanes = CSharpLiteral.Of(target.Lanes);
        string Sum(int column) => $"s{CSharpLiteral.Of(column)}";
        void Step(string vector, int lane)
        {
            for (int column = 0; column < target.Lanes; column++)
                writer.Line($"{Sum(column)} = {target.MultiplyAdd(Load(target, "w", Index(column, lane)), vector, Sum(column))};");
        }

        // Beyond the end of a row there is no column to read: the sums of the last are taken again and not stored.
        string Index(int column, int lane) => Variant.IsLast && column > 0
            ? Plus($"k + (nuint)(16 * global::System.Math.Min({CSharpLiteral.Of(column)}, (T.Columns - 1) % {lanes}))", lane)
            : Plus("k", (column * VectorTarget.Panel) + lane);

        writer.Line($"// {lanes} columns of one row, each a dot product over the depth.");
        writer.Line(Optimized);
        writer.Open(Variant.Declaration(Name, hasScales: false));
        writer.Open("unchecked");

        // What lies behind x may be NaN and must not meet the zeros that pad W. It is read first: the call would cost the sums their registers.
        writer.Line($"var last = T.Depth % {lanes} == 0 ? {target.Zero} : {target.LoadPartial("x", $"T.Depth / {lanes} * {lanes}", $"T.Depth % {lanes}")};");
        writer.Line($"{target.Type} {List(target.Lanes, column => $"{Sum(column)} = {target.Zero}")};");
        writer.Line("nuint i = 0, k = 0;");
        writer.Open("for (; i < (nuint)(T.Depth / 16 * 16); i += 16, k += (nuint)(T.Columns * 16))");
        for (int lane = 0; lane < VectorTarget.Panel; lane += target.Lanes)
        {
            writer.Line($"var x{CSharpLiteral.Of(lane)} = {Load(target, "x", Plus("i", lane))};");
            Step($"x{CSharpLiteral.Of(lane)}", lane);
        }

        writer.Close();
        for (int lane = 0; lane + target.Lanes < VectorTarget.Panel; lane += target.Lanes)
        {
            writer.Open($"if (T.Depth % 16 >= {CSharpLiteral.Of(lane + target.Lanes)})");
            writer.Line($"var x0 = {Load(target, "x", Plus("i", lane))};");
            Step("x0", lane);
            writer.Close();
        }

        writer.Open($"if (T.Depth % {lanes} != 0)");
        if (target.VectorsPerPanel > 1)
            writer.Line($"k += (nuint)(T.Depth % 16 / {lanes} * {lanes});");
        Step("last", 0);
        writer.Close();
        DenseTranspose.EmitSums(writer, target, [.. Enumerable.Range(0, target.Lanes).Select(Sum)], "sum");
        Variant.EmitStore(writer, 0, ["sum"]);
        writer.Close();
        writer.Close();
    }
}
