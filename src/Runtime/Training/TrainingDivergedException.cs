using System.Globalization;

namespace NetGen;

/// <summary>
/// The loss of a training step is not a finite number. The step was not taken: the parameters are those after the step before it.
/// </summary>
public sealed class TrainingDivergedException : ArithmeticException
{
    /// <summary>Makes an exception.</summary>
    public TrainingDivergedException()
        : base("The loss is not a finite number.")
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened and what to do.</param>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="innerException">What it followed from.</param>
    public TrainingDivergedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal TrainingDivergedException(string network, string? layer, string cause, string advice, double loss, int epoch, int step)
        : base(string.Create(CultureInfo.InvariantCulture, $"The loss of network '{network}' is {loss} at step {step} of epoch {epoch}: {cause}. {advice}. The parameters are those after the step before."))
    {
        Layer = layer;
        Loss = loss;
        Epoch = epoch;
        Step = step;
    }

    /// <summary>Where it began: the path of a layer, or the name of an input or target; null where it is not known.</summary>
    public string? Layer { get; }

    /// <summary>The loss: NaN or infinite.</summary>
    public double Loss { get; } = double.NaN;

    /// <summary>The epoch, counted from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step of the epoch, counted from 1.</summary>
    public int Step { get; }
}
