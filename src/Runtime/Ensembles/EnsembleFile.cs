using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace NetGen;

/// <summary>The tensors of several networks in one file: those of network i with <c>i.</c> before their names.</summary>
internal static class EnsembleFile
{
    /// <summary>Buffers for the tensors of all networks, each network's where it has them, one behind another.</summary>
    public static (NetworkSignature Signature, FlatBuffer<T> Parameters, FlatBuffer<T> Buffers) Layout<T>(NetworkSignature one, int networks)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        NetworkSignature all = one with { Parameters = Repeat(one.Parameters, networks), Buffers = Repeat(one.Buffers, networks) };
        return (all, new FlatBuffer<T>(all.Parameters), new FlatBuffer<T>(all.Buffers));
    }

    /// <summary>The part of a buffer of all networks that is one network's.</summary>
    public static Span<T> Part<T>(FlatBuffer<T> all, FlatBuffer<T> one, int network)
        where T : unmanaged, IFloatingPointIeee754<T> => all.Span.Slice(network * one.Span.Length, one.Span.Length);

    /// <summary>How many networks a file has.</summary>
    public static int Count(string path, NetworkSignature signature)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        SafetensorsHeader header = Safetensors.ReadHeader(stream, $"'{path}'");
        int count = 0;
        foreach (SafetensorsEntry entry in header.Entries)
        {
            int point = entry.Name.IndexOf('.', StringComparison.Ordinal);

            // A file has no more networks than tensors, whatever its names say.
            if (point > 0 && int.TryParse(entry.Name.AsSpan(0, point), NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal) && ordinal < header.Entries.Length)
                count = Math.Max(count, ordinal + 1);
        }

        return count > 0 ? count : throw new WeightFileException($"'{path}' is not of an ensemble: no tensor's name begins with the ordinal of a network, such as '0.{signature.Parameters.Tensors.FirstOrDefault()?.Key}'. Load the weights of a single network with {signature.Name}.Load.");
    }

    private static BufferLayout Repeat(BufferLayout one, int networks)
    {
        var tensors = ImmutableArray.CreateBuilder<TensorLayout>(checked(one.Tensors.Length * networks));
        for (int i = 0; i < networks; i++)
        {
            string prefix = i.ToString(CultureInfo.InvariantCulture) + ".";
            foreach (TensorLayout tensor in one.Tensors)
                tensors.Add(new TensorLayout(prefix + tensor.Name, prefix + tensor.Key, tensor.Shape, checked(tensor.Offset + (i * one.StorageLength)), tensor.Packing, tensor.Initializer, tensor.Channels, tensor.Groups));
        }

        return new BufferLayout(tensors.MoveToImmutable());
    }
}
