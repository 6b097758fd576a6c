using System.Globalization;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace NetGen.Reporting.Tests;

public sealed partial class LiveTableTests : TestRun
{
    private readonly StringWriter writer = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    [Fact]
    public void AFileGetsPlainLines()
    {
        TrainingHistory history = Fit(Plain with { Callbacks = [Make(live: false, width: 80)] });
        string[] lines = Lines();
        Assert.Equal(1 + 3 + 1, lines.Length);
        Assert.Equal(["epoch", "loss", "acc", "val", "loss", "val", "acc", "rate", "time", "samples/s"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        foreach (EpochRecord epoch in history.Epochs)
        {
            string line = lines[epoch.Epoch];
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch}/3"), line, StringComparison.Ordinal);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $" {epoch.Loss:0.0000} "), line, StringComparison.Ordinal);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $" {epoch.ValidationLoss:0.0000} "), line, StringComparison.Ordinal);

            // The loss falls from epoch to epoch.
            Assert.EndsWith("*", line.TrimEnd(), StringComparison.Ordinal);
        }

        Assert.Matches(@"^best epoch 3, whole run [0-9.]+ s$", lines[^1]);
        Assert.DoesNotContain('\r', writer.ToString());

        // A pipe may well belong to a terminal that knows colours.
        Assert.DoesNotContain('\u001b', writer.ToString());
    }

    [Theory]
    [InlineData(120)]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(40)]
    [InlineData(20)]
    [InlineData(10)]
    public void ATerminalGetsATableAsWideAsItMayBe(int width)
    {
        Fit(Plain with { Epochs = 12, Callbacks = [Make(live: true, width)] });
        string[] lines = Lines();
        Assert.All(lines, line => Assert.True(line.Length <= width || !line.Contains('│', StringComparison.Ordinal), line));
        string[] rows = [.. lines.Where(line => line.Contains("/12 │", StringComparison.Ordinal))];
        Assert.Equal(Enumerable.Range(1, 12).Select(epoch => epoch.ToString(CultureInfo.InvariantCulture)), rows.Select(row => row.Split('/')[0].Trim('│', ' ')));
        Assert.Single(lines, line => line.StartsWith('╭'));
        Assert.Single(lines, line => line.StartsWith('╰'));
        Assert.Equal(width >= 12 + 12, rows[0].Contains('.', StringComparison.Ordinal));
        Assert.Equal(width >= 60, lines.Any(line => line.Contains("val acc", StringComparison.Ordinal)));
    }

    [Fact]
    public void OnlyWhatIsMeasuredAndAsManyRowsAsAskedFor()
    {
        // With a rate of zero no epoch is better than the first.
        Trainer.Fit(SoftmaxRegression.Create(0), new Sgd<double>(0), Clouds.Make(30, 1), new TrainerOptions<double> { Epochs = 7, MeasureAccuracy = false, Shuffle = false, Callbacks = [Make(live: false, 80, every: 3)] });
        string[] lines = Lines();
        Assert.Equal(["epoch", "loss", "rate", "time", "samples/s"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["3/7", "6/7", "7/7"], lines[1..4].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));
        Assert.DoesNotContain('*', string.Concat(lines));
        Assert.StartsWith("best epoch 1,", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void ARunThatIsBrokenOffAndOneThatGoesOnSaySo()
    {
        var options = Plain with { Callbacks = [Make(live: true, 100)] };
        FitUpTo(7, options);
        Assert.Contains("\nbroken off at step 3 of epoch 2\nbest epoch 1,", Text(), StringComparison.Ordinal);
        writer.GetStringBuilder().Clear();
        GoOn(options);
        Assert.StartsWith("goes on after 5 steps, 1 of 3 epochs\n", Text(), StringComparison.Ordinal);
        Assert.DoesNotContain(" 1/3 ", Text(), StringComparison.Ordinal);
        Assert.Single(Lines(), line => line.StartsWith('╭'));
    }

    private LiveTable Make(bool live, int width, int every = 1)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = live ? AnsiSupport.No : AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        return new LiveTable(console, live, every);
    }

    private string[] Lines() => Text().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // What stands on the screen in the end: progress is drawn over.
    private string Text() => DrawnOver().Replace(writer.ToString(), "");

    [GeneratedRegex(@"[^\n]*\r")]
    private static partial Regex DrawnOver();
}
