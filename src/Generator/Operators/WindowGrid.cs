using NetGen.Generator.Emission;
using NetGen.Generator.Model;

namespace NetGen.Generator.Operators;

/// <summary>
/// How a window moves along an axis: window q has its elements at q · stride + k · dilation − before, of which those outside the axis are
/// padding.
/// </summary>
/// <param name="Size">The size of the axis.</param>
/// <param name="Windows">How many windows there are.</param>
/// <param name="Kernel">How many elements a window has.</param>
/// <param name="Stride">How far apart neighbouring windows are.</param>
/// <param name="Dilation">How far apart neighbouring elements of a window are.</param>
/// <param name="Before">How much is padded before the axis.</param>
public sealed record WindowAxis(int Size, int Windows, int Kernel, int Stride, int Dilation, int Before)
{
    /// <summary>How many elements there are from the first of a window to its last.</summary>
    public int Extent => ExtentOf(Kernel, Dilation);

    /// <summary>Whether no window reaches into the padding.</summary>
    public bool IsInside => Before == 0 && checked(((Windows - 1) * Stride) + Extent) <= Size;

    /// <summary>Whether the windows are the elements of the axis.</summary>
    public bool IsIdentity => Kernel == 1 && Stride == 1 && Before == 0 && Windows == Size;

    /// <summary>How many elements there are from the first of a window to its last.</summary>
    /// <param name="kernel">How many elements a window has.</param>
    /// <param name="dilation">How far apart they are.</param>
    /// <returns>The number.</returns>
    public static int ExtentOf(int kernel, int dilation) => checked((dilation * (kernel - 1)) + 1);

    /// <summary>Where an element of a window is, or −1 where it is padding.</summary>
    /// <param name="window">The window.</param>
    /// <param name="element">The element.</param>
    /// <returns>The place on the axis.</returns>
    public int At(int window, int element)
    {
        var at = (window * Stride) + (element * Dilation) - Before;
        return at >= 0 && at < Size ? at : -1;
    }
}

/// <summary>An element of a window.</summary>
/// <param name="Window">The ordinal of the window.</param>
/// <param name="At">The ordinal of the element among those that the windows move over.</param>
/// <param name="Kernel">The ordinal of the element in the window.</param>
public readonly record struct WindowTap(int Window, int At, int Kernel);

/// <summary>How a window moves over the spatial axes of a value.</summary>
/// <param name="Axes">The axes.</param>
public sealed record WindowGrid(EquatableArray<WindowAxis> Axes)
{
    /// <summary>How many elements the windows move over.</summary>
    public int Size => Product(axis => axis.Size);

    /// <summary>How many windows there are.</summary>
    public int Windows => Product(axis => axis.Windows);

    /// <summary>How many elements a window has.</summary>
    public int Kernel => Product(axis => axis.Kernel);

    /// <summary>A name that differs where grids do.</summary>
    public string Name
    {
        get
        {
            var name = $"{Text(axis => axis.Size)}_by{Text(axis => axis.Kernel)}";
            if (Axes.Any(axis => axis.Stride != 1))
                name += "_stride" + Text(axis => axis.Stride);
            if (Axes.Any(axis => axis.Dilation != 1))
                name += "_dilation" + Text(axis => axis.Dilation);
            if (Axes.Any(axis => axis.Before != 0))
                name += "_padding" + Text(axis => axis.Before);
            return name + "_to" + Text(axis => axis.Windows);
        }
    }

    /// <summary>
    /// The same grid with fewer axes where windows of one element stand along the last: the rows of such an axis follow each other in
    /// memory, so that longer rows can be made of them.
    /// </summary>
    /// <returns>The grid; elements have the ordinals that they have in this one.</returns>
    public WindowGrid Merged()
    {
        var axes = Axes.ToList();
        while (axes.Count > 1 && axes[axes.Count - 1] is { IsIdentity: true } last && axes[axes.Count - 2] is { Stride: 1 } before)
        {
            axes.RemoveRange(axes.Count - 2, 2);
            axes.Add(new WindowAxis(before.Size * last.Size, before.Windows * last.Size, before.Kernel, 1, before.Dilation * last.Size, before.Before * last.Size));
        }

        return new WindowGrid(new EquatableArray<WindowAxis>(axes));
    }

    /// <summary>Every element of every window that is not padding: window by window, in the order of memory.</summary>
    /// <returns>The elements.</returns>
    public IReadOnlyList<WindowTap> Taps()
    {
        IEnumerable<WindowTap> taps = [default];
        foreach (var axis in Axes)
        {
            taps = (from tap in taps
                    from window in Enumerable.Range(0, axis.Windows)
                    from element in Enumerable.Range(0, axis.Kernel)
                    let at = axis.At(window, element)
                    where at >= 0
                    select new WindowTap((tap.Window * axis.Windows) + window, (tap.At * axis.Size) + at, (tap.Kernel * axis.Kernel) + element)).ToArray();
        }

        return taps.OrderBy(tap => tap.Window).ThenBy(tap => tap.Kernel).ToArray();
    }

    private int Product(Func<WindowAxis, int> of) => Axes.Aggregate(1, (product, axis) => checked(product * of(axis)));

    private string Text(Func<WindowAxis, int> of) => string.Join("x", Axes.Select(axis => CSharpLiteral.Of(of(axis))));
}
