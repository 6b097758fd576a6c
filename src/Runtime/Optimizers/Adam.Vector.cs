using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal readonly partial record struct AdamRule<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> p, Vector512<T> g, ref Vector512<T> a, ref Vector512<T> b, ref Vector512<T> c)
    {
        // a and b are m and v.
        a = (Beta1 * a) + (Rest1 * g);
        b = (Beta2 * b) + (Rest2 * g * g);
        return p - (StepSize * a / ((Vector512.Sqrt(b) * RootCorrection) + Vector512.Create(Epsilon)));
    }
}

internal readonly partial record struct AmsGradRule<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> p, Vector512<T> g, ref Vector512<T> a, ref Vector512<T> b, ref Vector512<T> c)
    {
        // a, b and c are m, v and the largest v so far.
        a = (Adam.Beta1 * a) + (Adam.Rest1 * g);
        b = (Adam.Beta2 * b) + (Adam.Rest2 * g * g);
        c = Vector512.Max(c, b);
        return p - (Adam.StepSize * a / ((Vector512.Sqrt(c) * Adam.RootCorrection) + Vector512.Create(Adam.Epsilon)));
    }
}
