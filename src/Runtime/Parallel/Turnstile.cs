using System.Runtime.InteropServices;

namespace NetGen;

/// <summary>A counter of those who have arrived and a counter of turns that they wait for, each on a cache line of its own.</summary>
internal sealed class Turnstile
{
    private Counters counters;

    /// <summary>How often it was passed.</summary>
    public int Turn => Volatile.Read(ref counters.Turn);

    /// <summary>Counts one more.</summary>
    /// <returns>How many there are.</returns>
    public int Arrive() => Interlocked.Increment(ref counters.Arrived);

    /// <summary>Counts from the beginning.</summary>
    public void Empty() => Volatile.Write(ref counters.Arrived, 0);

    /// <summary>Begins the next turn. Nothing that the caller reads later is read before.</summary>
    public void Pass() => Interlocked.Increment(ref counters.Turn);

    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Counters
    {
        [FieldOffset(128)]
        public int Arrived;

        [FieldOffset(256)]
        public int Turn;
    }
}
