using NetGen.Tests.Training;

namespace NetGen.Tests.Ensembles;

public sealed class EnsembleTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("netgen-ensembles-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void The_mean_of_outputs_the_mean_of_probabilities_and_votes_are_what_their_names_say()
    {
        // Logits (4, 0, 0), (0, 1, 0), (0, 1, 0): one network is sure, two are not.
        var ensemble = new Ensemble<SoftmaxRegression, double>(Constant(4, 0, 0), Constant(0, 1, 0), Constant(0, 1, 0));
        Assert.Equal(EnsembleCombination.Outputs, ensemble.Combination);
        AssertEqual([4 / 3.0, 2 / 3.0, 0], Predict(ensemble));
        Assert.Equal(0, ensemble.Classify(new double[2]));

        ensemble.Combination = EnsembleCombination.Probabilities;
        double sure = Math.Exp(4) / (Math.Exp(4) + 2), other = 1 / (Math.Exp(4) + 2), unsure = Math.E / (Math.E + 2), rest = 1 / (Math.E + 2);
        AssertEqual([(sure + (2 * rest)) / 3, (other + (2 * unsure)) / 3, (other + (2 * rest)) / 3], Predict(ensemble));
        Assert.Equal(0, ensemble.Classify(new double[2]));

        ensemble.Combination = EnsembleCombination.Vote;
        AssertEqual([1 / 3.0, 2 / 3.0, 0], Predict(ensemble));
        Assert.Equal(1, ensemble.Classify(new double[2]));
    }

    [Fact]
    public void Of_equal_votes_the_first_class_wins()
    {
        var ensemble = new Ensemble<SoftmaxRegression, double>(Constant(0, 0, 1), Constant(0, 1, 0)) { Combination = EnsembleCombination.Vote };
        Assert.Equal(1, ensemble.Classify(new double[2]));
    }

    [Theory]
    [InlineData(EnsembleCombination.Outputs)]
    [InlineData(EnsembleCombination.Probabilities)]
    [InlineData(EnsembleCombination.Vote)]
    public void Batches_samples_and_data_sets_agree(EnsembleCombination combination)
    {
        Dataset<double> data = Clouds.Make(50, 3);
        var ensemble = new Ensemble<SoftmaxRegression, double>(Random(1), Random(2), Random(3)) { Combination = combination };
        double[] all = ensemble.Predict(data, batchSize: 7), batch = new double[150], one = new double[3];
        ensemble.Predict(data.Inputs[0].Values, batch, 50);
        Assert.Equal(all, batch);
        for (int sample = 0; sample < 50; sample++)
        {
            ReadOnlyMemory<double> input = data.Inputs[0].Values.Slice(2 * sample, 2);
            ensemble.Predict(input, one, 1);
            Assert.Equal(all.AsSpan(3 * sample, 3).ToArray(), one);
            Assert.Equal(Metrics.ArgMax<double>(one), ensemble.Classify(input));
        }
    }

    [Fact]
    public void Predictions_allocate_nothing_after_warm_up()
    {
        var ensemble = new Ensemble<SoftmaxRegression, double>(Random(1), Random(2)) { Combination = EnsembleCombination.Probabilities };
        double[] inputs = new double[20], outputs = new double[30];
        long Run()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
            {
                ensemble.Predict(inputs, outputs, 10);
                ensemble.Classify(inputs.AsMemory(0, 2));
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // The runtime itself may allocate while code is compiled anew.
        Assert.Contains(0, Enumerable.Range(0, 20).Select(_ => Run()));
    }

    [Fact]
    public void Threads_predict_at_once()
    {
        var ensemble = new Ensemble<SoftmaxRegression, double>(Random(1), Random(2));
        Dataset<double> data = Clouds.Make(200, 3);
        double[] expected = ensemble.Predict(data);
        System.Threading.Tasks.Parallel.For(0, 50, _ =>
        {
            double[] found = new double[600];
            ensemble.Predict(data.Inputs[0].Values, found, 200);
            Assert.Equal(expected, found);
        });
    }

    [Fact]
    public void Saved_and_loaded_it_predicts_the_same()
    {
        string path = Path.Combine(directory, "ensemble.safetensors");
        var ensemble = new Ensemble<SoftmaxRegression, double>(Enumerable.Range(0, 12).Select(i => Random((ulong)i)));
        ensemble.Save(path);
        Ensemble<SoftmaxRegression, double> loaded = Ensemble<SoftmaxRegression, double>.Load(path);
        Assert.Equal(12, loaded.Networks.Length);
        Dataset<double> data = Clouds.Make(50, 3);
        Assert.Equal(ensemble.Predict(data), loaded.Predict(data));
        using FileStream stream = File.OpenRead(path);
        string[] names = [.. Safetensors.ReadHeader(stream).Entries.Select(entry => entry.Name)];
        Assert.Equal(24, names.Length);
        Assert.Contains("11.Dense1.weight", names);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        string path = Path.Combine(directory, "one.safetensors");
        SoftmaxRegression one = Random(1);
        WeightFile.Save(path, SoftmaxRegression.Signature, one.Parameters, one.Buffers);
        Assert.Contains("is not of an ensemble", Assert.Throws<WeightFileException>(() => Ensemble<SoftmaxRegression, double>.Load(path)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Ensemble<SoftmaxRegression, double>.Load(Path.Combine(directory, "none")));
        Assert.Throws<ArgumentException>(() => new Ensemble<SoftmaxRegression, double>());
        Assert.Throws<ArgumentException>(() => new Ensemble<SoftmaxRegression, double>(one, null!));
        var ensemble = new Ensemble<SoftmaxRegression, double>(one);
        Assert.Throws<ArgumentException>(() => ensemble.Combination = (EnsembleCombination)7);
        Assert.Throws<ArgumentException>(() => ensemble.Predict(new double[4], new double[5], 2));
        Assert.Throws<ArgumentException>(() => ensemble.Predict(new double[3], new double[6], 2));
    }

    /// <summary>W13: the mean of k models whose errors have variance V and covariance C has the expected squared error V/k + (k − 1)C/k.</summary>
    [Theory]
    [InlineData(2, 1.0, 0.0)]
    [InlineData(5, 1.0, 0.25)]
    [InlineData(10, 2.0, 1.5)]
    [InlineData(10, 1.0, 1.0)]
    public void Averaging_k_models_reduces_the_error_as_the_formula_says(int k, double variance, double covariance)
    {
        // The bias of each constant model is its error: a common part of variance C, and one of its own.
        const int Trials = 200_000;
        var random = new Philox(5, (ulong)k);
        SoftmaxRegression[] models = [.. Enumerable.Range(0, k).Select(_ => Constant(0, 0, 0))];
        var ensemble = new Ensemble<SoftmaxRegression, double>(models);
        double[] input = new double[2], output = new double[3];
        double sum = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            ulong at = (ulong)trial * (ulong)(k + 1);
            double common = Math.Sqrt(covariance) * random.Normal(at);
            for (int model = 0; model < k; model++)
                models[model].Parameters.Span[16] = common + (Math.Sqrt(variance - covariance) * random.Normal(at + 1 + (ulong)model));
            ensemble.Predict(input, output, 1);
            sum += output[0] * output[0];
        }

        double expected = (variance / k) + ((k - 1) * covariance / k);
        Assert.Equal(expected, sum / Trials, 4 * expected * Math.Sqrt(2.0 / Trials));
    }

    private static double[] Predict(Ensemble<SoftmaxRegression, double> ensemble)
    {
        double[] output = new double[3];
        ensemble.Predict(new double[2], output, 1);
        return output;
    }

    private static SoftmaxRegression Constant(params double[] logits)
    {
        var network = new SoftmaxRegression();
        network.Parameters["Dense1.bias"].CopyFrom(logits);
        return network;
    }

    private static SoftmaxRegression Random(ulong seed)
    {
        var network = new SoftmaxRegression();
        foreach (string tensor in new[] { "Dense1.weight", "Dense1.bias" })
            network.Parameters[tensor].CopyFrom([.. Enumerable.Range(0, network.Parameters[tensor].Length).Select(i => new Philox(seed).Normal((ulong)i))]);
        return network;
    }

    private static void AssertEqual(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], 1e-14);
    }
}
