namespace NetGen;

/// <summary>Draws samples in proportion to weights, such as rare classes as often as frequent ones.</summary>
public sealed class WeightedSampler : Sampler
{
    // Keeps its random numbers apart from those of splitting and shuffling.
    private const ulong WeightedStream = 0x7765696768000000, MixStream = 0x6D69780000000000;

    private readonly double[] weights;
    private readonly bool replacement;

    // With replacement: Walker's alias table. Without: the keys of a draw and their samples.
    private readonly double[] numbers;
    private readonly int[] ordinals;

    /// <summary>Prepares to draw.</summary>
    /// <param name="weights">A weight a sample, from 0 on, finite; they need not add up to anything.</param>
    /// <param name="count">How many samples to draw an epoch.</param>
    /// <param name="replacement">Whether a sample may be drawn several times an epoch, as by default.</param>
    /// <exception cref="ArgumentException">A weight is negative or not finite, all are 0, or without replacement fewer are positive than are to be drawn.</exception>
    public WeightedSampler(ReadOnlySpan<double> weights, int count, bool replacement = true)
        : base(count)
    {
        int positive = 0;
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0) || !double.IsFinite(weights[i]))
                throw new ArgumentException(FormattableString.Invariant($"The weight of sample {i} is {weights[i]}; expected a finite number from 0 on."), nameof(weights));
            positive += weights[i] > 0 ? 1 : 0;
            sum += weights[i];
        }

        if (positive == 0 || !double.IsFinite(sum))
            throw new ArgumentException($"The weights of {weights.Length} samples add up to {(positive == 0 ? "0" : "infinity")}; expected at least one above 0 and a finite sum.", nameof(weights));
        if (!replacement && positive < count)
            throw new ArgumentException($"{count} samples are to be drawn without replacement, but only {positive} have a weight above 0.", nameof(count));
        this.weights = weights.ToArray();
        this.replacement = replacement;
        numbers = new double[weights.Length];
        ordinals = new int[weights.Length];
        if (replacement)
            MakeAliases(sum);
    }

    /// <summary>Draws every class equally often: the weight of a sample is 1 over the number of samples of its class.</summary>
    /// <param name="labels">A class a sample.</param>
    /// <param name="count">How many samples to draw an epoch; as many as there are by default.</param>
    /// <returns>The sampler, with replacement.</returns>
    /// <exception cref="ArgumentException">There are no labels.</exception>
    public static WeightedSampler Balanced(ReadOnlySpan<int> labels, int? count = null)
    {
        var counts = new Dictionary<int, int>();
        foreach (int label in labels)
            counts[label] = counts.GetValueOrDefault(label) + 1;
        double[] weights = new double[labels.Length];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = 1.0 / counts[labels[i]];
        return new WeightedSampler(weights, count ?? labels.Length);
    }

    /// <inheritdoc/>
    public override void Draw(ulong seed, ulong epoch, Span<int> samples)
    {
        if (samples.Length != Count)
            throw new ArgumentException($"{Count} samples are drawn; the destination has room for {samples.Length}.", nameof(samples));
        var random = new Philox(seed, WeightedStream ^ epoch);
        if (replacement)
            DrawAliases(random, samples);
        else
            DrawKeys(random, seed, epoch, samples);
    }

    // M. Vose, «A linear algorithm for generating random numbers with a given distribution», 1991: every column of the table holds the
    // share 1/n, of its own sample below the threshold and of one other above.
    private void MakeAliases(double sum)
    {
        int count = weights.Length, heaviest = Array.IndexOf(weights, weights.Max());
        int[] queue = new int[count];
        int small = 0, large = count;
        for (int i = 0; i < count; i++)
        {
            numbers[i] = weights[i] / sum * count;
            ordinals[i] = i;
            if (numbers[i] < 1)
                queue[small++] = i;
            else
                queue[--large] = i;
        }

        while (small > 0 && large < count)
        {
            int less = queue[--small], more = queue[large];
            ordinals[less] = more;
            numbers[more] -= 1 - numbers[less];
            if (numbers[more] < 1)
            {
                large++;
                queue[small++] = more;
            }
        }

        // What is left differs from 1 by rounding only.
        while (small > 0)
            Finish(queue[--small]);
        while (large < count)
            Finish(queue[large++]);

        void Finish(int column) => (numbers[column], ordinals[column]) = weights[column] > 0 ? (1, column) : (0, heaviest);
    }

    private void DrawAliases(Philox random, Span<int> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            int column = random.Below(weights.Length, 2 * (ulong)i);
            samples[i] = random.UniformDouble((2 * (ulong)i) + 1) < numbers[column] ? column : ordinals[column];
        }
    }

    // P. Efraimidis and P. Spirakis, «Weighted random sampling with a reservoir», 2006: the smallest of exponential keys of rates equal
    // to the weights are a draw one after another. The keys come out in the order of the draw, heavy samples first, hence the shuffle.
    private void DrawKeys(Philox random, ulong seed, ulong epoch, Span<int> samples)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            ordinals[i] = i;
            numbers[i] = weights[i] > 0 ? Math.Min(-Math.Log(1 - random.UniformDouble((ulong)i)) / weights[i], double.MaxValue) : double.PositiveInfinity;
        }

        Array.Sort(numbers, ordinals);
        ordinals.AsSpan(0, samples.Length).CopyTo(samples);
        new Philox(seed, MixStream ^ epoch).Shuffle(samples);
    }
}
