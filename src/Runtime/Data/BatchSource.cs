using System.Numerics;

namespace NetGen;

/// <summary>
/// A data set in batches, in an order: its own, a random one, or one that a <see cref="Sampler"/> draws; pictures may be changed on the
/// way by an <see cref="Augmentation{T}"/>. <see cref="MiniBatches{T}"/>
/// gathers a batch when it is asked for, <see cref="PrefetchedBatches{T}"/> ahead of that. A batch is valid until the next one is
/// asked for. For one thread, and one walk, at a time.
/// </summary>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public abstract class BatchSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Keeps the random numbers of shuffling apart from those of splitting.
    private const ulong ShuffleStream = 0x7368756666000000;

    private readonly bool dropLast;
    private readonly Augmenter<T>? augmenter;
    private int[] order = [];
    private bool ordered;

    private protected BatchSource(Dataset<T> data, int batchSize, bool dropLast, Augmentation<T>? augmentation)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        Data = data;
        BatchSize = batchSize;
        this.dropLast = dropLast;
        augmenter = augmentation is null ? null : new Augmenter<T>(augmentation, data);
    }

    /// <summary>The data set.</summary>
    public Dataset<T> Data { get; }

    /// <summary>How many samples a batch has; the last may have fewer.</summary>
    public int BatchSize { get; }

    /// <summary>How many samples the present order has; with a <see cref="Sampler"/> it may be more or fewer than the data set has.</summary>
    public int SampleCount => ordered ? order.Length : Data.Count;

    /// <summary>How many batches there are in the present order.</summary>
    public int Count => (SampleCount / BatchSize) + (!dropLast && SampleCount % BatchSize > 0 ? 1 : 0);

    /// <summary>
    /// Puts the samples into a random order, which depends on seed and epoch only, not on the order before. So does their augmentation.
    /// </summary>
    /// <param name="seed">Equal seeds shuffle, and augment, equally.</param>
    /// <param name="epoch">Tells the orders, and the augmentations, of a seed apart.</param>
    public void Shuffle(ulong seed, ulong epoch)
    {
        Reorder(Data.Count);
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        new Philox(seed, ShuffleStream ^ epoch).Shuffle(order.AsSpan());
        augmenter?.Begin(seed, epoch);
    }

    /// <summary>Lets a sampler draw the samples, by seed and epoch only. So does their augmentation.</summary>
    /// <param name="sampler">What draws them.</param>
    /// <param name="seed">Equal seeds draw, and augment, equally.</param>
    /// <param name="epoch">Tells the draws, and the augmentations, of a seed apart.</param>
    /// <exception cref="InvalidOperationException">The sampler drew a sample that the data set does not have.</exception>
    public void Draw(Sampler sampler, ulong seed, ulong epoch)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        Reorder(sampler.Count);
        sampler.Draw(seed, epoch, order);
        foreach (int sample in order)
        {
            if ((uint)sample >= (uint)Data.Count)
                throw new InvalidOperationException($"The sampler drew sample {sample}; the data set has {Data.Count}. Make the sampler for this data set.");
        }

        augmenter?.Begin(seed, epoch, order);
    }

    /// <summary>Returns to the order of the data set.</summary>
    /// <param name="seed">Equal seeds augment equally.</param>
    /// <param name="epoch">Tells the augmentations of a seed apart.</param>
    public void Restore(ulong seed = 0, ulong epoch = 0)
    {
        Interrupt();
        ordered = false;
        augmenter?.Begin(seed, epoch);
    }

    /// <summary>Walks over all batches in the present order, for <c>foreach</c>.</summary>
    /// <returns>The walk.</returns>
    public Enumerator GetEnumerator() => new(this, 0);

    /// <summary>Walks over the batches from one on.</summary>
    /// <param name="first">The ordinal of the first batch.</param>
    internal Enumerator From(int first) => new(this, first);

    /// <summary>Which sample of the data set stands at a place of the present order.</summary>
    internal int SampleAt(int place) => ordered ? order[place] : place;

    /// <summary>Begins a walk.</summary>
    /// <param name="first">The ordinal of its first batch.</param>
    /// <returns>What tells it from other walks.</returns>
    internal abstract int Start(int first);

    /// <summary>The next batch of a walk.</summary>
    internal abstract Batch<T> Take(int walk, int index);

    /// <summary>Ends the walk at hand: nothing reads the order or the data set any more.</summary>
    internal abstract void Interrupt();

    private protected void Fill(BatchBuffer<T> buffer, int index)
    {
        int start = index * BatchSize;
        int count = Math.Min(BatchSize, SampleCount - start);
        if (ordered)
            buffer.Fill(order.AsSpan(start, count), start, augmenter);
        else
            buffer.Fill(start, count, augmenter);
    }

    private void Reorder(int count)
    {
        Interrupt();
        if (order.Length != count)
            order = new int[count];
        ordered = true;
    }

    /// <summary>A walk over the batches.</summary>
    public ref struct Enumerator : IDisposable
    {
        private readonly BatchSource<T> batches;
        private readonly int walk;
        private int index;

        internal Enumerator(BatchSource<T> batches, int first)
        {
            this.batches = batches;
            walk = batches.Start(first);
            index = first - 1;
        }

        /// <summary>The batch at hand.</summary>
        public Batch<T> Current { readonly get; private set; }

        /// <summary>Goes to the next batch.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext()
        {
            if (++index >= batches.Count)
                return false;
            Current = batches.Take(walk, index);
            return true;
        }

        /// <summary>Ends the walk.</summary>
        public readonly void Dispose() => batches.Interrupt();
    }
}
