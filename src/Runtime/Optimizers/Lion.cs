using System.Numerics;

namespace NetGen;

/// <summary>
/// Lion (Chen et al., 2023, «Symbolic discovery of optimization algorithms»): p ← (1 − ηλ)p, p ← p − η · sign(β₁m + (1 − β₁)g),
/// m ← β₂m + (1 − β₂)g. The sign of 0 is 0.
/// </summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class Lion<T> : ElementwiseOptimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁, how much of the mean of the gradients stands in the direction, in [0, 1).</param>
    /// <param name="beta2">β₂, how much of it is kept, in [0, 1).</param>
    /// <param name="weightDecay">λ, by which η times the parameters shrink each step.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Lion(double learningRate = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0)
        : base(learningRate, weightDecay, decoupledWeightDecay: true, "first_moment")
    {
        Beta1 = NumberGuard.RequireShare(beta1, nameof(beta1));
        Beta2 = NumberGuard.RequireShare(beta2, nameof(beta2));
    }

    /// <summary>β₁.</summary>
    public double Beta1 { get; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; }

    /// <summary>m, in the layout of the parameters; none before the first step.</summary>
    public FlatBuffer<T>? FirstMoment => StateBuffer(0);

    private protected override void Apply(in ElementwisePass<T> pass, double rate) => pass.Run(new LionRule<T>(
        T.CreateChecked(rate),
        T.CreateChecked(Beta1),
        T.CreateChecked(1 - Beta1),
        T.CreateChecked(Beta2),
        T.CreateChecked(1 - Beta2)));
}

internal readonly partial record struct LionRule<T>(T Rate, T Beta1, T Rest1, T Beta2, T Rest2) : IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Buffers => 1;
}
