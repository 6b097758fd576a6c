using System.Numerics;

namespace NetGen;

/// <summary>
/// MaxProp, RMSProp with the decayed maximum of the gradients in place of their root mean square (Khapra, lectures on deep learning,
/// IIT Madras, CS7015, «MaxProp and AdaMax»): g ← g + λp, v ← max(βv, |g|), p ← p − ηg / (v + ε).
/// </summary>
/// <remarks>It is <see cref="AdaMax{T}"/> without a first moment, and like it needs no correction of v. PyTorch does not have it; the defaults are those of <see cref="AdaMax{T}"/>.</remarks>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class MaxProp<T> : ElementwiseOptimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="beta">β, how much of the maximum is kept, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0 also in the network's floating-point type.</param>
    /// <param name="weightDecay">λ, the L2 penalty: λp is added to the gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public MaxProp(double learningRate = 2e-3, double beta = 0.999, double epsilon = 1e-8, double weightDecay = 0)
        : base(learningRate, weightDecay, decoupledWeightDecay: false, "maximum")
    {
        Beta = NumberGuard.RequireShare(beta, nameof(beta));
        Epsilon = NumberGuard.RequireEpsilon<T>(epsilon, nameof(epsilon));
    }

    /// <summary>β.</summary>
    public double Beta { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>v, in the layout of the parameters; none before the first step.</summary>
    public FlatBuffer<T>? Maximum => StateBuffer(0);

    private protected override void Apply(in ElementwisePass<T> pass, double rate) => pass.Run(new MaxPropRule<T>(
        T.CreateChecked(rate),
        T.CreateChecked(Beta),
        T.CreateChecked(Epsilon)));
}

internal readonly partial record struct MaxPropRule<T>(T Rate, T Beta, T Epsilon) : IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Buffers => 1;
}
