using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>Transposes of square blocks held in registers, and sums across the lanes of as many vectors as a vector has lanes.</summary>
internal static class DenseTranspose
{
    /// <summary>Writes statements that load a square block of a packed matrix and store it transposed; both have rows of 16.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="target">The width; the block has as many rows and columns as a vector has lanes.</param>
    /// <param name="source">The ref read from.</param>
    /// <param name="sourceIndex">The block's first element there.</param>
    /// <param name="destination">The ref written to.</param>
    /// <param name="destinationIndex">The block's first element there.</param>
    /// <param name="valid">How many rows of the block exist; the others are taken as zero.</param>
    public static void EmitBlock(
        SourceWriter writer, VectorTarget target, string source, string sourceIndex, string destination, string destinationIndex, int valid)
    {
        int lanes = target.Lanes;
        void Put(int row, string value) =>
            writer.Line($"({value}).StoreUnsafe(ref {destination}, {Plus(destinationIndex, row * VectorTarget.Panel)});");

        if (target.Bits == 128)
        {
            // Without a portable way to interleave two vectors, lanes are gathered one by one.
            for (int column = 0; column < lanes; column++)
            {
                Put(column, $"{target.Static}.Create({List(lanes, row => row < valid
                    ? Of(source, Plus(sourceIndex, (row * VectorTarget.Panel) + column))
                    : target.Literal(0))})");
            }

            return;
        }

        var rows = new string[lanes];
        for (int row = 0; row < lanes; row++)
        {
            rows[row] = $"r{CSharpLiteral.Of(row)}";
            writer.Line($"var {rows[row]} = {(row < valid ? Load(target, source, Plus(sourceIndex, row * VectorTarget.Panel)) : target.Zero)};");
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

    private static string Unpack(VectorTarget target, int half, string a, string b) =>
        $"{(target.Bits == 512 ? "Avx512F" : "Avx")}.Unpack{(half == 0 ? "Low" : "High")}({a}, {b})";

    private static string Lanes128(string a, string b, string control) => $"Avx512F.Shuffle4x128({a}, {b}, {control})";
}
