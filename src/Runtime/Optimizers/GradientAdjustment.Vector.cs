using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

/// <summary>A <see cref="GradientAdjustment"/> in vectors.</summary>
internal readonly struct AdjustmentVector512<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> scale, limit, penalty, shrinkage;

    public AdjustmentVector512(in GradientAdjustment adjustment)
    {
        scale = Vector512.Create(T.CreateSaturating(adjustment.Scale));
        limit = Vector512.Create(T.CreateSaturating(adjustment.Limit));
        penalty = Vector512.Create(T.CreateSaturating(adjustment.Penalty));
        shrinkage = Vector512.Create(T.CreateSaturating(adjustment.Shrinkage));
    }

    // What is no number stays none; the sign of 0 is 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Adjust(Vector512<T> gradient, Vector512<T> parameter)
    {
        Vector512<T> clipped = Vector512.Max(Vector512.Min(scale * gradient, limit), -limit);
        return clipped + Vector512.ConditionalSelect(Vector512.Equals(parameter, Vector512<T>.Zero), Vector512<T>.Zero, Vector512.CopySign(penalty, parameter));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Shrink(Vector512<T> parameter) =>
        Vector512.CopySign(Vector512.Max(Vector512.Abs(parameter) - shrinkage, Vector512<T>.Zero), parameter);
}

internal static partial class GradientPass
{
    private static void AdjustVector512<T>(ref T p, ref T g, ref T result, int length, T penalty, in GradientAdjustment adjustment)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var factors = new AdjustmentVector512<T>(in adjustment);
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector512<T>.Count)
        {
            Vector512<T> parameter = Vector512.LoadUnsafe(ref p, i);
            (factors.Adjust(Vector512.LoadUnsafe(ref g, i), parameter) + (penalty * parameter)).StoreUnsafe(ref result, i);
        }
    }

    private static void ShrinkVector512<T>(ref T p, int length, in GradientAdjustment adjustment)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var factors = new AdjustmentVector512<T>(in adjustment);
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector512<T>.Count)
            factors.Shrink(Vector512.LoadUnsafe(ref p, i)).StoreUnsafe(ref p, i);
    }

    // Four sums, so that none waits for itself; stretches are whole units of 16 elements.
    private static T SumOfSquaresVector512<T>(ref T g, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> s0 = default, s1 = default, s2 = default, s3 = default;
        nuint lanes = (nuint)Vector512<T>.Count, i = 0, end = (nuint)length;
        for (; i + (4 * lanes) <= end; i += 4 * lanes)
        {
            Vector512<T> v0 = Vector512.LoadUnsafe(ref g, i), v1 = Vector512.LoadUnsafe(ref g, i + lanes);
            Vector512<T> v2 = Vector512.LoadUnsafe(ref g, i + (2 * lanes)), v3 = Vector512.LoadUnsafe(ref g, i + (3 * lanes));
            s0 += v0 * v0;
            s1 += v1 * v1;
            s2 += v2 * v2;
            s3 += v3 * v3;
        }

        for (; i < end; i += lanes)
        {
            Vector512<T> rest = Vector512.LoadUnsafe(ref g, i);
            s0 += rest * rest;
        }

        return Vector512.Sum(s0 + s1 + (s2 + s3));
    }
}
