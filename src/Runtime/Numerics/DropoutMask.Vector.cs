using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

// Written for Vector512; the build derives the two narrower widths (see Widths.targets).
public static partial class DropoutMask
{
    // A round takes a counter a 64-bit lane, four elements each; what is left is the caller's. Returns how many elements are done.
    private static int ApplyVector512(ref readonly float x, ref float y, int length, uint threshold, float scale, ulong seed, uint step, uint layer, uint sample)
    {
        int lanes = Vector512<float>.Count, i = 0;
        for (; i + (2 * lanes) <= length; i += 2 * lanes)
        {
            (Vector512<uint> low, Vector512<uint> high) = KeepVector512((uint)i / 4, threshold, seed, step, layer, sample);
            Vector512<float> first = Vector512.LoadUnsafe(in x, (nuint)i), second = Vector512.LoadUnsafe(in x, (nuint)(i + lanes));
            (first * scale & low.AsSingle()).StoreUnsafe(ref y, (nuint)i);
            (second * scale & high.AsSingle()).StoreUnsafe(ref y, (nuint)(i + lanes));
        }

        return i;
    }

    private static int ApplyVector512(ref readonly double x, ref double y, int length, uint threshold, double scale, ulong seed, uint step, uint layer, uint sample)
    {
        int lanes = Vector512<double>.Count, i = 0;
        for (; i + (4 * lanes) <= length; i += 4 * lanes)
        {
            (Vector512<uint> low, Vector512<uint> high) = KeepVector512((uint)i / 4, threshold, seed, step, layer, sample);
            (Vector512<long> mask0, Vector512<long> mask1) = Vector512.Widen(low.AsInt32());
            (Vector512<long> mask2, Vector512<long> mask3) = Vector512.Widen(high.AsInt32());
            Vector512<double> v0 = Vector512.LoadUnsafe(in x, (nuint)i), v1 = Vector512.LoadUnsafe(in x, (nuint)(i + lanes));
            Vector512<double> v2 = Vector512.LoadUnsafe(in x, (nuint)(i + (2 * lanes))), v3 = Vector512.LoadUnsafe(in x, (nuint)(i + (3 * lanes)));
            (v0 * scale & mask0.AsDouble()).StoreUnsafe(ref y, (nuint)i);
            (v1 * scale & mask1.AsDouble()).StoreUnsafe(ref y, (nuint)(i + lanes));
            (v2 * scale & mask2.AsDouble()).StoreUnsafe(ref y, (nuint)(i + (2 * lanes)));
            (v3 * scale & mask3.AsDouble()).StoreUnsafe(ref y, (nuint)(i + (3 * lanes)));
        }

        return i;
    }

    // Philox with a counter in each 64-bit lane, its words in the lower halves; all ones where an element is kept.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<uint> Low, Vector512<uint> High) KeepVector512(uint block, uint threshold, ulong seed, uint step, uint layer, uint sample)
    {
        Vector512<ulong> word = Vector512.Create((ulong)uint.MaxValue);
        Vector512<ulong> c0 = Vector512<ulong>.Indices + Vector512.Create((ulong)block), c1 = Vector512.Create((ulong)sample);
        Vector512<ulong> c2 = Vector512.Create((ulong)layer), c3 = Vector512.Create((ulong)step);
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        for (int round = 0; round < Philox.Rounds; round++)
        {
            Vector512<ulong> product0 = MultiplyWords(c0, Vector512.Create((ulong)Philox.Multiplier0));
            Vector512<ulong> product1 = MultiplyWords(c2, Vector512.Create((ulong)Philox.Multiplier1));
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

        // Pairs of words, then the pairs of one counter side by side.
        Vector512<ulong> front = c0 | (c1 << 32), back = c2 | (c3 << 32);
        Vector512<ulong> lower = Vector512<ulong>.Indices >>> 1, upper = lower + Vector512.Create((ulong)Vector512<ulong>.Count / 2);
        Vector512<ulong> even = Vector512.Equals(Vector512<ulong>.Indices & Vector512<ulong>.One, Vector512<ulong>.Zero);
        Vector512<uint> first = Vector512.ConditionalSelect(even, Vector512.Shuffle(front, lower), Vector512.Shuffle(back, lower)).AsUInt32();
        Vector512<uint> second = Vector512.ConditionalSelect(even, Vector512.Shuffle(front, upper), Vector512.Shuffle(back, upper)).AsUInt32();
        Vector512<uint> limit = Vector512.Create(threshold);
        return (Vector512.GreaterThanOrEqual(first, limit), Vector512.GreaterThanOrEqual(second, limit));
    }
}
