using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using NetGen;
using NetGen.Reporting;

namespace Digits;

/// <summary>Predicts one sample.</summary>
/// <typeparam name="TNetwork">The network.</typeparam>
/// <param name="network">The network.</param>
/// <param name="picture">The picture.</param>
/// <param name="scores">Where the scores of the classes go.</param>
internal delegate void Prediction<in TNetwork>(TNetwork network, ReadOnlySpan<float> picture, Span<float> scores);

/// <summary>Trains a network with several seeds, and shows what it does and what it costs.</summary>
/// <typeparam name="TNetwork">The network.</typeparam>
/// <param name="description">The table of its layers.</param>
/// <param name="predict">Predicts one sample.</param>
/// <param name="save">Saves the network.</param>
/// <param name="load">Loads it.</param>
internal sealed class Demonstration<TNetwork>(string description, Prediction<TNetwork> predict, Action<TNetwork, string> save, Func<string, TNetwork> load)
    where TNetwork : class, INetwork<TNetwork, float>
{
    private readonly Dataset<float> pictures = Pictures.Load();

    /// <summary>Runs it.</summary>
    /// <param name="options">What the command line asks for.</param>
    /// <returns>The exit code.</returns>
    public int Run(Options options)
    {
        long start = Stopwatch.GetTimestamp();
        Console.WriteLine(description);
        Console.WriteLine();

        // The first seed is shown in full; the others tell how far its result depends on luck.
        (TNetwork network, Dataset<float> heldOut) = Train(options, options.Seeds[0], new ConsoleProgressBar());
        EvaluationResult result = Trainer.Evaluate(network, heldOut);
        double[] accuracies = [result.Accuracy!.Value, .. options.Seeds.Skip(1).Select(seed => Accuracy(options, seed))];
        Console.WriteLine($"test accuracy {100 * accuracies.Average():0.0} %");
        if (accuracies.Length > 1)
            Console.WriteLine($"the mean of {string.Join(", ", options.Seeds.Zip(accuracies, (seed, accuracy) => $"{100 * accuracy:0.0} % (seed {seed})"))}");
        Console.WriteLine();
        Console.WriteLine(result.Confusion);
        Console.WriteLine();
        bool identical = SaveAndReload(network, heldOut);
        bool free = Measure(network, heldOut);
        bool written = NameGeneratedFiles();
        Console.WriteLine($"whole run {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        return identical && free && written ? 0 : 1;
    }

    private static IEnumerable<TrainingCallback> Reports(Options options)
    {
        if (options.Report is { } report)
            yield return new HtmlReport(report, "Handwritten digits");
        if (options.Log is { } log)
            yield return new TensorBoardLog(log, everySteps: 10);
    }

    private double Accuracy(Options options, ulong seed)
    {
        (TNetwork other, Dataset<float> heldOut) = Train(options, seed, progress: null);
        return Trainer.Evaluate(other, heldOut).Accuracy!.Value;
    }

    private (TNetwork Network, Dataset<float> HeldOut) Train(Options options, ulong seed, ConsoleProgressBar? progress)
    {
        (Dataset<float> training, Dataset<float> test) = pictures.Split(heldOut: 0.2, seed);
        Dataset<float> moved = Pictures.WithMovedCopies(training);
        TrainingCallback[] reports = progress is null ? [] : [.. Reports(options)];
        if (progress is not null)
            Console.WriteLine($"{pictures.Count} digits: {training.Count} to train with, {moved.Count} with their copies moved by a pixel; {test.Count} held out");
        TNetwork trained = TNetwork.Create(seed);
        using var threads = new Parallelism();
        using (progress)
        {
            Trainer.Fit(trained, new AdamW<float>(learningRate: 3e-3), moved, new TrainerOptions<float>
            {
                Epochs = options.Epochs,
                BatchSize = 32,
                Seed = seed,
                Schedule = LearningRateSchedule.Cosine(),
                Progress = progress,
                Callbacks = reports,

                // Only to be seen: nothing is chosen by it.
                Validation = reports.Length > 0 ? test : null,
                MeasureAccuracy = progress is not null,
                Parallelism = options.IsConvolutional ? threads : null,
            });
        }

        return (trained, test);
    }

    private bool SaveAndReload(TNetwork network, Dataset<float> data)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "digits.safetensors");
        save(network, path);
        bool identical = MemoryMarshal.AsBytes(Scores(network, data)).SequenceEqual(MemoryMarshal.AsBytes(Scores(load(path), data)));
        Console.WriteLine($"saved {new FileInfo(path).Length} bytes to {Relative(path)}");
        Console.WriteLine($"reloaded, predictions {(identical ? "identical bit for bit" : "DIFFERENT")}");
        return identical;
    }

    private ReadOnlySpan<float> Scores(TNetwork network, Dataset<float> data)
    {
        int inputs = TNetwork.Signature.Inputs[0].Length, outputs = TNetwork.Signature.Outputs[0].Length;
        float[] scores = new float[data.Count * outputs];
        for (int sample = 0; sample < data.Count; sample++)
            predict(network, data.Inputs[0].Values.Span.Slice(sample * inputs, inputs), scores.AsSpan(sample * outputs, outputs));
        return scores;
    }

    private bool Measure(TNetwork network, Dataset<float> data)
    {
        var measurements = new Measurements<TNetwork>(network, predict);
        ReadOnlySpan<float> inputs = data.Inputs[0].Values.Span;
        (double nanoseconds, float checksum) = measurements.Latency(inputs);
        (long bytes, int calls) = measurements.Allocation(inputs);
        Console.WriteLine($"one prediction takes {nanoseconds:0} ns (median; checksum {checksum:0.000})");
        Console.WriteLine($"{calls} predictions allocated {bytes} bytes");
        return bytes == 0;
    }

    private static bool NameGeneratedFiles()
    {
        bool written = true;
        string directory = typeof(TNetwork).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(attribute => attribute.Key == "GeneratedFiles").Value!;
        foreach (string concern in (ReadOnlySpan<string>)["Forward", "Backward"])
        {
            string? path = Directory.Exists(directory)
                ? Directory.EnumerateFiles(directory, $"*.{typeof(TNetwork).Name}.{concern}.g.cs", SearchOption.AllDirectories).FirstOrDefault()
                : null;
            written &= path is not null;
            Console.WriteLine($"generated {concern.ToLowerInvariant()} pass: {(path is null ? "not found; build the project again" : Relative(path))}");
        }

        return written;
    }

    private static string Relative(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);
}
