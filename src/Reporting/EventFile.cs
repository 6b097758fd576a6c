using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;
using static Google.Protobuf.WireFormat;

namespace NetGen.Reporting;

/// <summary>
/// A file of TensorBoard's events: TFRecords, that is length, checksum, content and checksum each, whose contents are messages
/// <c>tensorflow.Event</c> of protocol buffers. The first says the version of the format.
/// </summary>
internal sealed class EventFile : IDisposable
{
    // The fields of tensorflow.Event, tensorflow.Summary and tensorflow.Summary.Value.
    private const int WallTime = 1, Step = 2, FileVersion = 3, Summary = 5, Value = 1, Tag = 1, SimpleValue = 2;

    private readonly FileStream file;
    private readonly MemoryStream value = new(), summary = new(), message = new();

    /// <summary>Makes a file of its own in a directory, which is made where there is none.</summary>
    /// <param name="directory">The directory.</param>
    public EventFile(string directory)
    {
        Directory.CreateDirectory(directory);
        file = Create(directory);
        Append(step: 0, stream =>
        {
            stream.WriteTag(FileVersion, WireType.LengthDelimited);
            stream.WriteString("brain.Event:2");
        });
        Flush();
    }

    /// <summary>The path of the file.</summary>
    public string Path => file.Name;

    /// <summary>Continues a CRC-32C (Castagnoli; RFC 3720, appendix B.4).</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }

    /// <summary>Writes numbers that were measured at a step, in one event.</summary>
    public void Write(long step, params ReadOnlySpan<(string Tag, double? Number)> scalars)
    {
        summary.SetLength(0);
        using (var all = new CodedOutputStream(summary, leaveOpen: true))
        {
            foreach ((string tag, double? number) in scalars)
            {
                if (number is null)
                    continue;
                value.SetLength(0);
                using (var one = new CodedOutputStream(value, leaveOpen: true))
                {
                    one.WriteTag(Tag, WireType.LengthDelimited);
                    one.WriteString(tag);
                    one.WriteTag(SimpleValue, WireType.Fixed32);
                    one.WriteFloat((float)number.Value);
                }

                all.WriteTag(Value, WireType.LengthDelimited);
                all.WriteBytes(ContentOf(value));
            }
        }

        Append(step, stream =>
        {
            stream.WriteTag(Summary, WireType.LengthDelimited);
            stream.WriteBytes(ContentOf(summary));
        });
    }

    /// <summary>Lets readers see what was written.</summary>
    public void Flush() => file.Flush();

    public void Dispose() => file.Dispose();

    // Two runs may begin within a second.
    private static FileStream Create(string directory)
    {
        string host = string.Concat(Environment.MachineName.Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' ? character : '_'));
        string name = string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeSeconds():0000000000}.{host}");
        for (int other = 0; ; other++)
        {
            string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(directory, other == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}.{other}")));
            try
            {
                return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            }
            catch (IOException) when (File.Exists(path))
            {
            }
        }
    }

    private static ByteString ContentOf(MemoryStream stream) => ByteString.CopyFrom(stream.GetBuffer(), 0, (int)stream.Length);

    private void Append(long step, Action<CodedOutputStream> what)
    {
        message.SetLength(0);
        using (var stream = new CodedOutputStream(message, leaveOpen: true))
        {
            stream.WriteTag(WallTime, WireType.Fixed64);
            stream.WriteDouble((DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds);
            stream.WriteTag(Step, WireType.Varint);
            stream.WriteInt64(step);
            what(stream);
        }

        ReadOnlySpan<byte> content = message.GetBuffer().AsSpan(0, (int)message.Length);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)content.Length);
        file.Write(length);
        WriteChecksum(length);
        file.Write(content);
        WriteChecksum(content);
    }

    // Masked, since a checksum of what holds checksums would tell little.
    private void WriteChecksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = Crc32C(bytes);
        Span<byte> masked = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(crc, 15) + 0xA282EAD8);
        file.Write(masked);
    }
}
