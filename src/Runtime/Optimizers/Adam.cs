using System.Numerics;
using System.Runtime.CompilerServices;

namespace NetGen;

/// <summary>
/// Adam (Kingma and Ba, 2015) as PyTorch's <c>torch.optim.Adam</c>: g ← g + λp, m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
/// p ← p − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε).
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
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(learningRate, beta1, beta2, epsilon, weightDecay)
    {
    }

    private protected override double PenaltyWeight => WeightDecay;

    private protected override double ShrinkFactor => 1;
}

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019) as PyTorch's <c>torch.optim.AdamW</c>: p ← (1 − ηλ)p, then
/// Adam's step without penalty.
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
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public AdamW(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0.01)
        : base(learningRate, beta1, beta2, epsilon, weightDecay)
    {
    }

    private protected override double PenaltyWeight => 0;

    private protected override double ShrinkFactor => 1 - (LearningRate * WeightDecay);
}

/// <summary>What <see cref="Adam{T}"/> and <see cref="AdamW{T}"/> share: the two moments and the step by them.</summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public abstract class AdamBase<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private protected AdamBase(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
        : base(learningRate)
    {
        Beta1 = NumberGuard.Require(beta1, beta1 is >= 0 and < 1, nameof(beta1), "in [0, 1)");
        Beta2 = NumberGuard.Require(beta2, beta2 is >= 0 and < 1, nameof(beta2), "in [0, 1)");

        // With ε = 0 padding, whose moments are 0, would become 0/0.
        Epsilon = NumberGuard.Require(epsilon, double.IsFinite(epsilon) && T.CreateChecked(epsilon) > T.Zero, nameof(epsilon), $"above 0 and representable in {typeof(T).Name}");
        WeightDecay = NumberGuard.RequireNotNegative(weightDecay, nameof(weightDecay));
    }

    /// <summary>β₁.</summary>
    public double Beta1 { get; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>λ.</summary>
    public double WeightDecay { get; }

    /// <summary>m, in the layout of the parameters; none before the first step.</summary>
    public FlatBuffer<T>? FirstMoment { get; private set; }

    /// <summary>v, in the layout of the parameters; none before the first step.</summary>
    public FlatBuffer<T>? SecondMoment { get; private set; }

    private protected abstract double PenaltyWeight { get; }

    private protected abstract double ShrinkFactor { get; }

    /// <inheritdoc/>
    protected override bool IsElementwise => true;

    /// <inheritdoc/>
    protected override void Allocate(BufferLayout layout)
    {
        FirstMoment = new FlatBuffer<T>(layout);
        SecondMoment = new FlatBuffer<T>(layout);
    }

    /// <inheritdoc/>
    protected override void Release() => FirstMoment = SecondMoment = null;

    /// <inheritdoc/>
    protected internal override IEnumerable<KeyValuePair<string, FlatBuffer<T>>> State() => FirstMoment is { } first && SecondMoment is { } second
        ? [KeyValuePair.Create("first_moment", first), KeyValuePair.Create("second_moment", second)]
        : [];

    /// <inheritdoc/>
    protected override void Update(FlatBuffer<T> parameters, FlatBuffer<T> gradients, int start, int length)
    {
        double correction1 = 1 - Math.Pow(Beta1, StepCount), correction2 = 1 - Math.Pow(Beta2, StepCount);
        var coefficients = new AdamCoefficients<T>(
            T.CreateChecked(Beta1),
            T.CreateChecked(1 - Beta1),
            T.CreateChecked(Beta2),
            T.CreateChecked(1 - Beta2),
            T.CreateChecked(LearningRate / correction1),
            T.CreateChecked(1 / Math.Sqrt(correction2)),
            T.CreateChecked(Epsilon),
            T.CreateChecked(PenaltyWeight),
            T.CreateChecked(ShrinkFactor));
        OptimizerKernels.Adam(
            ref Unsafe.Add(ref parameters.Reference, start),
            ref Unsafe.Add(ref gradients.Reference, start),
            ref Unsafe.Add(ref FirstMoment!.Reference, start),
            ref Unsafe.Add(ref SecondMoment!.Reference, start),
            length,
            in coefficients);
    }
}
