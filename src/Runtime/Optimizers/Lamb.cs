using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

/// <summary>
/// LAMB (You et al., 2020, algorithm 2, with φ(z) = z): m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// r = m / (1 − β₁ᵗ) / (√v / √(1 − β₂ᵗ) + ε) + λp, and p ← p − η ‖p‖ / ‖r‖ · r with the norms of whole tensors; where one of them is 0,
/// p ← p − ηr.
/// </summary>
/// <remarks>
/// PyTorch does not have it; the defaults are those of the paper. Biases and the scales of normalizations are often left without decay;
/// see <see cref="ParameterGroup"/>. Norms are summed by one thread, so steps are not shared.
/// </remarks>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class Lamb<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁, how much of the mean of the gradients is kept, in [0, 1).</param>
    /// <param name="beta2">β₂, how much of the mean of their squares is kept, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0 also in the network's floating-point type.</param>
    /// <param name="weightDecay">λ.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Lamb(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-6, double weightDecay = 0.01)
        : base(learningRate, weightDecay, "first_moment", "second_moment")
    {
        Beta1 = NumberGuard.RequireShare(beta1, nameof(beta1));
        Beta2 = NumberGuard.RequireShare(beta2, nameof(beta2));
        Epsilon = NumberGuard.RequireEpsilon<T>(epsilon, nameof(epsilon));
    }

    /// <summary>β₁.</summary>
    public double Beta1 { get; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>m, in the layout of the parameters; none before the first step.</summary>
    public FlatBuffer<T>? FirstMoment => StateBuffer(0);

    /// <summary>v, in the layout of the parameters; none before the first step.</summary>
    public FlatBuffer<T>? SecondMoment => StateBuffer(1);

    /// <inheritdoc/>
    protected override void Update(FlatBuffer<T> parameters, FlatBuffer<T> gradients, in ParameterRange range)
    {
        ref T p = ref Unsafe.Add(ref parameters.Reference, range.Start);
        ref T m = ref Unsafe.Add(ref FirstMoment!.Reference, range.Start);
        ref T v = ref Unsafe.Add(ref SecondMoment!.Reference, range.Start);
        var factors = new LambFactors<T>(
            T.CreateChecked(Beta1),
            T.CreateChecked(1 - Beta1),
            T.CreateChecked(Beta2),
            T.CreateChecked(1 - Beta2),
            T.CreateChecked(1 / (1 - Math.Pow(Beta1, StepCount))),
            T.CreateChecked(1 / Math.Sqrt(1 - Math.Pow(Beta2, StepCount))),
            T.CreateChecked(Epsilon),
            T.CreateChecked(range.WeightDecay));
        (double parameterSquares, double directionSquares) = LambKernels.Measure(
            ref p, ref Unsafe.Add(ref gradients.Reference, range.Start), ref m, ref v, range.Length, in factors);
        double trust = parameterSquares > 0 && directionSquares > 0 ? Math.Sqrt(parameterSquares / directionSquares) : 1;
        LambKernels.Descend(ref p, ref m, ref v, range.Length, T.CreateSaturating(range.LearningRate * trust), in factors);
    }
}

/// <summary>The factors of one step of LAMB, computed in double.</summary>
internal readonly record struct LambFactors<T>(T Beta1, T Rest1, T Beta2, T Rest2, T Correction, T RootCorrection, T Epsilon, T Decay);

/// <summary>The two passes of LAMB over a tensor. Squares are summed in vectors over a block, and the blocks in double.</summary>
internal static partial class LambKernels
{
    private const int Block = 4096;

    /// <summary>Changes the moments and sums the squares of the parameters and of r.</summary>
    public static (double Parameters, double Directions) Measure<T>(ref T p, ref T g, ref T m, ref T v, int length, in LambFactors<T> factors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double parameters = 0, directions = 0;
        for (int start = 0; start < length; start += Block)
        {
            int count = Math.Min(Block, length - start);
            ref T p1 = ref Unsafe.Add(ref p, start), g1 = ref Unsafe.Add(ref g, start), m1 = ref Unsafe.Add(ref m, start), v1 = ref Unsafe.Add(ref v, start);
            (T ofParameters, T ofDirections) = Vector512.IsHardwareAccelerated ? MeasureVector512(ref p1, ref g1, ref m1, ref v1, count, in factors)
                : Vector256.IsHardwareAccelerated ? MeasureVector256(ref p1, ref g1, ref m1, ref v1, count, in factors)
                : MeasureVector128(ref p1, ref g1, ref m1, ref v1, count, in factors);
            parameters += double.CreateChecked(ofParameters);
            directions += double.CreateChecked(ofDirections);
        }

        return (parameters, directions);
    }

    /// <summary>p ← p − rate · r.</summary>
    public static void Descend<T>(ref T p, ref T m, ref T v, int length, T rate, in LambFactors<T> factors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            DescendVector512(ref p, ref m, ref v, length, rate, in factors);
        else if (Vector256.IsHardwareAccelerated)
            DescendVector256(ref p, ref m, ref v, length, rate, in factors);
        else
            DescendVector128(ref p, ref m, ref v, length, rate, in factors);
    }
}
