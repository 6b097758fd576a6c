using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NetGen;

/// <summary>Turns the little-endian elements of a weight file into numbers and back.</summary>
internal static class ElementConversion
{
    /// <summary>Reads elements. Numbers beyond the range of <typeparamref name="T"/> become infinite, as in PyTorch's <c>copy_</c>.</summary>
    /// <typeparam name="T">The type to read into.</typeparam>
    /// <param name="type">The type of the elements; one of those that can be read.</param>
    /// <param name="source">The elements, exactly as many as <paramref name="destination"/> has room for.</param>
    /// <param name="destination">Where they go.</param>
    public static void Read<T>(SafetensorsType type, ReadOnlySpan<byte> source, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (BitConverter.IsLittleEndian && type == TypeOf<T>())
        {
            // Also keeps the bits of a NaN.
            source.CopyTo(MemoryMarshal.AsBytes(destination));
            return;
        }

        int size = SafetensorsTypes.SizeOf(type);
        for (int i = 0; i < destination.Length; i++)
        {
            ReadOnlySpan<byte> element = source.Slice(i * size, size);
            destination[i] = type switch
            {
                SafetensorsType.F64 => T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(element)),
                SafetensorsType.F32 => T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(element)),
                SafetensorsType.F16 => T.CreateTruncating(BinaryPrimitives.ReadHalfLittleEndian(element)),
                SafetensorsType.BF16 => T.CreateTruncating(BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(element) << 16)),
                SafetensorsType.I64 => T.CreateTruncating(BinaryPrimitives.ReadInt64LittleEndian(element)),
                _ => throw new ArgumentOutOfRangeException(nameof(type)),
            };
        }
    }

    /// <summary>Writes elements.</summary>
    /// <typeparam name="T">The type to write from.</typeparam>
    /// <param name="type">The type to write: <see cref="SafetensorsType.F32"/> or <see cref="SafetensorsType.F64"/>.</param>
    /// <param name="source">The numbers.</param>
    /// <param name="destination">Where the elements go, exactly as long as they need.</param>
    public static void Write<T>(SafetensorsType type, ReadOnlySpan<T> source, Span<byte> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (BitConverter.IsLittleEndian && type == TypeOf<T>())
        {
            MemoryMarshal.AsBytes(source).CopyTo(destination);
            return;
        }

        int size = SafetensorsTypes.SizeOf(type);
        for (int i = 0; i < source.Length; i++)
        {
            Span<byte> element = destination.Slice(i * size, size);
            if (type == SafetensorsType.F64)
                BinaryPrimitives.WriteDoubleLittleEndian(element, double.CreateTruncating(source[i]));
            else
                BinaryPrimitives.WriteSingleLittleEndian(element, float.CreateTruncating(source[i]));
        }
    }

    /// <summary>The element type in files that keeps every bit of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>The element type.</returns>
    public static SafetensorsType TypeOf<T>()
        where T : unmanaged => typeof(T) == typeof(double) ? SafetensorsType.F64 : SafetensorsType.F32;
}
