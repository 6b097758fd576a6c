using System.Globalization;

namespace NetGen.Tests.Training;

public sealed class ConsoleProgressBarTests
{
    [Fact]
    public void A_file_gets_a_plain_line_an_epoch()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var bar = new ConsoleProgressBar(writer, every: 2))
        {
            Assert.False(bar.IsLive);
            for (int epoch = 1; epoch <= 5; epoch++)
            {
                bar.Report(At(epoch, 5, 3, isEpochEnd: false));
                bar.Report(At(epoch, 5, 10, isEpochEnd: true));
            }
        }

        const string Rest = "  loss 0.2500  accuracy 91.5 %  validation loss 0.3000  validation accuracy 90.0 %  1234 samples/s\n";
        Assert.Equal($"epoch 2/5{Rest}epoch 4/5{Rest}epoch 5/5{Rest}", writer.ToString());
    }

    [Fact]
    public void What_was_not_measured_is_left_out()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using var bar = new ConsoleProgressBar(writer, live: false);
        bar.Report(At(1, 10, 10, isEpochEnd: true) with { Accuracy = null, ValidationLoss = null, ValidationAccuracy = null });
        Assert.Equal("epoch  1/10  loss 0.2500  1234 samples/s\n", writer.ToString());
    }

    [Fact]
    public void A_terminal_gets_one_line_drawn_over()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var bar = new ConsoleProgressBar(writer, live: true, width: 110))
        {
            bar.Report(At(1, 2, 5, isEpochEnd: false, seconds: 3));
            bar.Report(At(1, 2, 6, isEpochEnd: false, seconds: 3.05));
            bar.Report(At(2, 2, 10, isEpochEnd: true, seconds: 12) with { ValidationAccuracy = null, Accuracy = null });
        }

        string[] drawn = writer.ToString().Split('\r');
        Assert.Equal(3, drawn.Length);
        Assert.Equal("epoch 1/2 [===============>..............]  loss 0.2500  validation 90.0 %  accuracy 91.5 %  ETA 0:09", drawn[1]);
        Assert.Equal("epoch 2/2 [==============================]  loss 0.2500  ETA 0:00".PadRight(drawn[1].Length) + "\n", drawn[2]);
    }

    [Fact]
    public void A_run_that_breaks_off_ends_its_line()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (var bar = new ConsoleProgressBar(writer, live: true, width: 80))
            bar.Report(At(1, 2, 5, isEpochEnd: false));
        Assert.EndsWith("\n", writer.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, writer.ToString().Count(character => character == '\n'));
    }

    [Fact]
    public void A_bar_serves_several_runs()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using var bar = new ConsoleProgressBar(writer, live: true, width: 80);
        bar.Report(At(1, 1, 10, isEpochEnd: true, seconds: 50));
        bar.Report(At(1, 1, 1, isEpochEnd: false, seconds: 0.01));
        Assert.Equal(3, writer.ToString().Split('\r').Length);
    }

    [Fact]
    public void No_width_is_overrun_and_the_loss_stands_as_long_as_it_can()
    {
        for (int width = 1; width <= 300; width++)
        {
            using var writer = new StringWriter(CultureInfo.InvariantCulture);
            using var bar = new ConsoleProgressBar(writer, live: true, width: width);
            bar.Report(At(37, 100, 5, isEpochEnd: false));
            string line = writer.ToString();
            Assert.StartsWith("\r", line, StringComparison.Ordinal);
            Assert.InRange(line.Length - 1, 1, Math.Max(1, width - 1));
            Assert.Equal(line.Contains("ETA", StringComparison.Ordinal), line.EndsWith("  ETA 0:01", StringComparison.Ordinal));
            Assert.Equal(width >= 27, line.Contains("loss 0.2500", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = culture;
            using var writer = new StringWriter(CultureInfo.InvariantCulture);
            using var bar = new ConsoleProgressBar(writer, live: true, width: 100);
            bar.Report(At(1, 2, 5, isEpochEnd: false));
            Assert.DoesNotContain(",", writer.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(true, null, null, true)]
    [InlineData(false, null, null, false)]
    [InlineData(true, "NO_COLOR", "1", false)]
    [InlineData(true, "NO_COLOR", "", true)]
    [InlineData(true, "CI", "true", false)]
    [InlineData(true, "TERM", "dumb", false)]
    [InlineData(true, "TERM", "xterm", true)]
    public void The_environment_decides(bool isConsole, string? variable, string? value, bool expected) =>
        Assert.Equal(expected, ConsoleProgressBar.IsTerminal(isConsole, name => name == variable ? value : null));

    private static TrainingProgress At(int epoch, int epochs, int step, bool isEpochEnd, double seconds = 1) =>
        new(epoch, epochs, step, 10, 0.25, 0.915, 0.3, 0.9, 1234.4, TimeSpan.FromSeconds(seconds), isEpochEnd);
}
