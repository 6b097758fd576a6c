namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// One dense product as a type: with its <see cref="DenseEnding"/> the argument of the generic tiles. Their text is written once, and the
/// JIT compiles it for each shape with constants and epilogue folded in, so that the machine code is that of a tile written for the shape.
/// </summary>
/// <param name="Kernel">The name of the kernel.</param>
/// <param name="Depth">The length of a row of x, over which is summed.</param>
/// <param name="Columns">The length of a row of y.</param>
/// <param name="PanelDepth">How many rows of 16 a panel of W has; at least the depth.</param>
/// <param name="HasBias">Whether there is a b.</param>
/// <param name="HasSaved">Whether the epilogue has a second operand h, shaped as y.</param>
/// <param name="Epilogue">What is done to each element before it is stored, or nothing.</param>
/// <param name="IsDouble">Double, or single.</param>
/// <param name="Windows">For a row of x that is a window of a larger value, where its parts lie; otherwise null.</param>
/// <param name="Scales">How many scales stand in a, before as many shifts, where sums are multiplied by the one of their column and the other is added; otherwise 0.</param>
public sealed record DenseShape(
    string Kernel, int Depth, int Columns, int PanelDepth, bool HasBias, bool HasSaved, VectorExpression? Epilogue, bool IsDouble, WindowShape? Windows = null, int Scales = 0)
{
    /// <summary>The struct's name.</summary>
    public string Name => Kernel + "_Shape" + Windows?.Suffix;

    /// <summary>Whether there are scales and shifts.</summary>
    public bool IsScaled => Scales > 0;

    /// <summary>What is done to the sums, as a type.</summary>
    public DenseEnding Ending => new(HasBias, HasSaved, Epilogue, Columns % VectorTarget.Panel, IsScaled, IsDouble);

    /// <summary>The endings that products of such rows have: of groups of columns before the last, and of the last.</summary>
    public IReadOnlyList<DenseEnding> Endings => Ending.Rest == 0 ? [Ending] : [Ending with { Rest = 0 }, Ending];

    /// <summary>The types that a tile is called with.</summary>
    public string Arguments => $"<{Name}, {Ending.Name}>";

    /// <summary>The types that a tile is called with for columns before the last.</summary>
    public string WholeArguments => $"<{Name}, {(Ending with { Rest = 0 }).Name}>";

    /// <summary>Writes the struct.</summary>
    /// <param name="writer">Where to, beside the kernel.</param>
    public void Emit(SourceWriter writer)
    {
        writer.Open($"private readonly struct {Name} : {(Windows is null ? DenseShapeInterface.InterfaceName : WindowShapeInterface.InterfaceName)}");
        writer.Line($"public static int Depth => {CSharpLiteral.Of(Depth)};");
        writer.Line($"public static int Columns => {CSharpLiteral.Of(Windows?.ResultStride ?? Columns)};");
        writer.Line($"public static int PanelDepth => {CSharpLiteral.Of(PanelDepth)};");
        writer.Line($"public static int Scales => {CSharpLiteral.Of(Scales)};");
        Windows?.Emit(writer);
        writer.Close();
    }
}

/// <summary>What the tiles ask of a <see cref="DenseShape"/>.</summary>
/// <param name="IsDouble">Double, or single.</param>
public sealed record DenseShapeInterface(bool IsDouble) : KernelPart(IsDouble, 0)
{
    /// <summary>The interface's name.</summary>
    public const string InterfaceName = "IDenseShape";

    /// <inheritdoc/>
    public override string Name => InterfaceName;

    /// <inheritdoc/>
    public override void Emit(SourceWriter writer)
    {
        writer.Line("// The shape of a product y[r, :] = W x[r, :]. The JIT compiles a tile for each and folds all of this in.");
        writer.Open($"internal interface {Name}");
        writer.Line("// The length of a row of x, over which is summed.");
        writer.Line("static abstract int Depth { get; }");
        writer.Line();
        writer.Line("// From a row of y to the next: its length, where rows lie one behind the other.");
        writer.Line("static abstract int Columns { get; }");
        writer.Line();
        writer.Line("// How many rows of 16 a panel of W has.");
        writer.Line("static abstract int PanelDepth { get; }");
        writer.Line();
        writer.Line("// How many scales of columns are followed by as many shifts, where sums are scaled.");
        writer.Line("static abstract int Scales { get; }");
        writer.Close();
    }
}
