using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// Transposes 16 columns of a packed W, block by square block held in registers, into rows of 16 scalars: a panel of the transposed W.
/// </summary>
/// <param name="IsLast">Whether there may be fewer than 16 left; behind them the last is repeated.</param>
/// <param name="Target">Width and scalar type.</param>
public sealed record DenseTranspose(bool IsLast, VectorTarget Target) : WidthPart(Target)
{
    /// <inheritdoc/>
    protected override string BaseName => IsLast ? "TransposeLast" : "Transpose";

    /// <inheritdoc/>
    protected override string Comment =>
        "16 inputs of W, which has so many in all, for all outputs, into rows of 16 inputs." + (IsLast ? " Where fewer are left, the last stands for those behind it; what comes of them is not stored." : "");

    /// <inheritdoc/>
    protected override string Attribute => Optimized;

    /// <inheritdoc/>
    protected override IReadOnlyList<(string Declaration, string Argument)> Parameters
    {
        get
        {
            var parameters = new List<(string, string)> { ($"ref readonly {Target.Scalar} w", "in w"), ($"ref {Target.Scalar} scratch", "ref scratch"), ("nuint outputs", "outputs"), ("nuint inputs", "inputs") };
            if (IsLast)
                parameters.Add(("int left", "left"));
            return parameters;
        }
    }

    /// <inheritdoc/>
    protected override void EmitBody(SourceWriter writer)
    {
        const int panel = VectorTarget.Panel;
        if (IsLast)
            writer.Line($"nuint last = (nuint)(left - 1) * {CSharpLiteral.Of(panel)};");
        writer.Open($"for (nuint k = 0, t = 0; t < outputs * {CSharpLiteral.Of(panel)}; k += inputs * {CSharpLiteral.Of(panel)}, t += {CSharpLiteral.Of(panel * panel)})");
        for (int input = 0; input < panel; input += Target.Lanes)
        {
            bool loop = Target.Lanes < panel;
            if (loop)
                writer.Open($"for (nuint o = 0; o < {CSharpLiteral.Of(panel)}; o += {CSharpLiteral.Of(Target.Lanes)})");
            EmitBlock(
                writer,
                Target,
                row => Offset(loop ? "k + o" : "k", (input + row) * panel),
                loop ? Plus($"t + (o * {CSharpLiteral.Of(panel)})", input) : "t");
            if (loop)
                writer.Close();
        }

        writer.Close();
    }

    /// <summary>Writes statements that sum each vector's lanes and gather the sums in one vector.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">The width.</param>
    /// <param name="vectors">As many names as a vector has lanes.</param>
    /// <param name="result">The local declared for the result.</param>
    public static void EmitSums(SourceWriter writer, VectorTarget target, IReadOnlyList<string> vectors, string result)
    {
        if (target.Bits == 128)
        {
            writer.Line($"var {result} = {target.Static}.Create({List(target.Lanes, i => $"{target.Static}.Sum({vectors[i]})")});");
            return;
        }

        var current = new List<string>();
        for (int i = 0; i < vectors.Count; i += 2)
        {
            current.Add($"t{CSharpLiteral.Of(i / 2)}");
            writer.Line($"var {current[i / 2]} = {Unpack(target, 0, vectors[i], vectors[i + 1])} + {Unpack(target, 1, vectors[i], vectors[i + 1])};");
        }

        if (!target.IsDouble)
        {
            var pairs = target with { IsDouble = true };
            for (int i = 0; i < current.Count; i += 2)
            {
                string low = $"{current[i]}.AsDouble()", high = $"{current[i + 1]}.AsDouble()";
                writer.Line($"var q{CSharpLiteral.Of(i / 2)} = {Unpack(pairs, 0, low, high)}.AsSingle() + {Unpack(pairs, 1, low, high)}.AsSingle();");
            }

            current = [.. Enumerable.Range(0, current.Count / 2).Select(i => $"q{CSharpLiteral.Of(i)}")];
        }

        string Combined(string a, string b) => target.Bits == 256
            ? $"Avx.Permute2x128({a}, {b}, 0x20) + Avx.Permute2x128({a}, {b}, 0x31)"
            : $"{Lanes128(a, b, "0x88")} + {Lanes128(a, b, "0xDD")}";
        if (target.Bits == 512)
        {
            writer.Line($"var e0 = {Combined(current[0], current[1])};");
            writer.Line($"var e1 = {Combined(current[2], current[3])};");
            current = ["e0", "e1"];
        }

        writer.Line($"var {result} = {Combined(current[0], current[1])};");
    }

    private string Offset(string start, int input) =>
        IsLast && input > 0 ? $"{start} + global::System.Math.Min((nuint){CSharpLiteral.Of(input)}, last)" : Plus(start, input);

    // Loads a square block and stores it transposed; both matrices have rows of 16.
    private static void EmitBlock(
        SourceWriter writer, VectorTarget target, Func<int, string> sourceIndex, string destinationIndex)
    {
        int lanes = target.Lanes;
        void Put(int row, string value) =>
            writer.Line($"({value}).StoreUnsafe(ref scratch, {Plus(destinationIndex, row * VectorTarget.Panel)});");

        if (target.Bits == 128)
        {
            // Without a portable way to interleave two vectors, lanes are gathered one by one.
            for (int column = 0; column < lanes; column++)
            {
                Put(column, $"{target.Static}.Create({List(lanes, row => Of("w", Plus(sourceIndex(row), column)))})");
            }

            return;
        }

        var rows = new string[lanes];
        for (int row = 0; row < lanes; row++)
        {
            rows[row] = $"r{CSharpLiteral.Of(row)}";
            writer.Line($"var {rows[row]} = {Load(target, "w", sourceIndex(row))};");
        }

        // Within lanes of 128 bits: neighbouring rows are interleaved, in float a second time in pairs.
        int unit = target.IsDouble ? 2 : 4;
        var quads = new string[lanes];
        for (int row = 0; row < lanes; row += unit)
        {
            if (target.IsDouble)
            {
                for (int m = 0; m < 2; m++)
                {
                    quads[row + m] = $"q{CSharpLiteral.Of(row + m)}";
                    writer.Line($"var {quads[row + m]} = {Unpack(target, m, rows[row], rows[row + 1])};");
                }

                continue;
            }

            for (int m = 0; m < 4; m++)
                writer.Line($"var p{CSharpLiteral.Of(row + m)} = {Unpack(target, m % 2, rows[row + (m / 2 * 2)], rows[row + (m / 2 * 2) + 1])}.AsDouble();");
            for (int m = 0; m < 4; m++)
            {
                quads[row + m] = $"q{CSharpLiteral.Of(row + m)}";
                writer.Line($"var {quads[row + m]} = {Unpack(target with { IsDouble = true }, m % 2, $"p{CSharpLiteral.Of(row + (m / 2))}", $"p{CSharpLiteral.Of(row + (m / 2) + 2)}")}.AsSingle();");
            }
        }

        // Then the lanes of 128 bits themselves change places.
        for (int m = 0; m < unit; m++)
        {
            if (target.Bits == 256)
            {
                Put(m, $"Avx.Permute2x128({quads[m]}, {quads[unit + m]}, 0x20)");
                Put(unit + m, $"Avx.Permute2x128({quads[m]}, {quads[unit + m]}, 0x31)");
                continue;
            }

            string n = CSharpLiteral.Of(m);
            writer.Line($"var a{n} = {Lanes128(quads[m], quads[unit + m], "0x88")};");
            writer.Line($"var b{n} = {Lanes128(quads[(2 * unit) + m], quads[(3 * unit) + m], "0x88")};");
            writer.Line($"var c{n} = {Lanes128(quads[m], quads[unit + m], "0xDD")};");
            writer.Line($"var d{n} = {Lanes128(quads[(2 * unit) + m], quads[(3 * unit) + m], "0xDD")};");
            Put(m, Lanes128("a" + n, "b" + n, "0x88"));
            Put(unit + m, Lanes128("c" + n, "d" + n, "0x88"));
            Put((2 * unit) + m, Lanes128("a" + n, "b" + n, "0xDD"));
            Put((3 * unit) + m, Lanes128("c" + n, "d" + n, "0xDD"));
        }
    }

    private static string Unpack(VectorTarget target, int half, string a, string b) =>
        $"{(target.Bits == 512 ? "Avx512F" : "Avx")}.Unpack{(half == 0 ? "Low" : "High")}({a}, {b})";

    private static string Lanes128(string a, string b, string control) => $"Avx512F.Shuffle4x128({a}, {b}, {control})";
}
