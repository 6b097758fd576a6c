using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Adam (Kingma and Ba, 2015) as PyTorch's <c>torch.optim.Adam</c>: g ← g + λp, m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// p ← p − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε); as AMSGrad (Reddi, Kale and Kumar, 2018), with the largest v so far in place of v.
/// </summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class Adam<T> : AdamBase<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁, how much of the mean of the gradients is kept, in [0, 1).</param>
    /// <param name="beta2">β₂, how much of the mean of their squares is kept, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0 also in the network's floating-point type.</param>
    /// <param name="weightDecay">λ, the L2 penalty: λp is added to the gradient.</param>
    /// <param name="amsGrad">Whether the largest v so far stands for v.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, bool amsGrad = false)
        : base(learningRate, beta1, beta2, epsilon, weightDecay, decoupledWeightDecay: false, AdamStep.StateNames(amsGrad)) => AmsGrad = amsGrad;

    /// <summary>Whether the largest v so far stands for v.</summary>
    public bool AmsGrad { get; }

    /// <summary>The largest v so far, in the layout of the parameters; none before the first step or without AMSGrad.</summary>
    public FlatBuffer<T>? LargestSecondMoment => StateBuffer(2);

    private protected override void Apply(in ElementwisePass<T> pass, double rate) => AdamStep.Run(this, AmsGrad, in pass, rate);
}

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019) as PyTorch's <c>torch.optim.AdamW</c>: p ← (1 − ηλ)p, then
/// the step of <see cref="Adam{T}"/> without penalty.
/// </summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class AdamW<T> : AdamBase<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁, how much of the mean of the gradients is kept, in [0, 1).</param>
    /// <param name="beta2">β₂, how much of the mean of their squares is kept, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0 also in the network's floating-point type.</param>
    /// <param name="weightDecay">λ, by which η times the parameters shrink each step.</param>
    /// <param name="amsGrad">Whether the largest v so far stands for v.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public AdamW(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01, bool amsGrad = false)
        : base(learningRate, beta1, beta2, epsilon, weightDecay, decoupledWeightDecay: true, AdamStep.StateNames(amsGrad)) => AmsGrad = amsGrad;

    /// <summary>Whether the largest v so far stands for v.</summary>
    public bool AmsGrad { get; }

    /// <summary>The largest v so far, in the layout of the parameters; none before the first step or without AMSGrad.</summary>
    public FlatBuffer<T>? LargestSecondMoment => StateBuffer(2);

    private protected override void Apply(in ElementwisePass<T> pass, double rate) => AdamStep.Run(this, AmsGrad, in pass, rate);
}

/// <summary>What Adam and its relatives share: two moments, and how they are weighed.</summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public abstract class AdamBase<T> : ElementwiseOptimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private protected AdamBase(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, bool decoupledWeightDecay, params ImmutableArray<string> state)
        : base(learningRate, weightDecay, decoupledWeightDecay, state)
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
}

/// <summary>The step of Adam and AdamW.</summary>
internal static class AdamStep
{
    public static ImmutableArray<string> StateNames(bool amsGrad) =>
        amsGrad ? ["first_moment", "second_moment", "largest_second_moment"] : ["first_moment", "second_moment"];

    public static void Run<T>(AdamBase<T> optimizer, bool amsGrad, in ElementwisePass<T> pass, double rate)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rule = AdamRule<T>.Of(optimizer.Beta1, optimizer.Beta2, optimizer.Epsilon, rate, optimizer.StepCount);
        if (amsGrad)
            pass.Run(new AmsGradRule<T>(rule));
        else
            pass.Run(rule);
    }
}

internal readonly partial record struct AdamRule<T>(T Beta1, T Rest1, T Beta2, T Rest2, T StepSize, T RootCorrection, T Epsilon) : IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Buffers => 2;

    public static AdamRule<T> Of(double beta1, double beta2, double epsilon, double rate, long step) => new(
        T.CreateChecked(beta1),
        T.CreateChecked(1 - beta1),
        T.CreateChecked(beta2),
        T.CreateChecked(1 - beta2),
        T.CreateChecked(rate / (1 - Math.Pow(beta1, step))),
        T.CreateChecked(1 / Math.Sqrt(1 - Math.Pow(beta2, step))),
        T.CreateChecked(epsilon));
}

internal readonly partial record struct AmsGradRule<T>(AdamRule<T> Adam) : IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Buffers => 3;
}
