using System.Numerics;
using System.Runtime.Intrinsics;

namespace NetGen;

/// <summary>The factors of one step of Adam, computed in double.</summary>
internal readonly record struct AdamCoefficients<T>(
    T Beta1, T Rest1, T Beta2, T Rest2, T StepSize, T RootCorrection, T Epsilon, T PenaltyWeight, T ShrinkFactor);

/// <summary>
/// One pass over parameters, gradients and state, each read once and written once. Products and sums are rounded one by one, not
/// fused, so that every width and the plain formula give the same bits. The last vector may reach into the guard behind a buffer.
/// </summary>
internal static partial class OptimizerKernels
{
    public static void Descend<T>(ref T p, ref T g, int length, T rate, T penalty)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            DescendVector512(ref p, ref g, length, rate, penalty);
        else if (Vector256.IsHardwareAccelerated)
            DescendVector256(ref p, ref g, length, rate, penalty);
        else
            DescendVector128(ref p, ref g, length, rate, penalty);
    }

    public static void DescendWithMomentum<T>(ref T p, ref T g, ref T u, int length, T rate, T penalty, T keep, T take, T direct, T ahead)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            DescendWithMomentumVector512(ref p, ref g, ref u, length, rate, penalty, keep, take, direct, ahead);
        else if (Vector256.IsHardwareAccelerated)
            DescendWithMomentumVector256(ref p, ref g, ref u, length, rate, penalty, keep, take, direct, ahead);
        else
            DescendWithMomentumVector128(ref p, ref g, ref u, length, rate, penalty, keep, take, direct, ahead);
    }

    public static void Adam<T>(ref T p, ref T g, ref T m, ref T v, int length, in AdamCoefficients<T> coefficients)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            AdamVector512(ref p, ref g, ref m, ref v, length, in coefficients);
        else if (Vector256.IsHardwareAccelerated)
            AdamVector256(ref p, ref g, ref m, ref v, length, in coefficients);
        else
            AdamVector128(ref p, ref g, ref m, ref v, length, in coefficients);
    }
}
