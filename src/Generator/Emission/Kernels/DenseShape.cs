using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// One dense product as a type: the argument of the generic tiles. Their text is written once, and the JIT compiles it for each
/// shape with constants and epilogue folded in, so that the machine code is that of a tile written for the shape.
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
public sealed record DenseShape(
    string Kernel, int Depth, int Columns, int PanelDepth, bool HasBias, bool HasSaved, VectorExpression? Epilogue, bool IsDouble, WindowShape? Windows = null)
{
    /// <summary>Text of an epilogue beyond which the JIT is not made to repeat it for each register.</summary>
    private const int LongestInlineEpilogue = 160;

    private const string Inline = "[MethodImpl(MethodImplOptions.AggressiveInlining)]";

    /// <summary>The struct's name.</summary>
    public string Name => Kernel + "_Shape" + Windows?.Suffix;

    /// <summary>Writes the struct.</summary>
    /// <param name="writer">Where to, beside the kernel.</param>
    public void Emit(SourceWriter writer)
    {
        writer.Line($"// The shape of {Kernel}.");
        writer.Open($"private readonly struct {Name} : {(Windows is null ? DenseShapeInterface.InterfaceName : WindowShapeInterface.InterfaceName)}");
        writer.Line($"public static int Depth => {CSharpLiteral.Of(Depth)};");
        writer.Line();
        writer.Line($"public static int Columns => {CSharpLiteral.Of(Windows?.ResultStride ?? Columns)};");
        writer.Line();
        writer.Line($"public static int PanelDepth => {CSharpLiteral.Of(PanelDepth)};");
        Windows?.Emit(writer);
        foreach (int bits in KernelLibraryEmitter.Widths)
            EmitWidth(writer, new VectorTarget(bits, IsDouble));
        writer.Close();
    }

    private void EmitWidth(SourceWriter writer, VectorTarget target)
    {
        string[] operands = HasSaved ? ["v", "h"] : ["v"];
        string? text = Epilogue?.Emit(target, operands);
        string Finished(string h) => text is null ? "v" : HasSaved ? $"Finish(v, {h})" : "Finish(v)";
        int lanes = Columns % target.Lanes;

        writer.Line();
        writer.Line(Inline);
        writer.Line($"public static {DenseShapeInterface.Start(target)} => {(HasBias ? Load(target, "b", "i") : target.Zero)};");
        writer.Line();
        writer.Line(Inline);
        writer.Line($"public static {DenseShapeInterface.Store(target)} => {Finished(Load(target, "h", "i"))}.StoreUnsafe(ref y, i);");
        writer.Line();
        writer.Line(Inline);
        if (lanes == 0)
        {
            writer.Line($"public static {DenseShapeInterface.StoreLast(target)} => Store(v, in h, ref y, i);");
        }
        else
        {
            writer.Open($"public static {DenseShapeInterface.StoreLast(target)}");
            if (HasSaved)
                writer.Line($"ref readonly {target.Scalar} hLast = ref {Of("h", "i")};");
            writer.Line($"ref {target.Scalar} yLast = ref {At("y", "i")};");
            if (text is not null)
                writer.Line($"v = {Finished(LoadValid(target, "hLast", 0, lanes))};");
            DenseText.Store(writer, target, "v", "yLast", 0, lanes);
            writer.Close();
        }

        if (text is null)
            return;
        writer.Line();
        writer.Line(text.Length <= LongestInlineEpilogue ? Inline : Optimized);
        writer.Line($"private static {target.Type} Finish({target.Type} v{(HasSaved ? $", {target.Type} h" : "")}) => {text};");
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

    /// <summary>The method that reads what a sum starts from.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <returns>Type, name and parameters.</returns>
    public static string Start(VectorTarget target) => $"{target.Type} Start{target.Suffix}(ref readonly {target.Scalar} b, nuint i)";

    /// <summary>The method that finishes a vector of sums and stores it.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <returns>Type, name and parameters.</returns>
    public static string Store(VectorTarget target) => $"void Store({target.Type} v, ref readonly {target.Scalar} h, ref {target.Scalar} y, nuint i)";

    /// <summary>The method that does so with the last vector of a row, as far as the row goes.</summary>
    /// <param name="target">Width and scalar type.</param>
    /// <returns>Type, name and parameters.</returns>
    public static string StoreLast(VectorTarget target) => $"void StoreLast({target.Type} v, ref readonly {target.Scalar} h, ref {target.Scalar} y, nuint i)";

    /// <inheritdoc/>
    public override void Emit(SourceWriter writer)
    {
        writer.Line("// The shape of a product y[r, :] = f(W x[r, :] + b) or f(W x[r, :], h[r, :]). The JIT compiles a tile for each and folds all of this in.");
        writer.Open($"internal interface {Name}");
        writer.Line("// The length of a row of x, over which is summed.");
        writer.Line("static abstract int Depth { get; }");
        writer.Line();
        writer.Line("// From a row of y to the next: its length, where rows lie one behind the other.");
        writer.Line("static abstract int Columns { get; }");
        writer.Line();
        writer.Line("// How many rows of 16 a panel of W has.");
        writer.Line("static abstract int PanelDepth { get; }");
        foreach (int bits in KernelLibraryEmitter.Widths)
        {
            var target = new VectorTarget(bits, IsDouble);
            writer.Line();
            writer.Line("// What a sum starts from: the bias, or zero.");
            writer.Line($"static abstract {Start(target)};");
            writer.Line();
            writer.Line("// Stores f(v), or f(v, h).");
            writer.Line($"static abstract {Store(target)};");
            writer.Line();
            writer.Line("// Stores as much of it as the row has left.");
            writer.Line($"static abstract {StoreLast(target)};");
        }

        writer.Close();
    }
}
