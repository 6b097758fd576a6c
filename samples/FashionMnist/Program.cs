using System.Diagnostics;
using System.Globalization;
using FashionMnist;
using NetGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
long start = Stopwatch.GetTimestamp();
Options options;
Dataset<float> training, test;
try
{
    options = Options.Parse(args);
    (training, test) = FashionData.Load(options.Data);
}
catch (FormatException exception)
{
    return Fail(exception.Message, Options.Usage);
}
catch (FileNotFoundException exception)
{
    return Fail(exception.Message, FashionData.HowToGet);
}
catch (DataFileException exception)
{
    return Fail(exception.Message, FashionData.HowToGet);
}

Console.WriteLine(FashionClassifier.Description);
Console.WriteLine();
Console.WriteLine($"{training.Count} pictures to train with, {test.Count} to test");
var network = new FashionClassifier(options.Seed);
using var threads = new Parallelism();
using (var progress = new ConsoleProgressBar())
{
    Trainer.Fit(network, new AdamW<float>(learningRate: 1e-3), training, new TrainerOptions<float>
    {
        Epochs = options.Epochs,
        BatchSize = 64,
        Seed = options.Seed,
        Schedule = LearningRateSchedule.Cosine,
        Progress = progress,
        MeasureAccuracy = false,
        Parallelism = threads,
    });
}

EvaluationResult result = Trainer.Evaluate(network, test, parallelism: threads);
Console.WriteLine($"test accuracy {100 * result.Accuracy!.Value:0.0} %");
Console.WriteLine();
Console.WriteLine(result.Confusion!.ToString(FashionClassifier.ClassNames));
Console.WriteLine();
network.Save(options.Weights);
Console.WriteLine($"saved {new FileInfo(options.Weights).Length} bytes to {Path.GetRelativePath(Environment.CurrentDirectory, options.Weights)}");
Console.WriteLine($"whole run {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
return 0;

static int Fail(string message, string help)
{
    Console.Error.WriteLine(message);
    Console.Error.WriteLine(help);
    return 2;
}
