using NetGen.Generator.Model;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>A loop over parts of a window that lie apart.</summary>
/// <param name="Count">How many parts.</param>
/// <param name="Stride">From a part to the next.</param>
public readonly record struct WindowLevel(int Count, int Stride);

/// <summary>A loop over rows of windows.</summary>
/// <param name="Count">How many rows.</param>
/// <param name="Pitch">From a row to the next, in what the windows move over.</param>
/// <param name="ResultPitch">From a row to the next in the result.</param>
public readonly record struct WindowRows(int Count, int Pitch, int ResultPitch);

/// <summary>
/// Where the rows of a product lie that are windows of a larger value: a row is a few stretches as long as the shape's depth, and
/// neighbouring rows overlap.
/// </summary>
/// <param name="Suffix">What is appended to the name of the shape.</param>
/// <param name="RowStride">From a row to the next.</param>
/// <param name="ResultStride">From a row of y to the next.</param>
/// <param name="Levels">The loops over the stretches of a window, outermost first.</param>
/// <param name="Rows">The loops over rows of windows, outermost first.</param>
public sealed record WindowShape(string Suffix, int RowStride, int ResultStride, EquatableArray<WindowLevel> Levels, EquatableArray<WindowRows> Rows)
{
    /// <summary>The most loops there are over the stretches of a window: one an axis.</summary>
    public const int MaximumLevels = 3;

    /// <summary>The most loops there are over rows of windows: one an axis before the last.</summary>
    public const int MaximumRows = MaximumLevels - 1;

    /// <summary>Writes the members that an <c>IDenseShape</c> does not have.</summary>
    /// <param name="writer">Where to.</param>
    public void Emit(SourceWriter writer)
    {
        writer.Line($"public static int RowStride => {CSharpLiteral.Of(RowStride)};");
        for (int level = 0; level < MaximumLevels; level++)
        {
            var (count, stride) = level < Levels.Count ? (Levels[level].Count, Levels[level].Stride) : (1, 0);
            string n = CSharpLiteral.Of(level);
            writer.Line($"public static int Count{n} => {CSharpLiteral.Of(count)};");
            writer.Line($"public static int Stride{n} => {CSharpLiteral.Of(stride)};");
        }

        for (int level = 0; level < MaximumRows; level++)
        {
            var (count, pitch, resultPitch) = level < Rows.Count ? Rows[level] : new WindowRows(1, 0, 0);
            string n = CSharpLiteral.Of(level);
            writer.Line($"public static int Rows{n} => {CSharpLiteral.Of(count)};");
            writer.Line($"public static int Pitch{n} => {CSharpLiteral.Of(pitch)};");
            writer.Line($"public static int ResultPitch{n} => {CSharpLiteral.Of(resultPitch)};");
        }
    }
}

/// <summary>What the tiles ask of a <see cref="WindowShape"/>.</summary>
/// <param name="IsDouble">Double, or single.</param>
public sealed record WindowShapeInterface(bool IsDouble) : KernelPart(IsDouble, 0)
{
    /// <summary>The interface's name.</summary>
    public const string InterfaceName = "IWindowShape";

    /// <inheritdoc/>
    public override string Name => InterfaceName;

    /// <inheritdoc/>
    public override IEnumerable<KernelPart> Parts => [new DenseShapeInterface(IsDouble)];

    /// <inheritdoc/>
    public override void Emit(SourceWriter writer)
    {
        writer.Line("// The shape of a product whose rows of x are windows: stretches of Depth elements, reached by up to three loops.");
        writer.Open($"internal interface {Name} : {DenseShapeInterface.InterfaceName}");
        writer.Line("// From a row of x to the next.");
        writer.Line("static abstract int RowStride { get; }");
        for (int level = 0; level < WindowShape.MaximumLevels; level++)
        {
            string n = CSharpLiteral.Of(level);
            writer.Line();
            writer.Line($"// {(level == 0 ? "The outermost loop: how" : "The next: how")} many stretches, and how far apart.");
            writer.Line($"static abstract int Count{n} {{ get; }}");
            writer.Line();
            writer.Line($"static abstract int Stride{n} {{ get; }}");
        }

        for (int level = 0; level < WindowShape.MaximumRows; level++)
        {
            string n = CSharpLiteral.Of(level);
            writer.Line();
            writer.Line($"// {(level == 0 ? "The outermost loop over rows of windows: how many, and" : "The next: how many, and")} how far apart in x and in y.");
            writer.Line($"static abstract int Rows{n} {{ get; }}");
            writer.Line();
            writer.Line($"static abstract int Pitch{n} {{ get; }}");
            writer.Line();
            writer.Line($"static abstract int ResultPitch{n} {{ get; }}");
        }

        writer.Close();
    }
}
