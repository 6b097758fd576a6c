using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>What a dense product begins its sums with and does to them before they are stored, as a type: the second argument of the generic tiles.</summary>
/// <param name="HasBias">Whether sums start from a b.</param>
/// <param name="HasSaved">Whether the epilogue has a second operand h, shaped as y.</param>
/// <param name="Epilogue">What is done to each element before it is stored, or nothing.</param>
/// <param name="Rest">How many columns of the last panel are valid; 0 for all.</param>
/// <param name="IsScaled">Whether sums are multiplied by a scale and a shift is added, both of their column, that are read in a.</param>
/// <param name="IsDouble">Double, or single.</param>
public sealed record DenseEnding(bool HasBias, bool HasSaved, VectorExpression? Epilogue, int Rest, bool IsScaled, bool IsDouble)
{
    /// <summary>Text of an epilogue beyond which the JIT is not made to repeat it for each register.</summary>
    private const int LongestInlineEpilogue = 160;

    private const string Inline = "[MethodImpl(MethodImplOptions.AggressiveInlining)]";

    /// <summary>The struct's name, unique among endings of a scalar type that differ.</summary>
    public string Name => $"{(HasBias ? "Bias" : "NoBias")}{(IsScaled ? "_Scaled" : "")}{(Epilogue is null ? "" : "_" + Epilogue.Name)}{(Rest == 0 ? "" : "_Last" + CSharpLiteral.Of(Rest))}";

    /// <summary>Writes the struct.</summary>
    /// <param name="writer">Where to, beside the kernels.</param>
    public void Emit(SourceWriter writer)
    {
        writer.Open($"private readonly struct {Name} : {DenseEndingInterface.InterfaceName}");
        writer.Line($"public static bool IsScaled => {(IsScaled ? "true" : "false")};");
        foreach (int bits in KernelLibraryEmitter.Widths)
            EmitWidth(writer, new VectorTarget(bits, IsDouble));
        writer.Close();
    }

    private void EmitWidth(SourceWriter writer, VectorTarget target)
    {
        string[] operands = HasSaved ? ["v", "h"] : ["v"];
        string? text = Epilogue?.Emit(target, operands);
        string Finished(string h) => text is null ? "v" : HasSaved ? $"Finish(v, {h})" : "Finish(v)";
        int lanes = Rest % target.Lanes;

        writer.Line();
        writer.Line(Inline);
        writer.Line($"public static {DenseEndingInterface.Start(target)} => {(HasBias ? Load(target, "b", "i") : target.Zero)};");
        writer.Line();
        writer.Line(Inline);
        writer.Line($"public static {DenseEndingInterface.Store(target)} => {Finished(Load(target, "h", "i"))}.StoreUnsafe(ref y, i);");
        writer.Line();
        writer.Line(Inline);
        if (lanes == 0)
        {
            writer.Line($"public static {DenseEndingInterface.StoreLast(target)} => Store(v, in h, ref y, i);");
        }
        else
        {
            writer.Open($"public static {DenseEndingInterface.StoreLast(target)}");
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
        writer.Line(text.Length <= LongestInlineEpilogue && !Epilogue!.Functions.Any() ? Inline : Optimized);
        writer.Line($"private static {target.Type} Finish({target.Type} v{(HasSaved ? $", {target.Type} h" : "")}) => {text};");
    }
}

/// <summary>What the tiles ask of a <see cref="DenseEnding"/>.</summary>
/// <param name="IsDouble">Double, or single.</param>
public sealed record DenseEndingInterface(bool IsDouble) : KernelPart(IsDouble, 0)
{
    /// <summary>The interface's name.</summary>
    public const string InterfaceName = "IDenseEnding";

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
        writer.Line("// What becomes of the sums v of a product: y = f(v), or f(v, h). The JIT compiles a tile for each and folds all of this in.");
        writer.Open($"internal interface {Name}");
        writer.Line("// Whether sums are multiplied by the scales of their columns, and the shifts behind those are added.");
        writer.Line("static abstract bool IsScaled { get; }");
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
