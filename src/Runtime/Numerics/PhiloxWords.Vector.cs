using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

// Written for Vector512; the build derives the two narrower widths (see Widths.targets).
internal static partial class PhiloxWords
{
    /// <summary>The words of as many elements as two vectors have, in their order.</summary>
    /// <param name="block">The counter of the first of them, its ordinal over 4.</param>
    /// <param name="seed">The key.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch.</param>
    /// <returns>The words.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<uint> First, Vector512<uint> Second) Vector512Of(uint block, ulong seed, uint step, uint layer, uint sample)
    {
        // A pair of words, then the other pair of the same counter beside it.
        (Vector512<ulong> front, Vector512<ulong> back) = Vector512PairsOf(block, seed, step, layer, sample, pairsOfEven: false);
        Vector512<ulong> lower = Vector512<ulong>.Indices >>> 1, upper = lower + Vector512.Create((ulong)Vector512<ulong>.Count / 2);
        Vector512<ulong> even = Vector512.Equals(Vector512<ulong>.Indices & Vector512<ulong>.One, Vector512<ulong>.Zero);
        Vector512<uint> first = Vector512.ConditionalSelect(even, Vector512.Shuffle(front, lower), Vector512.Shuffle(back, lower)).AsUInt32();
        Vector512<uint> second = Vector512.ConditionalSelect(even, Vector512.Shuffle(front, upper), Vector512.Shuffle(back, upper)).AsUInt32();
        return (first, second);
    }

    /// <summary>The words of as many counters as a vector has 64-bit lanes, as pairs in their order.</summary>
    /// <param name="block">The first counter.</param>
    /// <param name="seed">The key.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch.</param>
    /// <param name="pairsOfEven">Whether the pairs are of words 0 and 2 and of words 1 and 3, rather than of 0 and 1 and of 2 and 3.</param>
    /// <returns>The first pair and the second pair of each.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<ulong> First, Vector512<ulong> Second) Vector512PairsOf(uint block, ulong seed, uint step, uint layer, uint sample, bool pairsOfEven)
    {
        // A counter a 64-bit lane, its words in the lower halves.
        Vector512<ulong> word = Vector512.Create((ulong)uint.MaxValue);
        Vector512<ulong> c0 = Vector512<ulong>.Indices + Vector512.Create((ulong)block), c1 = Vector512.Create((ulong)sample);
        Vector512<ulong> c2 = Vector512.Create((ulong)layer), c3 = Vector512.Create((ulong)step);
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        for (int round = 0; round < Philox.Rounds; round++)
        {
            Vector512<ulong> product0 = Multiply(c0, Vector512.Create((ulong)Philox.Multiplier0));
            Vector512<ulong> product1 = Multiply(c2, Vector512.Create((ulong)Philox.Multiplier1));
            c0 = (product1 >>> 32) ^ c1 ^ Vector512.Create((ulong)k0);
            c1 = product1 & word;
            c2 = (product0 >>> 32) ^ c3 ^ Vector512.Create((ulong)k1);
            c3 = product0 & word;
            unchecked
            {
                k0 += Philox.Weyl0;
                k1 += Philox.Weyl1;
            }
        }

        return pairsOfEven ? (c0 | (c2 << 32), c1 | (c3 << 32)) : (c0 | (c1 << 32), c2 | (c3 << 32));
    }
}
