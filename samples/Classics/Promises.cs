namespace Classics;

/// <summary>What the pages say of the samples, checked in every run.</summary>
internal sealed class Promises
{
    public int Kept { get; private set; }

    public int Broken { get; private set; }

    /// <summary>Checks one.</summary>
    /// <param name="isKept">Whether it came true.</param>
    /// <param name="what">What was promised.</param>
    public void Check(bool isKept, string what)
    {
        Console.WriteLine($"  {(isKept ? "as promised" : "NOT AS PROMISED")}: {what}");
        if (isKept)
            Kept++;
        else
            Broken++;
    }
}
