namespace NetGen;

/// <summary>
/// A data file is damaged, lies about its sizes or holds something that is not data. The message names the file, the place, what was
/// expected and what was found.
/// </summary>
public sealed class DataFileException : IOException
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public DataFileException()
        : base("The data file cannot be read.")
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public DataFileException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">What it followed from.</param>
    public DataFileException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
