using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Limited-memory BFGS (Liu and Nocedal, 1989) with a strong-Wolfe line search, as PyTorch's
/// <c>torch.optim.LBFGS(line_search_fn='strong_wolfe')</c>, for losses that are the same at each call, such as those of a full batch.
/// </summary>
/// <remarks>
/// With s = pₖ₊₁ − pₖ and y = ∇L(pₖ₊₁) − ∇L(pₖ) of up to <see cref="HistorySize"/> iterations, the direction −H∇L follows from the two-loop
/// recursion (Nocedal and Wright, 2006, algorithm 7.4) that starts from sᵀy / yᵀy of the newest pair; pairs with sᵀy ≤ 10⁻¹⁰ are left out. The line search
/// starts from η, in the first iteration of all from η min(1, 1 / ‖∇L‖₁). Products are summed in double. It keeps 2h + 8 numbers a parameter
/// for a history of h. For one thread at a time.
/// </remarks>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed partial class Lbfgs<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double SmallestCurvature = 1e-10;

    private ImmutableArray<string> frozen = [];
    private BufferLayout? layout;
    private LbfgsState<T>? state;

    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η, the step that each line search tries first; above 0.</param>
    /// <param name="maxIterations">How many iterations a call of <see cref="Step"/> makes at most; at least 1.</param>
    /// <param name="maxEvaluations">After how many evaluations of the loss it begins no other iteration; null for 5/4 of the iterations.</param>
    /// <param name="gradientTolerance">It ends where no element of the gradient is larger.</param>
    /// <param name="changeTolerance">It ends where neither a parameter nor the loss changes by more.</param>
    /// <param name="historySize">Of how many iterations the changes are kept; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Lbfgs(double learningRate = 1, int maxIterations = 20, int? maxEvaluations = null, double gradientTolerance = 1e-7, double changeTolerance = 1e-9, int historySize = 100)
    {
        LearningRate = NumberGuard.Require(learningRate, double.IsFinite(learningRate) && learningRate > 0, nameof(learningRate), "finite and above 0");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxIterations);
        MaxIterations = maxIterations;
        MaxEvaluations = maxEvaluations ?? (int)Math.Min(int.MaxValue, maxIterations * 5L / 4);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxEvaluations, nameof(maxEvaluations));
        GradientTolerance = NumberGuard.RequireNotNegative(gradientTolerance, nameof(gradientTolerance));
        ChangeTolerance = NumberGuard.RequireNotNegative(changeTolerance, nameof(changeTolerance));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(historySize);
        HistorySize = historySize;
    }

    /// <summary>η.</summary>
    public double LearningRate { get; }

    /// <summary>How many iterations a call of <see cref="Step"/> makes at most.</summary>
    public int MaxIterations { get; }

    /// <summary>After how many evaluations of the loss <see cref="Step"/> begins no other iteration.</summary>
    public int MaxEvaluations { get; }

    /// <summary>The largest element of a gradient at which it ends.</summary>
    public double GradientTolerance { get; }

    /// <summary>The largest change of a parameter or of the loss at which it ends.</summary>
    public double ChangeTolerance { get; }

    /// <summary>Of how many iterations the changes are kept.</summary>
    public int HistorySize { get; }

    /// <summary>How many iterations were made since the optimizer was made or reset.</summary>
    public long Iterations => state?.Iterations ?? 0;

    /// <summary>How many times the loss was evaluated since then.</summary>
    public long Evaluations => state?.Evaluations ?? 0;

    /// <summary>Which parameters stay as they are, as <see cref="Optimizer{T}.Frozen"/>; may only be changed before the first step or after a reset.</summary>
    /// <exception cref="ArgumentException">At the next step: the network has no parameter of such a name.</exception>
    /// <exception cref="InvalidOperationException">There were steps; directions of earlier ones would not fit.</exception>
    public ImmutableArray<string> Frozen
    {
        get => frozen;
        set
        {
            if (state is not null)
                throw new InvalidOperationException("What is frozen cannot change between steps of L-BFGS; call Reset first.");
            frozen = value.IsDefault ? [] : value;
        }
    }

    /// <summary>Makes up to <see cref="MaxIterations"/> iterations, and leaves the parameters at the last one's point.</summary>
    /// <param name="parameters">The parameters of a network.</param>
    /// <param name="gradients">Where the closure leaves the gradient; at the end it is that of the last evaluation.</param>
    /// <param name="closure">
    /// Evaluates the loss at the parameters as they are and its gradient, such as <c>() => session.Backward(inputs, labels, count)</c>; each
    /// call at the same parameters must give the same.
    /// </param>
    /// <returns>The loss at the parameters as they were, as in PyTorch.</returns>
    /// <exception cref="ArgumentException">The buffers have different tensors, or other ones than in earlier steps.</exception>
    public T Step(FlatBuffer<T> parameters, FlatBuffer<T> gradients, Func<T> closure)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradients);
        ArgumentNullException.ThrowIfNull(closure);
        if (ReferenceEquals(parameters, gradients))
            throw new ArgumentException("The parameters themselves were given as their gradients; pass the session's Gradients.", nameof(gradients));
        parameters.Layout.ThrowIfOther(gradients.Layout, "the parameters", "the gradients", nameof(gradients), Optimizer<T>.OneNetwork);
        layout?.ThrowIfOther(parameters.Layout, "earlier steps", "these parameters", nameof(parameters), Optimizer<T>.OneNetwork);
        layout = parameters.Layout;
        state ??= new LbfgsState<T>(parameters.Layout, frozen, HistorySize, ChangeTolerance);
        return Run(state, new LbfgsProblem<T>(state, parameters, gradients, closure));
    }

    /// <summary>Forgets all steps: the next one is the first again, and may be for a network of another layout.</summary>
    public void Reset()
    {
        layout = null;
        state = null;
    }

    private T Run(LbfgsState<T> s, LbfgsProblem<T> problem)
    {
        long evaluationsBefore = s.Evaluations;
        LinePoint<T> current = s.Search.Start;
        T firstLoss = problem.Evaluate(current.Gradient);
        current.Loss = double.CreateChecked(firstLoss);
        for (int iteration = 1; iteration <= MaxIterations && FlatVectors.LargestMagnitude(current.Gradient) > GradientTolerance; iteration++)
        {
            s.Iterations++;
            if (s.Iterations == 1)
                FlatVectors.Scale(current.Gradient, -1, s.Direction);
            else
                s.Turn(current.Gradient, SmallestCurvature);
            current.Gradient.Span.CopyTo(s.Gradient.Span);
            double loss = current.Loss;
            s.Step = s.Iterations == 1 ? Math.Min(1, 1 / FlatVectors.SumOfMagnitudes(current.Gradient)) * LearningRate : LearningRate;
            current.Step = 0;
            current.Slope = FlatVectors.Dot(current.Gradient, s.Direction);
            if (!(current.Slope <= -ChangeTolerance))
                break;
            problem.Begin();
            double reach = FlatVectors.LargestMagnitude(s.Direction);
            LinePoint<T> found = s.Search.Run(problem, s.Step, reach);
            s.Step = found.Step;
            problem.MoveTo(found.Step);
            current.Loss = found.Loss;
            if (found != current)
                found.Gradient.Span.CopyTo(current.Gradient.Span);
            if (s.Evaluations - evaluationsBefore >= MaxEvaluations || reach * s.Step <= ChangeTolerance || Math.Abs(current.Loss - loss) < ChangeTolerance)
                break;
        }

        return firstLoss;
    }
}

/// <summary>What an iteration evaluates: the loss as a function of the elements that are not frozen, and along a direction.</summary>
internal sealed class LbfgsProblem<T>(LbfgsState<T> state, FlatBuffer<T> parameters, FlatBuffer<T> gradients, Func<T> closure) : ILineFunction<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The loss and the gradient at the parameters.</summary>
    public T Evaluate(AlignedBuffer<T> gradient)
    {
        T loss = closure();
        state.Evaluations++;
        state.Gather(gradients, gradient);
        return loss;
    }

    /// <summary>Makes the parameters as they are the origin of the line.</summary>
    public void Begin() => state.Gather(parameters, state.Origin);

    public void MoveTo(double step)
    {
        FlatVectors.Add(state.Origin, step, state.Direction, state.Point);
        state.Scatter(state.Point, parameters);
    }

    public void Evaluate(LinePoint<T> point)
    {
        MoveTo(point.Step);
        point.Loss = double.CreateChecked(Evaluate(point.Gradient));
        point.Slope = FlatVectors.Dot(point.Gradient, state.Direction);
    }
}
