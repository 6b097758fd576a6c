using System.Numerics;

namespace NetGen;

/// <summary>
/// AdaMax (Kingma and Ba, 2015, section 7.1) as PyTorch's <c>torch.optim.Adamax</c>: g ← g + λp, m ← β₁m + (1 − β₁)g,
/// u ← max(β₂u, |g| + ε), p ← p − η / (1 − β₁ᵗ) · m / u.
/// </summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class AdaMax<T> : ElementwiseOptimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁, how much of the mean of the gradients is kept, in [0, 1).</param>
    /// <param name="beta2">β₂, how much of the maximum of the gradients is kept, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0 also in the network's floating-point type.</param>
    /// <param name="weightDecay">λ, the L2 penalty: λp is added to the gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public AdaMax(double learningRate = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(learningRate, weightDecay, decoupledWeightDecay: false, "first_moment", "maximum")
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

    /// <summary>u, in the layout of the parameters, ε in the padding; none before the first step.</summary>
    public FlatBuffer<T>? Maximum => StateBuffer(1);

    private protected override void Apply(in ElementwisePass<T> pass, double rate) => pass.Run(new AdaMaxRule<T>(
        T.CreateChecked(Beta1),
        T.CreateChecked(1 - Beta1),
        T.CreateChecked(Beta2),
        T.CreateChecked(rate / (1 - Math.Pow(Beta1, StepCount))),
        T.CreateChecked(Epsilon)));
}

internal readonly partial record struct AdaMaxRule<T>(T Beta1, T Rest1, T Beta2, T StepSize, T Epsilon) : IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Buffers => 2;
}
