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

    // All ones where an element is kept.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (Vector512<uint> Low, Vector512<uint> High) KeepVector512(uint block, uint threshold, ulong seed, uint step, uint layer, uint sample)
    {
        (Vector512<uint> first, Vector512<uint> second) = PhiloxWords.Vector512Of(block, seed, step, layer, sample);
        Vector512<uint> limit = Vector512.Create(threshold);
        return (Vector512.GreaterThanOrEqual(first, limit), Vector512.GreaterThanOrEqual(second, limit));
    }
}
