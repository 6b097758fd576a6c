using System.Globalization;

namespace NetGen.Reporting.Tests;

public sealed class CsvLogTests : TestRun
{
    private string Epochs => At("epochs.csv");

    private string Steps => At("steps.csv");

    [Fact]
    public void ARowAnEpochHoldsItsMeasuresExactlyInAnyCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        TrainingHistory history;
        try
        {
            CultureInfo.CurrentCulture = german;
            history = Fit(Plain with { Callbacks = [new CsvLog(Epochs, Steps)] });
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        string[] lines = File.ReadAllLines(Epochs);
        Assert.Equal("epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,gradient_norm,samples_per_second,seconds", lines[0]);
        Assert.Equal(3, lines.Length - 1);
        foreach (EpochRecord epoch in history.Epochs)
        {
            double[] row = [.. lines[epoch.Epoch].Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
            Assert.Equal([epoch.Epoch, epoch.Loss, epoch.Accuracy!.Value, epoch.ValidationLoss!.Value, epoch.ValidationAccuracy!.Value, epoch.LearningRate, epoch.GradientNorm!.Value], row[..7]);
            Assert.Equal(epoch.SamplesPerSecond, row[7], 0.001);
            Assert.Equal(epoch.Duration.TotalSeconds, row[8], 0.001);
        }

        lines = File.ReadAllLines(Steps);
        Assert.Equal("global_step,epoch,step,samples,loss,learning_rate,gradient_norm,seconds", lines[0]);
        Assert.Equal(12, lines.Length - 1);
        Assert.StartsWith("6,2,2,8,", lines[6], StringComparison.Ordinal);
        Assert.Equal("", string.Concat(lines.Skip(1).Where(line => line.Split(',').Length != 8)));

        // Nobody holds the files any more.
        File.OpenWrite(Epochs).Dispose();
        File.OpenWrite(Steps).Dispose();
    }

    [Fact]
    public void WhatWasNotMeasuredIsEmpty()
    {
        Fit(Plain with { Epochs = 1, Validation = null, MeasureAccuracy = false, Callbacks = [new CsvLog(Epochs) { MeasuresGradientNorm = false }] });
        string[] row = File.ReadAllLines(Epochs)[1].Split(',');
        Assert.Equal([2, 3, 4, 6], Enumerable.Range(0, 9).Where(i => row[i].Length == 0));
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(7, 0)]
    [InlineData(11, 0)]
    [InlineData(11, 9)]
    public void ARunThatGoesOnWritesWhatOneWithoutAPauseWrites(long brokenAt, int cutOff)
    {
        Fit(Plain with { Callbacks = [new CsvLog(At("whole.csv"), At("whole-steps.csv"))] });
        var options = Plain with { Callbacks = [new CsvLog(Epochs, Steps)] };
        FitUpTo(brokenAt, options);
        byte[] written = File.ReadAllBytes(Steps);
        Assert.Equal(brokenAt, File.ReadAllLines(Steps).Length - 1);
        File.WriteAllBytes(Steps, written[..^cutOff]);
        GoOn(options);
        Assert.Equal(WithoutTimes(At("whole.csv"), 2), WithoutTimes(Epochs, 2));
        Assert.Equal(WithoutTimes(At("whole-steps.csv"), 1), WithoutTimes(Steps, 1));
    }

    [Fact]
    public void ARunFromItsBeginningBeginsTheFilesAnew()
    {
        var options = Plain with { Callbacks = [new CsvLog(Epochs, Steps)] };
        Fit(options);
        Fit(options with { Epochs = 1 });
        Assert.Equal(2, File.ReadAllLines(Epochs).Length);
        Assert.Equal(5, File.ReadAllLines(Steps).Length);
    }

    [Fact]
    public void AnotherFileIsNeitherOverwrittenNorGoneOnIn()
    {
        File.WriteAllText(Epochs, "name,price\nbread,3\n");
        string message = Assert.Throws<DataFileException>(() => Fit(Plain with { Callbacks = [new CsvLog(Epochs)] })).Message;
        Assert.Contains($"'{Epochs}' has the header 'name,price'; this log writes 'epoch,loss,", message, StringComparison.Ordinal);
        Assert.Contains("Name another file", message, StringComparison.Ordinal);
        Assert.Throws<DataFileException>(() => Fit(Plain with { Callbacks = [new CsvLog(At("new.csv"), Epochs)] }));
        Assert.Equal("name,price\nbread,3\n", File.ReadAllText(Epochs));
        Assert.False(File.Exists(At("new.csv")));
    }

    [Fact]
    public void ADamagedRowIsNamed()
    {
        var options = Plain with { Callbacks = [new CsvLog(Epochs, Steps)] };
        FitUpTo(7, options);
        string[] lines = File.ReadAllLines(Steps);
        lines[3] = "3,1";
        File.WriteAllLines(Steps, lines);
        Assert.Contains("is damaged at line 4: '3,1'; expected 8 fields", Assert.Throws<DataFileException>(() => GoOn(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PathsThatCannotBeAreRefused()
    {
        Assert.Throws<ArgumentException>(() => new CsvLog(""));
        Assert.Contains("file of their own", Assert.Throws<ArgumentException>(() => new CsvLog("a.csv", "./a.csv")).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist. Create it first", Assert.Throws<DirectoryNotFoundException>(() => Fit(Plain with { Callbacks = [new CsvLog(At("none/a.csv"))] })).Message, StringComparison.Ordinal);
    }

    private static string[] WithoutTimes(string path, int times) => [.. File.ReadAllLines(path).Select(line => string.Join(',', line.Split(',')[..^times]))];
}
