using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal readonly partial record struct MaxPropRule<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> p, Vector512<T> g, ref Vector512<T> a, ref Vector512<T> b, ref Vector512<T> c)
    {
        // a is v.
        a = Vector512.Max(Beta * a, Vector512.Abs(g));
        return p - (Rate * g / (a + Vector512.Create(Epsilon)));
    }
}
