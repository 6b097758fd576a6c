namespace Classics;

/// <summary>Functions of inputs that are 0 or 1. A function of two inputs is a number whose bit i is its value in row i.</summary>
internal static class TruthTables
{
    /// <summary>The inputs of a table, row after row; the first input is the lowest bit of the row's number.</summary>
    public static IEnumerable<double[]> Rows(int inputs) =>
        Enumerable.Range(0, 1 << inputs).Select(row => Enumerable.Range(0, inputs).Select(i => (double)((row >> i) & 1)).ToArray());

    /// <summary>What a function of two inputs is called.</summary>
    public static string NameOf(int function) => function switch
    {
        0b0000 => "never",
        0b0001 => "NOR",
        0b0010 => "x1, not x2",
        0b0011 => "not x2",
        0b0100 => "x2, not x1",
        0b0101 => "not x1",
        0b0110 => "XOR",
        0b0111 => "NAND",
        0b1000 => "AND",
        0b1001 => "XNOR",
        0b1010 => "x1",
        0b1011 => "x2 then x1",
        0b1100 => "x2",
        0b1101 => "x1 then x2",
        0b1110 => "OR",
        _ => "always",
    };
}
