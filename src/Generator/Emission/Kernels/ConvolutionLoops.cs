using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>
/// Writes the loops that all kernels of convolutions share: over the elements of the kernel, and for each over the rows of windows in
/// which it is not above padding. In these, the locals <c>window</c> and <c>at</c> are where the row begins on the side of the windows
/// and where its first element would be on the other; <c>begin</c> and <c>end</c> bound the windows of the row.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="target">Width and scalar type.</param>
/// <param name="grid">How the windows move.</param>
internal sealed class ConvolutionLoops(SourceWriter writer, VectorTarget target, WindowGrid grid)
{
    private readonly int last = grid.Axes.Count - 1;

    /// <summary>Whether the elements of a row are neighbours on both sides, and enough for vectors to be worth while.</summary>
    public bool IsVectorized => MayVectorize(grid, target);

    /// <summary>The ordinal of the element of the kernel.</summary>
    public string Element
    {
        get
        {
            string ordinal = "k0";
            for (int axis = 1; axis <= last; axis++)
                ordinal = $"({(axis == 1 ? ordinal : $"({ordinal})")} * {Text(grid.Axes[axis].Kernel)}) + k{Text(axis)}";
            return ordinal;
        }
    }

    /// <summary>Whether a width vectorizes the rows of a grid; if the narrowest does not, none does.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="target">The width.</param>
    /// <returns>Whether it does.</returns>
    public static bool MayVectorize(WindowGrid grid, VectorTarget target) =>
        grid.Axes[grid.Axes.Count - 1] is { Stride: 1, Windows: var windows } && windows * 2 > target.Lanes;

    /// <summary>Opens the loops over the elements of the kernel.</summary>
    public void OpenElements()
    {
        for (int a = 0; a <= last; a++)
        {
            var axis = grid.Axes[a];
            string n = Text(a), shift = Times("k" + n, axis.Dilation);
            writer.Open($"for (int k{n} = 0; k{n} < {Text(axis.Kernel)}; k{n}++)");
            if (axis.IsInside)
                continue;

            // The windows q with 0 ≤ q · stride + k · dilation − before < size; both bounds are rounded up.
            string First(int from) => axis.Stride == 1 ? $"{Text(from)} - {shift}" : $"({Text(from + axis.Stride - 1)} - {shift}) / {Text(axis.Stride)}";
            writer.Line($"int begin{n} = Math.Max(0, {First(axis.Before)}), end{n} = Math.Min({Text(axis.Windows)}, {First(axis.Size + axis.Before)});");
        }
    }

    /// <summary>Closes them.</summary>
    public void CloseElements() => Close(grid.Axes.Count);

    /// <summary>Opens the loops over the rows.</summary>
    public void OpenRows()
    {
        string window = "0", at = "0";
        for (int a = 0; a <= last; a++)
        {
            var axis = grid.Axes[a];
            string n = Text(a);
            string shift = Times("k" + n, axis.Dilation) + (axis.Before == 0 ? "" : " - " + Text(axis.Before));
            at = a == 0 ? "" : $"({at} * {Text(axis.Size)}) + ";
            if (a == last)
            {
                at += a == 0 ? shift : shift.Contains("-") ? $"({shift})" : shift;
                window = a == 0 ? "0" : $"{(a == 1 ? window : $"({window})")} * {Text(axis.Windows)}";
                break;
            }

            string p = "p" + n;
            writer.Open($"for (int {p} = {Begin(a)}; {p} < {End(a)}; {p}++)");
            at = $"({at}{Times(p, axis.Stride)} + {shift})";
            window = a == 0 ? p : $"({window} * {Text(axis.Windows)}) + {p}";
        }

        writer.Line($"int window = {window}, at = {at};");
    }

    /// <summary>Closes them.</summary>
    public void CloseRows() => Close(last);

    /// <summary>Writes the statements for the elements of a row: vectors of them, then what is left, or one by one.</summary>
    /// <param name="vectors">Writes the statements for a vector, from the place in the row and, in the rest, how many elements there are.</param>
    /// <param name="scalars">Writes those for one element, from its place on the side of the windows and on the other.</param>
    public void ForEach(Action<string, string?> vectors, Action<string, string> scalars)
    {
        string begin = Begin(last), end = End(last);
        if (!IsVectorized)
        {
            writer.Open($"for (int q = {begin}; q < {end}; q++)");
            scalars("window + q", $"at + {Times("q", grid.Axes[last].Stride)}");
            writer.Close();
            return;
        }

        string lanes = Text(target.Lanes);
        writer.Line($"int q = {begin};");
        writer.Open($"for (; q <= {end} - {lanes}; q += {lanes})");
        vectors("q", null);
        writer.Close();
        writer.Line();
        if (grid.Axes[last].IsInside && grid.Axes[last].Windows % target.Lanes == 0)
            return;
        writer.Open($"if (q < {end})");
        vectors("q", $"{end} - q");
        writer.Close();
    }

    private static string Times(string local, int factor) => factor == 1 ? local : $"({local} * {Text(factor)})";

    private static string Text(int value) => CSharpLiteral.Of(value);

    private string Begin(int axis) => grid.Axes[axis].IsInside ? "0" : "begin" + Text(axis);

    private string End(int axis) => grid.Axes[axis].IsInside ? Text(grid.Axes[axis].Windows) : "end" + Text(axis);

    private void Close(int count)
    {
        for (int i = 0; i < count; i++)
            writer.Close();
    }
}
