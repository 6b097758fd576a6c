using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Digits;
using NetGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Options options;
try
{
    options = Options.Parse(args);
}
catch (FormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

long start = Stopwatch.GetTimestamp();
Dataset<float> pictures = Pictures.Load();
Console.WriteLine(DigitClassifier.Description);
Console.WriteLine();

// The first seed is shown in full; the others tell how far its result depends on luck.
(DigitClassifier network, Dataset<float> heldOut) = Train(options.Seeds[0], new ConsoleProgressBar());
EvaluationResult result = Trainer.Evaluate(network, heldOut);
double[] accuracies = [result.Accuracy!.Value, .. options.Seeds.Skip(1).Select(Accuracy)];
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

double Accuracy(ulong seed)
{
    (DigitClassifier other, Dataset<float> otherHeldOut) = Train(seed, progress: null);
    return Trainer.Evaluate(other, otherHeldOut).Accuracy!.Value;
}

(DigitClassifier Network, Dataset<float> HeldOut) Train(ulong seed, ConsoleProgressBar? progress)
{
    (Dataset<float> training, Dataset<float> test) = pictures.Split(heldOut: 0.2, seed);
    Dataset<float> moved = Pictures.WithMovedCopies(training);
    if (progress is not null)
        Console.WriteLine($"{pictures.Count} digits: {training.Count} to train with, {moved.Count} with their copies moved by a pixel; {test.Count} held out");
    var trained = new DigitClassifier(seed);
    using (progress)
    {
        Trainer.Fit(trained, new AdamW<float>(learningRate: 3e-3), moved, new TrainerOptions<float>
        {
            Epochs = options.Epochs,
            BatchSize = 32,
            Seed = seed,
            Schedule = LearningRateSchedule.Cosine,
            Progress = progress,
            MeasureAccuracy = progress is not null,
        });
    }

    return (trained, test);
}

static bool SaveAndReload(DigitClassifier network, Dataset<float> data)
{
    string path = Path.Combine(AppContext.BaseDirectory, "digits.safetensors");
    network.Save(path);
    DigitClassifier reloaded = DigitClassifier.Load(path);
    float[] expected = new float[data.Count * DigitClassifier.OutputLength], found = new float[expected.Length];
    network.Predict(data.Inputs[0].Values.Span, expected, data.Count);
    reloaded.Predict(data.Inputs[0].Values.Span, found, data.Count);
    bool identical = MemoryMarshal.AsBytes<float>(expected).SequenceEqual(MemoryMarshal.AsBytes<float>(found));
    Console.WriteLine($"saved {new FileInfo(path).Length} bytes to {Relative(path)}");
    Console.WriteLine($"reloaded, predictions {(identical ? "identical bit for bit" : "DIFFERENT")}");
    return identical;
}

static bool Measure(DigitClassifier network, Dataset<float> data)
{
    ReadOnlySpan<float> inputs = data.Inputs[0].Values.Span;
    (double nanoseconds, float checksum) = Measurements.Latency(network, inputs);
    (long bytes, int calls) = Measurements.Allocation(network, inputs);
    Console.WriteLine($"one prediction takes {nanoseconds:0} ns (median; checksum {checksum:0.000})");
    Console.WriteLine($"{calls} predictions allocated {bytes} bytes");
    return bytes == 0;
}

static bool NameGeneratedFiles()
{
    bool written = true;
    string directory = typeof(DigitClassifier).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "GeneratedFiles").Value!;
    foreach (string concern in (ReadOnlySpan<string>)["Forward", "Backward"])
    {
        string? path = Directory.Exists(directory)
            ? Directory.EnumerateFiles(directory, $"*{nameof(DigitClassifier)}.{concern}.g.cs", SearchOption.AllDirectories).FirstOrDefault()
            : null;
        written &= path is not null;
        Console.WriteLine($"generated {concern.ToLowerInvariant()} pass: {(path is null ? "not found; build the project again" : Relative(path))}");
    }

    return written;
}

static string Relative(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);
