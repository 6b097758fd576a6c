using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal readonly partial record struct AdaGradRule<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> p, Vector512<T> g, ref Vector512<T> a, ref Vector512<T> b, ref Vector512<T> c)
    {
        // a is the sum of the squares.
        a += g * g;
        return p - (Rate * g / (Vector512.Sqrt(a) + Vector512.Create(Epsilon)));
    }
}
