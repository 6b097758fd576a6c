using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen.Benchmarks.Peers;

/// <summary>
/// The time in which this core can do a number of multiply-adds when nothing but arithmetic holds it up: no float code that does the
/// same multiply-adds is faster.
/// </summary>
/// <param name="multiplyAdds">How many multiply-adds a call is worth.</param>
internal class FmaFloor(long multiplyAdds) : Contender("FMA floor")
{
    // Independent chains: more than the latency of a fused multiply-add (4 or 5 cycles) times how many start in a cycle (2).
    private const int Chains = 16;

    // The fastest block of the whole run: a core has one peak, whichever network it is held against.
    private static double fastest = double.PositiveInfinity;
    private float sink;

    /// <inheritdoc/>
    public override double Measure(int calls)
    {
        fastest = Math.Min(fastest, MeasureBlock(calls) / ((double)multiplyAdds * calls));
        return fastest * multiplyAdds * calls;
    }

    /// <summary>Times a block as it is, fast or slow.</summary>
    /// <param name="calls">How many calls.</param>
    /// <returns>Nanoseconds of all of them.</returns>
    public double MeasureBlock(int calls)
    {
        int lanes = Vector512.IsHardwareAccelerated ? 16 : 8;
        double wanted = (double)multiplyAdds * calls / (lanes * Chains);
        long rounds = (long)Math.Ceiling(wanted);
        Run(Math.Min(rounds, 10_000));
        long start = Stopwatch.GetTimestamp();
        Run(rounds);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds * wanted / rounds;
    }

    /// <inheritdoc/>
    public override float[] Results() => [];

    /// <summary>Does the multiply-adds.</summary>
    /// <param name="rounds">How many of a vector of every chain.</param>
    protected virtual void Run(long rounds) => sink += Chain(rounds);

    /// <summary>Does the multiply-adds on the calling thread.</summary>
    /// <param name="rounds">How many of a vector of every chain.</param>
    /// <returns>A number that depends on all of them.</returns>
    protected static float Chain(long rounds) => Vector512.IsHardwareAccelerated ? Wide(rounds) : Narrow(rounds);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Wide(long rounds)
    {
        Vector512<float> x = Vector512.Create(0.999f), y = Vector512.Create(0.001f);
        Vector512<float> a0 = x, a1 = x, a2 = x, a3 = x, a4 = x, a5 = x, a6 = x, a7 = x, a8 = x, a9 = x, a10 = x, a11 = x, a12 = x, a13 = x, a14 = x, a15 = x;
        for (long i = 0; i < rounds; i++)
        {
            a0 = Vector512.FusedMultiplyAdd(a0, x, y);
            a1 = Vector512.FusedMultiplyAdd(a1, x, y);
            a2 = Vector512.FusedMultiplyAdd(a2, x, y);
            a3 = Vector512.FusedMultiplyAdd(a3, x, y);
            a4 = Vector512.FusedMultiplyAdd(a4, x, y);
            a5 = Vector512.FusedMultiplyAdd(a5, x, y);
            a6 = Vector512.FusedMultiplyAdd(a6, x, y);
            a7 = Vector512.FusedMultiplyAdd(a7, x, y);
            a8 = Vector512.FusedMultiplyAdd(a8, x, y);
            a9 = Vector512.FusedMultiplyAdd(a9, x, y);
            a10 = Vector512.FusedMultiplyAdd(a10, x, y);
            a11 = Vector512.FusedMultiplyAdd(a11, x, y);
            a12 = Vector512.FusedMultiplyAdd(a12, x, y);
            a13 = Vector512.FusedMultiplyAdd(a13, x, y);
            a14 = Vector512.FusedMultiplyAdd(a14, x, y);
            a15 = Vector512.FusedMultiplyAdd(a15, x, y);
        }

        return Vector512.Sum(((a0 + a1) + (a2 + a3)) + ((a4 + a5) + (a6 + a7)) + ((a8 + a9) + (a10 + a11)) + ((a12 + a13) + (a14 + a15)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Narrow(long rounds)
    {
        // Of 16 registers, 12 chains and both operands leave two.
        Vector256<float> x = Vector256.Create(0.999f), y = Vector256.Create(0.001f);
        Vector256<float> a0 = x, a1 = x, a2 = x, a3 = x, a4 = x, a5 = x, a6 = x, a7 = x, a8 = x, a9 = x, a10 = x, a11 = x;
        for (long left = rounds * Chains; left > 0; left -= 12)
        {
            a0 = Vector256.FusedMultiplyAdd(a0, x, y);
            a1 = Vector256.FusedMultiplyAdd(a1, x, y);
            a2 = Vector256.FusedMultiplyAdd(a2, x, y);
            a3 = Vector256.FusedMultiplyAdd(a3, x, y);
            a4 = Vector256.FusedMultiplyAdd(a4, x, y);
            a5 = Vector256.FusedMultiplyAdd(a5, x, y);
            a6 = Vector256.FusedMultiplyAdd(a6, x, y);
            a7 = Vector256.FusedMultiplyAdd(a7, x, y);
            a8 = Vector256.FusedMultiplyAdd(a8, x, y);
            a9 = Vector256.FusedMultiplyAdd(a9, x, y);
            a10 = Vector256.FusedMultiplyAdd(a10, x, y);
            a11 = Vector256.FusedMultiplyAdd(a11, x, y);
        }

        return Vector256.Sum(((a0 + a1) + (a2 + a3)) + ((a4 + a5) + (a6 + a7)) + ((a8 + a9) + (a10 + a11)));
    }
}

/// <summary>The same on several threads, an equal part each.</summary>
/// <param name="multiplyAdds">How many multiply-adds a call is worth.</param>
/// <param name="team">The threads.</param>
internal sealed class SharedFmaFloor(long multiplyAdds, Parallelism team) : FmaFloor(multiplyAdds)
{
    private readonly float[] sinks = new float[team.Threads * 64];

    /// <inheritdoc/>
    protected override void Run(long rounds) => team.Run(new Share { Rounds = rounds / team.Threads, Sinks = sinks });

    private struct Share : IParallelWork
    {
        public long Rounds;
        public float[] Sinks;

        public readonly void Run(int part, Parallelism team) => Sinks[part * 64] += Chain(Rounds);
    }
}
