using NetGen;

namespace Tabular;

/// <summary>How well a network does on samples that it has not seen.</summary>
internal static class CrossValidation
{
    /// <summary>Trains a network a fold and tests it on the part held out, of which neither the scaler nor the network has seen anything.</summary>
    /// <returns>The accuracy of each fold, in its order.</returns>
    public static double[] Run<TNetwork>(Dataset<float> data, int folds, ulong seed)
        where TNetwork : class, INetwork<TNetwork, float> =>
        [.. data.StratifiedKFold(folds, seed).Select(fold =>
        {
            (TNetwork network, StandardScaler<float> scaler) = Train<TNetwork>(fold.Training, seed);
            return Trainer.Evaluate(network, scaler.Transform(fold.HeldOut)).Accuracy!.Value;
        })];

    /// <summary>Fits a scaler and a network. The settings are the same for every table; none was chosen by the accuracy on a part held out.</summary>
    public static (TNetwork Network, StandardScaler<float> Scaler) Train<TNetwork>(Dataset<float> training, ulong seed)
        where TNetwork : class, INetwork<TNetwork, float>
    {
        StandardScaler<float> scaler = StandardScaler<float>.Fit(training);
        TNetwork network = TNetwork.Create(seed);
        Trainer.Fit(network, new AdamW<float>(learningRate: 1e-2), scaler.Transform(training), new TrainerOptions<float>
        {
            Epochs = 50,
            BatchSize = 16,
            Seed = seed,
            Schedule = LearningRateSchedule.Cosine(),
            MeasureAccuracy = false,
        });
        return (network, scaler);
    }
}
