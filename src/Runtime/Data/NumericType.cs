using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NetGen;

/// <summary>The element types of files of numbers.</summary>
public enum NumericType
{
    /// <summary>A truth value in a byte: 0, or anything else for true.</summary>
    Boolean,

    /// <summary>8-bit signed integer.</summary>
    Int8,

    /// <summary>16-bit signed integer.</summary>
    Int16,

    /// <summary>32-bit signed integer.</summary>
    Int32,

    /// <summary>64-bit signed integer.</summary>
    Int64,

    /// <summary>8-bit unsigned integer.</summary>
    UInt8,

    /// <summary>16-bit unsigned integer.</summary>
    UInt16,

    /// <summary>32-bit unsigned integer.</summary>
    UInt32,

    /// <summary>64-bit unsigned integer.</summary>
    UInt64,

    /// <summary>16-bit floating point.</summary>
    Float16,

    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>64-bit floating point.</summary>
    Float64,
}

/// <summary>Turns the elements of a file, of either byte order, into the numbers that networks take.</summary>
internal static class NumericElements
{
    private const int StagedBytes = 1024;

    /// <summary>The size of an element.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The size in bytes.</returns>
    public static int SizeOf(NumericType type) => type switch
    {
        NumericType.Boolean or NumericType.Int8 or NumericType.UInt8 => 1,
        NumericType.Int16 or NumericType.UInt16 or NumericType.Float16 => 2,
        NumericType.Int32 or NumericType.UInt32 or NumericType.Float32 => 4,
        _ => 8,
    };

    /// <summary>Whether elements of a type can be labels.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Whether it is one of integers or truth values.</returns>
    public static bool IsInteger(NumericType type) => type < NumericType.Float16;

    /// <summary>Reads elements as floating-point numbers; those beyond the range of <typeparamref name="T"/> become infinite.</summary>
    /// <typeparam name="T">The type to read into.</typeparam>
    /// <param name="type">The type of the elements.</param>
    /// <param name="bigEndian">Whether their first byte is the highest.</param>
    /// <param name="source">The elements, exactly as many as <paramref name="destination"/> has room for.</param>
    /// <param name="destination">Where they go.</param>
    public static void ToValues<T>(NumericType type, bool bigEndian, ReadOnlySpan<byte> source, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int size = SizeOf(type);
        if (!NeedsSwap(size, bigEndian))
        {
            NativeToValues(type, source, destination);
            return;
        }

        Span<byte> staged = stackalloc byte[StagedBytes];
        while (!destination.IsEmpty)
        {
            int count = Math.Min(destination.Length, StagedBytes / size);
            Swap(size, source[..(count * size)], staged);
            NativeToValues(type, staged[..(count * size)], destination[..count]);
            source = source[(count * size)..];
            destination = destination[count..];
        }
    }

    /// <summary>Reads elements as 32-bit integers.</summary>
    /// <param name="type">The type of the elements, one of <see cref="IsInteger"/>.</param>
    /// <param name="bigEndian">Whether their first byte is the highest.</param>
    /// <param name="source">The elements, exactly as many as <paramref name="destination"/> has room for.</param>
    /// <param name="destination">Where they go.</param>
    /// <returns>The ordinal of the first element that does not fit; −1 if all do.</returns>
    public static int ToIndices(NumericType type, bool bigEndian, ReadOnlySpan<byte> source, Span<int> destination)
    {
        int size = SizeOf(type);
        if (!NeedsSwap(size, bigEndian))
            return NativeToIndices(type, source, destination);
        Span<byte> staged = stackalloc byte[StagedBytes];
        for (int done = 0; done < destination.Length;)
        {
            int count = Math.Min(destination.Length - done, StagedBytes / size);
            Swap(size, source.Slice(done * size, count * size), staged);
            int wrong = NativeToIndices(type, staged[..(count * size)], destination.Slice(done, count));
            if (wrong >= 0)
                return done + wrong;
            done += count;
        }

        return -1;
    }

    private static bool NeedsSwap(int size, bool bigEndian) => size > 1 && bigEndian == BitConverter.IsLittleEndian;

    private static void Swap(int size, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (size == 2)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(source), MemoryMarshal.Cast<byte, ushort>(destination));
        else if (size == 4)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(source), MemoryMarshal.Cast<byte, uint>(destination));
        else
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(source), MemoryMarshal.Cast<byte, ulong>(destination));
    }

    private static void NativeToValues<T>(NumericType type, ReadOnlySpan<byte> source, Span<T> destination)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (type)
        {
            case NumericType.Boolean:
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = source[i] == 0 ? T.Zero : T.One;
                break;
            case NumericType.Int8: Convert<sbyte, T>(source, destination); break;
            case NumericType.Int16: Convert<short, T>(source, destination); break;
            case NumericType.Int32: Convert<int, T>(source, destination); break;
            case NumericType.Int64: Convert<long, T>(source, destination); break;
            case NumericType.UInt8: Convert<byte, T>(source, destination); break;
            case NumericType.UInt16: Convert<ushort, T>(source, destination); break;
            case NumericType.UInt32: Convert<uint, T>(source, destination); break;
            case NumericType.UInt64: Convert<ulong, T>(source, destination); break;
            case NumericType.Float16: Convert<Half, T>(source, destination); break;
            case NumericType.Float32: Convert<float, T>(source, destination); break;
            case NumericType.Float64: Convert<double, T>(source, destination); break;
            default: throw new ArgumentOutOfRangeException(nameof(type));
        }
    }

    private static int NativeToIndices(NumericType type, ReadOnlySpan<byte> source, Span<int> destination)
    {
        switch (type)
        {
            case NumericType.Boolean:
                for (int i = 0; i < destination.Length; i++)
                    destination[i] = source[i] == 0 ? 0 : 1;
                return -1;
            case NumericType.Int8: return Narrow<sbyte>(source, destination);
            case NumericType.Int16: return Narrow<short>(source, destination);
            case NumericType.Int32: return Narrow<int>(source, destination);
            case NumericType.Int64: return Narrow<long>(source, destination);
            case NumericType.UInt8: return Narrow<byte>(source, destination);
            case NumericType.UInt16: return Narrow<ushort>(source, destination);
            case NumericType.UInt32: return Narrow<uint>(source, destination);
            case NumericType.UInt64: return Narrow<ulong>(source, destination);
            default: throw new ArgumentOutOfRangeException(nameof(type));
        }
    }

    private static void Convert<TElement, T>(ReadOnlySpan<byte> source, Span<T> destination)
        where TElement : unmanaged, INumber<TElement>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(TElement) == typeof(T))
        {
            // Also keeps the bits of a NaN.
            source.CopyTo(MemoryMarshal.AsBytes(destination));
            return;
        }

        ReadOnlySpan<TElement> elements = MemoryMarshal.Cast<byte, TElement>(source)[..destination.Length];
        for (int i = 0; i < elements.Length; i++)
            destination[i] = T.CreateTruncating(elements[i]);
    }

    private static int Narrow<TElement>(ReadOnlySpan<byte> source, Span<int> destination)
        where TElement : unmanaged, IBinaryInteger<TElement>
    {
        ReadOnlySpan<TElement> elements = MemoryMarshal.Cast<byte, TElement>(source)[..destination.Length];
        for (int i = 0; i < elements.Length; i++)
        {
            int index = int.CreateTruncating(elements[i]);
            if (TElement.CreateTruncating(index) != elements[i] || (index < 0) != TElement.IsNegative(elements[i]))
                return i;
            destination[i] = index;
        }

        return -1;
    }
}
