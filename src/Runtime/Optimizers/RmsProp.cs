using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// RMSProp (Tieleman and Hinton, 2012, lecture 6.5) as PyTorch's <c>torch.optim.RMSprop</c>: g ← g + λp, v ← αv + (1 − α)g²,
/// p ← p − ηg / (√v + ε). Centred (Graves, 2013), ḡ ← αḡ + (1 − α)g and v − ḡ², at least 0, stands for v; with momentum,
/// u ← μu + g / (√v + ε) and p ← p − ηu.
/// </summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class RmsProp<T> : ElementwiseOptimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="alpha">α, how much of the mean of the squares is kept, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0 also in the network's floating-point type.</param>
    /// <param name="weightDecay">λ, the L2 penalty: λp is added to the gradient.</param>
    /// <param name="momentum">μ, in [0, 1); 0 keeps no velocity.</param>
    /// <param name="centred">Whether gradients are divided by the root of their variance rather than of their mean square.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public RmsProp(double learningRate = 1e-2, double alpha = 0.99, double epsilon = 1e-8, double weightDecay = 0, double momentum = 0, bool centred = false)
        : base(learningRate, weightDecay, decoupledWeightDecay: false, Names(momentum, centred))
    {
        Alpha = NumberGuard.RequireShare(alpha, nameof(alpha));
        Epsilon = NumberGuard.RequireEpsilon<T>(epsilon, nameof(epsilon));
        Momentum = NumberGuard.RequireShare(momentum, nameof(momentum));
        Centred = centred;
    }

    /// <summary>α.</summary>
    public double Alpha { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>μ.</summary>
    public double Momentum { get; }

    /// <summary>Whether the variance stands for the mean of the squares.</summary>
    public bool Centred { get; }

    /// <summary>v, in the layout of the parameters; none before the first step.</summary>
    public FlatBuffer<T>? SquareAverage => StateBuffer(0);

    /// <summary>ḡ, in the layout of the parameters; none before the first step or if not centred.</summary>
    public FlatBuffer<T>? GradientAverage => Centred ? StateBuffer(1) : null;

    /// <summary>u, in the layout of the parameters; none before the first step or without momentum.</summary>
    public FlatBuffer<T>? Velocity => Momentum > 0 ? StateBuffer(Centred ? 2 : 1) : null;

    private protected override void Apply(in ElementwisePass<T> pass, double rate)
    {
        if (Centred && Momentum > 0)
            pass.Run(Rule<Yes, Yes>(rate));
        else if (Centred)
            pass.Run(Rule<Yes, No>(rate));
        else if (Momentum > 0)
            pass.Run(Rule<No, Yes>(rate));
        else
            pass.Run(Rule<No, No>(rate));
    }

    private static ImmutableArray<string> Names(double momentum, bool centred) =>
        ["square_average", .. centred ? ["gradient_average"] : (ReadOnlySpan<string>)[], .. momentum > 0 ? ["velocity"] : (ReadOnlySpan<string>)[]];

    private RmsPropRule<T, TCentred, TMomentum> Rule<TCentred, TMomentum>(double rate)
        where TCentred : struct, IChoice
        where TMomentum : struct, IChoice =>
        new(T.CreateChecked(rate), T.CreateChecked(Alpha), T.CreateChecked(1 - Alpha), T.CreateChecked(Epsilon), T.CreateChecked(Momentum));
}

internal readonly partial record struct RmsPropRule<T, TCentred, TMomentum>(T Rate, T Alpha, T Rest, T Epsilon, T Momentum) : IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TCentred : struct, IChoice
    where TMomentum : struct, IChoice
{
    public static int Buffers => 1 + (TCentred.Value ? 1 : 0) + (TMomentum.Value ? 1 : 0);
}
