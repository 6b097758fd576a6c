using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>Vectors of numbers in a safetensors file, alone or beside the tensors of a network.</summary>
internal static class StatisticsFile
{
    /// <summary>Writes vectors into a file of their own.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="path">The path of the file.</param>
    /// <param name="prefix">What stands before every name.</param>
    /// <param name="vectors">The vectors.</param>
    public static void Save<T>(string path, string prefix, ImmutableArray<KeyValuePair<string, T[]>> vectors)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AtomicFile.Write(path, stream => Write(stream, prefix, vectors, null, null));

    /// <summary>Writes vectors beside what is in a file, in place of those there of the same prefix.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="path">The path of the file.</param>
    /// <param name="prefix">What stands before every name.</param>
    /// <param name="vectors">The vectors.</param>
    public static void AddTo<T>(string path, string prefix, ImmutableArray<KeyValuePair<string, T[]>> vectors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream =>
        {
            // Closed again before the new file takes its place.
            using FileStream old = File.OpenRead(path);
            Write(stream, prefix, vectors, Safetensors.ReadHeader(old, $"'{path}'"), old);
        });
    }

    /// <summary>Reads vectors.</summary>
    /// <typeparam name="T">The type to convert to.</typeparam>
    /// <param name="stream">The stream, at the start of the file.</param>
    /// <param name="source">What messages call the file.</param>
    /// <param name="prefix">What stands before every name.</param>
    /// <param name="names">The vectors to read.</param>
    /// <returns>The vectors in the order asked for; all finite and none empty.</returns>
    /// <exception cref="WeightFileException">The file is damaged, or one is not there or not such a vector.</exception>
    public static T[][] Load<T>(Stream stream, string source, string prefix, ReadOnlySpan<string> names)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafetensorsHeader header = Safetensors.ReadHeader(stream, source);
        var vectors = new T[names.Length][];
        foreach (SafetensorsEntry entry in header.Entries)
        {
            int found = entry.Name.StartsWith(prefix, StringComparison.Ordinal) ? names.IndexOf(entry.Name[prefix.Length..]) : -1;
            if (found >= 0)
                vectors[found] = ReadVector<T>(stream, entry, source);
            else
                Safetensors.Skip(stream, entry, source);
        }

        int missing = Array.IndexOf(vectors, null);
        return missing < 0
            ? vectors
            : throw new WeightFileException($"{source} has no tensor '{prefix}{names[missing]}'. Load a file into which such a scaler was written under that name.");
    }

    private static T[] ReadVector<T>(Stream stream, SafetensorsEntry entry, string source)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        string name = SafetensorsHeaderParser.Quote(entry.Name);
        if (entry.Shape.Length != 1 || entry.Count == 0 || entry.End - entry.Begin > Array.MaxLength)
            throw new WeightFileException($"{source}: tensor {name} has shape {ShapeText.Of(entry.Shape)}; expected one axis, not empty.");
        if (!SafetensorsTypes.IsReadable(entry.Type))
            throw Safetensors.Unreadable(entry, source);
        T[] values;
        if (stream.CanSeek)
            Safetensors.ReadValues<T>(stream, entry, values = new T[entry.Count], source);
        else
            values = ReadUnsized<T>(stream, entry, source);
        return Array.TrueForAll(values, T.IsFinite)
            ? values
            : throw new WeightFileException($"{source}: tensor {name} holds a number that is not finite. Save or download it again.");
    }

    // A stream that cannot seek only claims the length: memory is taken when the bytes are there.
    private static T[] ReadUnsized<T>(Stream stream, SafetensorsEntry entry, string source)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        List<byte[]> chunks = DataStream.ReadChunks(stream, (int)(entry.End - entry.Begin), out int read);
        if (read < entry.End - entry.Begin)
            throw SafetensorsHeaderParser.Damaged(source, $"it ends within tensor {SafetensorsHeaderParser.Quote(entry.Name)}");
        var values = new T[entry.Count];
        int filled = 0, size = SafetensorsTypes.SizeOf(entry.Type);
        foreach (byte[] chunk in chunks)
        {
            ElementConversion.Read(entry.Type, chunk, values.AsSpan(filled, chunk.Length / size));
            filled += chunk.Length / size;
        }

        return values;
    }

    private static void Write<T>(Stream stream, string prefix, ImmutableArray<KeyValuePair<string, T[]>> vectors, SafetensorsHeader? kept, Stream? old)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        SafetensorsType type = ElementConversion.TypeOf<T>();
        var values = vectors.ToDictionary(vector => prefix + vector.Key, vector => vector.Value, StringComparer.Ordinal);
        Dictionary<string, SafetensorsEntry> others = (kept?.Entries ?? [])
            .Where(entry => !entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        SafetensorsHeader header = Safetensors.WriteHeader(
            stream,
            [
                .. others.Values.Select(entry => (entry.Name, entry.Type, entry.Shape)),
                .. values.Select(vector => (vector.Key, type, ImmutableArray.Create((long)vector.Value.Length))),
            ],
            kept?.Metadata);
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (values.TryGetValue(entry.Name, out T[]? vector))
                Safetensors.WriteValues<T>(stream, entry, vector);
            else
                Copy(old!, kept!.DataStart + others[entry.Name].Begin, entry.End - entry.Begin, stream);
        }
    }

    private static void Copy(Stream source, long start, long length, Stream destination)
    {
        source.Position = start;
        byte[] chunk = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, 1 << 16));
        try
        {
            for (long left = length; left > 0;)
            {
                int count = (int)Math.Min(left, chunk.Length);
                source.ReadExactly(chunk, 0, count);
                destination.Write(chunk, 0, count);
                left -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
