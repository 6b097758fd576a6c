using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

/// <summary>
/// What becomes of gradients before a rule sees them, and of parameters after it: g ← clamp(scale · g, ±limit) + λ₁ sign(p), and
/// p ← sign(p) max(|p| − shrinkage, 0).
/// </summary>
/// <param name="Scale">What clipping by a norm leaves of the gradients.</param>
/// <param name="Limit">The largest element that clipping by value lets through.</param>
/// <param name="Penalty">λ₁.</param>
/// <param name="Shrinkage">ηλ₁ of the decoupled form.</param>
internal readonly record struct GradientAdjustment(double Scale, double Limit, double Penalty, double Shrinkage)
{
    public static GradientAdjustment None => new(1, double.PositiveInfinity, 0, 0);

    public bool IsNone => this == None;
}

/// <summary>An adjustment by loops of their own, for rules that have none of their own for it.</summary>
internal static partial class GradientPass
{
    /// <summary>result ← the adjusted gradients with the L2 penalty λp.</summary>
    public static void Adjust<T>(ref T p, ref T g, ref T result, int length, double penalty, in GradientAdjustment adjustment)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T λ = T.CreateChecked(penalty);
        if (Vector512.IsHardwareAccelerated)
            AdjustVector512(ref p, ref g, ref result, length, λ, in adjustment);
        else if (Vector256.IsHardwareAccelerated)
            AdjustVector256(ref p, ref g, ref result, length, λ, in adjustment);
        else
            AdjustVector128(ref p, ref g, ref result, length, λ, in adjustment);
    }

    /// <summary>p ← sign(p) max(|p| − shrinkage, 0).</summary>
    public static void Shrink<T>(ref T p, int length, in GradientAdjustment adjustment)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            ShrinkVector512(ref p, length, in adjustment);
        else if (Vector256.IsHardwareAccelerated)
            ShrinkVector256(ref p, length, in adjustment);
        else
            ShrinkVector128(ref p, length, in adjustment);
    }

    /// <summary>
    /// Σ g², summed in vectors over a block, and the blocks in double; where a block's sum is not finite but its elements are, those in
    /// double.
    /// </summary>
    public static double SumOfSquares<T>(ref T g, int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int start = 0; start < length; start += Block)
        {
            int count = Math.Min(Block, length - start);
            ref T first = ref Unsafe.Add(ref g, start);
            double part = double.CreateChecked(
                Vector512.IsHardwareAccelerated ? SumOfSquaresVector512(ref first, count)
                : Vector256.IsHardwareAccelerated ? SumOfSquaresVector256(ref first, count)
                : SumOfSquaresVector128(ref first, count));
            if (!double.IsFinite(part))
            {
                part = 0;
                for (int i = 0; i < count; i++)
                    part += double.CreateChecked(Unsafe.Add(ref first, i)) * double.CreateChecked(Unsafe.Add(ref first, i));
            }

            sum += part;
        }

        return sum;
    }

    private const int Block = 4096;
}
