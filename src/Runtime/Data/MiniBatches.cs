using System.Numerics;

namespace NetGen;

/// <summary>
/// Walks over a data set in batches, gathered when they are asked for. In order, batches are views of columns in memory; otherwise
/// samples are gathered into memory that was allocated at the first batch. Nothing is allocated a batch.
/// </summary>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public sealed class MiniBatches<T> : BatchSource<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly BatchBuffer<T> buffer;

    /// <summary>Prepares to walk over a data set.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="batchSize">How many samples a batch has, at least 1.</param>
    /// <param name="dropLast">Whether to leave out the last batch where it would be shorter than the others.</param>
    /// <param name="augmentation">What changes the pictures, or null.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is below 1.</exception>
    /// <exception cref="ArgumentException">The augmentation is not for such samples.</exception>
    public MiniBatches(Dataset<T> data, int batchSize, bool dropLast = false, Augmentation<T>? augmentation = null)
        : base(data, batchSize, dropLast, augmentation) => buffer = new BatchBuffer<T>(data);

    /// <summary>A batch by its ordinal, in the present order.</summary>
    /// <param name="index">The ordinal, from 0 to <see cref="BatchSource{T}.Count"/> − 1.</param>
    /// <returns>The batch, valid until the next one is asked for.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    public Batch<T> this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index), index, $"There is no batch {index}; there are {Count}.");
            Fill(buffer, index);
            return buffer.Batch;
        }
    }

    internal override int Start(int first) => 0;

    internal override Batch<T> Take(int walk, int index) => this[index];

    internal override void Interrupt()
    {
    }
}
