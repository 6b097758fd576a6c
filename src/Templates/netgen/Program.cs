using NetGen;

// 150 irises: lengths and widths of sepals and petals in cm, and the species (R. A. Fisher, 1936). The first line is a header.
string path = Path.Combine(AppContext.BaseDirectory, "data", "iris.csv");
Dataset<float> flowers = NumericText.Read<float>(path, skipLines: 1).ToDataset();
(Dataset<float> training, Dataset<float> test) = flowers.Split(heldOut: 0.2, seed: 1);

// Inputs of mean 0 and deviation 1 train best; the scaler learns from the training samples only.
StandardScaler<float> scaler = StandardScaler<float>.Fit(training);

var network = new IrisClassifier(seed: 1);
Console.WriteLine(IrisClassifier.Description);
Trainer.Fit(network, new AdamW<float>(learningRate: 1e-2), scaler.Transform(training), new TrainerOptions<float> { Epochs = 50, BatchSize = 16 });
Console.WriteLine($"test accuracy {100 * Trainer.Evaluate(network, scaler.Transform(test)).Accuracy:0.0} %");

string[] species = ["setosa", "versicolor", "virginica"];
float[] flower = new float[IrisClassifier.InputLength];
scaler.Transform([5.9f, 3.0f, 5.1f, 1.8f], flower);
Console.WriteLine($"a flower of 5.9, 3.0, 5.1 and 1.8 cm: {species[network.Classify(flower)]}");
