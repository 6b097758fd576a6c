namespace NetGen;

/// <summary>
/// The content of a text file whose lines may not be endless. A row is read whole before its fields are, so that a line without end, to
/// which a few compressed bytes can expand, would take all memory.
/// </summary>
/// <param name="content">The content.</param>
/// <param name="source">What messages call the file.</param>
internal sealed class LineLimit(Stream content, string source) : ForwardStream
{
    // A hundred thousand columns of twenty digits.
    private const int Most = 1 << 21;

    private long line = 1;
    private int length;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = content.Read(buffer);
        ReadOnlySpan<byte> text = buffer[..read];
        for (int end; (end = text.IndexOfAny((byte)'\n', (byte)'\r')) >= 0; text = text[(end + 1)..])
        {
            line += text[end] == '\n' ? 1 : 0;
            length = 0;
        }

        length += text.Length;
        return length <= Most
            ? read
            : throw new DataFileException($"{source}, line {line}: the line is longer than {Most} bytes. Is the file a table?");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }
}
