using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

public static partial class VectorMath
{
    /// <summary>Reads the first elements of a vector and no memory behind them; the other lanes are zero.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="source">The first element; it is not read when <paramref name="count"/> is 0.</param>
    /// <param name="count">How many elements, from 0 to the number of lanes.</param>
    /// <returns>The vector.</returns>
    public static Vector512<T> LoadPartial512<T>(ref readonly T source, int count)
        where T : unmanaged
    {
        if (count >= Vector512<T>.Count)
            return Vector512.LoadUnsafe(in source);
        int half = Vector256<T>.Count;
        return count >= half
            ? Vector512.Create(Vector256.LoadUnsafe(in source), LoadPartial256(in At(in source, half), count - half))
            : Vector512.Create(LoadPartial256(in source, count), Vector256<T>.Zero);
    }

    /// <inheritdoc cref="LoadPartial512{T}(ref readonly T, int)"/>
    public static Vector256<T> LoadPartial256<T>(ref readonly T source, int count)
        where T : unmanaged
    {
        if (count >= Vector256<T>.Count)
            return Vector256.LoadUnsafe(in source);
        int half = Vector128<T>.Count;
        return count >= half
            ? Vector256.Create(Vector128.LoadUnsafe(in source), LoadPartial128(in At(in source, half), count - half))
            : Vector256.Create(LoadPartial128(in source, count), Vector128<T>.Zero);
    }

    /// <inheritdoc cref="LoadPartial512{T}(ref readonly T, int)"/>
    public static Vector128<T> LoadPartial128<T>(ref readonly T source, int count)
        where T : unmanaged
    {
        if (count >= Vector128<T>.Count)
            return Vector128.LoadUnsafe(in source);
        return count switch
        {
            <= 0 => Vector128<T>.Zero,
            1 => Vector128.CreateScalar(source),
            2 => LoadPair(in source),
            _ => Vector128.WithElement(LoadPair(in source), 2, At(in source, 2)),
        };
    }

    /// <summary>Writes the first elements of a vector and no memory behind them.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="vector">The vector.</param>
    /// <param name="destination">Where the first element goes.</param>
    /// <param name="count">How many elements, from 0 to the number of lanes.</param>
    public static void StorePartial<T>(Vector512<T> vector, ref T destination, int count)
        where T : unmanaged
    {
        int half = Vector256<T>.Count;
        if (count >= Vector512<T>.Count)
        {
            vector.StoreUnsafe(ref destination);
        }
        else if (count >= half)
        {
            vector.GetLower().StoreUnsafe(ref destination);
            StorePartial(vector.GetUpper(), ref Unsafe.Add(ref destination, half), count - half);
        }
        else
        {
            StorePartial(vector.GetLower(), ref destination, count);
        }
    }

    /// <inheritdoc cref="StorePartial{T}(Vector512{T}, ref T, int)"/>
    public static void StorePartial<T>(Vector256<T> vector, ref T destination, int count)
        where T : unmanaged
    {
        int half = Vector128<T>.Count;
        if (count >= Vector256<T>.Count)
        {
            vector.StoreUnsafe(ref destination);
        }
        else if (count >= half)
        {
            vector.GetLower().StoreUnsafe(ref destination);
            StorePartial(vector.GetUpper(), ref Unsafe.Add(ref destination, half), count - half);
        }
        else
        {
            StorePartial(vector.GetLower(), ref destination, count);
        }
    }

    /// <inheritdoc cref="StorePartial{T}(Vector512{T}, ref T, int)"/>
    public static void StorePartial<T>(Vector128<T> vector, ref T destination, int count)
        where T : unmanaged
    {
        if (count >= Vector128<T>.Count)
        {
            vector.StoreUnsafe(ref destination);
            return;
        }

        // Fewer than two doubles, or fewer than four floats, of which two are as wide as a double.
        if (count >= 2)
            Unsafe.WriteUnaligned(ref Unsafe.As<T, byte>(ref destination), vector.AsDouble().ToScalar());
        if (count == 3)
            Unsafe.Add(ref destination, 2) = vector.GetElement(2);
        else if (count == 1)
            destination = vector.ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref readonly T At<T>(ref readonly T source, int offset) => ref Unsafe.Add(ref Unsafe.AsRef(in source), offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> LoadPair<T>(ref readonly T source)
        where T : unmanaged =>
        Vector128.CreateScalar(Unsafe.ReadUnaligned<double>(in Unsafe.As<T, byte>(ref Unsafe.AsRef(in source)))).As<double, T>();
}
