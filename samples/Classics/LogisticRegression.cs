using NetGen;
using NetGen.Data;

namespace Classics;

/// <summary>The logarithm of the odds as a linear function of the inputs.</summary>
[Network]
[Input(30)]
[Dense(1)]
[SigmoidBinaryCrossEntropy]
internal sealed partial class LogisticModel;

/// <summary>Whether a tumour is benign, from measures of its cell nuclei; tested on folds of which neither scaler nor model has seen anything.</summary>
internal static class LogisticRegression
{
    private const int Folds = 5;

    public static void Run(Promises promises)
    {
        Dataset<float> data = CsvFile.Read<float>(
            Path.Combine(AppContext.BaseDirectory, "data", "breast_cancer.csv"),
            new CsvOptions { Header = CsvHeader.CountsAndClasses, TargetKind = CsvTargets.Values }).Data;
        double[] means = [.. new ulong[] { 1, 2, 3, 4, 5 }.Select(seed => Mean(data, seed))];
        Console.WriteLine($"accuracy {100 * means.Average():0.0} %, the mean of {Folds} folds with each of five seeds: {string.Join(", ", means.Select(mean => $"{100 * mean:0.0} %"))}");
        promises.Check(means.Average() >= 0.97, "97 % or more in the mean");
        promises.Check(means.Min() >= 0.965, "96.5 % or more with every seed");
    }

    private static double Mean(Dataset<float> data, ulong seed) => data.KFold(Folds, seed).Average(fold =>
    {
        StandardScaler<float> scaler = StandardScaler<float>.Fit(fold.Training);
        var model = LogisticModel.Create(seed);
        Trainer.Fit(model, new AdamW<float>(learningRate: 0.01, weightDecay: 0.1), scaler.Transform(fold.Training), new TrainerOptions<float>
        {
            Epochs = 50,
            BatchSize = 16,
            Seed = seed,
            Schedule = LearningRateSchedule.Cosine(),
        });

        // The network gives logits: 0 is a probability of a half.
        Dataset<float> held = scaler.Transform(fold.HeldOut);
        float[] targets = new float[held.Count];
        for (int i = 0; i < held.Count; i++)
            held.Targets[0].Read(i, targets.AsSpan(i, 1));
        return Metrics.BinaryAccuracy(Trainer.Predict(model, held), targets, 0f);
    });
}
