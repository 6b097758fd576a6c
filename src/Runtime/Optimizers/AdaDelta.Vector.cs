using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal readonly partial record struct AdaDeltaRule<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> p, Vector512<T> g, ref Vector512<T> a, ref Vector512<T> b, ref Vector512<T> c)
    {
        // a and b are the means of the squares of the gradients and of the changes.
        Vector512<T> ε = Vector512.Create(Epsilon);
        a = (Rho * a) + (Rest * g * g);
        Vector512<T> change = Vector512.Sqrt(b + ε) / Vector512.Sqrt(a + ε) * g;
        b = (Rho * b) + (Rest * change * change);
        return p - (Rate * change);
    }
}
