namespace Classics;

/// <summary>A sample of a perceptron: inputs, and 0 or 1.</summary>
internal readonly record struct PerceptronSample(double[] Inputs, int Target);

/// <summary>How learning ended.</summary>
internal enum PerceptronEnd
{
    /// <summary>An epoch went by without a mistake.</summary>
    Separated,

    /// <summary>An epoch began with weights that an earlier one began with: it goes on like that for ever, so nothing separates the samples.</summary>
    Cycling,

    /// <summary>Neither happened in as many epochs as were allowed.</summary>
    Undecided,
}

/// <summary>What learning came to.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Epochs">How many epochs changed the weights.</param>
/// <param name="Updates">How often they were changed.</param>
/// <param name="CycleFrom">Where it cycles, the epoch with whose weights it began again.</param>
/// <param name="MostRight">How many samples were right under the best weights met at the beginning of an epoch.</param>
internal readonly record struct PerceptronReport(PerceptronEnd End, int Epochs, int Updates, int CycleFrom, int MostRight)
{
    /// <summary>The report in words.</summary>
    /// <param name="samples">How many samples there were.</param>
    public string Text(int samples) => End switch
    {
        PerceptronEnd.Separated => $"separated after {Epochs} epochs with updates, {Updates} in all",
        PerceptronEnd.Cycling => $"cannot be separated: epoch {Epochs + 1} begins with the weights of epoch {CycleFrom}, so updates go on for ever; at best {MostRight} of {samples} right",
        _ => $"not separated in {Epochs} epochs, which proves nothing; at best {MostRight} of {samples} right. Allow more epochs, or train a loss that bears mistakes",
    };
}

/// <summary>
/// A threshold unit, 1 where w·x ≥ 0, that learns by w ← w + (t − y) x, one sample after the other (Rosenblatt, «The perceptron», 1958).
/// A bias is an input that is always 1.
/// </summary>
internal sealed class Perceptron(int inputs)
{
    public double[] Weights { get; } = new double[inputs];

    public int Predict(double[] x) => Weights.Zip(x, (w, value) => w * value).Sum() >= 0 ? 1 : 0;

    /// <summary>Learns from the samples in their order, until all are right or it is known that they never will be.</summary>
    /// <param name="samples">The samples. Only with whole numbers do equal weights come again exactly.</param>
    /// <param name="mostEpochs">After how many epochs to give up.</param>
    public PerceptronReport Train(IReadOnlyList<PerceptronSample> samples, int mostEpochs)
    {
        // The order is fixed, so that the weights at the beginning of an epoch decide all that follows.
        var seen = new Dictionary<string, int>();
        int updates = 0, mostRight = 0;
        for (int epoch = 1; epoch <= mostEpochs; epoch++)
        {
            mostRight = Math.Max(mostRight, samples.Count(sample => Predict(sample.Inputs) == sample.Target));
            if (mostRight == samples.Count)
                return new PerceptronReport(PerceptronEnd.Separated, epoch - 1, updates, 0, mostRight);
            if (!seen.TryAdd(string.Join(' ', Weights), epoch))
                return new PerceptronReport(PerceptronEnd.Cycling, epoch - 1, updates, seen[string.Join(' ', Weights)], mostRight);
            foreach ((double[] x, int target) in samples)
            {
                int error = target - Predict(x);
                updates += Math.Abs(error);
                for (int i = 0; i < Weights.Length; i++)
                    Weights[i] += error * x[i];
            }
        }

        return new PerceptronReport(PerceptronEnd.Undecided, mostEpochs, updates, 0, mostRight);
    }
}
