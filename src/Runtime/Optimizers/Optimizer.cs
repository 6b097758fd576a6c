using System.Collections.Immutable;
using System.Numerics;

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

    private BufferLayout? layout;
    private double learningRate;
    private ImmutableArray<string> frozen = [];
    private (int Start, int Length)[]? ranges;

    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">The first value of <see cref="LearningRate"/>.</param>
    protected Optimizer(double learningRate) => LearningRate = learningRate;

    /// <summary>The size of the steps; schedules change it between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double LearningRate
    {
        get => learningRate;
        set => learningRate = NumberGuard.RequireNotNegative(value, nameof(LearningRate));
    }

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

    /// <summary>
    /// The threads that share the work of a step; null, as at first, for the calling one alone. The parameters are the same bits for any
    /// number of threads. Few parameters are not shared, nor are those of an optimizer that is not <see cref="IsElementwise"/>.
    /// </summary>
    public Parallelism? Parallelism { get; set; }

    /// <summary>How many steps were made since the optimizer was made or reset.</summary>
    public long StepCount { get; private set; }

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
        ranges ??= Ranges(parameters.Layout);
        if (layout is null)
        {
            Allocate(parameters.Layout);
            layout = parameters.Layout;
        }

        StepCount++;
        foreach ((int start, int length) in ranges)
        {
            if (Parallelism is { Threads: > 1 } team && IsElementwise && length >= WorthSharing)
                team.Run(new UpdateWork(this, parameters, gradients, start, length));
            else
                Update(parameters, gradients, start, length);
        }
    }

    /// <summary>Forgets all steps: the next one is the first again, and may be for a network of another layout.</summary>
    public void Reset()
    {
        StepCount = 0;
        layout = null;
        ranges = null;
        Release();
    }

    /// <summary>The buffers that make up the state, by name, in the layout of the parameters; empty before the first step.</summary>
    /// <returns>The buffers themselves, not copies.</returns>
    protected internal abstract IEnumerable<KeyValuePair<string, FlatBuffer<T>>> State();

    /// <summary>Makes the state for a number of earlier steps; its values are written into <see cref="State"/> afterwards.</summary>
    /// <param name="parameters">The tensors of the parameters.</param>
    /// <param name="stepCount">How many steps were made; without any there is no state.</param>
    internal void Restore(BufferLayout parameters, long stepCount)
    {
        Reset();
        if (stepCount == 0)
            return;
        Allocate(parameters);
        layout = parameters;
        StepCount = stepCount;
    }

    /// <summary>
    /// Whether each element changes by its own gradient and state alone, so that <see cref="Update"/> may be called by several threads at
    /// once, for ranges that begin and end within tensors, at multiples of 16 elements.
    /// </summary>
    protected virtual bool IsElementwise => false;

    /// <summary>Makes the state, zeroed.</summary>
    /// <param name="layout">The tensors of the parameters.</param>
    protected abstract void Allocate(BufferLayout layout);

    /// <summary>Lets the state go.</summary>
    protected abstract void Release();

    /// <summary>Makes the step for a range of the buffers; <see cref="StepCount"/> already counts it.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">Gradients of the same layout.</param>
    /// <param name="start">The first element, at the beginning of a tensor unless the optimizer <see cref="IsElementwise"/>.</param>
    /// <param name="length">How many elements, to the end of a tensor with its padding unless the optimizer <see cref="IsElementwise"/>.</param>
    protected abstract void Update(FlatBuffer<T> parameters, FlatBuffer<T> gradients, int start, int length);

    // The stretches of the buffers between frozen tensors.
    private (int Start, int Length)[] Ranges(BufferLayout parameters)
    {
        var known = new bool[frozen.Length];
        var found = new List<(int Start, int Length)>();
        foreach (TensorLayout tensor in parameters.Tensors)
        {
            bool isFrozen = false;
            for (int i = 0; i < frozen.Length; i++)
            {
                string name = frozen[i];
                if (tensor.Name == name || (tensor.Name.StartsWith(name, StringComparison.Ordinal) && tensor.Name[name.Length] == '.'))
                    isFrozen = known[i] = true;
            }

            if (isFrozen)
                continue;
            if (found.Count > 0 && found[^1].Start + found[^1].Length == tensor.Offset)
                found[^1] = (found[^1].Start, found[^1].Length + tensor.StorageLength);
            else
                found.Add((tensor.Offset, tensor.StorageLength));
        }

        int unknown = Array.IndexOf(known, false);
        return unknown < 0
            ? [.. found]
            : throw new ArgumentException($"There is no layer or tensor '{frozen[unknown]}' to freeze; the tensors are {string.Join(", ", parameters.Tensors.Select(tensor => $"'{tensor.Name}'"))}.");
    }

    private readonly struct UpdateWork(Optimizer<T> optimizer, FlatBuffer<T> parameters, FlatBuffer<T> gradients, int start, int length) : IParallelWork
    {
        public void Run(int part, Parallelism team)
        {
            int units = length / Unit;
            for (int piece = team.Take(0); piece < team.Pieces; piece = team.Take(0))
            {
                int first = Parallelism.Share(piece, team.Pieces, units) * Unit;
                int end = piece == team.Pieces - 1 ? length : Parallelism.Share(piece + 1, team.Pieces, units) * Unit;
                if (first < end)
                    optimizer.Update(parameters, gradients, start + first, end - first);
            }
        }
    }
}
