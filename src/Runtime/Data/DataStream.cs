using System.IO.Compression;

namespace NetGen;

/// <summary>Opens data files, compressed or not.</summary>
internal static class DataStream
{
    private const int ChunkLength = 1 << 16;

    /// <summary>Gives the content of a stream, decompressed if it begins as a gzip file does.</summary>
    /// <param name="stream">The stream; the caller closes it.</param>
    /// <param name="compressed">Whether it was compressed, so that the length of the stream says nothing of that of the content.</param>
    /// <param name="appended">What to read behind the stream as if it were in it, where it is compressed.</param>
    /// <returns>The content; closing it leaves <paramref name="stream"/> open.</returns>
    public static Stream Decompress(Stream stream, out bool compressed, byte[]? appended = null)
    {
        byte[] magic = new byte[2];
        int read = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        compressed = read == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
        if (stream.CanSeek)
        {
            stream.Seek(-read, SeekOrigin.Current);
            read = 0;
        }

        var whole = new Joined(magic.AsMemory(0, read), stream, compressed ? appended : null);
        return compressed ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    /// <summary>Reads a content whose length a file only claims: memory grows as bytes really come.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="length">The length to read.</param>
    /// <param name="trusted">Whether the length was already found to be true, so that memory may be taken at once.</param>
    /// <returns>The bytes; fewer than <paramref name="length"/> where the content ends before.</returns>
    public static byte[] ReadUpTo(Stream stream, int length, bool trusted)
    {
        byte[] bytes = new byte[trusted ? length : Math.Min(length, ChunkLength)];
        int filled = 0;
        while (true)
        {
            int read = stream.ReadAtLeast(bytes.AsSpan(filled), bytes.Length - filled, throwOnEndOfStream: false);
            filled += read;
            if (filled == length)
                return bytes;
            if (filled < bytes.Length)
                return bytes[..filled];
            Array.Resize(ref bytes, (int)Math.Min(length, 2L * bytes.Length));
        }
    }

    /// <summary>
    /// Packs bytes as a gzip member. Appended to a compressed stream it comes out behind the content, but only where the stream is
    /// whole: the decompressor by itself takes a file that was cut short for a short one.
    /// </summary>
    /// <param name="content">The bytes to pack.</param>
    /// <returns>The member.</returns>
    public static byte[] Compress(ReadOnlySpan<byte> content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>Bytes that were already read, the rest of a stream, and bytes behind it.</summary>
    private sealed class Joined(ReadOnlyMemory<byte> before, Stream rest, ReadOnlyMemory<byte> behind) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            if (!before.IsEmpty)
                return Take(ref before, buffer);
            int read = rest.Read(buffer);
            return read > 0 ? read : Take(ref behind, buffer);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static int Take(ref ReadOnlyMemory<byte> bytes, Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, bytes.Length);
            bytes.Span[..count].CopyTo(buffer);
            bytes = bytes[count..];
            return count;
        }
    }
}
