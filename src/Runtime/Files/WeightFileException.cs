namespace NetGen;

/// <summary>
/// A weight file is damaged, lies about its sizes or belongs to another network. The message names the file, the tensor, what was
/// expected, what was found and what to do. The network that was to be loaded is as it was.
/// </summary>
public sealed class WeightFileException : IOException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public WeightFileException()
        : base("The weight file cannot be loaded.")
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public WeightFileException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">What it followed from.</param>
    public WeightFileException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
