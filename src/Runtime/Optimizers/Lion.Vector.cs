using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal readonly partial record struct LionRule<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> p, Vector512<T> g, ref Vector512<T> a, ref Vector512<T> b, ref Vector512<T> c)
    {
        // a is m. The sign of 0 is 0, and that of what is no number no number.
        Vector512<T> direction = (Beta1 * a) + (Rest1 * g);
        a = (Beta2 * a) + (Rest2 * g);
        Vector512<T> sign = Vector512.ConditionalSelect(
            Vector512.GreaterThan(Vector512.Abs(direction), Vector512<T>.Zero), Vector512.CopySign(Vector512<T>.One, direction), direction);
        return p - (Rate * sign);
    }
}
