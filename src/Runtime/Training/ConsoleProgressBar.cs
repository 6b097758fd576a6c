using System.Globalization;

namespace NetGen;

/// <summary>
/// Shows the progress of training: on a terminal a single line that is drawn over and over, with a bar, epoch, loss, accuracy and
/// the time left; in a file, a pipe or a build log a plain line an epoch. Drawing allocates nothing.
/// </summary>
public sealed class ConsoleProgressBar : IProgress<TrainingProgress>, IDisposable
{
    private const int LongestLine = 240, ShortestBar = 8, LongestBar = 30, UsualWidth = 80;

    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly TextWriter writer;
    private readonly int? fixedWidth;
    private readonly int every;
    private readonly char[] line = new char[LongestLine];
    private readonly char[] details = new char[LongestLine];
    private TimeSpan drawn = TimeSpan.MinValue;
    private int drawnLength;

    /// <summary>Makes a progress bar.</summary>
    /// <param name="writer">Where to draw; the standard output by default.</param>
    /// <param name="live">
    /// Whether to draw over the line. By default only where <paramref name="writer"/> is the standard output, that is a terminal, and
    /// none of the environment variables <c>NO_COLOR</c>, <c>CI</c> and <c>TERM=dumb</c> speaks against it.
    /// </param>
    /// <param name="width">The width of the terminal in columns; by default it is asked for at every drawing.</param>
    /// <param name="every">Where not live, how many epochs a line is written; the last always has one.</param>
    public ConsoleProgressBar(TextWriter? writer = null, bool? live = null, int? width = null, int every = 1)
    {
        if (width is { } columns)
            ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1, nameof(width));
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        IsLive = live ?? IsTerminal(writer is null && !Console.IsOutputRedirected, Environment.GetEnvironmentVariable);
        this.writer = writer ?? Console.Out;
        fixedWidth = width;
        this.every = every;
    }

    /// <summary>Whether the line is drawn over.</summary>
    public bool IsLive { get; }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        bool isLast = value.IsEpochEnd && value.Epoch == value.Epochs;
        if (!IsLive)
        {
            if (isLast || (value.IsEpochEnd && value.Epoch % every == 0))
                WritePlain(value);
            return;
        }

        // The clock of a run starts at zero: an earlier time is that of a new run.
        if (!value.IsEpochEnd && value.Elapsed >= drawn && value.Elapsed - RedrawInterval < drawn)
            return;
        drawn = value.Elapsed;
        Draw(value);
        if (isLast)
            End();
    }

    /// <summary>Ends the line where training was broken off, so that what is written next begins on one of its own.</summary>
    public void Dispose() => End();

    /// <summary>Takes the line away, so that another can be written in its place.</summary>
    internal void Erase()
    {
        if (drawnLength == 0)
            return;
        var text = new Text(line);
        text.Fill(' ', drawnLength);
        writer.Write('\r');
        writer.Write(text.Written);
        writer.Write('\r');
        drawnLength = 0;
    }

    /// <summary>Whether to draw over the line.</summary>
    /// <param name="isConsole">Whether the writer is the standard output and not redirected.</param>
    /// <param name="variable">Gives environment variables.</param>
    internal static bool IsTerminal(bool isConsole, Func<string, string?> variable) =>
        isConsole && string.IsNullOrEmpty(variable("NO_COLOR")) && string.IsNullOrEmpty(variable("CI")) && variable("TERM") != "dumb";

    private static int Digits(int number)
    {
        int digits = 1;
        for (; number > 9; number /= 10)
            digits++;
        return digits;
    }

    private static TimeSpan TimeLeft(in TrainingProgress value)
    {
        double done = (value.Epoch - 1 + ((double)value.Step / Math.Max(1, value.Steps))) / value.Epochs;
        // Beyond the range of a time span where the first steps took long.
        double seconds = value.Elapsed.TotalSeconds * (1 - done) / Math.Max(done, 1e-9);
        return TimeSpan.FromSeconds(Math.Min(seconds, 359_999));
    }

    private static void Head(in TrainingProgress value, ref Text text)
    {
        text.Add("epoch ");
        text.Fill(' ', Digits(value.Epochs) - Digits(value.Epoch));
        text.Add(value.Epoch, "0");
        text.Add("/");
        text.Add(value.Epochs, "0");
    }

    private void WritePlain(in TrainingProgress value)
    {
        var text = new Text(line);
        Head(value, ref text);
        text.Add("  loss ", value.Loss, "0.0000");
        if (value.Accuracy is { } accuracy)
            text.Add("  accuracy ", 100 * accuracy, "0.0", " %");
        if (value.ValidationLoss is { } validationLoss)
            text.Add("  validation loss ", validationLoss, "0.0000");
        if (value.ValidationAccuracy is { } validationAccuracy)
            text.Add("  validation accuracy ", 100 * validationAccuracy, "0.0", " %");
        text.Add("  ", value.SamplesPerSecond, "0", " samples/s");
        writer.WriteLine(text.Written);
    }

    private void Draw(in TrainingProgress value)
    {
        // The last column stays empty: some terminals begin a new line when it is written.
        int width = Math.Clamp((fixedWidth ?? WindowWidth()) - 1, 1, LongestLine);
        var text = new Text(line.AsSpan(0, width));
        Head(value, ref text);
        ReadOnlySpan<char> figures = Figures(value, text.Room);
        int bar = Math.Min(LongestBar, text.Room - figures.Length - 3);
        if (bar >= ShortestBar)
        {
            int full = value.Steps == 0 ? bar : (int)((long)bar * value.Step / value.Steps);
            text.Add(" [");
            text.Fill('=', full);
            text.Fill('>', full < bar ? 1 : 0);
            text.Fill('.', bar - full - 1);
            text.Add("]");
        }

        text.Add(figures);
        int length = text.Written.Length;
        text.Fill(' ', drawnLength - length);
        writer.Write('\r');
        writer.Write(text.Written);
        writer.Flush();
        drawnLength = length;
    }

    // The more important a figure, the narrower the terminal on which it still stands.
    private ReadOnlySpan<char> Figures(in TrainingProgress value, int room)
    {
        var text = new Text(details.AsSpan(0, Math.Max(0, room)));
        text.Add("  loss ", value.Loss, "0.0000");
        if (value.ValidationAccuracy is { } validationAccuracy)
            text.Add("  validation ", 100 * validationAccuracy, "0.0", " %");
        if (value.Accuracy is { } accuracy)
            text.Add("  accuracy ", 100 * accuracy, "0.0", " %");
        TimeSpan left = TimeLeft(value);
        // Minutes and seconds as one number, so that neither stands without the other.
        text.Add("  ETA ", ((int)left.TotalMinutes * 100) + left.Seconds, @"0\:00");
        return text.Written;
    }

    private void End()
    {
        if (drawnLength > 0)
            writer.WriteLine();
        drawnLength = 0;
        drawn = TimeSpan.MinValue;
    }

    private static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and int width ? width : UsualWidth;
        }
        catch (IOException)
        {
            return UsualWidth;
        }
        catch (PlatformNotSupportedException)
        {
            return UsualWidth;
        }
    }

    /// <summary>A line in the making. What has no room left is cut off; a figure with its label stands whole or not at all.</summary>
    private ref struct Text(Span<char> room)
    {
        private readonly Span<char> all = room;
        private int length;

        public readonly ReadOnlySpan<char> Written => all[..length];

        public readonly int Room => all.Length - length;

        public void Add(scoped ReadOnlySpan<char> text)
        {
            int count = Math.Min(text.Length, Room);
            text[..count].CopyTo(all[length..]);
            length += count;
        }

        public void Add(double number, string format)
        {
            Span<char> digits = stackalloc char[32];
            // An interpolated string would box the number until the JIT has optimized its handler.
            if (number.TryFormat(digits, out int written, format, CultureInfo.InvariantCulture))
                Add(digits[..written]);
        }

        public bool Add(string label, double number, string format, string unit = "")
        {
            Span<char> digits = stackalloc char[32];
            if (!number.TryFormat(digits, out int written, format, CultureInfo.InvariantCulture) || label.Length + written + unit.Length > Room)
                return false;
            Add(label);
            Add(digits[..written]);
            Add(unit);
            return true;
        }

        public void Fill(char character, int count)
        {
            count = Math.Clamp(count, 0, Room);
            all.Slice(length, count).Fill(character);
            length += count;
        }
    }
}
