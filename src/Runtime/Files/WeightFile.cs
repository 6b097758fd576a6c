using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>What a load left over; both empty when it was strict.</summary>
/// <param name="Missing">Keys of the network that the file does not have; these tensors stayed as they were.</param>
/// <param name="Unexpected">Tensors of the file that the network does not have.</param>
public sealed record WeightLoadResult(ImmutableArray<string> Missing, ImmutableArray<string> Unexpected);

/// <summary>
/// Saves and loads the parameters and buffers of a network as safetensors, under their keys and in PyTorch's shapes and order whatever
/// their packing inside, so that <c>state_dict</c>s travel both ways. Files carry the metadata <c>{"format": "pt"}</c>, which loaders
/// of the PyTorch world ask for; reading does not depend on it. Tensors whose names begin with <see cref="ReservedPrefix"/> are not the
/// network's, and loading passes over them.
/// </summary>
public static class WeightFile
{
    /// <summary>How the names of tensors begin that travel beside a network's, such as the statistics of a <see cref="Scaler{T}"/>.</summary>
    public const string ReservedPrefix = "netgen.";

    private static readonly ImmutableDictionary<string, string> Metadata = ImmutableDictionary<string, string>.Empty.Add("format", "pt");

    /// <summary>
    /// Saves to a file. The old file stays whole until the new one is: it is written beside it, flushed and renamed. What a process that
    /// was killed meanwhile left there, such as <c>net.safetensors.0123456789abcdef.tmp</c>, is removed by the next save of that file an
    /// hour later or more.
    /// </summary>
    /// <typeparam name="T">The network's floating-point type.</typeparam>
    /// <param name="path">The path of the file.</param>
    /// <param name="signature">What the network is; for messages.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="buffers">Its buffers.</param>
    /// <param name="type">The type of the elements in the file, <see cref="SafetensorsType.F32"/> or <see cref="SafetensorsType.F64"/>; by default the network's own.</param>
    /// <exception cref="IOException">The file cannot be written; an old one is as it was.</exception>
    /// <exception cref="ArgumentException">Two tensors have one key.</exception>
    public static void Save<T>(string path, NetworkSignature signature, FlatBuffer<T> parameters, FlatBuffer<T> buffers, SafetensorsType? type = null)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        AtomicFile.Write(path, stream => Save(stream, signature, parameters, buffers, type));

    /// <summary>Saves to a stream, from its position on.</summary>
    /// <typeparam name="T">The network's floating-point type.</typeparam>
    /// <param name="stream">The stream; it is left open.</param>
    /// <param name="signature">What the network is; for messages.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="buffers">Its buffers.</param>
    /// <param name="type">The type of the elements in the file, <see cref="SafetensorsType.F32"/> or <see cref="SafetensorsType.F64"/>; by default the network's own.</param>
    /// <exception cref="ArgumentException">Two tensors have one key.</exception>
    public static void Save<T>(Stream stream, NetworkSignature signature, FlatBuffer<T> parameters, FlatBuffer<T> buffers, SafetensorsType? type = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        Dictionary<string, TensorView<T>> tensors = Tensors(signature, parameters, buffers);
        SafetensorsHeader header = Safetensors.WriteHeader(
            stream,
            type ?? ElementConversion.TypeOf<T>(),
            tensors.Select(tensor => KeyValuePair.Create(tensor.Key, LongShape(tensor.Value.Layout))),
            Metadata);
        foreach (SafetensorsEntry entry in header.Entries)
            Safetensors.WriteValues<T>(stream, entry, tensors[entry.Name].ToArray());
    }

    /// <summary>Loads from a file. Numbers beyond the network's type become infinite, as in PyTorch.</summary>
    /// <typeparam name="T">The network's floating-point type.</typeparam>
    /// <param name="path">The path of the file.</param>
    /// <param name="signature">What the network is; for messages.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="buffers">Its buffers.</param>
    /// <param name="strict">Whether a tensor too few or too many is an error, as in PyTorch. One of a wrong shape always is.</param>
    /// <returns>What was left over.</returns>
    /// <exception cref="WeightFileException">The file is damaged or of another network; the network is as it was.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static WeightLoadResult Load<T>(string path, NetworkSignature signature, FlatBuffer<T> parameters, FlatBuffer<T> buffers, bool strict = true)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        return Load($"'{path}'", stream, signature, parameters, buffers, strict);
    }

    /// <summary>Loads from a stream, from its position to its end. It need not be able to seek.</summary>
    /// <typeparam name="T">The network's floating-point type.</typeparam>
    /// <param name="stream">The stream; it is left open.</param>
    /// <param name="signature">What the network is; for messages.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="buffers">Its buffers.</param>
    /// <param name="strict">Whether a tensor too few or too many is an error, as in PyTorch. One of a wrong shape always is.</param>
    /// <returns>What was left over.</returns>
    /// <exception cref="WeightFileException">The content is damaged or of another network; the network is as it was.</exception>
    public static WeightLoadResult Load<T>(Stream stream, NetworkSignature signature, FlatBuffer<T> parameters, FlatBuffer<T> buffers, bool strict = true)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(stream is FileStream file ? $"'{file.Name}'" : "The stream", stream, signature, parameters, buffers, strict);
    }

    /// <summary>Loads from the bytes of a file.</summary>
    /// <typeparam name="T">The network's floating-point type.</typeparam>
    /// <param name="bytes">The whole file.</param>
    /// <param name="signature">What the network is; for messages.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="buffers">Its buffers.</param>
    /// <param name="strict">Whether a tensor too few or too many is an error, as in PyTorch. One of a wrong shape always is.</param>
    /// <returns>What was left over.</returns>
    /// <exception cref="WeightFileException">The content is damaged or of another network; the network is as it was.</exception>
    public static unsafe WeightLoadResult Load<T>(ReadOnlySpan<byte> bytes, NetworkSignature signature, FlatBuffer<T> parameters, FlatBuffer<T> buffers, bool strict = true)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        fixed (byte* start = bytes)
        {
            using Stream stream = bytes.IsEmpty ? new MemoryStream([], writable: false) : new UnmanagedMemoryStream(start, bytes.Length);
            return Load("The byte span", stream, signature, parameters, buffers, strict);
        }
    }

    private static WeightLoadResult Load<T>(string source, Stream stream, NetworkSignature signature, FlatBuffer<T> parameters, FlatBuffer<T> buffers, bool strict)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Dictionary<string, TensorView<T>> tensors = Tensors(signature, parameters, buffers);
        SafetensorsHeader header = Safetensors.ReadHeader(stream, source);
        WeightLoadResult result = Compare(header, tensors);
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (tensors.TryGetValue(entry.Name, out TensorView<T> tensor))
                CheckTensor(entry, tensor.Layout, source, signature);
        }

        if (strict && (!result.Missing.IsEmpty || !result.Unexpected.IsEmpty))
            throw OtherNetwork(source, signature, result);

        // Nothing is written to the network before all of the file was read.
        var staged = new List<(TensorView<T> Tensor, T[] Values)>(tensors.Count);
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (!tensors.TryGetValue(entry.Name, out TensorView<T> tensor))
            {
                Safetensors.Skip(stream, entry, source);
                continue;
            }

            var values = new T[tensor.Length];
            Safetensors.ReadValues<T>(stream, entry, values, source);
            staged.Add((tensor, values));
        }

        if (stream.ReadByte() >= 0)
            throw SafetensorsHeaderParser.Damaged(source, $"bytes follow its last tensor, which ends at byte {header.DataLength} of the data");
        foreach ((TensorView<T> tensor, T[] values) in staged)
            tensor.CopyFrom(values);
        return result;
    }

    private static WeightLoadResult Compare<T>(SafetensorsHeader header, Dictionary<string, TensorView<T>> tensors)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var found = new HashSet<string>(tensors.Count, StringComparer.Ordinal);
        var unexpected = ImmutableArray.CreateBuilder<string>();
        foreach (SafetensorsEntry entry in header.Entries)
        {
            if (tensors.ContainsKey(entry.Name))
                found.Add(entry.Name);
            else if (!entry.Name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
                unexpected.Add(entry.Name);
        }

        return new WeightLoadResult([.. tensors.Keys.Where(key => !found.Contains(key))], unexpected.ToImmutable());
    }

    private static void CheckTensor(SafetensorsEntry entry, TensorLayout layout, string source, NetworkSignature signature)
    {
        if (!SafetensorsTypes.IsReadable(entry.Type))
            throw Safetensors.Unreadable(entry, source);
        if (!entry.Shape.AsSpan().SequenceEqual(LongShape(layout).AsSpan()))
            throw new WeightFileException($"{source}: tensor '{entry.Name}' has shape {ShapeText.Of(entry.Shape)}; network '{signature.Name}' expects {ShapeText.Of(layout.Shape)}. Load a file saved from a network of the same sizes, or change the layer's.");
    }

    private static WeightFileException OtherNetwork(string source, NetworkSignature signature, WeightLoadResult result)
    {
        var faults = new List<string>(2);
        if (!result.Missing.IsEmpty)
            faults.Add($"it lacks {Listed(result.Missing)}");
        if (!result.Unexpected.IsEmpty)
            faults.Add($"it has {Listed(result.Unexpected)}, which the network does not");
        return new WeightFileException($"{source} does not fit network '{signature.Name}': {string.Join("; ", faults)}. Load the network's own file, give layers the names of the file with Key, or pass strict: false to take over what fits.");
    }

    private static string Listed(ImmutableArray<string> names)
    {
        const int Most = 8;
        string listed = string.Join(", ", names.Take(Most).Select(SafetensorsHeaderParser.Quote));
        return names.Length > Most ? $"{listed} and {names.Length - Most} more" : listed;
    }

    private static Dictionary<string, TensorView<T>> Tensors<T>(NetworkSignature signature, FlatBuffer<T> parameters, FlatBuffer<T> buffers)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(buffers);
        var tensors = new Dictionary<string, TensorView<T>>(StringComparer.Ordinal);
        foreach (FlatBuffer<T> buffer in (ReadOnlySpan<FlatBuffer<T>>)[parameters, buffers])
        {
            for (int i = 0; i < buffer.Layout.Tensors.Length; i++)
            {
                if (!tensors.TryAdd(buffer.Layout.Tensors[i].Key, buffer[i]))
                    throw new ArgumentException($"Two tensors of network '{signature.Name}' have the key '{buffer.Layout.Tensors[i].Key}'; give one of their layers another Key.", nameof(parameters));
            }
        }

        return tensors;
    }

    /// <summary>The shape of a tensor as files have it.</summary>
    /// <param name="layout">The tensor.</param>
    /// <returns>Its sizes.</returns>
    internal static ImmutableArray<long> LongShape(TensorLayout layout) => [.. layout.Shape.Select(size => (long)size)];
}
