using System.Numerics;
using System.Runtime.CompilerServices;

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
public sealed class Sgd<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T momentum, weightDecay, undamped;
    private readonly bool nesterov;

    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η.</param>
    /// <param name="momentum">β, in [0, 1); 0 keeps no state.</param>
    /// <param name="nesterov">Nesterov's momentum; needs a momentum and no dampening.</param>
    /// <param name="weightDecay">λ, the L2 penalty: λp is added to the gradient.</param>
    /// <param name="dampening">What the momentum takes less of a gradient than all.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    /// <exception cref="ArgumentException">Nesterov's momentum without momentum or with dampening.</exception>
    public Sgd(double learningRate, double momentum = 0, bool nesterov = false, double weightDecay = 0, double dampening = 0)
        : base(learningRate)
    {
        Momentum = NumberGuard.Require(momentum, momentum is >= 0 and < 1, nameof(momentum), "in [0, 1)");
        WeightDecay = NumberGuard.RequireNotNegative(weightDecay, nameof(weightDecay));
        Dampening = NumberGuard.Require(dampening, double.IsFinite(dampening), nameof(dampening), "finite");
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new ArgumentException("Nesterov's momentum needs a momentum above 0 and a dampening of 0.", nameof(nesterov));
        this.nesterov = nesterov;
        this.momentum = T.CreateChecked(momentum);
        this.weightDecay = T.CreateChecked(weightDecay);
        undamped = T.CreateChecked(1 - dampening);
    }

    /// <summary>β.</summary>
    public double Momentum { get; }

    /// <summary>λ.</summary>
    public double WeightDecay { get; }

    /// <summary>What the momentum takes less of a gradient than all.</summary>
    public double Dampening { get; }

    /// <summary>Whether the momentum is Nesterov's.</summary>
    public bool Nesterov => nesterov;

    /// <summary>u, in the layout of the parameters; none before the first step or without momentum.</summary>
    public FlatBuffer<T>? Velocity { get; private set; }

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

    /// <inheritdoc/>
    protected override bool IsElementwise => true;

    /// <inheritdoc/>
    protected override void Allocate(BufferLayout layout) => Velocity = Momentum > 0 ? new FlatBuffer<T>(layout) : null;

    /// <inheritdoc/>
    protected override void Release() => Velocity = null;

    /// <inheritdoc/>
    protected internal override IEnumerable<KeyValuePair<string, FlatBuffer<T>>> State() =>
        Velocity is { } velocity ? [KeyValuePair.Create("velocity", velocity)] : [];

    /// <inheritdoc/>
    protected override void Update(FlatBuffer<T> parameters, FlatBuffer<T> gradients, int start, int length)
    {
        ref T p = ref Unsafe.Add(ref parameters.Reference, start);
        ref T g = ref Unsafe.Add(ref gradients.Reference, start);
        T rate = T.CreateChecked(LearningRate);
        if (Velocity is not { } velocity)
        {
            OptimizerKernels.Descend(ref p, ref g, length, rate, weightDecay);
            return;
        }

        // In the first step u = d whatever the dampening.
        T keep = StepCount == 1 ? T.Zero : momentum, take = StepCount == 1 ? T.One : undamped;
        OptimizerKernels.DescendWithMomentum(
            ref p, ref g, ref Unsafe.Add(ref velocity.Reference, start), length, rate, weightDecay, keep, take, nesterov ? T.One : T.Zero, nesterov ? momentum : T.One);
    }
}
