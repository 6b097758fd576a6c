namespace NetGen;

/// <summary>
/// Working memory for predictions: a thread rents a buffer for the length of a call. Allocates only when more threads predict at
/// once than ever before.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class ScratchPool<T>
    where T : unmanaged
{
    private const int Slots = 64;

    private readonly AlignedBuffer<T>?[] free = new AlignedBuffer<T>?[Slots];
    private readonly int length;

    /// <summary>Makes an empty pool.</summary>
    /// <param name="length">How many elements each buffer has.</param>
    public ScratchPool(int length) => this.length = length;

    /// <summary>Takes a buffer; what is in it is left from an earlier call.</summary>
    /// <returns>The buffer, to be given back.</returns>
    public AlignedBuffer<T> Rent()
    {
        for (int i = 0; i < free.Length; i++)
        {
            if (free[i] is not null && Interlocked.Exchange(ref free[i], null) is { } buffer)
                return buffer;
        }

        return new AlignedBuffer<T>(length);
    }

    /// <summary>Gives a buffer back.</summary>
    /// <param name="buffer">A buffer that came from this pool.</param>
    public void Return(AlignedBuffer<T> buffer)
    {
        for (int i = 0; i < free.Length; i++)
        {
            if (free[i] is null && Interlocked.CompareExchange(ref free[i], buffer, null) is null)
                return;
        }

        // More threads than slots: the buffer is left to the collector.
    }
}
