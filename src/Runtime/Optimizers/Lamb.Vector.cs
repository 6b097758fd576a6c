using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal static partial class LambKernels
{
    private static (T Parameters, T Directions) MeasureVector512<T>(ref T p, ref T g, ref T m, ref T v, int length, in LambFactors<T> factors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LambFactors<T> f = factors;
        Vector512<T> parameters = default, directions = default;
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector512<T>.Count)
        {
            Vector512<T> parameter = Vector512.LoadUnsafe(ref p, i), gradient = Vector512.LoadUnsafe(ref g, i);
            Vector512<T> first = (f.Beta1 * Vector512.LoadUnsafe(ref m, i)) + (f.Rest1 * gradient);
            Vector512<T> second = (f.Beta2 * Vector512.LoadUnsafe(ref v, i)) + (f.Rest2 * gradient * gradient);
            first.StoreUnsafe(ref m, i);
            second.StoreUnsafe(ref v, i);
            Vector512<T> direction = Direction(parameter, first, second, in f);
            parameters += parameter * parameter;
            directions += direction * direction;
        }

        return (Vector512.Sum(parameters), Vector512.Sum(directions));
    }

    private static void DescendVector512<T>(ref T p, ref T m, ref T v, int length, T rate, in LambFactors<T> factors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        LambFactors<T> f = factors;
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector512<T>.Count)
        {
            Vector512<T> parameter = Vector512.LoadUnsafe(ref p, i);
            (parameter - (rate * Direction(parameter, Vector512.LoadUnsafe(ref m, i), Vector512.LoadUnsafe(ref v, i), in f))).StoreUnsafe(ref p, i);
        }
    }

    // r.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Direction<T>(Vector512<T> p, Vector512<T> m, Vector512<T> v, in LambFactors<T> f)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        (f.Correction * m / ((Vector512.Sqrt(v) * f.RootCorrection) + Vector512.Create(f.Epsilon))) + (f.Decay * p);
}
