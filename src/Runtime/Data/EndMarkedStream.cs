using System.IO.Compression;

namespace NetGen;

/// <summary>
/// Decompressed content behind which a mark was packed as a further gzip member. The mark comes out only where the compressed file is
/// whole: the decompressor by itself takes a file that was cut short for a short one.
/// </summary>
/// <param name="content">The content with the mark behind it.</param>
internal sealed class EndMarkedStream(Stream content) : ForwardStream
{
    private static readonly byte[] Mark = "\u0004end of the content\u0004"u8.ToArray();

    // What may be the mark is held back.
    private readonly byte[] held = new byte[4096];
    private int start;
    private int end;
    private bool ended;

    /// <summary>The mark as a gzip member.</summary>
    public static ReadOnlyMemory<byte> Member { get; } = Pack();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (!ended && end - start <= Mark.Length)
            Fill();
        int count = Math.Min(buffer.Length, end - start - (ended ? 0 : Mark.Length));
        held.AsSpan(start, count).CopyTo(buffer);
        start += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }

    private void Fill()
    {
        held.AsSpan(start, end - start).CopyTo(held);
        end -= start;
        start = 0;
        int read = content.Read(held.AsSpan(end));
        end += read;
        if (read > 0)
            return;
        if (!held.AsSpan(0, end).SequenceEqual(Mark))
            throw new InvalidDataException("Its end is missing, or other bytes follow it.");
        end = 0;
        ended = true;
    }

    private static byte[] Pack()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(Mark);
        return packed.ToArray();
    }
}
