using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal readonly partial record struct NAdamRule<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> p, Vector512<T> g, ref Vector512<T> a, ref Vector512<T> b, ref Vector512<T> c)
    {
        // a and b are m and v.
        a = (Beta1 * a) + (Rest1 * g);
        b = (Beta2 * b) + (Rest2 * g * g);
        return p - (((GradientSize * g) + (MomentSize * a)) / ((Vector512.Sqrt(b) * RootCorrection) + Vector512.Create(Epsilon)));
    }
}
