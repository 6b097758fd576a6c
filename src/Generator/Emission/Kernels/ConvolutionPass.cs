using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>One axis of a pass: windows over the source, where their results go, and which taps of the kernel their elements meet.</summary>
/// <param name="Windows">How the windows move over the source.</param>
/// <param name="First">Where the result of the first window goes.</param>
/// <param name="Step">From there to the result of the next.</param>
/// <param name="Tap">The tap that the first element of a window meets.</param>
/// <param name="TapStep">From there to that of the next.</param>
public sealed record PassAxis(WindowAxis Windows, int First, int Step, int Tap, int TapStep);

/// <summary>
/// Windows that move over a source one element at a time or in strides, each with a result of its own. A convolution is one pass. A
/// transposed one with stride s is s passes an axis: results that are s apart meet the same taps, and their windows are neighbours.
/// </summary>
/// <param name="Axes">The axes.</param>
public sealed record ConvolutionPass(Model.EquatableArray<PassAxis> Axes)
{
    /// <summary>How many taps a window has.</summary>
    public int Taps => Axes.Aggregate(1, (product, axis) => product * axis.Windows.Kernel);

    /// <summary>The pass of a convolution.</summary>
    /// <param name="grid">How the windows move over its input.</param>
    /// <returns>The pass.</returns>
    public static ConvolutionPass Forward(WindowGrid grid) =>
        new(new Model.EquatableArray<PassAxis>(grid.Axes.Select(axis => new PassAxis(axis, 0, 1, 0, 1))));

    /// <summary>The passes of a transposed convolution.</summary>
    /// <param name="grid">How the windows move over its result.</param>
    /// <returns>The passes; their results are all of the results, each once.</returns>
    public static IReadOnlyList<ConvolutionPass> Transposed(WindowGrid grid)
    {
        IEnumerable<IEnumerable<PassAxis>> passes = [[]];
        foreach (var axis in grid.Axes)
            passes = passes.SelectMany(before => Phases(axis).Select(phase => before.Append(phase))).ToArray();
        return [.. passes.Select(axes => new ConvolutionPass(new Model.EquatableArray<PassAxis>(axes)))];
    }

    /// <summary>Every tap of a window, in the order of memory of the source.</summary>
    /// <param name="grid">How the windows of the kernel move.</param>
    /// <returns>The ordinals of the taps in the kernel.</returns>
    public IReadOnlyList<int> TapOrdinals(WindowGrid grid)
    {
        IEnumerable<int> taps = [0];
        for (int a = 0; a < Axes.Count; a++)
        {
            var (axis, size) = (Axes[a], grid.Axes[a].Kernel);
            taps = taps.SelectMany(tap => Enumerable.Range(0, axis.Windows.Kernel).Select(element => (tap * size) + axis.Tap + (element * axis.TapStep))).ToArray();
        }

        return [.. taps];
    }

    // Result a is the sum over taps k of source q with q · stride + k · dilation − before = a. Results a of one remainder modulo the
    // stride have the same taps, every (stride / g)-th where g is what stride and dilation have in common; from one to the next q goes
    // down by dilation / g. With the taps in descending order q ascends.
    private static IEnumerable<PassAxis> Phases(WindowAxis axis)
    {
        int common = GreatestCommonDivisor(axis.Stride, axis.Dilation);
        for (int first = 0; first < Math.Min(axis.Stride, axis.Size); first++)
        {
            int[] taps = [.. Enumerable.Range(0, axis.Kernel).Where(k => (first + axis.Before - (k * axis.Dilation)) % axis.Stride == 0)];
            int results = ((axis.Size - first - 1) / axis.Stride) + 1;
            if (taps.Length == 0)
            {
                yield return new PassAxis(new WindowAxis(axis.Windows, results, 0, 1, 1, 0), first, axis.Stride, 0, 1);
                continue;
            }

            int last = taps[taps.Length - 1], start = (first + axis.Before - (last * axis.Dilation)) / axis.Stride;
            var windows = new WindowAxis(axis.Windows, results, taps.Length, 1, axis.Dilation / common, -start);
            yield return new PassAxis(windows, first, axis.Stride, last, -(axis.Stride / common));
        }
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}

/// <summary>
/// What passes read: the value itself, channels last, or, where windows reach beyond it, a copy of a sample with zeros around it.
/// </summary>
/// <param name="Axes">What is before each axis, its size, and what is behind it.</param>
/// <param name="Channels">How many channels.</param>
public sealed record ConvolutionSource(Model.EquatableArray<(int Before, int Size, int After)> Axes, int Channels)
{
    /// <summary>Whether there is a copy.</summary>
    public bool IsPadded => Axes.Any(axis => axis.Before > 0 || axis.After > 0);

    /// <summary>How many elements a sample of the value has.</summary>
    public int Length => Axes.Aggregate(Channels, (product, axis) => checked(product * axis.Size));

    /// <summary>How many elements a sample of the copy has; 0 where there is none.</summary>
    public int PaddedLength => IsPadded ? Axes.Aggregate(Channels, (product, axis) => checked(product * (axis.Before + axis.Size + axis.After))) : 0;

    /// <summary>The source of some passes.</summary>
    /// <param name="passes">The passes.</param>
    /// <param name="channels">How many channels it has.</param>
    /// <returns>The source, padded for all of them.</returns>
    public static ConvolutionSource Of(IReadOnlyList<ConvolutionPass> passes, int channels)
    {
        var axes = new List<(int, int, int)>();
        for (int a = 0; a < passes[0].Axes.Count; a++)
        {
            int size = passes[0].Axes[a].Windows.Size;
            var windows = passes.Select(pass => pass.Axes[a].Windows).Where(window => window.Kernel > 0).ToArray();
            int before = windows.Select(window => window.Before).Append(0).Max();
            int after = windows.Select(window => ((window.Windows - 1) * window.Stride) + window.Extent - window.Before - size).Append(0).Max();
            axes.Add((before, size, after));
        }

        return new ConvolutionSource(new Model.EquatableArray<(int, int, int)>(axes), channels);
    }

    /// <summary>From an element of an axis to its neighbour.</summary>
    /// <param name="axis">The axis.</param>
    /// <returns>The distance in what the passes read.</returns>
    public int Pitch(int axis) => Axes.Skip(axis + 1).Aggregate(Channels, (product, next) => checked(product * (next.Before + next.Size + next.After)));

    /// <summary>Where the first element of a pass's first window is.</summary>
    /// <param name="pass">The pass.</param>
    /// <returns>The offset.</returns>
    public int Origin(ConvolutionPass pass) => pass.Axes.Select((axis, a) => axis.Windows.Kernel == 0 ? 0 : (Axes[a].Before - axis.Windows.Before) * Pitch(a)).Sum();

    /// <summary>Writes the statements that put zeros around the copy: what is in it is written for every sample.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="to">The copy.</param>
    public void EmitZeros(SourceWriter writer, string to)
    {
        if (!IsPadded)
            return;
        int last = Axes.Count - 1, begin = 0;
        string at = "";
        void Clear(int from, int length)
        {
            if (length > 0)
                writer.Line($"MemoryMarshal.CreateSpan(ref {DenseText.At(to, DenseText.Join(at.Length == 0 ? "0" : at, CSharpLiteral.Of(from)))}, {CSharpLiteral.Of(length)}).Clear();");
        }

        // Whole rows before and behind the elements of an outer axis; along the last, what is behind a row and before the next.
        for (int a = 0; a < last; a++)
        {
            var (before, size, after) = Axes[a];
            Clear(begin, before * Pitch(a));
            Clear(begin + ((before + size) * Pitch(a)), after * Pitch(a));
            string r = "r" + CSharpLiteral.Of(a);
            begin += before * Pitch(a);
            ConvolutionText.OpenLoop(writer, r, size);
            at = DenseText.Join(at.Length == 0 ? "0" : at, DenseText.Times(r, Pitch(a)));
        }

        Clear(begin, Axes[last].Before * Channels);
        Clear(begin + ((Axes[last].Before + Axes[last].Size) * Channels), Axes[last].After * Channels);
        for (int a = 0; a < last; a++)
            writer.Close();
    }

    /// <summary>Writes the statements that copy a sample to where it has zeros around it.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="from">The sample, a place.</param>
    /// <param name="to">The copy.</param>
    public void EmitCopy(SourceWriter writer, string from, string to)
    {
        int last = Axes.Count - 1;
        string source = "", target = CSharpLiteral.Of(Axes.Select((axis, a) => axis.Before * Pitch(a)).Sum());
        for (int a = 0; a < last; a++)
        {
            string r = "r" + CSharpLiteral.Of(a);
            writer.Open($"for (int {r} = 0; {r} < {CSharpLiteral.Of(Axes[a].Size)}; {r}++)");
            source = a == 0 ? r : $"({(a == 1 ? source : $"({source})")} * {CSharpLiteral.Of(Axes[a].Size)}) + {r}";
            target += $" + ({r} * {CSharpLiteral.Of(Pitch(a))})";
        }

        int row = Axes[last].Size * Channels;
        if (last > 0)
            from = $"Unsafe.Add(ref Unsafe.AsRef(in {from}), {(last == 1 ? source : $"({source})")} * {CSharpLiteral.Of(row)})";
        writer.Line($"MemoryMarshal.CreateReadOnlySpan(in {from}, {CSharpLiteral.Of(row)}).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref {to}, {target}), {CSharpLiteral.Of(row)}));");
        for (int a = 0; a < last; a++)
            writer.Close();
    }
}
