using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal readonly partial record struct RAdamRule<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> p, Vector512<T> g, ref Vector512<T> a, ref Vector512<T> b, ref Vector512<T> c)
    {
        // a and b are m and v. While the variance of the step is unknown, Root is 0 and Offset 1.
        a = (Beta1 * a) + (Rest1 * g);
        b = (Beta2 * b) + (Rest2 * g * g);
        return p - (StepSize * a / ((Vector512.Sqrt(b) * Root) + Vector512.Create(Offset)));
    }
}
