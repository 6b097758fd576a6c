using NetGen;

namespace Classics;

/// <summary>From 64 pixels to 6 numbers and back, through eight layers of sigmoids.</summary>
[Network]
[Input(64)]
[Dense(48), Sigmoid]
[Dense(32), Sigmoid]
[Dense(16), Sigmoid]
[Dense(6), Sigmoid]
[Dense(16), Sigmoid]
[Dense(32), Sigmoid]
[Dense(48), Sigmoid]
[Dense(64), Sigmoid]
[MeanSquaredError]
internal sealed partial class Autoencoder;

/// <summary>The outermost layers of it.</summary>
[Network]
[Input(64)]
[Dense(48), Sigmoid]
[Output("code", From = "Sigmoid1")]
[Dense(64), Sigmoid]
[Output("copy", From = "Sigmoid2")]
[MeanSquaredError]
internal sealed partial class Pair64To48;

/// <summary>The next ones.</summary>
[Network]
[Input(48)]
[Dense(32), Sigmoid]
[Output("code", From = "Sigmoid1")]
[Dense(48), Sigmoid]
[Output("copy", From = "Sigmoid2")]
[MeanSquaredError]
internal sealed partial class Pair48To32;

/// <summary>The next ones.</summary>
[Network]
[Input(32)]
[Dense(16), Sigmoid]
[Output("code", From = "Sigmoid1")]
[Dense(32), Sigmoid]
[Output("copy", From = "Sigmoid2")]
[MeanSquaredError]
internal sealed partial class Pair32To16;

/// <summary>The innermost ones.</summary>
[Network]
[Input(16)]
[Dense(6), Sigmoid]
[Output("code", From = "Sigmoid1")]
[Dense(16), Sigmoid]
[Output("copy", From = "Sigmoid2")]
[MeanSquaredError]
internal sealed partial class Pair16To6;

/// <summary>
/// A deep autoencoder of sigmoids on the handwritten digits: each pair of an encoding and a decoding layer trained by itself first, on the
/// codes of the pair outside of it, then all together (Bengio et al., «Greedy layer-wise training of deep networks», 2007); against the same
/// number of epochs from random weights.
/// </summary>
internal static class DeepAutoencoder
{
    private const int PairEpochs = 20, Epochs = 40;
    private const ulong Seed = 1;

    public static void Run(Promises promises)
    {
        (Dataset<float> training, Dataset<float> test) = Load();
        double mean = ErrorOfTheMean(training, test);

        var random = Autoencoder.Create(Seed);
        Train(random, training, Epochs + PairEpochs);
        double fromRandom = Trainer.Evaluate(random, test).Loss;

        var trained = Autoencoder.Create(Seed);
        Dataset<float> codes = Pretrain<Pair64To48>(trained, training, 1, 8);
        codes = Pretrain<Pair48To32>(trained, codes, 2, 7);
        codes = Pretrain<Pair32To16>(trained, codes, 3, 6);
        Pretrain<Pair16To6>(trained, codes, 4, 5);
        double before = Trainer.Evaluate(trained, test).Loss;
        Train(trained, training, Epochs);
        double layerByLayer = Trainer.Evaluate(trained, test).Loss;

        Console.WriteLine($"mean squared error of {test.Count} digits that were held out:");
        Console.WriteLine($"  the mean picture                        {mean:0.0000}");
        Console.WriteLine($"  from random weights                     {fromRandom:0.0000}");
        Console.WriteLine($"  layer by layer                          {before:0.0000}");
        Console.WriteLine($"  layer by layer, then all together       {layerByLayer:0.0000}");
        promises.Check(fromRandom > 0.9 * mean, "from random weights descent learns hardly more than the mean picture");
        promises.Check(layerByLayer < 0.6 * mean, "trained layer by layer before, it errs by less than three fifths of that");
    }

    private static (Dataset<float> Training, Dataset<float> Test) Load()
    {
        Dataset<float> digits = NumericText.Read<float>(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv.gz")).ToDataset(divisor: 16);
        return new Dataset<float>(digits.Inputs, digits.Inputs).Split(heldOut: 0.2, Seed);
    }

    private static void Train<TNetwork>(TNetwork network, Dataset<float> data, int epochs)
        where TNetwork : class, INetwork<TNetwork, float> =>
        Trainer.Fit(network, new Sgd<float>(2f, momentum: 0.9), data, new TrainerOptions<float> { Epochs = epochs, BatchSize = 32, Seed = Seed });

    // Trains a pair, puts it into its place, and gives its codes.
    private static Dataset<float> Pretrain<TPair>(Autoencoder whole, Dataset<float> data, int encoder, int decoder)
        where TPair : class, INetwork<TPair, float>
    {
        TPair pair = TPair.Create(Seed);
        Train(pair, data, PairEpochs);
        foreach (string tensor in (ReadOnlySpan<string>)["weight", "bias"])
        {
            whole.Parameters[$"Dense{encoder}.{tensor}"].CopyFrom(pair.Parameters[$"Dense1.{tensor}"].ToArray());
            whole.Parameters[$"Dense{decoder}.{tensor}"].CopyFrom(pair.Parameters[$"Dense2.{tensor}"].ToArray());
        }

        var codes = new DataColumn<float>(Trainer.Predict(pair, data), TPair.Signature.Outputs[0].Length);
        return new Dataset<float>([codes], [codes]);
    }

    private static double ErrorOfTheMean(Dataset<float> training, Dataset<float> test)
    {
        double[] mean = new double[64];
        Visit(training, (pixel, value) => mean[pixel] += value / (double)training.Count);
        double error = 0;
        Visit(test, (pixel, value) => error += Math.Pow(value - mean[pixel], 2) / (64.0 * test.Count));
        return error;
    }

    private static void Visit(Dataset<float> data, Action<int, float> visit)
    {
        float[] picture = new float[64];
        for (int sample = 0; sample < data.Count; sample++)
        {
            data.Inputs[0].Read(sample, picture);
            for (int pixel = 0; pixel < picture.Length; pixel++)
                visit(pixel, picture[pixel]);
        }
    }
}
