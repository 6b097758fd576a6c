using System.Diagnostics;
using System.Globalization;
using NetGen;
using NetGen.Data;
using Tabular;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Folds = 5;
// Which samples fall into which fold is luck, of some percent; several seeds tell how much.
ulong[] seeds = [1, 2, 3, 4, 5];
long start = Stopwatch.GetTimestamp();
// The least that the text of this sample promises; every run checks it.
bool asPromised = Validate<IrisClassifier>("iris.csv", 0.95) & Validate<WineClassifier>("wine_data.csv", 0.97) & Validate<TumourClassifier>("breast_cancer.csv", 0.97);
bool identical = SaveAndReload();
Console.WriteLine($"whole run {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
return asPromised && identical ? 0 : 1;

static CsvDataset<float> Load(string name)
{
    string path = Path.Combine(AppContext.BaseDirectory, "data", name);
    var options = new CsvOptions { Header = CsvHeader.CountsAndClasses };
    return CsvFile.Read<float>(path, options);
}

bool Validate<TNetwork>(string name, double promised)
    where TNetwork : class, INetwork<TNetwork, float>
{
    CsvDataset<float> table = Load(name);
    double[] means = [.. seeds.Select(seed => CrossValidation.Run<TNetwork>(table.Data, Folds, seed).Average())];
    Console.WriteLine($"{name}: {table.Data.Count} rows, {table.InputNames.Length} inputs, classes {string.Join(", ", table.ClassNames)}");
    Console.WriteLine($"  accuracy {100 * means.Average():0.0} %, the mean of {Folds} folds with each seed: {string.Join(", ", seeds.Zip(means, (seed, mean) => $"{100 * mean:0.0} % (seed {seed})"))}");
    return means.Average() >= promised;
}

// Weights and scaler travel in one file.
bool SaveAndReload()
{
    CsvDataset<float> table = Load("iris.csv");
    (IrisClassifier network, StandardScaler<float> scaler) = CrossValidation.Train<IrisClassifier>(table.Data, seeds[0]);
    string path = Path.Combine(AppContext.BaseDirectory, "iris.safetensors");
    network.Save(path);
    scaler.AddTo(path);

    IrisClassifier reloaded = IrisClassifier.Load(path);
    StandardScaler<float> reloadedScaler = StandardScaler<float>.Load(path);
    Span<float> scaled = stackalloc float[IrisClassifier.InputLength], expected = stackalloc float[scaled.Length];
    bool identical = true;
    for (int sample = 0; sample < table.Data.Count; sample++)
    {
        ReadOnlySpan<float> flower = table.Data.Inputs[0].Values.Span.Slice(sample * scaled.Length, scaled.Length);
        reloadedScaler.Transform(flower, scaled);
        scaler.Transform(flower, expected);
        identical &= scaled.SequenceEqual(expected) && reloaded.Classify(scaled) == network.Classify(expected);
    }

    reloadedScaler.Transform([5.9f, 3.0f, 5.1f, 1.8f], scaled);
    Console.WriteLine($"reloaded with its scaler, predictions {(identical ? "identical" : "DIFFERENT")}; a flower of 5.9, 3.0, 5.1, 1.8 cm is {table.ClassNames[reloaded.Classify(scaled)]}");
    return identical;
}
