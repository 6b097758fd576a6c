namespace NetGen;

/// <summary>The content of a Netpbm file, by numbers and by bytes.</summary>
/// <param name="content">The content; the caller closes it.</param>
/// <param name="source">What messages call the file.</param>
internal sealed class NetpbmScanner(Stream content, string source) : ForwardStream
{
    private const int End = -1;

    private readonly byte[] buffer = new byte[4096];
    private int start;
    private int end;
    private long before;

    /// <summary>How many bytes were read.</summary>
    public long Place => before + start;

    /// <inheritdoc/>
    public override int Read(Span<byte> destination)
    {
        int read = Math.Min(end - start, destination.Length);
        if (read == 0)
        {
            read = content.Read(destination);
            before += read;
            return read;
        }

        buffer.AsSpan(start, read).CopyTo(destination);
        start += read;
        return read;
    }

    /// <summary>Reads a number with the white space and comments before it and one white space behind, which may be missing at the end.</summary>
    /// <param name="what">What the number is.</param>
    /// <param name="least">The smallest number allowed.</param>
    /// <param name="most">The largest.</param>
    /// <returns>The number.</returns>
    /// <exception cref="DataFileException">There is none such.</exception>
    public int ReadNumber(string what, int least, int most)
    {
        int next = NextOfText();
        while (IsWhiteSpace(next))
            next = NextOfText();
        if (!char.IsAsciiDigit((char)next))
            throw Unexpected(next, what, least, most);
        long number = 0, place = Place - 1;
        for (; next is >= '0' and <= '9'; next = NextOfText())
        {
            // However many digits follow, it stays too large.
            number = Math.Min((10 * number) + (next - '0'), uint.MaxValue);
        }

        if (number < least || number > most)
            throw new DataFileException($"{source}, byte {place}: the {what} is {(number == uint.MaxValue ? "far larger" : $"{number}")}; expected a whole number from {least} to {most}. The file is damaged.");
        return IsWhiteSpace(next) || next == End ? (int)number : throw Unexpected(next, what, least, most);
    }

    /// <summary>Reads white space and comments.</summary>
    /// <returns>Whether the file ends behind them.</returns>
    public bool SkipToEnd()
    {
        int next = NextOfText();
        while (IsWhiteSpace(next))
            next = NextOfText();
        return next == End;
    }

    private static bool IsWhiteSpace(int next) => next is ' ' or (>= '\t' and <= '\r');

    // A comment counts as nothing, the end of its line included, even within a number.
    private int NextOfText()
    {
        int next = Next();
        while (next == '#')
        {
            while (next is not ('\n' or '\r' or End))
                next = Next();
            next = next == End ? End : Next();
        }

        return next;
    }

    private int Next()
    {
        if (start == end)
        {
            before += end;
            start = 0;
            end = content.Read(buffer);
            if (end == 0)
                return End;
        }

        return buffer[start++];
    }

    private DataFileException Unexpected(int next, string what, int least, int most)
    {
        string found = next == End ? "the end of the file" : next is > ' ' and <= '~' ? $"'{(char)next}'" : FormattableString.Invariant($"the byte 0x{next:X2}");
        return new DataFileException($"{source}, byte {(next == End ? Place : Place - 1)}: found {found}; expected the {what}, a whole number from {least} to {most} with white space behind it. The file is damaged.");
    }
}
