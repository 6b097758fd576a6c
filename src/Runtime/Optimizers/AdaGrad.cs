using System.Numerics;

namespace NetGen;

/// <summary>
/// AdaGrad (Duchi, Hazan and Singer, 2011) as PyTorch's <c>torch.optim.Adagrad</c>: g ← g + λp, v ← v + g²,
/// p ← p − η / (1 + (t − 1)κ) · g / (√v + ε).
/// </summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class AdaGrad<T> : ElementwiseOptimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="learningRateDecay">κ, by which the inverse of the rate grows a step.</param>
    /// <param name="weightDecay">λ, the L2 penalty: λp is added to the gradient.</param>
    /// <param name="initialSum">What v starts from.</param>
    /// <param name="epsilon">ε, above 0 also in the network's floating-point type.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public AdaGrad(double learningRate = 1e-2, double learningRateDecay = 0, double weightDecay = 0, double initialSum = 0, double epsilon = 1e-10)
        : base(learningRate, weightDecay, decoupledWeightDecay: false, "square_sum")
    {
        LearningRateDecay = NumberGuard.RequireNotNegative(learningRateDecay, nameof(learningRateDecay));
        InitialSum = NumberGuard.RequireNotNegative(initialSum, nameof(initialSum));
        Epsilon = NumberGuard.RequireEpsilon<T>(epsilon, nameof(epsilon));
    }

    /// <summary>κ.</summary>
    public double LearningRateDecay { get; }

    /// <summary>What v starts from.</summary>
    public double InitialSum { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>v, in the layout of the parameters; none before the first step.</summary>
    public FlatBuffer<T>? SquareSum => StateBuffer(0);

    /// <inheritdoc/>
    protected override void Allocate(BufferLayout layout) => SquareSum!.Span.Fill(T.CreateChecked(InitialSum));

    private protected override void Apply(in ElementwisePass<T> pass, double rate) => pass.Run(new AdaGradRule<T>(
        T.CreateChecked(rate / (1 + ((StepCount - 1) * LearningRateDecay))),
        T.CreateChecked(Epsilon)));
}

internal readonly partial record struct AdaGradRule<T>(T Rate, T Epsilon) : IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Buffers => 1;
}
