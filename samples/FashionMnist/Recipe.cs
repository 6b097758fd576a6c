using System.Diagnostics;
using NetGen;
using NetGen.Reporting;

namespace FashionMnist;

/// <summary>A network and how it is trained.</summary>
internal abstract class Recipe
{
    /// <summary>The classes, in the order of their labels.</summary>
    public static readonly string[] ClassNames = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"];

    /// <summary>What the command line calls them.</summary>
    public static IReadOnlyDictionary<string, Recipe> All { get; } = new Dictionary<string, Recipe>(StringComparer.Ordinal)
    {
        ["dense"] = new Recipe<DenseClassifier>(DenseClassifier.Description, (network, path) => network.Save(path)) { Epochs = 10, LearningRate = 1e-3 },
        ["lenet"] = new Recipe<LeNetClassifier>(LeNetClassifier.Description, (network, path) => network.Save(path))
        {
            Epochs = 12,
            LearningRate = 2e-3,
            Augmentation = new Augmentation<float>(1, 28, 28).HorizontalFlip(),
        },
        ["residual"] = new Recipe<ResidualClassifier>(ResidualClassifier.Description, (network, path) => network.Save(path))
        {
            Epochs = 10,
            LearningRate = 3e-3,
            WeightDecay = 0.05,
            Augmentation = new Augmentation<float>(1, 28, 28).RandomCrop(padding: 2).HorizontalFlip(),
        },
    };

    /// <summary>The table of its layers.</summary>
    public abstract string Description { get; }

    /// <summary>How many epochs it is trained, unless told otherwise.</summary>
    public required int Epochs { get; init; }

    /// <summary>The learning rate at the first step; it ends at 0.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>How pictures are changed at random while they are trained with; null for not at all.</summary>
    public Augmentation<float>? Augmentation { get; init; }

    /// <summary>Trains, tests and saves the network.</summary>
    /// <param name="training">The pictures to train with.</param>
    /// <param name="test">The pictures to test with.</param>
    /// <param name="options">What the command line asks for.</param>
    public abstract void Run(Dataset<float> training, Dataset<float> test, Options options);
}

/// <summary>How a network of a type is trained.</summary>
/// <typeparam name="TNetwork">The network.</typeparam>
/// <param name="description">The table of its layers.</param>
/// <param name="save">Saves it.</param>
internal sealed class Recipe<TNetwork>(string description, Action<TNetwork, string> save) : Recipe
    where TNetwork : class, INetwork<TNetwork, float>
{
    /// <inheritdoc/>
    public override string Description => description;

    /// <inheritdoc/>
    public override void Run(Dataset<float> training, Dataset<float> test, Options options)
    {
        TNetwork network = TNetwork.Create(options.Seed);
        using var threads = new Parallelism();
        TrainingCallback[] reports = [.. Reports(options)];
        long start = Stopwatch.GetTimestamp();
        using (var progress = new ConsoleProgressBar())
        {
            Trainer.Fit(network, new AdamW<float>(learningRate: LearningRate, weightDecay: WeightDecay), training, new TrainerOptions<float>
            {
                Epochs = options.Epochs ?? Epochs,
                BatchSize = 64,
                Seed = options.Seed,
                Schedule = LearningRateSchedule.Cosine(),
                Augmentation = Augmentation,
                Prefetch = Augmentation is null ? 0 : 2,
                Progress = progress,
                Callbacks = reports,

                // Only to be seen: nothing is chosen by it.
                Validation = reports.Length > 0 ? test : null,
                MeasureAccuracy = false,
                Parallelism = threads,
            });
        }

        Console.WriteLine($"trained in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
        EvaluationResult result = Trainer.Evaluate(network, test, parallelism: threads);
        Console.WriteLine($"test accuracy {100 * result.Accuracy!.Value:0.0} %");
        Console.WriteLine();
        Console.WriteLine(result.Confusion!.ToString(ClassNames));
        Console.WriteLine();
        save(network, options.Weights);
    }

    private static IEnumerable<TrainingCallback> Reports(Options options)
    {
        if (options.Report is { } report)
            yield return new HtmlReport(report, $"Fashion-MNIST, {options.Model}");
        if (options.Log is { } log)
            yield return new TensorBoardLog(log, everySteps: 50);
    }
}
