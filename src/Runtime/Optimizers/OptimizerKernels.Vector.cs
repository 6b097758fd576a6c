using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

// Written for Vector512; the build derives the two narrower widths (see Numerics/Widths.targets).
internal static partial class OptimizerKernels
{
    private static void DescendVector512<T>(ref T p, ref T g, int length, T rate, T penalty)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> η = Vector512.Create(rate), λ = Vector512.Create(penalty);
        nuint lanes = (nuint)Vector512<T>.Count, i = 0;
        for (; i + (2 * lanes) <= (nuint)length; i += 2 * lanes)
        {
            DescendAt(ref p, ref g, i, η, λ);
            DescendAt(ref p, ref g, i + lanes, η, λ);
        }

        for (; i < (nuint)length; i += lanes)
            DescendAt(ref p, ref g, i, η, λ);
    }

    private static void DescendWithMomentumVector512<T>(ref T p, ref T g, ref T u, int length, T rate, T penalty, T keep, T take, T direct, T ahead)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> η = Vector512.Create(rate), λ = Vector512.Create(penalty), β = Vector512.Create(keep), τ = Vector512.Create(take);
        Vector512<T> a = Vector512.Create(direct), b = Vector512.Create(ahead);
        nuint lanes = (nuint)Vector512<T>.Count;
        for (nuint i = 0; i < (nuint)length; i += lanes)
        {
            Vector512<T> parameter = Vector512.LoadUnsafe(ref p, i);
            Vector512<T> gradient = Vector512.LoadUnsafe(ref g, i) + (λ * parameter);
            Vector512<T> velocity = (β * Vector512.LoadUnsafe(ref u, i)) + (τ * gradient);
            velocity.StoreUnsafe(ref u, i);
            (parameter - (η * ((a * gradient) + (b * velocity)))).StoreUnsafe(ref p, i);
        }
    }

    private static void AdamVector512<T>(ref T p, ref T g, ref T m, ref T v, int length, in AdamCoefficients<T> coefficients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> β1 = Vector512.Create(coefficients.Beta1), rest1 = Vector512.Create(coefficients.Rest1);
        Vector512<T> β2 = Vector512.Create(coefficients.Beta2), rest2 = Vector512.Create(coefficients.Rest2);
        Vector512<T> size = Vector512.Create(coefficients.StepSize), root = Vector512.Create(coefficients.RootCorrection);
        Vector512<T> ε = Vector512.Create(coefficients.Epsilon);
        Vector512<T> λ = Vector512.Create(coefficients.PenaltyWeight), shrink = Vector512.Create(coefficients.ShrinkFactor);
        nuint lanes = (nuint)Vector512<T>.Count;
        for (nuint i = 0; i < (nuint)length; i += lanes)
        {
            Vector512<T> parameter = Vector512.LoadUnsafe(ref p, i);
            Vector512<T> gradient = Vector512.LoadUnsafe(ref g, i) + (λ * parameter);
            Vector512<T> first = (β1 * Vector512.LoadUnsafe(ref m, i)) + (rest1 * gradient);
            Vector512<T> second = (β2 * Vector512.LoadUnsafe(ref v, i)) + (rest2 * gradient * gradient);
            first.StoreUnsafe(ref m, i);
            second.StoreUnsafe(ref v, i);
            ((shrink * parameter) - (size * first / ((Vector512.Sqrt(second) * root) + ε))).StoreUnsafe(ref p, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void DescendAt<T>(ref T p, ref T g, nuint i, Vector512<T> η, Vector512<T> λ)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> parameter = Vector512.LoadUnsafe(ref p, i);
        (parameter - (η * (Vector512.LoadUnsafe(ref g, i) + (λ * parameter)))).StoreUnsafe(ref p, i);
    }
}
