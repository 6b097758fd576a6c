using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal readonly partial record struct AdaMaxRule<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> p, Vector512<T> g, ref Vector512<T> a, ref Vector512<T> b, ref Vector512<T> c)
    {
        // a and b are m and u.
        a = (Beta1 * a) + (Rest1 * g);
        b = Vector512.Max(Beta2 * b, Vector512.Abs(g) + Vector512.Create(Epsilon));
        return p - (StepSize * a / b);
    }
}
