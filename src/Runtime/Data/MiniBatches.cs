using System.Numerics;

namespace NetGen;

/// <summary>
/// Walks over a data set in batches. In order, batches are views of the data set; once shuffled, samples are gathered into memory that
/// was allocated at the start. Nothing is allocated a batch. A batch is valid until the next one is asked for; for one thread at a time.
/// </summary>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public sealed class MiniBatches<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Keeps the random numbers of shuffling apart from those of splitting.
    private const ulong ShuffleStream = 0x7368756666000000;

    private readonly Column[] inputs;
    private readonly Column[] targets;
    private readonly Slot<T>[] inputSlots;
    private readonly Slot<T>[] targetSlots;
    private int[]? order;
    private bool shuffled;

    /// <summary>Prepares to walk over a data set.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="batchSize">How many samples a batch has, at least 1.</param>
    /// <param name="dropLast">Whether to leave out the last batch where it would be shorter than the others.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    public MiniBatches(Dataset<T> data, int batchSize, bool dropLast = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        Data = data;
        BatchSize = batchSize;
        Count = (data.Count / batchSize) + (!dropLast && data.Count % batchSize > 0 ? 1 : 0);
        inputs = [.. data.Inputs.Select(column => new Column(column))];
        targets = [.. data.Targets.Select(column => new Column(column))];
        inputSlots = new Slot<T>[inputs.Length];
        targetSlots = new Slot<T>[targets.Length];
    }

    /// <summary>The data set.</summary>
    public Dataset<T> Data { get; }

    /// <summary>How many samples a batch has; the last may have fewer.</summary>
    public int BatchSize { get; }

    /// <summary>How many batches there are.</summary>
    public int Count { get; }

    /// <summary>Puts the samples into a random order, which depends on seed and epoch only, not on the order before.</summary>
    /// <param name="seed">Equal seeds shuffle equally.</param>
    /// <param name="epoch">Tells the orders of a seed apart.</param>
    public void Shuffle(ulong seed, ulong epoch)
    {
        if (order is null)
        {
            order = new int[Data.Count];
            int most = Math.Min(BatchSize, Data.Count);
            foreach (Column column in inputs)
                column.Allocate(most);
            foreach (Column column in targets)
                column.Allocate(most);
        }

        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        new Philox(seed, ShuffleStream ^ epoch).Shuffle(order.AsSpan());
        shuffled = true;
    }

    /// <summary>Returns to the order of the data set.</summary>
    public void Restore() => shuffled = false;

    /// <summary>A batch by its ordinal, in the present order.</summary>
    /// <param name="index">The ordinal, from 0 to <see cref="Count"/> − 1.</param>
    /// <returns>The batch, valid until the next one is asked for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    public Batch<T> this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index), index, $"There is no batch {index}; there are {Count}.");
            int start = index * BatchSize;
            int count = Math.Min(BatchSize, Data.Count - start);
            for (int i = 0; i < inputs.Length; i++)
                inputSlots[i] = shuffled ? inputs[i].Gather(order.AsSpan(start, count)) : inputs[i].Data.Slot(start, count);
            for (int i = 0; i < targets.Length; i++)
                targetSlots[i] = shuffled ? targets[i].Gather(order.AsSpan(start, count)) : targets[i].Data.Slot(start, count);
            return new Batch<T>(inputSlots, targetSlots, count);
        }
    }

    /// <summary>Walks over all batches in the present order, for <c>foreach</c>.</summary>
    /// <returns>The walk.</returns>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>A walk over the batches.</summary>
    public ref struct Enumerator
    {
        private readonly MiniBatches<T> batches;
        private int index;

        internal Enumerator(MiniBatches<T> batches)
        {
            this.batches = batches;
            index = -1;
        }

        /// <summary>The batch at hand.</summary>
        public readonly Batch<T> Current => batches[index];

        /// <summary>Goes to the next batch.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext() => ++index < batches.Count;
    }

    private sealed class Column(DataColumn<T> data)
    {
        private T[] values = [];
        private int[] indices = [];

        public DataColumn<T> Data { get; } = data;

        public void Allocate(int samples)
        {
            if (Data.Type == ElementType.Float)
                values = new T[samples * Data.Length];
            else
                indices = new int[samples * Data.Length];
        }

        public Slot<T> Gather(ReadOnlySpan<int> samples)
        {
            int length = samples.Length * Data.Length;
            if (Data.Type == ElementType.Float)
            {
                Data.Gather(Data.Values.Span, samples, values);
                return new Slot<T>((ReadOnlyMemory<T>)values.AsMemory(0, length));
            }

            Data.Gather(Data.Indices.Span, samples, indices);
            return new Slot<T>((ReadOnlyMemory<int>)indices.AsMemory(0, length));
        }
    }
}
