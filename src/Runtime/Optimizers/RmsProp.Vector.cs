using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal readonly partial record struct RmsPropRule<T, TCentred, TMomentum>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Apply(Vector512<T> p, Vector512<T> g, ref Vector512<T> a, ref Vector512<T> b, ref Vector512<T> c)
    {
        // a is v; then follow the mean of the gradients, if there is one, and the velocity.
        a = (Alpha * a) + (Rest * g * g);
        Vector512<T> variance = a;
        if (TCentred.Value)
        {
            b = (Alpha * b) + (Rest * g);
            variance = Vector512.Max(a - (b * b), Vector512<T>.Zero);
        }

        Vector512<T> direction = g / (Vector512.Sqrt(variance) + Vector512.Create(Epsilon));
        if (!TMomentum.Value)
            return p - (Rate * direction);
        ref Vector512<T> velocity = ref TCentred.Value ? ref c : ref b;
        velocity = (Momentum * velocity) + direction;
        return p - (Rate * velocity);
    }
}
