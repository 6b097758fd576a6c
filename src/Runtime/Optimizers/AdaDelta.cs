using System.Numerics;

namespace NetGen;

/// <summary>
/// AdaDelta (Zeiler, 2012) as PyTorch's <c>torch.optim.Adadelta</c>: g ← g + λp, v ← ρv + (1 − ρ)g², Δ = √(d + ε) / √(v + ε) · g,
/// d ← ρd + (1 − ρ)Δ², p ← p − ηΔ.
/// </summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class AdaDelta<T> : ElementwiseOptimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="rho">ρ, how much of the means of the squares is kept, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0 also in the network's floating-point type.</param>
    /// <param name="weightDecay">λ, the L2 penalty: λp is added to the gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public AdaDelta(double learningRate = 1, double rho = 0.9, double epsilon = 1e-6, double weightDecay = 0)
        : base(learningRate, weightDecay, decoupledWeightDecay: false, "square_average", "change_average")
    {
        Rho = NumberGuard.RequireShare(rho, nameof(rho));
        Epsilon = NumberGuard.RequireEpsilon<T>(epsilon, nameof(epsilon));
    }

    /// <summary>ρ.</summary>
    public double Rho { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>v, in the layout of the parameters; none before the first step.</summary>
    public FlatBuffer<T>? SquareAverage => StateBuffer(0);

    /// <summary>d, in the layout of the parameters; none before the first step.</summary>
    public FlatBuffer<T>? ChangeAverage => StateBuffer(1);

    private protected override void Apply(in ElementwisePass<T> pass, double rate) => pass.Run(new AdaDeltaRule<T>(
        T.CreateChecked(rate),
        T.CreateChecked(Rho),
        T.CreateChecked(1 - Rho),
        T.CreateChecked(Epsilon)));
}

internal readonly partial record struct AdaDeltaRule<T>(T Rate, T Rho, T Rest, T Epsilon) : IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Buffers => 2;
}
