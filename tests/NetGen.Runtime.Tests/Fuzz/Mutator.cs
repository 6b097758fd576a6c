using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace NetGen.Tests.Fuzz;

/// <summary>Damages good files, each in a way that follows from seed and ordinal alone.</summary>
/// <param name="seed">The seed.</param>
/// <param name="good">Good files of one format.</param>
internal sealed class Mutator(ulong seed, IReadOnlyList<byte[]> good)
{
    private static readonly long[] Numbers =
    [
        0, 1, 2, -1, -2, 63, 64, 65, 127, 128, 255, 256, 32767, 65535, 65536, 100_000_000, 100_000_001, int.MaxValue - 1, int.MaxValue, int.MinValue, uint.MaxValue,
        1L << 32, 1L << 40, long.MaxValue / 8, long.MaxValue - 7, long.MaxValue, long.MinValue,
    ];

    private static readonly string[] Texts =
    [
        "NaN", "nan", "inf", "-inf", "Infinity", "1e308", "1e999", "-0", "0x10", "99999999999999999999", "18446744073709551616", "", " ", "(", ")", "()", ",", ",,,,,,,,", ";",
        "\"", "\"\"", "'", "\n", "\r", "\r\n", "\t", "\0", "{", "}", "[", "]", ":", "True", "False", "None", "L", "<f4", ">i8", "|O", "|b1", "<U5", "F64", "I64", "é", "\uFEFF", "\uFFFD",
    ];

    private Philox random;
    private ulong next;

    /// <summary>Makes a damaged file.</summary>
    /// <param name="ordinal">Which one.</param>
    /// <returns>Its bytes.</returns>
    public byte[] Make(int ordinal)
    {
        random = new Philox(seed, (ulong)ordinal);
        next = 0;
        // The first files are small; the others, one in forty, tell whether memory grows with what is there.
        byte[] file = [.. good[Below(40) == 0 ? Below(good.Count) : Below(Math.Max(1, good.Count - 1))]];
        for (int change = Below(2) * Below(4); change >= 0; change--)
            file = Change(file);
        return file;
    }

    private byte[] Change(byte[] file)
    {
        switch (file.Length == 0 ? 5 : Below(11))
        {
            case 0:
                for (int i = Below(8); i >= 0; i--)
                    file[Place(file)] ^= (byte)(1 << Below(8));
                return file;
            case 1:
                file[Place(file)] = (byte)Below(256);
                return file;
            case 2:
                return file[..Below(file.Length + 1)];
            case 3:
            case 4:
                WriteNumber(file);
                return file;
            case 5:
                return [.. file, .. Bytes(1 + Below(64))];
            case 6:
                return Splice(file, Below(file.Length), Below(64), Encoding.UTF8.GetBytes(Text()));
            case 7:
            case 8:
                return ReplaceNumber(file);
            case 9:
                // A part of the file, or of another one, once more.
                byte[] other = Below(2) == 0 ? file : good[Below(good.Count)];
                int start = Below(other.Length);
                return Splice(file, Below(file.Length), Below(2) * Below(64), other[start..Math.Min(other.Length, start + 1 + Below(512))]);
            default:
                int from = Below(file.Length);
                return Splice(file, from, 1 + Below(Math.Min(256, file.Length - from)), []);
        }
    }

    // Sizes and types stand near the start of a file, or near the end.
    private int Place(byte[] file) => Below(4) switch
    {
        0 or 1 => Below(Math.Min(file.Length, 160)),
        2 => file.Length - 1 - Below(Math.Min(file.Length, 160)),
        _ => Below(file.Length),
    };

    private void WriteNumber(byte[] file)
    {
        int size = 1 << Below(4), place = Place(file);
        if (place + size > file.Length)
            return;
        Span<byte> bytes = stackalloc byte[8];
        long number = Numbers[Below(Numbers.Length)];
        if (Below(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
            bytes[..size].CopyTo(file.AsSpan(place));
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, number);
            bytes[^size..].CopyTo(file.AsSpan(place));
        }
    }

    // Another number where the text has one.
    private byte[] ReplaceNumber(byte[] file)
    {
        int start = Place(file);
        while (start < file.Length && file[start] is not (>= (byte)'0' and <= (byte)'9'))
            start++;
        int end = start;
        while (end < file.Length && file[end] is >= (byte)'0' and <= (byte)'9')
            end++;
        return Splice(file, start, end - start, Encoding.UTF8.GetBytes(Text()));
    }

    private string Text() => Below(2) == 0 ? Texts[Below(Texts.Length)] : Numbers[Below(Numbers.Length)].ToString(CultureInfo.InvariantCulture);

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
            bytes[i] = (byte)Below(256);
        return bytes;
    }

    private static byte[] Splice(byte[] file, int start, int removed, byte[] inserted) =>
        [.. file.AsSpan(0, start), .. inserted, .. file.AsSpan(Math.Min(file.Length, start + removed))];

    private int Below(int limit) => random.Below(limit, next++);
}
