namespace NetGen;

/// <summary>What a Netpbm file says before its values.</summary>
/// <param name="Shape">The sizes of the picture.</param>
/// <param name="Maximum">The value of full brightness, from 1 to 65535.</param>
/// <param name="IsPlain">Whether the values are written as text.</param>
internal readonly record struct NetpbmHeader(PictureShape Shape, int Maximum, bool IsPlain)
{
    /// <summary>How many bytes a value takes.</summary>
    public int ValueSize => Maximum > byte.MaxValue ? 2 : 1;

    /// <summary>How many bytes the values take where they are not text.</summary>
    public int DataLength => Shape.Length * ValueSize;

    /// <summary>Reads and checks a header; the content is then at the first value.</summary>
    /// <param name="content">The content.</param>
    /// <param name="source">What messages call the file.</param>
    /// <returns>The header.</returns>
    /// <exception cref="DataFileException">It is damaged or of another format.</exception>
    public static NetpbmHeader Read(NetpbmScanner content, string source)
    {
        Span<byte> magic = stackalloc byte[2];
        if (content.ReadAtLeast(magic, 2, throwOnEndOfStream: false) < 2 || magic[0] != 'P' || magic[1] is not ((byte)'2' or (byte)'3' or (byte)'5' or (byte)'6'))
        {
            throw new DataFileException(magic[0] == 'P' && magic[1] is (byte)'1' or (byte)'4' or (byte)'7'
                ? $"{source} is of the Netpbm format P{(char)magic[1]}; expected PGM or PPM: P2, P3, P5 or P6. Convert it to one of them."
                : $"{source} is not a PGM or PPM file: expected P2, P3, P5 or P6 at its start. Convert the picture to one of them.");
        }

        int channels = magic[1] is (byte)'3' or (byte)'6' ? 3 : 1;
        int width = content.ReadNumber("width", 1, int.MaxValue);
        int height = content.ReadNumber("height", 1, int.MaxValue);
        int maximum = content.ReadNumber("largest value", 1, ushort.MaxValue);
        Int128 length = (Int128)width * height * channels * (maximum > byte.MaxValue ? 2 : 1);
        if (length > Array.MaxLength)
            throw new DataFileException($"{source} claims {width}×{height} pixels of {channels} channel(s), which take {length} bytes; at most {Array.MaxLength} are read. The file is damaged.");
        return new NetpbmHeader(new PictureShape(channels, height, width), maximum, magic[1] is (byte)'2' or (byte)'3');
    }

    /// <summary>Says that there are more or fewer values than the header claims.</summary>
    public DataFileException WrongLength(string found, string source) =>
        new($"{source} claims {Shape.Width}×{Shape.Height} pixels of {Shape.Channels} channel(s), which take {DataLength} bytes; {found}. Copy or download it again; of several pictures in a file make a file each.");
}
