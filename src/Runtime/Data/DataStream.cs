using System.Buffers;
using System.IO.Compression;

namespace NetGen;

/// <summary>Opens data files, compressed or not, and reads them without believing what they say of their sizes.</summary>
internal static class DataStream
{
    /// <summary>What a compressed file may always expand to, in bytes, however short it is.</summary>
    public const long FreeExpansion = 1 << 26;

    /// <summary>How many times its length a longer compressed file may expand to.</summary>
    public const int MaximumExpansion = 200;

    // A multiple of every element's size.
    private const int ChunkLength = 1 << 16;

    /// <summary>Reads the content of a stream, decompressed if it begins as a gzip file does. Compressed data that was cut short just ends.</summary>
    /// <param name="stream">The stream; it is left open.</param>
    /// <param name="source">What messages call the file.</param>
    /// <param name="read">Reads the content; what it is given beside that is the stream where its length tells the content's, otherwise null.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="DataFileException">Compressed data is damaged or expands beyond reason.</exception>
    public static TResult Read<TResult>(Stream stream, string source, Func<Stream, Stream?, TResult> read) => Read(stream, source, whole: false, read);

    /// <summary>Reads the content of a stream likewise, for formats that do not tell their own length: compressed data must not be cut short.</summary>
    /// <param name="stream">The stream; it is left open.</param>
    /// <param name="source">What messages call the file.</param>
    /// <param name="read">Reads the content, to its end; what it is given beside that is the stream where its length tells the content's, otherwise null.</param>
    /// <returns>What was read.</returns>
    /// <exception cref="DataFileException">Compressed data is damaged, cut short or followed by other bytes, or expands beyond reason.</exception>
    public static TResult ReadWhole<TResult>(Stream stream, string source, Func<Stream, Stream?, TResult> read) => Read(stream, source, whole: true, read);

    /// <summary>Gives the content of a stream, decompressed likewise, for text, which does not tell its own length.</summary>
    /// <param name="stream">The stream; the caller closes it.</param>
    /// <param name="source">What messages call the file.</param>
    /// <returns>
    /// The content; closing it leaves <paramref name="stream"/> open. Reading throws <see cref="InvalidDataException"/> where compressed
    /// data is damaged, cut short or followed by other bytes, and <see cref="DataFileException"/> where it expands beyond reason or at a
    /// line without end.
    /// </returns>
    public static Stream DecompressText(Stream stream, string source) => new LineLimit(Decompress(stream, source, whole: true, out _), source);

    /// <summary>The exception of content that expands beyond reason, as that of a file made to exhaust the memory of who opens it.</summary>
    /// <param name="source">What messages call the file.</param>
    /// <param name="packed">How many bytes were compressed.</param>
    /// <returns>The exception.</returns>
    public static DataFileException ExpandsTooFar(string source, long packed) =>
        new($"{source} expands to more than {MostExpanded(packed)} bytes although only {packed} are stored; at most {MaximumExpansion} times as many, or {FreeExpansion}, are read. If you trust the file, unpack it first.");

    /// <summary>How many bytes compressed data may expand to.</summary>
    /// <param name="packed">How many bytes are compressed.</param>
    /// <returns>The largest number of bytes.</returns>
    public static long MostExpanded(long packed) => Math.Max(FreeExpansion, packed * MaximumExpansion);

    /// <summary>Reads a content whose length a file only claims: memory is taken as bytes really come, twice their number at most.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="length">The length to read.</param>
    /// <param name="trusted">Whether the length was already found to be true, so that memory may be taken at once.</param>
    /// <param name="order">How to bring the elements into row-major order; null where they are.</param>
    /// <returns>The bytes; fewer than <paramref name="length"/> where the content ends before.</returns>
    public static byte[] ReadUpTo(Stream stream, int length, bool trusted, ColumnMajorOrder? order = null)
    {
        if (!trusted)
            return Join(ReadChunks(stream, length, out int read), read, read == length ? order : null);
        byte[] bytes = new byte[length];
        int filled = order is null
            ? stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false)
            : ReadInOrder(stream, bytes, order);
        return filled == length ? bytes : bytes[..filled];
    }

    private static TResult Read<TResult>(Stream stream, string source, bool whole, Func<Stream, Stream?, TResult> read)
    {
        try
        {
            using Stream content = Decompress(stream, source, whole, out bool compressed);
            return read(content, !compressed && stream.CanSeek ? stream : null);
        }
        catch (InvalidDataException exception)
        {
            throw new DataFileException($"{source} is a damaged gzip file: {exception.Message} Copy or download it again.", exception);
        }
    }

    // Where it must be whole, reading throws also where compressed data was cut short or is followed by other bytes.
    private static Stream Decompress(Stream stream, string source, bool whole, out bool compressed)
    {
        Joined packed = Detect(stream, whole ? EndMarkedStream.Member : default, out compressed);
        if (!compressed)
            return packed;
        var content = new Expansion(new GZipStream(packed, CompressionMode.Decompress), () => packed.Count, source);
        return whole ? new EndMarkedStream(content) : content;
    }

    private static int ReadInOrder(Stream stream, byte[] bytes, ColumnMajorOrder order)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkLength);
        try
        {
            for (int filled = 0; ;)
            {
                int wanted = Math.Min(bytes.Length - filled, ChunkLength);
                int read = stream.ReadAtLeast(chunk.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
                filled += read;
                if (read < wanted || wanted == 0)
                    return filled;
                order.Scatter(chunk.AsSpan(0, read), bytes);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Reads a content whose length a file only claims, in chunks of a whole number of elements of any type.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="length">The length to read.</param>
    /// <param name="filled">How many bytes there were.</param>
    /// <returns>The chunks; the last may be longer than what was read into it.</returns>
    public static List<byte[]> ReadChunks(Stream stream, int length, out int filled)
    {
        var chunks = new List<byte[]>();
        filled = 0;
        while (true)
        {
            byte[] chunk = new byte[Math.Min(length - filled, ChunkLength)];
            int read = stream.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            filled += read;
            chunks.Add(chunk);
            if (read < chunk.Length || filled == length)
                return chunks;
        }
    }

    private static byte[] Join(List<byte[]> chunks, int length, ColumnMajorOrder? order)
    {
        if (chunks.Count == 1 && chunks[0].Length == length && order is null)
            return chunks[0];
        byte[] bytes = new byte[length];
        int filled = 0;
        foreach (byte[] chunk in chunks)
        {
            ReadOnlySpan<byte> part = chunk.AsSpan(0, Math.Min(chunk.Length, length - filled));
            if (order is null)
                part.CopyTo(bytes.AsSpan(filled));
            else
                order.Scatter(part, bytes);
            filled += part.Length;
        }

        return bytes;
    }

    private static Joined Detect(Stream stream, ReadOnlyMemory<byte> appended, out bool compressed)
    {
        byte[] magic = new byte[2];
        int read = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        compressed = read == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
        if (stream.CanSeek)
        {
            stream.Seek(-read, SeekOrigin.Current);
            read = 0;
        }

        return new Joined(magic.AsMemory(0, read), stream, compressed ? appended : default);
    }

    /// <summary>Bytes that were already read, the rest of a stream, and bytes behind it.</summary>
    private sealed class Joined(ReadOnlyMemory<byte> before, Stream rest, ReadOnlyMemory<byte> behind) : ForwardStream
    {
        /// <summary>How many bytes were read.</summary>
        public long Count { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            int read = before.IsEmpty ? rest.Read(buffer) : Take(ref before, buffer);
            if (read == 0)
                read = Take(ref behind, buffer);
            Count += read;
            return read;
        }

        private static int Take(ref ReadOnlyMemory<byte> bytes, Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, bytes.Length);
            bytes.Span[..count].CopyTo(buffer);
            bytes = bytes[count..];
            return count;
        }
    }

    /// <summary>Decompressed content that may not become much longer than what it is made of.</summary>
    private sealed class Expansion(Stream content, Func<long> packed, string source) : ForwardStream
    {
        private long count;

        public override int Read(Span<byte> buffer)
        {
            int read = content.Read(buffer);
            count += read;
            return count <= FreeExpansion || count <= MostExpanded(packed()) ? read : throw ExpandsTooFar(source, packed());
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                content.Dispose();
            base.Dispose(disposing);
        }
    }
}
