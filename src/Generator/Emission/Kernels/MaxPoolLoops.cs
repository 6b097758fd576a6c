using NetGen.Generator.Operators;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>Writes the loops of a maximum pool or of its gradient, window by window; vectors run along the channels.</summary>
/// <param name="writer">Where to.</param>
/// <param name="target">Width and scalar type.</param>
/// <param name="grid">How the windows move.</param>
/// <param name="channels">How many channels.</param>
/// <param name="isGradient">Whether δ is added where the largest elements are; otherwise these are the result.</param>
internal sealed class MaxPoolLoops(SourceWriter writer, VectorTarget target, WindowGrid grid, int channels, bool isGradient)
{
    /// <summary>Windows of so many elements are written out; larger ones, and those that reach beyond the value, are loops.</summary>
    private const int MostWrittenOut = 9;

    private readonly ChannelLoop loop = new(writer, target, channels);

    private bool IsWrittenOut => grid.Kernel <= MostWrittenOut && grid.Axes.All(axis => axis.IsInside);

    // Windows side by side that cover everything: every element gets its gradient once.
    private bool IsTiling => channels % target.Lanes == 0 && IsWrittenOut
        && grid.Axes.All(axis => axis.Stride == axis.Kernel && axis.Dilation == 1 && axis.Windows * axis.Stride == axis.Size);

    /// <summary>Writes the loops.</summary>
    public void Emit()
    {
        if (isGradient && !IsTiling)
            writer.Line($"MemoryMarshal.CreateSpan(ref dx, count * {CSharpLiteral.Of(grid.Size * channels)}).Clear();");
        writer.Line("int window = 0;");

        // Gradients are added to memory: whole vectors that overlap would wait for each other.
        bool overruns = channels % target.Lanes != 0 && !isGradient;
        if (overruns)
            writer.Line($"int limit = ((count - 1) * {CSharpLiteral.Of(grid.Windows * channels)}) + {CSharpLiteral.Of(WindowsBeforeTheEnd() * channels)};");
        writer.Open("for (int s = 0; s < count; s++)");
        for (int a = 0; a < grid.Axes.Count; a++)
            ConvolutionText.OpenLoop(writer, "p" + CSharpLiteral.Of(a), grid.Axes[a].Windows);
        if (IsWrittenOut)
            writer.Line($"int first = ({Place(a => ConvolutionText.Sum(0, ("p" + CSharpLiteral.Of(a), grid.Axes[a].Stride)))}) * {CSharpLiteral.Of(channels)};");
        loop.ForEach(EmitWindow, overruns ? "window < limit" : null);
        writer.Line($"window += {CSharpLiteral.Of(channels)};");
        foreach (var _ in grid.Axes)
            writer.Close();
        writer.Close();
    }

    private void EmitWindow()
    {
        if (!IsWrittenOut)
        {
            writer.Line($"{target.Type} best = {target.Constant(double.NegativeInfinity)};");
            if (isGradient)
                writer.Line($"{target.Type} place = {target.Constant(-1)};");
        }

        ForEachElement((at, ordinal, isFirst) =>
        {
            writer.Line($"{(IsWrittenOut && !isFirst ? "" : target.Type + " ")}value = {loop.Load("x", at)};");
            if (IsWrittenOut && isFirst)
            {
                writer.Line($"{target.Type} best = value;");
                if (isGradient)
                    writer.Line($"{target.Type} place = {target.Zero};");
                return;
            }

            if (!isGradient)
            {
                writer.Line($"best = {(target.Bits == 512 ? $"{target.Static}.Max(best, value)" : $"{target.Static}.ConditionalSelect({IsTaken}, value, best)")};");
                return;
            }

            // The first element is taken whatever it is; where the window is written out it already has been.
            string isTaken = IsWrittenOut ? IsTaken : $"{IsTaken} | {target.Static}.Equals(place, {target.Constant(-1)})";
            writer.Line($"{(IsWrittenOut && ordinal != "1" ? "" : target.Type + " ")}isTaken = {isTaken};");
            writer.Line($"best = {target.Static}.ConditionalSelect(isTaken, value, best);");
            writer.Line($"place = {target.Static}.ConditionalSelect(isTaken, {target.Broadcast($"({target.Scalar})({ordinal})")}, place);");
        });
        if (!isGradient)
        {
            loop.Store("best", "y", "window");
            return;
        }

        writer.Line($"{target.Type} gradient = {loop.Load("δ", "window")};");
        ForEachElement((at, ordinal, isFirst) =>
        {
            string part = $"gradient & {target.Static}.Equals(place, {target.Broadcast($"({target.Scalar})({ordinal})")})";
            writer.Line($"{(IsWrittenOut && !isFirst ? "" : target.Type + " ")}sum = {(IsTiling ? part : $"{loop.Load("dx", at)} + ({part})")};");
            loop.Store("sum", "dx", at);
        });
    }

    // Comparisons with NaN are false: it is taken where it comes up, and nothing that is less or more than it takes its place.
    private string IsTaken => $"{target.Static}.GreaterThan(value, best) | ~{target.Static}.Equals(value, value)";

    // Calls the body with the place of an element and its ordinal in the window, in a loop, or for one after another.
    private void ForEachElement(Action<string, string, bool> body)
    {
        if (IsWrittenOut)
        {
            for (int i = 0; i < grid.Kernel; i++)
            {
                int offset = 0, rest = i, pitch = channels;
                for (int a = grid.Axes.Count - 1; a >= 0; a--)
                {
                    offset += rest % grid.Axes[a].Kernel * grid.Axes[a].Dilation * pitch;
                    rest /= grid.Axes[a].Kernel;
                    pitch *= grid.Axes[a].Size;
                }

                body(DenseText.Plus("first", offset), CSharpLiteral.Of(i), i == 0);
            }

            return;
        }

        var ordinal = new List<(string, int)>();
        int size = grid.Kernel;
        for (int a = 0; a < grid.Axes.Count; a++)
        {
            var axis = grid.Axes[a];
            string n = CSharpLiteral.Of(a);
            size /= axis.Kernel;
            ordinal.Add(("k" + n, size));
            writer.Open($"for (int k{n} = 0; k{n} < {CSharpLiteral.Of(axis.Kernel)}; k{n}++)");
            writer.Line($"int i{n} = {ConvolutionText.Sum(0, ("p" + n, axis.Stride), ("k" + n, axis.Dilation))}{(axis.Before == 0 ? "" : " - " + CSharpLiteral.Of(axis.Before))};");
            if (!axis.IsInside)
            {
                writer.Line($"if (i{n} < 0 || i{n} >= {CSharpLiteral.Of(axis.Size)})");
                writer.Line("    continue;");
            }
        }

        writer.Line($"int at = ({Place(a => "i" + CSharpLiteral.Of(a))}) * {CSharpLiteral.Of(channels)};");
        body("at", ConvolutionText.Sum(0, [.. ordinal]), true);
        foreach (var _ in grid.Axes)
            writer.Close();
    }

    // The ordinal of an element of the sample s.
    private string Place(Func<int, string> index)
    {
        string place = "s";
        for (int a = 0; a < grid.Axes.Count; a++)
        {
            string i = index(a);
            place = $"({(a == 0 ? place : $"({place})")} * {CSharpLiteral.Of(grid.Axes[a].Size)}) + {(i.Contains(' ') ? $"({i})" : i)}";
        }

        return place;
    }

    // How many windows from the first of the last sample on, and all before them, have a whole vector behind the first channel of the rest
    // of each of their elements; fewer than none where samples are so small that a vector reaches over several. Windows that end in
    // padding read no further than those before them, so that all of a sample are looked at.
    private int WindowsBeforeTheEnd()
    {
        int first = channels / target.Lanes * target.Lanes, safe = grid.Windows;
        for (int sample = 0; ; sample--)
        {
            int end = safe;
            for (int window = grid.Windows - 1; window >= 0; window--)
            {
                int ordinal = (sample * grid.Windows) + window;
                bool isRead = (((sample * grid.Size) + LastElement(window)) * channels) + first + target.Lanes <= grid.Size * channels;
                bool isWritten = (ordinal * channels) + first + target.Lanes <= grid.Windows * channels;
                if (!isRead || !isWritten)
                    safe = ordinal;
            }

            // Samples before one that is all safe have more behind them.
            if (safe == end)
                return safe;
        }
    }

    // The last element that a window of a sample reads.
    private int LastElement(int window)
    {
        var places = new List<int>();
        for (int a = grid.Axes.Count - 1; a >= 0; a--)
        {
            var axis = grid.Axes[a];
            places.Insert(0, Math.Min(axis.Size - 1, (window % axis.Windows * axis.Stride) + ((axis.Kernel - 1) * axis.Dilation) - axis.Before));
            window /= axis.Windows;
        }

        int last = 0;
        for (int a = 0; a < places.Count; a++)
            last = (last * grid.Axes[a].Size) + places[a];
        return last;
    }
}
