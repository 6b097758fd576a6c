using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Adam with Nesterov's momentum (Dozat, 2016) as PyTorch's <c>torch.optim.NAdam</c>: g, m and v as in <see cref="Adam{T}"/>,
/// μₜ = β₁(1 − ½ · 0.96^(ψt)), M = μ₁ ⋯ μₜ, p ← p − η((1 − μₜ) / (1 − M) · g + μₜ₊₁ / (1 − Mμₜ₊₁) · m) / (√v / √(1 − β₂ᵗ) + ε).
/// </summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class NAdam<T> : AdamBase<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // M, of all steps so far.
    private double momentumProduct = 1;

    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁, how much of the mean of the gradients is kept, in [0, 1).</param>
    /// <param name="beta2">β₂, how much of the mean of their squares is kept, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0 also in the network's floating-point type.</param>
    /// <param name="weightDecay">λ, the L2 penalty: λp is added to the gradient.</param>
    /// <param name="momentumDecay">ψ, how fast μ approaches β₁.</param>
    /// <param name="decoupledWeightDecay">Whether p ← (1 − ηλ)p before the step instead, as <see cref="AdamW{T}"/> does.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public NAdam(double learningRate = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, double momentumDecay = 4e-3, bool decoupledWeightDecay = false)
        : base(learningRate, beta1, beta2, epsilon, weightDecay, decoupledWeightDecay, "first_moment", "second_moment")
    {
        MomentumDecay = NumberGuard.RequireNotNegative(momentumDecay, nameof(momentumDecay));
    }

    /// <summary>ψ.</summary>
    public double MomentumDecay { get; }

    /// <inheritdoc/>
    protected internal override ImmutableArray<double> GetNumbers() => [momentumProduct];

    /// <inheritdoc/>
    protected internal override void SetNumbers(ImmutableArray<double> numbers) => momentumProduct = numbers[0];

    /// <inheritdoc/>
    protected override void BeginStep() => momentumProduct *= Momentum(StepCount);

    /// <inheritdoc/>
    protected override void Release() => momentumProduct = 1;

    private protected override void Apply(in ElementwisePass<T> pass, double rate)
    {
        double next = Momentum(StepCount + 1);
        pass.Run(new NAdamRule<T>(
            T.CreateChecked(Beta1),
            T.CreateChecked(1 - Beta1),
            T.CreateChecked(Beta2),
            T.CreateChecked(1 - Beta2),
            T.CreateChecked(rate * (1 - Momentum(StepCount)) / (1 - momentumProduct)),
            T.CreateChecked(rate * next / (1 - (momentumProduct * next))),
            T.CreateChecked(1 / Math.Sqrt(1 - Math.Pow(Beta2, StepCount))),
            T.CreateChecked(Epsilon)));
    }

    private double Momentum(long step) => Beta1 * (1 - (0.5 * Math.Pow(0.96, step * MomentumDecay)));
}

internal readonly partial record struct NAdamRule<T>(T Beta1, T Rest1, T Beta2, T Rest2, T GradientSize, T MomentSize, T RootCorrection, T Epsilon) : IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Buffers => 2;
}
