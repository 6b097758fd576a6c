using System.Numerics;

namespace NetGen;

/// <summary>
/// Stochastic gradient descent as PyTorch's <c>torch.optim.SGD</c>: d = g + λp; with momentum β &gt; 0, u ← βu + (1 − dampening)d
/// (u = d in the first step) and d = u, or d + βu with Nesterov's; p ← p − ηd.
/// </summary>
/// <remarks>
/// Textbooks evaluate Nesterov's gradient at a point ahead of the parameters: u ← βu + ∇L(p − ηβu), p ← p − ηu. Followed along the
/// look-ahead points p̃ = p − ηβu this is PyTorch's form without dampening, step by step, which therefore needs the gradient at the
/// current parameters only. To run the textbook's form itself, take plain momentum and evaluate the gradient at <see cref="LookAhead"/>.
/// </remarks>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class Sgd<T> : ElementwiseOptimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">β, in [0, 1); 0 keeps no state.</param>
    /// <param name="nesterov">Nesterov's momentum; needs a momentum and no dampening.</param>
    /// <param name="weightDecay">λ, the L2 penalty: λp is added to the gradient.</param>
    /// <param name="dampening">What the momentum takes less of a gradient than all.</param>
    /// <param name="averaged">
    /// Momentum as a moving average: u ← βu + (1 − β)d from u = 0 on, and with Nesterov's (1 − β)d + βu, so that steps are 1 − β times
    /// those of u ← βu + d. Needs a momentum and no dampening, which is the same but for the first step.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    /// <exception cref="ArgumentException">Nesterov's or averaged momentum without momentum or with dampening.</exception>
    public Sgd(double learningRate, double momentum = 0, bool nesterov = false, double weightDecay = 0, double dampening = 0, bool averaged = false)
        : base(learningRate, weightDecay, decoupledWeightDecay: false, momentum > 0 ? ["velocity"] : [])
    {
        Momentum = NumberGuard.RequireShare(momentum, nameof(momentum));
        Dampening = NumberGuard.Require(dampening, double.IsFinite(dampening), nameof(dampening), "finite");
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new ArgumentException("Nesterov's momentum needs a momentum above 0 and a dampening of 0.", nameof(nesterov));
        if (averaged && (momentum == 0 || dampening != 0))
            throw new ArgumentException("Averaged momentum needs a momentum above 0 and a dampening of 0.", nameof(averaged));
        Nesterov = nesterov;
        Averaged = averaged;
    }

    /// <summary>β.</summary>
    public double Momentum { get; }

    /// <summary>What the momentum takes less of a gradient than all.</summary>
    public double Dampening { get; }

    /// <summary>Whether the momentum is Nesterov's.</summary>
    public bool Nesterov { get; }

    /// <summary>Whether the momentum is a moving average.</summary>
    public bool Averaged { get; }

    /// <summary>u, in the layout of the parameters; none before the first step or without momentum.</summary>
    public FlatBuffer<T>? Velocity => StateBuffer(0);

    /// <summary>Computes p − distance · u, a point ahead of the parameters at which to evaluate a gradient.</summary>
    /// <param name="parameters">p.</param>
    /// <param name="destination">Where the point goes; may be <paramref name="parameters"/> itself.</param>
    /// <param name="distance">ηβ for Nesterov's method; some texts scale u otherwise and look βu ahead.</param>
    /// <exception cref="ArgumentException">The buffers have different tensors, or other ones than in earlier steps.</exception>
    public void LookAhead(FlatBuffer<T> parameters, FlatBuffer<T> destination, double distance)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(destination);
        parameters.Layout.ThrowIfOther(destination.Layout, "the parameters", "the destination", nameof(destination), OneNetwork);
        Span<T> from = parameters.Span, to = destination.Span;
        if (Velocity is not { } velocity)
        {
            from.CopyTo(to);
            return;
        }

        velocity.Layout.ThrowIfOther(parameters.Layout, "earlier steps", "these parameters", nameof(parameters), OneNetwork);
        Span<T> u = velocity.Span;
        T scale = T.CreateChecked(distance);
        for (int i = 0; i < to.Length; i++)
            to[i] = from[i] - (scale * u[i]);
    }

    private protected override void Apply(in ElementwisePass<T> pass, double rate)
    {
        if (Momentum == 0)
        {
            pass.Run(new DescentRule<T>(T.CreateChecked(rate)));
            return;
        }

        // In the first step u = d whatever the dampening.
        bool isStart = StepCount == 1 && !Averaged;
        double take = Averaged ? 1 - Momentum : isStart ? 1 : 1 - Dampening;
        pass.Run(new MomentumRule<T>(
            T.CreateChecked(rate),
            isStart ? T.Zero : T.CreateChecked(Momentum),
            T.CreateChecked(take),
            Nesterov ? T.CreateChecked(take) : T.Zero,
            Nesterov ? T.CreateChecked(Momentum) : T.One));
    }
}

internal readonly partial record struct DescentRule<T>(T Rate) : IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Buffers => 0;
}

internal readonly partial record struct MomentumRule<T>(T Rate, T Keep, T Take, T Direct, T Ahead) : IElementwiseRule<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Buffers => 1;
}
