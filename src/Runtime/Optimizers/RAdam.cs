using System.Numerics;

namespace NetGen;

/// <summary>
/// Rectified Adam (Liu et al., 2020) as PyTorch's <c>torch.optim.RAdam</c>: g, m and v as in <see cref="Adam{T}"/>, ρ∞ = 2 / (1 − β₂) − 1,
/// ρ = ρ∞ − 2tβ₂ᵗ / (1 − β₂ᵗ); where ρ &gt; 5, p ← p − η / (1 − β₁ᵗ) · r√(1 − β₂ᵗ) · m / (√v + ε) with
/// r² = (ρ − 4)(ρ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρ), and before that p ← p − η / (1 − β₁ᵗ) · m.
/// </summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class RAdam<T> : AdamBase<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁, how much of the mean of the gradients is kept, in [0, 1).</param>
    /// <param name="beta2">β₂, how much of the mean of their squares is kept, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0 also in the network's floating-point type.</param>
    /// <param name="weightDecay">λ, the L2 penalty: λp is added to the gradient.</param>
    /// <param name="decoupledWeightDecay">Whether p ← (1 − ηλ)p before the step instead, as <see cref="AdamW{T}"/> does.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public RAdam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, bool decoupledWeightDecay = false)
        : base(learningRate, beta1, beta2, epsilon, weightDecay, decoupledWeightDecay, "first_moment", "second_moment")
    {
    }

    private protected override void Apply(in ElementwisePass<T> pass, double rate)
    {
        double power = Math.Pow(Beta2, StepCount), correction2 = 1 - power;
        double limit = (2 / (1 - Beta2)) - 1, ρ = limit - (2 * StepCount * power / correction2), size = rate / (1 - Math.Pow(Beta1, StepCount));
        bool isRectified = ρ > 5;
        if (isRectified)
            size *= Math.Sqrt((ρ - 4) * (ρ - 2) * limit * correction2 / ((limit - 4) * (limit - 2) * ρ));
        pass.Run(new RAdamRule<T>(
            T.CreateChecked(Beta1),
            T.CreateChecked(1 - Beta1),
            T.CreateChecked(Beta2),
            T.CreateChecked(1 - Beta2),
            T.CreateChecked(size),
            isRectified ? T.One : T.Zero,
            isRectified ? T.CreateChecked(Epsilon) : T.One));
    }
}

internal readonly partial record struct RAdamRule<T>(T Beta1, T Rest1, T Beta2, T Rest2, T StepSize, T Root, T Offset) : IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Buffers => 2;
}
