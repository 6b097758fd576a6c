using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

// Written for Vector512; the build derives the two narrower widths (see Widths.targets).
public static partial class AlphaDropout
{
    // What is left is the caller's. Returns how many elements are done.
    private static int SelectVector512(ref readonly float x, ref float y, int length, uint threshold, float scale, float shift, float dropped, ulong seed, uint step, uint layer, uint sample)
    {
        int lanes = Vector512<float>.Count, i = 0;
        for (; i + (2 * lanes) <= length; i += 2 * lanes)
        {
            (Vector512<uint> low, Vector512<uint> high) = DropoutMask.KeepVector512((uint)i / 4, threshold, seed, step, layer, sample);
            Vector512<float> first = Vector512.LoadUnsafe(in x, (nuint)i), second = Vector512.LoadUnsafe(in x, (nuint)(i + lanes));
            Choose(low.AsSingle(), first, scale, shift, dropped).StoreUnsafe(ref y, (nuint)i);
            Choose(high.AsSingle(), second, scale, shift, dropped).StoreUnsafe(ref y, (nuint)(i + lanes));
        }

        return i;
    }

    private static int SelectVector512(ref readonly double x, ref double y, int length, uint threshold, double scale, double shift, double dropped, ulong seed, uint step, uint layer, uint sample)
    {
        int lanes = Vector512<double>.Count, i = 0;
        for (; i + (4 * lanes) <= length; i += 4 * lanes)
        {
            (Vector512<uint> low, Vector512<uint> high) = DropoutMask.KeepVector512((uint)i / 4, threshold, seed, step, layer, sample);
            (Vector512<long> mask0, Vector512<long> mask1) = Vector512.Widen(low.AsInt32());
            (Vector512<long> mask2, Vector512<long> mask3) = Vector512.Widen(high.AsInt32());
            Vector512<double> v0 = Vector512.LoadUnsafe(in x, (nuint)i), v1 = Vector512.LoadUnsafe(in x, (nuint)(i + lanes));
            Vector512<double> v2 = Vector512.LoadUnsafe(in x, (nuint)(i + (2 * lanes))), v3 = Vector512.LoadUnsafe(in x, (nuint)(i + (3 * lanes)));
            Choose(mask0.AsDouble(), v0, scale, shift, dropped).StoreUnsafe(ref y, (nuint)i);
            Choose(mask1.AsDouble(), v1, scale, shift, dropped).StoreUnsafe(ref y, (nuint)(i + lanes));
            Choose(mask2.AsDouble(), v2, scale, shift, dropped).StoreUnsafe(ref y, (nuint)(i + (2 * lanes)));
            Choose(mask3.AsDouble(), v3, scale, shift, dropped).StoreUnsafe(ref y, (nuint)(i + (3 * lanes)));
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Choose<T>(Vector512<T> kept, Vector512<T> x, T scale, T shift, T dropped)
        where T : unmanaged => Vector512.ConditionalSelect(kept, (x * scale) + Vector512.Create(shift), Vector512.Create(dropped));
}
