namespace NetGen;

/// <summary>What files hold, in messages.</summary>
internal static class Excerpt
{
    private const int Most = 40;

    /// <summary>Quotes text out of a file, at a bearable length and on one line.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The quotation; <c>nothing</c> where there is no text.</returns>
    public static string Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return "nothing";
        bool whole = text.Length <= Most;
        Span<char> shown = stackalloc char[Math.Min(text.Length, Most)];
        for (int i = 0; i < shown.Length; i++)
            shown[i] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? '·' : text[i];
        return $"'{shown}{(whole ? string.Empty : "…")}'";
    }
}
