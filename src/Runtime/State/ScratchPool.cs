namespace NetGen;

/// <summary>
/// Working memory for predictions: a thread rents a buffer for the length of a call. Allocates only when more threads predict at
/// once than ever before.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ScratchPool<T>
    where T : unmanaged
{
    private readonly int length;

    // A scan of slots without a lock could miss a buffer that another thread puts behind it, and make one too many. A Lock would
    // allocate an event when two threads first meet in it.
    private SpinLock gate = new(enableThreadOwnerTracking: false);
    private AlignedBuffer<T>[] free = new AlignedBuffer<T>[8];
    private int count;
    private int made;

    /// <summary>Makes an empty pool.</summary>
    /// <param name="length">How many elements each buffer has.</param>
    public ScratchPool(int length) => this.length = length;

    /// <summary>Takes a buffer; what is in it is left from an earlier call.</summary>
    /// <returns>The buffer, to be given back.</returns>
    public AlignedBuffer<T> Rent()
    {
        bool taken = false;
        gate.Enter(ref taken);
        if (count > 0)
        {
            var buffer = free[--count];
            gate.Exit(useMemoryBarrier: false);
            return buffer;
        }

        try
        {
            // Room for every buffer, so that giving back allocates nothing.
            if (made == free.Length)
                Array.Resize(ref free, 2 * made);
            made++;
        }
        finally
        {
            gate.Exit(useMemoryBarrier: false);
        }

        return new AlignedBuffer<T>(length);
    }

    /// <summary>Gives a buffer back.</summary>
    /// <param name="buffer">A buffer that was rented from this pool and is not used any more.</param>
    public void Return(AlignedBuffer<T> buffer)
    {
        bool taken = false;
        gate.Enter(ref taken);
        free[count++] = buffer;
        gate.Exit(useMemoryBarrier: false);
    }
}
