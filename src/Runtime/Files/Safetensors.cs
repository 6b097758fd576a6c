using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace NetGen;

/// <summary>
/// The safetensors format: 8 bytes with the length of the header, little-endian; the header, JSON that names type, shape and place of
/// every tensor; and the tensors, row-major and little-endian, one after another without holes.
/// To save or load a network use <see cref="WeightFile"/>.
/// </summary>
public static class Safetensors
{
    /// <summary>The longest header that is read, in bytes; the format's reference reader has the same limit.</summary>
    public const int MaximumHeaderLength = 100_000_000;

    private const int ChunkLength = 1 << 16;

    /// <summary>Reads and checks the header; the stream is then at the first byte of the data.</summary>
    /// <param name="stream">The stream, at the start of the file. If it can seek, its length must be what the header says.</param>
    /// <param name="source">What messages call the file; <c>stream</c> by default.</param>
    /// <returns>The header.</returns>
    /// <exception cref="WeightFileException">The file is damaged.</exception>
    public static SafetensorsHeader ReadHeader(Stream stream, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        source ??= "stream";
        long? available = stream.CanSeek ? stream.Length - stream.Position : null;
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        int read = stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false);
        if (read < prefix.Length)
            throw SafetensorsHeaderParser.Damaged(source, $"it is {read} bytes long; expected at least {prefix.Length}, the length of the header");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumHeaderLength)
            throw SafetensorsHeaderParser.Damaged(source, $"its header claims {length} bytes; at most {MaximumHeaderLength} are allowed");
        if (available is { } rest && length > (ulong)(rest - sizeof(ulong)))
            throw SafetensorsHeaderParser.Damaged(source, $"its header claims {length} bytes; only {rest - sizeof(ulong)} follow");
        byte[] json = DataStream.ReadUpTo(stream, (int)length, trusted: stream.CanSeek);
        if (json.Length < (int)length)
            throw SafetensorsHeaderParser.Damaged(source, $"its header claims {length} bytes; only {json.Length} follow");
        SafetensorsHeader header = SafetensorsHeaderParser.Parse(json, source);
        if (available - header.DataStart is { } data && data != header.DataLength)
            throw SafetensorsHeaderParser.Damaged(source, $"its tensors take {header.DataLength} bytes; {data} follow the header");
        return header;
    }

    /// <summary>Reads the elements of the tensor whose first byte the stream is at.</summary>
    /// <typeparam name="T">The type to convert to.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="entry">The tensor.</param>
    /// <param name="destination">Room for exactly <see cref="SafetensorsEntry.Count"/> elements.</param>
    /// <param name="source">What messages call the file; <c>stream</c> by default.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="WeightFileException">The file ends within the tensor, or its type cannot be converted.</exception>
    public static void ReadValues<T>(Stream stream, SafetensorsEntry entry, Span<T> destination, string? source = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(entry);
        source ??= "stream";
        if (destination.Length != entry.Count)
            throw new ArgumentException($"Tensor '{entry.Name}' has {entry.Count} elements; the destination has room for {destination.Length}.", nameof(destination));
        if (!SafetensorsTypes.IsReadable(entry.Type))
            throw Unreadable(entry, source);
        int size = SafetensorsTypes.SizeOf(entry.Type);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkLength);
        try
        {
            while (!destination.IsEmpty)
            {
                int count = Math.Min(destination.Length, ChunkLength / size);
                ReadExactly(stream, chunk.AsSpan(0, count * size), entry, source);
                ElementConversion.Read(entry.Type, chunk.AsSpan(0, count * size), destination[..count]);
                destination = destination[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>
    /// Writes the header of tensors of one type, sorted by name, so that equal tensors make equal files, and padded with spaces to a
    /// multiple of 8 bytes, so that the data is aligned.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="type">The type of all elements, <see cref="SafetensorsType.F32"/> or <see cref="SafetensorsType.F64"/>.</param>
    /// <param name="tensors">Names and shapes.</param>
    /// <param name="metadata">Text entries to store under <c>__metadata__</c>, or null for none.</param>
    /// <returns>The header; the values must follow in the order of its entries (<see cref="WriteValues"/>).</returns>
    /// <exception cref="ArgumentException">A name appears twice or is reserved, or the type cannot be written.</exception>
    public static SafetensorsHeader WriteHeader(
        Stream stream,
        SafetensorsType type,
        IEnumerable<KeyValuePair<string, ImmutableArray<long>>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        CheckWritable(type);
        return WriteHeader(stream, tensors.Select(tensor => (tensor.Key, type, tensor.Value)), metadata);
    }

    /// <summary>Writes the header of tensors of any types, for values that are copied as they are.</summary>
    internal static SafetensorsHeader WriteHeader(
        Stream stream,
        IEnumerable<(string Name, SafetensorsType Type, ImmutableArray<long> Shape)> tensors,
        IReadOnlyDictionary<string, string>? metadata)
    {
        ImmutableDictionary<string, string> kept = metadata?.ToImmutableDictionary(StringComparer.Ordinal) ?? ImmutableDictionary<string, string>.Empty;
        ImmutableArray<SafetensorsEntry> entries = Place(tensors);
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
            WriteJson(json, entries, kept);
        int padded = (text.WrittenCount + 7) / 8 * 8;
        text.GetSpan(8)[..(padded - text.WrittenCount)].Fill((byte)' ');
        text.Advance(padded - text.WrittenCount);
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)padded);
        stream.Write(prefix);
        stream.Write(text.WrittenSpan);
        return new SafetensorsHeader(entries, kept, sizeof(ulong) + padded, entries.IsEmpty ? 0 : entries[^1].End);
    }

    /// <summary>Writes the elements of a tensor.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="stream">The stream, at the tensor's first byte.</param>
    /// <param name="entry">The tensor.</param>
    /// <param name="values">Its elements in row-major order.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than elements, or the type cannot be written.</exception>
    public static void WriteValues<T>(Stream stream, SafetensorsEntry entry, ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(entry);
        CheckWritable(entry.Type);
        if (values.Length != entry.Count)
            throw new ArgumentException($"Tensor '{entry.Name}' has {entry.Count} elements; {values.Length} were given.", nameof(values));
        int size = SafetensorsTypes.SizeOf(entry.Type);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkLength);
        try
        {
            while (!values.IsEmpty)
            {
                int count = Math.Min(values.Length, ChunkLength / size);
                ElementConversion.Write(entry.Type, values[..count], chunk.AsSpan(0, count * size));
                stream.Write(chunk.AsSpan(0, count * size));
                values = values[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Moves a stream past a tensor.</summary>
    internal static void Skip(Stream stream, SafetensorsEntry entry, string source)
    {
        if (stream.CanSeek)
        {
            stream.Seek(entry.End - entry.Begin, SeekOrigin.Current);
            return;
        }

        byte[] chunk = new byte[(int)Math.Min(ChunkLength, entry.End - entry.Begin)];
        for (long left = entry.End - entry.Begin; left > 0; left -= Math.Min(left, chunk.Length))
            ReadExactly(stream, chunk.AsSpan(0, (int)Math.Min(left, chunk.Length)), entry, source);
    }

    /// <summary>Says that a type cannot become parameters.</summary>
    internal static WeightFileException Unreadable(SafetensorsEntry entry, string source) =>
        new($"{source}: tensor {SafetensorsHeaderParser.Quote(entry.Name)} has type {entry.Type}; expected {SafetensorsTypes.Readable}. Convert it before saving, in PyTorch with tensor.float().");

    private static void CheckWritable(SafetensorsType type, [CallerArgumentExpression(nameof(type))] string? argument = null)
    {
        if (type is not (SafetensorsType.F32 or SafetensorsType.F64))
            throw new ArgumentOutOfRangeException(argument, type, "Only F32 and F64 are written.");
    }

    private static ImmutableArray<SafetensorsEntry> Place(IEnumerable<(string Name, SafetensorsType Type, ImmutableArray<long> Shape)> tensors)
    {
        var entries = ImmutableArray.CreateBuilder<SafetensorsEntry>();
        long end = 0;
        foreach ((string name, SafetensorsType type, ImmutableArray<long> shape) in tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal))
        {
            if (name == "__metadata__")
                throw new ArgumentException("The name '__metadata__' is reserved in safetensors files; give the tensor another key.", nameof(tensors));
            if (entries.Count > 0 && entries[^1].Name == name)
                throw new ArgumentException($"Two tensors have the key '{name}'; give one of them another.", nameof(tensors));
            long begin = end;
            end = checked(begin + shape.Aggregate((long)SafetensorsTypes.SizeOf(type), (product, size) => checked(product * size)));
            entries.Add(new SafetensorsEntry(name, type, shape, begin, end));
        }

        return entries.ToImmutable();
    }

    private static void WriteJson(Utf8JsonWriter json, ImmutableArray<SafetensorsEntry> entries, ImmutableDictionary<string, string> metadata)
    {
        json.WriteStartObject();
        if (!metadata.IsEmpty)
        {
            json.WriteStartObject("__metadata__"u8);
            foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        foreach (SafetensorsEntry entry in entries)
        {
            json.WriteStartObject(entry.Name);
            json.WriteString("dtype"u8, entry.Type.ToString());
            json.WriteStartArray("shape"u8);
            foreach (long size in entry.Shape)
                json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets"u8);
            json.WriteNumberValue(entry.Begin);
            json.WriteNumberValue(entry.End);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void ReadExactly(Stream stream, Span<byte> bytes, SafetensorsEntry entry, string source)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw SafetensorsHeaderParser.Damaged(source, $"it ends within tensor {SafetensorsHeaderParser.Quote(entry.Name)}, before byte {entry.End} of the data");
    }
}
