namespace NetGen.Generator.Emission.Kernels;

/// <summary>Pieces of text that the dense kernels share: offsets, and tails narrower than a vector.</summary>
internal static class DenseText
{
    /// <summary>The attribute of the inner loops: optimized from the first call, so that short programs are fast too.</summary>
    public const string Optimized = "[MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]";

    /// <summary>From so many panels on threads share the columns of a product, otherwise its samples.</summary>
    public const int PanelsWorthSharing = 16;

    /// <summary>How many panels of 16 columns there are.</summary>
    /// <param name="columns">The number of columns.</param>
    /// <returns>The number of panels, the last of which may be padded.</returns>
    public static int Panels(int columns) => (columns + VectorTarget.Panel - 1) / VectorTarget.Panel;

    /// <summary>How many vectors hold the columns.</summary>
    /// <param name="columns">The number of columns.</param>
    /// <param name="target">The width.</param>
    /// <returns>The number of vectors, the last of which may be partly valid.</returns>
    public static int Vectors(int columns, VectorTarget target) => (columns + target.Lanes - 1) / target.Lanes;

    /// <summary>An index expression <c>variable + constant</c>, without the constant where it is 0.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="constant">The constant.</param>
    /// <returns>The expression.</returns>
    public static string Plus(string variable, int constant) =>
        constant == 0 ? variable : variable + " + " + CSharpLiteral.Of(constant);

    /// <summary>A variable or a constant times a constant.</summary>
    /// <param name="factor">The variable, or a literal.</param>
    /// <param name="constant">The constant.</param>
    /// <returns>The expression, a literal if the factor is one.</returns>
    public static string Times(string factor, int constant) =>
        int.TryParse(factor, out int number) ? CSharpLiteral.Of(number * constant) : constant == 1 ? factor : $"{factor} * {CSharpLiteral.Of(constant)}";

    /// <summary>The sum of two offsets, either of which may be 0.</summary>
    /// <param name="first">An expression.</param>
    /// <param name="second">An expression.</param>
    /// <returns>The expression.</returns>
    public static string Join(string first, string second) =>
        first == "0" ? second : second == "0" ? first : $"{Grouped(first)} + {Grouped(second)}";

    /// <summary>Reads a vector at an index that is already native, so that the loop has no conversions.</summary>
    /// <param name="target">The width.</param>
    /// <param name="reference">A ref.</param>
    /// <param name="index">An expression of type <c>nuint</c>, or a constant.</param>
    /// <returns>The expression.</returns>
    public static string Load(VectorTarget target, string reference, string index) =>
        index == "0" ? $"{target.Static}.LoadUnsafe(in {reference})" : $"{target.Static}.LoadUnsafe(in {reference}, {index})";

    /// <summary>The element of a writable ref at an index.</summary>
    /// <param name="reference">The ref.</param>
    /// <param name="index">The index.</param>
    /// <returns>The expression, a place.</returns>
    public static string At(string reference, string index) => index == "0" ? reference : $"Unsafe.Add(ref {reference}, {index})";

    /// <summary>The element of a read-only ref at an index.</summary>
    /// <param name="reference">The ref.</param>
    /// <param name="index">The index.</param>
    /// <returns>The expression, a place.</returns>
    public static string Of(string reference, string index) =>
        index == "0" ? reference : $"Unsafe.Add(ref Unsafe.AsRef(in {reference}), {index})";

    /// <summary>Writes a loop, each of whose turns makes some steps.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="head">The head of the loop.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="emit">Writes the step of an ordinal.</param>
    public static void Loop(SourceWriter writer, string head, int steps, Action<SourceWriter, int> emit)
    {
        writer.Open(head);
        for (int step = 0; step < steps; step++)
            emit(writer, step);
        writer.Close();
    }

    /// <summary>Writes the valid lanes of a vector and not one more.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">The width.</param>
    /// <param name="value">The vector's name.</param>
    /// <param name="reference">The ref written to.</param>
    /// <param name="offset">The constant offset in it.</param>
    /// <param name="lanes">How many lanes are valid; 0 for all.</param>
    public static void Store(SourceWriter writer, VectorTarget target, string value, string reference, int offset, int lanes = 0)
    {
        if (lanes == 0 || lanes == target.Lanes)
        {
            string place = offset == 0 ? $"ref {reference}" : $"ref {reference}, {CSharpLiteral.Of(offset)}";
            writer.Line($"{value}.StoreUnsafe({place});");
            return;
        }

        if (target.Bits > 128)
        {
            var half = target with { Bits = target.Bits / 2 };
            if (lanes >= half.Lanes)
                Store(writer, half, value + ".GetLower()", reference, offset);
            if (lanes > half.Lanes)
                Store(writer, half, value + ".GetUpper()", reference, offset + half.Lanes, lanes - half.Lanes);
            else if (lanes < half.Lanes)
                Store(writer, half, value + ".GetLower()", reference, offset, lanes);
            return;
        }

        if (lanes >= 2)
            writer.Line($"Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref {At(reference, CSharpLiteral.Of(offset))}), {value}.AsDouble().ToScalar());");
        if (lanes == 3)
            writer.Line($"{At(reference, CSharpLiteral.Of(offset + 2))} = {value}.GetElement(2);");
        else if (lanes == 1)
            writer.Line($"{At(reference, CSharpLiteral.Of(offset))} = {value}.ToScalar();");
    }

    /// <summary>Reads the valid lanes of a vector and not one more; the others are zero.</summary>
    /// <param name="target">The width.</param>
    /// <param name="reference">The read-only ref.</param>
    /// <param name="offset">The constant offset in it.</param>
    /// <param name="lanes">How many lanes are valid; 0 for all.</param>
    /// <returns>The expression.</returns>
    public static string LoadValid(VectorTarget target, string reference, int offset, int lanes)
    {
        var index = CSharpLiteral.Of(offset);
        if (lanes == 0 || lanes == target.Lanes)
            return Load(target, reference, index);
        if (target.Bits > 128)
        {
            var half = target with { Bits = target.Bits / 2 };
            return lanes > half.Lanes
                ? $"{target.Static}.Create({Load(half, reference, index)}, {LoadValid(half, reference, offset + half.Lanes, lanes - half.Lanes)})"
                : $"{target.Static}.Create({LoadValid(half, reference, offset, lanes)}, {half.Zero})";
        }

        if (lanes == 1)
            return $"Vector128.CreateScalar({Of(reference, index)})";
        var two = $"Vector128.CreateScalar(Unsafe.ReadUnaligned<double>(in Unsafe.As<float, byte>(ref {At($"Unsafe.AsRef(in {reference})", index)}))).AsSingle()";
        return lanes == 2 ? two : $"{two}.WithElement(2, {Of(reference, CSharpLiteral.Of(offset + 2))})";
    }

    /// <summary>Where the share of a thread begins, of groups of equal size.</summary>
    /// <param name="part"><c>part</c>, or <c>part + 1</c> for its end.</param>
    /// <param name="count">How many groups there are.</param>
    /// <param name="size">How much a group is.</param>
    /// <param name="first">Where the first group begins.</param>
    /// <returns>The expression.</returns>
    public static string Share(string part, int count, int size, int first = 0) =>
        Join(CSharpLiteral.Of(first), Times($"global::NetGen.Parallelism.Share({part}, parts, {CSharpLiteral.Of(count)})", size));

    /// <summary>Begins a loop over groups of equal size, those of a thread's share where there is one.</summary>
    /// <param name="variable">The loop's variable.</param>
    /// <param name="first">Where the first group begins.</param>
    /// <param name="count">How many groups there are.</param>
    /// <param name="size">How much a group is.</param>
    /// <param name="isShared">Whether threads share them.</param>
    /// <returns>The head of the loop.</returns>
    public static string LoopOver(string variable, int first, int count, int size, bool isShared) => isShared
        ? $"for (int {variable} = {Share("part", count, size, first)}; {variable} < {Share("part + 1", count, size, first)}; {variable} += {CSharpLiteral.Of(size)})"
        : $"for (int {variable} = {CSharpLiteral.Of(first)}; {variable} < {CSharpLiteral.Of(first + (count * size))}; {variable} += {CSharpLiteral.Of(size)})";

    private static string Grouped(string expression) => expression.Contains(' ') ? $"({expression})" : expression;

    /// <summary>Repeats an expression for several names: <c>"a0, a1, a2"</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="item">The text of one.</param>
    /// <returns>The list.</returns>
    public static string List(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, count).Select(item));
}
