using System.Numerics;
using System.Runtime.ExceptionServices;

namespace NetGen;

/// <summary>
/// Walks over a data set in the same batches as <see cref="MiniBatches{T}"/>, gathered ahead by a thread of its own, which pays where
/// samples are read from files, computed or augmented. Nothing is allocated a batch once every buffer was used. An exception of the reading is
/// thrown to who asks for that batch; the next walk starts anew. Close it by <see cref="Dispose"/>, before what the data set reads from.
/// </summary>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public sealed class PrefetchedBatches<T> : BatchSource<T>, IDisposable
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly object gate = new();
    private readonly BatchBuffer<T>[] ring;
    private readonly Thread worker;
    private readonly CancellationToken cancellationToken;
    private readonly CancellationTokenRegistration registration;

    // All below are read and written under the gate. Batches below 'produced' are gathered; 'used' is the one the walk holds.
    private int walk;
    private int total;
    private int produced;
    private int used;
    private bool walking;
    private bool filling;
    private bool disposed;
    private ExceptionDispatchInfo? failure;

    /// <summary>Prepares to walk over a data set, and starts the thread.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="batchSize">How many samples a batch has, at least 1.</param>
    /// <param name="depth">How many batches to gather ahead, at least 1; memory is taken for one more.</param>
    /// <param name="dropLast">Whether to leave out the last batch where it would be shorter than the others.</param>
    /// <param name="augmentation">What changes the pictures, on that thread, or null.</param>
    /// <param name="cancellationToken">Ends a walk, also one that waits, by <see cref="OperationCanceledException"/>, once the batch that is being gathered is done.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size or the depth is below 1.</exception>
    /// <exception cref="ArgumentException">The augmentation is not for such samples.</exception>
    public PrefetchedBatches(Dataset<T> data, int batchSize, int depth = 2, bool dropLast = false, Augmentation<T>? augmentation = null, CancellationToken cancellationToken = default)
        : base(data, batchSize, dropLast, augmentation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ring = new BatchBuffer<T>[checked(depth + 1)];
        for (int i = 0; i < ring.Length; i++)
            ring[i] = new BatchBuffer<T>(data);
        this.cancellationToken = cancellationToken;
        registration = cancellationToken.UnsafeRegister(static batches => ((PrefetchedBatches<T>)batches!).Wake(), this);
        worker = new Thread(Work) { IsBackground = true, Name = "NetGen batches" };
        worker.Start();
    }

    /// <summary>Ends the walk and the thread, after the batch that it is gathering.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed)
                return;
            disposed = true;
            walk++;
            walking = false;
            Monitor.PulseAll(gate);
        }

        worker.Join();
        registration.Dispose();
    }

    internal override int Start(int first)
    {
        Interrupt();
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            total = Count;
            produced = first;
            used = first;
            failure = null;
            walking = true;
            Monitor.PulseAll(gate);
            return walk;
        }
    }

    internal override Batch<T> Take(int walk, int index)
    {
        lock (gate)
        {
            used = walk == this.walk ? index : used;
            Monitor.PulseAll(gate);
            while (walk == this.walk && produced <= index && failure is null && !cancellationToken.IsCancellationRequested)
                Monitor.Wait(gate);
            ObjectDisposedException.ThrowIf(disposed, this);
            if (walk != this.walk)
                throw new InvalidOperationException("Another walk was begun or the order was changed; finish a walk first, or use a source of batches for each.");
            cancellationToken.ThrowIfCancellationRequested();
            if (produced <= index)
                failure!.Throw();
            return ring[index % ring.Length].Batch;
        }
    }

    internal override void Interrupt()
    {
        lock (gate)
        {
            walk++;
            walking = false;
            Monitor.PulseAll(gate);
            while (filling)
                Monitor.Wait(gate);
        }
    }

    private void Wake()
    {
        lock (gate)
            Monitor.PulseAll(gate);
    }

    private void Work()
    {
        while (Next() is { } index)
        {
            ExceptionDispatchInfo? thrown = null;
            try
            {
                Fill(ring[index % ring.Length], index);
            }
#pragma warning disable CA1031 // Whatever it is, it is thrown again where the batch is asked for.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                thrown = ExceptionDispatchInfo.Capture(exception);
            }

            lock (gate)
            {
                filling = false;
                produced += thrown is null ? 1 : 0;
                failure = thrown;
                Monitor.PulseAll(gate);
            }
        }
    }

    // Waits for a batch to gather whose buffer is free; null to end.
    private int? Next()
    {
        lock (gate)
        {
            while (!disposed && !(walking && failure is null && produced < total && produced - used < ring.Length && !cancellationToken.IsCancellationRequested))
                Monitor.Wait(gate);
            filling = !disposed;
            return disposed ? null : produced;
        }
    }
}
