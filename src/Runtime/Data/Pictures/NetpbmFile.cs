using System.Buffers.Binary;

namespace NetGen;

/// <summary>
/// Reads pictures in the Netpbm formats PGM, grey, and PPM, red, green and blue: plain (P2, P3) and raw (P5, P6), with values of up to
/// 65535, compressed with gzip or not. A file holds one picture.
/// </summary>
public static class NetpbmFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="DataFileException">The file is damaged or not one picture in these formats; the message names the place.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static NetpbmPicture Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Read(stream, $"'{path}'");
    }

    /// <summary>Reads a picture from a stream, from its position to its end.</summary>
    /// <param name="stream">The stream; it need not be able to seek and is left open.</param>
    /// <param name="source">What messages call the file; <c>The stream</c> by default.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="DataFileException">The content is damaged or not one picture in these formats; the message names the place.</exception>
    public static NetpbmPicture Read(Stream stream, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        source ??= "The stream";
        return DataStream.ReadWhole(stream, source, (bytes, sized) =>
        {
            long? length = sized?.Length - sized?.Position;
            using var content = new NetpbmScanner(bytes, source);
            NetpbmHeader header = NetpbmHeader.Read(content, source);
            return new NetpbmPicture(header, header.IsPlain ? ReadPlain(content, header, source) : ReadRaw(content, header, length - content.Place, source));
        });
    }

    /// <summary>Reads what a file says before its values.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>The header; whether the values are right, nobody has looked.</returns>
    internal static NetpbmHeader ReadHeader(string path)
    {
        string source = $"'{path}'";
        using FileStream stream = File.OpenRead(path);
        return DataStream.Read(stream, source, (bytes, _) =>
        {
            using var content = new NetpbmScanner(bytes, source);
            return NetpbmHeader.Read(content, source);
        });
    }

    private static byte[] ReadRaw(NetpbmScanner content, NetpbmHeader header, long? rest, string source)
    {
        if (rest is { } known && known != header.DataLength)
            throw header.WrongLength($"{known} follow", source);
        byte[] data = DataStream.ReadUpTo(content, header.DataLength, trusted: rest is not null);
        if (data.Length < header.DataLength)
            throw header.WrongLength($"only {data.Length} follow", source);
        if (content.ReadByte() >= 0)
            throw header.WrongLength("more follow", source);
        int wrong = FirstAbove(data, header);
        return wrong < 0
            ? data
            : throw new DataFileException($"{source}, byte {content.Place - data.Length + (wrong * header.ValueSize)}: a value is above {header.Maximum}, which the file says is the largest. The file is damaged.");
    }

    private static int FirstAbove(byte[] data, NetpbmHeader header)
    {
        if (header.ValueSize == 1)
            return data.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)header.Maximum);
        for (int i = 0; i < data.Length / 2; i++)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(2 * i)) > header.Maximum)
                return i;
        }

        return -1;
    }

    // Memory is taken as values really come, twice their number at most.
    private static byte[] ReadPlain(NetpbmScanner content, NetpbmHeader header, string source)
    {
        byte[] data = new byte[Math.Min(header.DataLength, 1024)];
        for (int filled = 0; filled < header.DataLength; filled += header.ValueSize)
        {
            if (filled == data.Length)
                Array.Resize(ref data, (int)Math.Min(header.DataLength, 2L * filled));
            int value = content.ReadNumber("next value", 0, header.Maximum);
            if (header.ValueSize == 1)
                data[filled] = (byte)value;
            else
                BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(filled), (ushort)value);
        }

        return content.SkipToEnd()
            ? data
            : throw new DataFileException($"{source}, byte {content.Place - 1}: more follows the {header.Shape.Length} values. Copy or download it again; of several pictures in a file make a file each.");
    }
}
