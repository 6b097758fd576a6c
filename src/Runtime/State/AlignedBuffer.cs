using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetGen;

/// <summary>A fixed block of numbers on the pinned heap whose first element lies on a 64-byte boundary.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class AlignedBuffer<T>
    where T : unmanaged
{
    /// <summary>The alignment, in bytes: a cache line, and the width of the widest vector.</summary>
    public const int Alignment = 64;

    private readonly T[] storage;
    private readonly int start;

    /// <summary>Allocates zeroed storage, with a guard of one vector behind the last element.</summary>
    /// <param name="length">How many elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        int step = Alignment / Unsafe.SizeOf<T>();
        storage = GC.AllocateArray<T>(checked(length + (2 * step)), pinned: true);
        nint address = Address(storage);
        start = (int)(((Alignment - (address % Alignment)) % Alignment) / Unsafe.SizeOf<T>());
        Length = length;
    }

    /// <summary>How many elements.</summary>
    [RealTime]
    public int Length { get; }

    /// <summary>The elements.</summary>
    [RealTime]
    public Span<T> Span => storage.AsSpan(start, Length);

    /// <summary>The elements as memory.</summary>
    [RealTime]
    public Memory<T> Memory => storage.AsMemory(start, Length);

    /// <summary>The first element; with length 0, the place where it would be.</summary>
    [RealTime]
    public ref T Reference => ref storage[start];

    private static unsafe nint Address(T[] array) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
}
