using System.Numerics;

namespace NetGen;

/// <summary>Changes the samples of batches as an <see cref="Augmentation{T}"/> says, for one thread at a time.</summary>
internal sealed class Augmenter<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Keeps the random numbers of augmentation apart from those of shuffling and drawing.
    private const ulong AugmentationStream = 0x6175676D65000000;

    // The stream of mixing; those of the steps are their ordinals.
    private const ulong MixingStream = ulong.MaxValue;

    private readonly Augmentation<T> augmentation;
    private readonly int count;
    private readonly T[] scratch;
    private readonly T[] partner;
    private Philox keys;

    // The samples that were drawn, and how often each was drawn before in the epoch; none where all come once.
    private int[] drawn = [];
    private int[] repeats = [];
    private int[] counts = [];

    public Augmenter(Augmentation<T> augmentation, Dataset<T> data)
    {
        augmentation.ThrowIfNotFor(data);
        this.augmentation = augmentation;
        count = data.Count;
        scratch = new T[data.Inputs[augmentation.Input].Length];
        partner = new T[augmentation.Mixing is null ? 0 : data.Inputs.Concat(data.Targets).Max(column => column.Length)];
        Begin(0, 0);
    }

    /// <summary>Begins an epoch that has every sample once.</summary>
    public void Begin(ulong seed, ulong epoch)
    {
        keys = new Philox(seed, AugmentationStream ^ epoch);
        drawn = [];
    }

    /// <summary>Begins an epoch of samples that were drawn, all of them samples of the data set; they are not copied.</summary>
    public void Begin(ulong seed, ulong epoch, int[] samples)
    {
        Begin(seed, epoch);
        drawn = samples;
        if (counts.Length != count)
            counts = new int[count];
        if (repeats.Length != samples.Length)
            repeats = new int[samples.Length];
        Array.Clear(counts);
        for (int place = 0; place < samples.Length; place++)
            repeats[place] = counts[samples[place]]++;
    }

    /// <summary>Changes a sample of a batch.</summary>
    /// <param name="sample">Its ordinal in the data set.</param>
    /// <param name="place">Its place in the order of the epoch.</param>
    /// <param name="inputs">The inputs of the batch, which hold the sample as it is.</param>
    /// <param name="targets">The targets of the batch likewise.</param>
    /// <param name="row">Which sample of the batch it is.</param>
    public void Apply(int sample, int place, BatchColumn<T>[] inputs, BatchColumn<T>[] targets, int row)
    {
        Span<T> picture = inputs[augmentation.Input].ValuesOf(row);
        ulong key = KeyOf(sample, place);
        int steps = augmentation.Steps.Length;
        if (augmentation.Mixing is not { } mixing)
        {
            Apply(picture, key, 0, steps);
            return;
        }

        Apply(picture, key, 0, augmentation.MixedAt);
        var random = new Philox(key, MixingStream);
        double share = mixing.ShareOf(random);
        if (share < 1)
        {
            int other = MixupStep.PartnerOf(random, drawn.Length > 0 ? drawn.Length : count);
            for (int i = 0; i < inputs.Length; i++)
                Mix(inputs[i], row, other, T.CreateTruncating(share), isPicture: i == augmentation.Input);
            foreach (BatchColumn<T> target in targets)
                Mix(target, row, other, T.CreateTruncating(share), isPicture: false);
        }

        Apply(picture, key, augmentation.MixedAt, steps);
    }

    private void Mix(BatchColumn<T> column, int row, int place, T share, bool isPicture)
    {
        int sample = drawn.Length > 0 ? drawn[place] : place;
        Span<T> values = column.ValuesOf(row), others = partner.AsSpan(0, values.Length);
        column.Data.Read(sample, others);
        if (isPicture)
            Apply(others, KeyOf(sample, place), 0, augmentation.MixedAt);
        for (int i = 0; i < values.Length; i++)
            values[i] = others[i] + ((values[i] - others[i]) * share);
    }

    private void Apply(Span<T> picture, ulong key, int from, int to)
    {
        for (int step = from; step < to; step++)
            augmentation.Steps[step].Apply(picture, scratch, new Philox(key, (ulong)step));
    }

    // A sample's own numbers in this epoch.
    private ulong KeyOf(int sample, int place)
    {
        ulong repeat = drawn.Length > 0 ? (ulong)repeats[place] : 0;
        PhiloxBlock block = keys.Block((uint)sample | (repeat << 32));
        return block.X0 | ((ulong)block.X1 << 32);
    }
}
