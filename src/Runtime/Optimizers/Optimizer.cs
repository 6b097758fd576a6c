using System.Globalization;
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
    private BufferLayout? layout;
    private double learningRate;

    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">The first value of <see cref="LearningRate"/>.</param>
    protected Optimizer(double learningRate) => LearningRate = learningRate;

    /// <summary>The size of the steps; schedules change it between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double LearningRate
    {
        get => learningRate;
        set => learningRate = Require(value, double.IsFinite(value) && value >= 0, nameof(LearningRate), "finite and not negative");
    }

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
        RequireLayout(parameters.Layout, gradients.Layout, "the parameters", "the gradients", nameof(gradients));
        if (layout is null)
        {
            Allocate(parameters.Layout);
            layout = parameters.Layout;
        }
        else
        {
            RequireLayout(layout, parameters.Layout, "earlier steps", "these parameters", nameof(parameters));
        }

        StepCount++;
        Update(parameters, gradients);
    }

    /// <summary>Forgets all steps: the next one is the first again, and may be for a network of another layout.</summary>
    public void Reset()
    {
        StepCount = 0;
        layout = null;
        Release();
    }

    /// <summary>Makes the state, zeroed.</summary>
    /// <param name="layout">The tensors of the parameters.</param>
    protected abstract void Allocate(BufferLayout layout);

    /// <summary>Lets the state go.</summary>
    protected abstract void Release();

    /// <summary>Makes the step; <see cref="StepCount"/> already counts it.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">Gradients of the same layout.</param>
    protected abstract void Update(FlatBuffer<T> parameters, FlatBuffer<T> gradients);

    internal static double Require(double value, bool valid, string name, string expected) => valid
        ? value
        : throw new ArgumentOutOfRangeException(name, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be {expected}."));

    internal static void RequireLayout(BufferLayout expected, BufferLayout found, string expectedOwner, string foundOwner, string argument)
    {
        if (ReferenceEquals(expected, found))
            return;
        int common = Math.Min(expected.Tensors.Length, found.Tensors.Length);
        for (int i = 0; i < common; i++)
        {
            TensorLayout one = expected.Tensors[i], other = found.Tensors[i];
            if (one.Name != other.Name || one.Offset != other.Offset || one.Packing != other.Packing || !one.Shape.AsSpan().SequenceEqual(other.Shape.AsSpan()))
            {
                throw new ArgumentException(
                    $"Tensor {i} of {expectedOwner} is {Describe(one)}, of {foundOwner} {Describe(other)}; both must be of the same network. An optimizer serves one network; make another one, or call Reset.",
                    argument);
            }
        }

        if (expected.Tensors.Length != found.Tensors.Length)
        {
            throw new ArgumentException(
                $"There are {expected.Tensors.Length} tensors in {expectedOwner} and {found.Tensors.Length} in {foundOwner}; both must be of the same network. An optimizer serves one network; make another one, or call Reset.",
                argument);
        }
    }

    private static string Describe(TensorLayout tensor) =>
        $"'{tensor.Name}' {ShapeText.Of(tensor.Shape)} ({tensor.Packing} at {tensor.Offset.ToString(CultureInfo.InvariantCulture)})";
}
