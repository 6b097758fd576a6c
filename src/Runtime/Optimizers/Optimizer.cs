using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NetGen;

/// <summary>
/// Changes parameters by their gradients. An optimizer's state is allocated by its first step, for the layout of the parameters
/// it is given then; later steps allocate nothing. For one thread at a time.
/// </summary>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public abstract class Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>What messages about buffers of different tensors advise.</summary>
    internal const string OneNetwork = "An optimizer serves one network; make another one, or call Reset.";

    // Below, a meeting of threads costs more than it saves.
    private const int WorthSharing = 1 << 14;

    // Tensors begin at multiples of this many elements; whole vectors of any width are shared out.
    private const int Unit = 16;

    private readonly ImmutableArray<string> stateNames;
    private readonly FlatBuffer<T>?[] buffers;
    private BufferLayout? layout;
    private double learningRate;
    private ImmutableArray<string> frozen = [];
    private ImmutableArray<ParameterGroup> groups = [];

    // With the factors of the groups in place of learning rates.
    private PlannedRange[]? ranges;

    // Adjusted gradients, for rules that cannot adjust them as they read them.
    private FlatBuffer<T>? adjusted;

    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">The first value of <see cref="LearningRate"/>.</param>
    /// <param name="weightDecay">The <see cref="WeightDecay"/>.</param>
    /// <param name="state">The names, in checkpoints, of the buffers that the rule keeps, each in the layout of the parameters unless <see cref="StateLayout"/> says otherwise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or not finite.</exception>
    protected Optimizer(double learningRate, double weightDecay = 0, params ImmutableArray<string> state)
    {
        LearningRate = learningRate;
        WeightDecay = NumberGuard.RequireNotNegative(weightDecay, nameof(weightDecay));
        stateNames = state.IsDefault ? [] : state;
        buffers = new FlatBuffer<T>?[stateNames.Length];
    }

    /// <summary>The size of the steps; schedules change it between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double LearningRate
    {
        get => learningRate;
        set => learningRate = NumberGuard.RequireNotNegative(value, nameof(LearningRate));
    }

    /// <summary>λ, the weight decay of parameters whose group has none of its own.</summary>
    public double WeightDecay { get; }

    /// <summary>
    /// Which parameters steps leave alone, bit for bit: layers or blocks by path, such as <c>Dense1</c> or <c>Repeat1.0</c>, or single
    /// tensors, such as <c>Dense1.bias</c>. None by default. May be changed between steps; momentum that a tensor had is kept meanwhile.
    /// </summary>
    /// <exception cref="ArgumentException">At the next step: the network has no parameter of such a name.</exception>
    public ImmutableArray<string> Frozen
    {
        get => frozen;
        set
        {
            frozen = value.IsDefault ? [] : value;
            ranges = null;
        }
    }

    /// <summary>Which parameters have another learning rate or weight decay than the rest. None by default; may be changed between steps.</summary>
    /// <exception cref="ArgumentException">At the next step: the network has no parameter of a name, or two groups contradict one another.</exception>
    public ImmutableArray<ParameterGroup> Groups
    {
        get => groups;
        set
        {
            groups = value.IsDefault ? [] : value;
            ranges = null;
        }
    }

    /// <summary>How gradients are kept from being too large; null, as at first, for not at all. May be changed between steps.</summary>
    public GradientClipping? Clipping
    {
        get;
        set
        {
            field = value;
            ranges = null;
        }
    }

    /// <summary>Whether steps measure <see cref="GradientNorm"/> though no <see cref="Clipping"/> needs it. It costs a pass over the gradients.</summary>
    public bool MeasuresGradientNorm { get; set; }

    /// <summary>
    /// The Euclidean norm of all gradients of the last step, before <see cref="Clipping"/> and penalties, tensors that are frozen left out; null before
    /// the first step, or where neither clipping by a norm nor <see cref="MeasuresGradientNorm"/> asks for it.
    /// </summary>
    public double? GradientNorm { get; private set; }

    /// <summary>
    /// The threads that share the work of a step; null, as at first, for the calling one alone. The parameters are the same bits for any
    /// number of threads. Few parameters are not shared, nor are those of an optimizer that is not <see cref="IsElementwise"/>.
    /// </summary>
    public Parallelism? Parallelism { get; set; }

    /// <summary>How many steps were made since the optimizer was made or reset.</summary>
    public long StepCount { get; private set; }

    /// <summary>How many buffers the state consists of.</summary>
    public int StateBuffers => buffers.Length;

    /// <summary>Changes the parameters once. The gradients are only read, and padding stays zero.</summary>
    /// <param name="parameters">The parameters of a network.</param>
    /// <param name="gradients">Their gradients, in the same layout.</param>
    /// <exception cref="ArgumentException">The two have different tensors, or other ones than in earlier steps.</exception>
    public void Step(FlatBuffer<T> parameters, FlatBuffer<T> gradients)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradients);
        if (ReferenceEquals(parameters, gradients))
            throw new ArgumentException("The parameters themselves were given as their gradients; pass the session's Gradients.", nameof(gradients));
        parameters.Layout.ThrowIfOther(gradients.Layout, "the parameters", "the gradients", nameof(gradients), OneNetwork);
        layout?.ThrowIfOther(parameters.Layout, "earlier steps", "these parameters", nameof(parameters), OneNetwork);
        if (ranges is null)
            Plan(parameters.Layout);
        if (layout is null)
            Prepare(parameters.Layout);

        Measure(gradients);
        StepCount++;
        BeginStep();
        foreach (PlannedRange planned in ranges!)
        {
            PlannedRange range = planned with { Range = planned.Range with { LearningRate = planned.Range.LearningRate * learningRate } };
            GradientAdjustment adjustment = AdjustmentOf(gradients, in range);
            if (Parallelism is { Threads: > 1 } team && IsElementwise && range.Range.Length >= WorthSharing)
                team.Run(new UpdateWork(this, parameters, gradients, range, adjustment));
            else
                UpdateAdjusted(parameters, gradients, in range, in adjustment);
            if (range.MaxNorm is { } limit)
                MaxNorm.Apply(parameters, parameters.Layout.Tensors[range.Range.Tensor], limit);
        }
    }

    /// <summary>Forgets all steps: the next one is the first again, and may be for a network of another layout.</summary>
    public void Reset()
    {
        StepCount = 0;
        layout = null;
        ranges = null;
        adjusted = null;
        GradientNorm = null;
        Array.Clear(buffers);
        Release();
    }

    /// <summary>The buffers that make up the state, by name; empty before the first step.</summary>
    /// <returns>The buffers themselves, not copies.</returns>
    internal IEnumerable<KeyValuePair<string, FlatBuffer<T>>> State()
    {
        for (int i = 0; i < buffers.Length && buffers[i] is { } buffer; i++)
            yield return KeyValuePair.Create(stateNames[i], buffer);
    }

    /// <summary>A buffer of the state.</summary>
    /// <param name="index">Its ordinal among the names the optimizer was made with.</param>
    /// <returns>The buffer itself, not a copy; none before the first step or if there are fewer.</returns>
    protected FlatBuffer<T>? StateBuffer(int index) => index < buffers.Length ? buffers[index] : null;

    /// <summary>The numbers that are part of the state besides <see cref="State"/> and <see cref="StepCount"/>; none for most optimizers.</summary>
    /// <returns>The numbers, always as many.</returns>
    protected internal virtual ImmutableArray<double> GetNumbers() => [];

    /// <summary>Takes over what <see cref="GetNumbers"/> gave.</summary>
    /// <param name="numbers">As many numbers.</param>
    protected internal virtual void SetNumbers(ImmutableArray<double> numbers)
    {
    }

    /// <summary>Makes the state for a number of earlier steps; its values are written into <see cref="State"/> afterwards.</summary>
    /// <param name="parameters">The tensors of the parameters.</param>
    /// <param name="stepCount">How many steps were made; without any there is no state.</param>
    internal void Restore(BufferLayout parameters, long stepCount)
    {
        Reset();
        if (stepCount == 0)
            return;
        Prepare(parameters);
        StepCount = stepCount;
    }

    /// <summary>
    /// Whether each element changes by its own gradient and state alone, so that <see cref="Update"/> may be called by several threads at
    /// once, for ranges that begin and end within tensors, at multiples of 16 elements.
    /// </summary>
    protected virtual bool IsElementwise => false;

    /// <summary>The tensors of a buffer of the state; those of the parameters unless a rule treats tensors differently.</summary>
    /// <param name="index">The ordinal of the buffer.</param>
    /// <param name="parameters">The tensors of the parameters.</param>
    /// <returns>The tensors, with the keys of the parameters they belong to.</returns>
    protected virtual BufferLayout StateLayout(int index, BufferLayout parameters) => parameters;

    /// <summary>Called when the buffers of the state were made, zeroed: gives them other values, or makes memory for intermediate results.</summary>
    /// <param name="layout">The tensors of the parameters.</param>
    protected virtual void Allocate(BufferLayout layout)
    {
    }

    /// <summary>Called once a step before the first <see cref="Update"/>, by one thread, when <see cref="StepCount"/> already counts it.</summary>
    protected virtual void BeginStep()
    {
    }

    /// <summary>Lets go what <see cref="Allocate"/> made besides the buffers of the state, and sets numbers to what they are at first.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Makes the step for a range of the buffers; <see cref="StepCount"/> already counts it.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">Gradients of the same layout.</param>
    /// <param name="range">Which elements, and by what: one tensor with its padding unless the optimizer <see cref="IsElementwise"/>.</param>
    protected abstract void Update(FlatBuffer<T> parameters, FlatBuffer<T> gradients, in ParameterRange range);

    /// <summary>Makes the step for a range whose gradients are adjusted; at first by passes before and after the rule's.</summary>
    private protected virtual void UpdateAdjusted(FlatBuffer<T> parameters, FlatBuffer<T> gradients, in PlannedRange planned, in GradientAdjustment adjustment)
    {
        ParameterRange range = planned.Range;
        if (adjustment.IsNone && planned.L2Penalty == 0)
        {
            Update(parameters, gradients, in range);
            return;
        }

        ref T p = ref Unsafe.Add(ref parameters.Reference, range.Start);
        GradientPass.Adjust(
            ref p,
            ref Unsafe.Add(ref gradients.Reference, range.Start),
            ref Unsafe.Add(ref adjusted!.Reference, range.Start),
            range.Length,
            planned.L2Penalty,
            in adjustment);
        Update(parameters, adjusted, in range);
        if (adjustment.Shrinkage > 0)
            GradientPass.Shrink(ref p, range.Length, in adjustment);
    }

    private void Measure(FlatBuffer<T> gradients)
    {
        GradientNorm = null;
        if (!MeasuresGradientNorm && Clipping is not { Kind: ClippingKind.TensorNorm or ClippingKind.GlobalNorm })
            return;
        double squares = 0;
        foreach (PlannedRange planned in ranges!)
            squares += SumOfSquares(gradients, in planned);
        GradientNorm = Math.Sqrt(squares);
    }

    private GradientAdjustment AdjustmentOf(FlatBuffer<T> gradients, in PlannedRange planned)
    {
        double scale = Clipping switch
        {
            { Kind: ClippingKind.GlobalNorm } clipping => clipping.ScaleOf(GradientNorm!.Value),
            { Kind: ClippingKind.TensorNorm } clipping => clipping.ScaleOf(Math.Sqrt(SumOfSquares(gradients, in planned))),
            _ => 1,
        };
        double limit = Clipping is { Kind: ClippingKind.Value } byValue ? byValue.Limit : double.PositiveInfinity;
        return new(scale, limit, planned.L1Penalty, planned.Range.LearningRate * planned.L1Decay);
    }

    private static double SumOfSquares(FlatBuffer<T> gradients, in PlannedRange planned) =>
        GradientPass.SumOfSquares(ref Unsafe.Add(ref gradients.Reference, planned.Range.Start), planned.Range.Length);

    private void Plan(BufferLayout parameters)
    {
        ranges = ParameterPlan.Make(parameters, frozen, groups, WeightDecay, tensorByTensor: !IsElementwise || Clipping is { Kind: ClippingKind.TensorNorm });
        if (!IsElementwise && (Clipping is not null || ranges.Any(range => range is not { L1Penalty: 0, L2Penalty: 0, L1Decay: 0 })))
            adjusted ??= new FlatBuffer<T>(parameters);
    }

    private void Prepare(BufferLayout parameters)
    {
        for (int i = 0; i < buffers.Length; i++)
            buffers[i] = new FlatBuffer<T>(StateLayout(i, parameters));
        Allocate(parameters);
        layout = parameters;
    }

    private readonly struct UpdateWork(Optimizer<T> optimizer, FlatBuffer<T> parameters, FlatBuffer<T> gradients, PlannedRange range, GradientAdjustment adjustment) : IParallelWork
    {
        public void Run(int part, Parallelism team)
        {
            ParameterRange whole = range.Range;
            int units = whole.Length / Unit;
            for (int piece = team.Take(0); piece < team.Pieces; piece = team.Take(0))
            {
                int first = Parallelism.Share(piece, team.Pieces, units) * Unit;
                int end = piece == team.Pieces - 1 ? whole.Length : Parallelism.Share(piece + 1, team.Pieces, units) * Unit;
                if (first < end)
                    optimizer.UpdateAdjusted(parameters, gradients, range with { Range = whole with { Start = whole.Start + first, Length = end - first } }, in adjustment);
            }
        }
    }
}
