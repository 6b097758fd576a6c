using NetGen;

namespace Classics;

/// <summary>A trend and a season: time, and sine and cosine of the season.</summary>
[Network]
[Input(3)]
[Dense(1)]
[MeanSquaredError]
internal sealed partial class TrendAndSeason;

/// <summary>The next value from the 24 before it.</summary>
[Network]
[Input(24)]
[Dense(16), Tanh]
[Dense(1)]
[MeanSquaredError]
internal sealed partial class NextValue;

/// <summary>
/// Ten years of months, ten times over, with a trend, a season and noise; the last two years are forecast from the eight before, by a model that knows what
/// the series is made of, by a network that does not, and by repeating the last year.
/// </summary>
internal static class Forecast
{
    private const int Seeds = 10, Months = 120, Known = 96, Window = 24, Season = 12;
    private const double Noise = 0.5;

    public static void Run(Promises promises)
    {
        double model = 0, network = 0, naive = 0, noise = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var random = new Philox(seed);
            double[] truth = [.. Enumerable.Range(0, Months).Select(month => 20 + (0.05 * month) + (3 * Math.Sin(2 * Math.PI * month / Season)))];
            float[] series = [.. truth.Select((value, month) => (float)(value + (Noise * random.Normal((ulong)month))))];
            model += Error(series, Fitted(series)) / Seeds;
            network += Error(series, StepByStep(series)) / Seeds;
            naive += Error(series, [.. Enumerable.Range(0, Months - Known).Select(month => series[Known - Season + (month % Season)])]) / Seeds;
            noise += Error(series, [.. truth[Known..].Select(value => (float)value)]) / Seeds;
        }

        Console.WriteLine($"root mean square error of the last {Months - Known} months, the mean of {Seeds} series:");
        Console.WriteLine($"  last year again         {naive:0.000}");
        Console.WriteLine($"  network of {Window} months    {network:0.000}");
        Console.WriteLine($"  trend and season        {model:0.000}");
        Console.WriteLine($"  the noise itself        {noise:0.000}");
        promises.Check(model < 1.1 * noise, "the model of trend and season errs by less than a tenth more than the noise itself");
        promises.Check(model < network && network < 0.8 * naive, "the network errs more than the model, and by a fifth less than the last year again");
    }

    private static double Error(float[] series, float[] forecast) =>
        Math.Sqrt(forecast.Select((value, i) => Math.Pow(value - series[Known + i], 2)).Average());

    private static float[] Fitted(float[] series)
    {
        float[] inputs = [.. Enumerable.Range(0, Months).SelectMany(month => new[] { (float)month / Months, MathF.Sin(2 * MathF.PI * month / Season), MathF.Cos(2 * MathF.PI * month / Season) })];
        var model = TrendAndSeason.Create(1);
        Trainer.Fit(model, new Sgd<float>(0.1f, momentum: 0.9), Dataset.FromArrays(inputs[..(3 * Known)], series[..Known], 3, 1), new TrainerOptions<float> { Epochs = 500, BatchSize = Known });
        return Trainer.Predict(model, Dataset.FromArrays(inputs[(3 * Known)..], new float[Months - Known], 3, 1));
    }

    // What it forecasts is what it forecasts the next from. The window is taken relative to its mean, so that a trend does not leave the range it has learned.
    private static float[] StepByStep(float[] series)
    {
        var network = NextValue.Create(1);
        int[] ends = [.. Enumerable.Range(Window, Known - Window)];
        float[] windows = [.. ends.SelectMany(end => Relative(series.AsSpan(end - Window, Window)))];
        float[] next = [.. ends.Select(end => series[end] - Mean(series.AsSpan(end - Window, Window)))];
        Trainer.Fit(network, new AdamW<float>(learningRate: 0.003, weightDecay: 0.1), Dataset.FromArrays(windows, next, Window, 1), new TrainerOptions<float>
        {
            Epochs = 200,
            BatchSize = 8,
            Seed = 1,
            Schedule = LearningRateSchedule.Cosine(),
        });
        var all = new List<float>(series[..Known]);
        Span<float> output = stackalloc float[1];
        while (all.Count < Months)
        {
            float[] window = [.. all[^Window..]];
            network.Predict(Relative(window), output);
            all.Add(output[0] + Mean(window));
        }

        return [.. all[Known..]];
    }

    private static float Mean(ReadOnlySpan<float> window)
    {
        float sum = 0;
        foreach (float value in window)
            sum += value;
        return sum / window.Length;
    }

    private static float[] Relative(ReadOnlySpan<float> window)
    {
        float mean = Mean(window);
        float[] relative = window.ToArray();
        foreach (ref float value in relative.AsSpan())
            value -= mean;
        return relative;
    }
}
