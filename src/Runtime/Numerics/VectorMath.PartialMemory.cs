using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

public static partial class VectorMath
{
    /// <summary>Reads the first elements of a vector and no memory behind them; the other lanes are zero.</summary>
    /// <param name="source">The first element; it is not read when <paramref name="count"/> is 0.</param>
    /// <param name="count">How many elements, from 0 to the number of lanes.</param>
    /// <returns>The vector.</returns>
    public static Vector512<float> LoadPartial512(ref readonly float source, int count)
    {
        if (count >= 16)
            return Vector512.LoadUnsafe(in source);
        return count >= 8
            ? Vector512.Create(Vector256.LoadUnsafe(in source), LoadPartial256(in At(in source, 8), count - 8))
            : Vector512.Create(LoadPartial256(in source, count), Vector256<float>.Zero);
    }

    /// <inheritdoc cref="LoadPartial512(ref readonly float, int)"/>
    public static Vector256<float> LoadPartial256(ref readonly float source, int count)
    {
        if (count >= 8)
            return Vector256.LoadUnsafe(in source);
        return count >= 4
            ? Vector256.Create(Vector128.LoadUnsafe(in source), LoadPartial128(in At(in source, 4), count - 4))
            : Vector256.Create(LoadPartial128(in source, count), Vector128<float>.Zero);
    }

    /// <inheritdoc cref="LoadPartial512(ref readonly float, int)"/>
    public static Vector128<float> LoadPartial128(ref readonly float source, int count) => count switch
    {
        <= 0 => Vector128<float>.Zero,
        1 => Vector128.CreateScalar(source),
        2 => LoadPair(in source),
        3 => Vector128.WithElement(LoadPair(in source), 2, At(in source, 2)),
        _ => Vector128.LoadUnsafe(in source),
    };

    /// <inheritdoc cref="LoadPartial512(ref readonly float, int)"/>
    public static Vector512<double> LoadPartial512(ref readonly double source, int count)
    {
        if (count >= 8)
            return Vector512.LoadUnsafe(in source);
        return count >= 4
            ? Vector512.Create(Vector256.LoadUnsafe(in source), LoadPartial256(in At(in source, 4), count - 4))
            : Vector512.Create(LoadPartial256(in source, count), Vector256<double>.Zero);
    }

    /// <inheritdoc cref="LoadPartial512(ref readonly float, int)"/>
    public static Vector256<double> LoadPartial256(ref readonly double source, int count)
    {
        if (count >= 4)
            return Vector256.LoadUnsafe(in source);
        return count >= 2
            ? Vector256.Create(Vector128.LoadUnsafe(in source), LoadPartial128(in At(in source, 2), count - 2))
            : Vector256.Create(LoadPartial128(in source, count), Vector128<double>.Zero);
    }

    /// <inheritdoc cref="LoadPartial512(ref readonly float, int)"/>
    public static Vector128<double> LoadPartial128(ref readonly double source, int count) => count switch
    {
        <= 0 => Vector128<double>.Zero,
        1 => Vector128.CreateScalar(source),
        _ => Vector128.LoadUnsafe(in source),
    };

    /// <summary>Writes the first elements of a vector and no memory behind them.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="destination">Where the first element goes.</param>
    /// <param name="count">How many elements, from 0 to the number of lanes.</param>
    public static void StorePartial(Vector512<float> vector, ref float destination, int count)
    {
        if (count >= 16)
        {
            vector.StoreUnsafe(ref destination);
        }
        else if (count >= 8)
        {
            vector.GetLower().StoreUnsafe(ref destination);
            StorePartial(vector.GetUpper(), ref Unsafe.Add(ref destination, 8), count - 8);
        }
        else
        {
            StorePartial(vector.GetLower(), ref destination, count);
        }
    }

    /// <inheritdoc cref="StorePartial(Vector512{float}, ref float, int)"/>
    public static void StorePartial(Vector256<float> vector, ref float destination, int count)
    {
        if (count >= 8)
        {
            vector.StoreUnsafe(ref destination);
        }
        else if (count >= 4)
        {
            vector.GetLower().StoreUnsafe(ref destination);
            StorePartial(vector.GetUpper(), ref Unsafe.Add(ref destination, 4), count - 4);
        }
        else
        {
            StorePartial(vector.GetLower(), ref destination, count);
        }
    }

    /// <inheritdoc cref="StorePartial(Vector512{float}, ref float, int)"/>
    public static void StorePartial(Vector128<float> vector, ref float destination, int count)
    {
        if (count >= 4)
        {
            vector.StoreUnsafe(ref destination);
            return;
        }

        if (count >= 2)
            Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref destination), vector.AsDouble().ToScalar());
        if (count == 3)
            Unsafe.Add(ref destination, 2) = vector.GetElement(2);
        else if (count == 1)
            destination = vector.ToScalar();
    }

    /// <inheritdoc cref="StorePartial(Vector512{float}, ref float, int)"/>
    public static void StorePartial(Vector512<double> vector, ref double destination, int count)
    {
        if (count >= 8)
        {
            vector.StoreUnsafe(ref destination);
        }
        else if (count >= 4)
        {
            vector.GetLower().StoreUnsafe(ref destination);
            StorePartial(vector.GetUpper(), ref Unsafe.Add(ref destination, 4), count - 4);
        }
        else
        {
            StorePartial(vector.GetLower(), ref destination, count);
        }
    }

    /// <inheritdoc cref="StorePartial(Vector512{float}, ref float, int)"/>
    public static void StorePartial(Vector256<double> vector, ref double destination, int count)
    {
        if (count >= 4)
        {
            vector.StoreUnsafe(ref destination);
        }
        else if (count >= 2)
        {
            vector.GetLower().StoreUnsafe(ref destination);
            StorePartial(vector.GetUpper(), ref Unsafe.Add(ref destination, 2), count - 2);
        }
        else
        {
            StorePartial(vector.GetLower(), ref destination, count);
        }
    }

    /// <inheritdoc cref="StorePartial(Vector512{float}, ref float, int)"/>
    public static void StorePartial(Vector128<double> vector, ref double destination, int count)
    {
        if (count >= 2)
            vector.StoreUnsafe(ref destination);
        else if (count == 1)
            destination = vector.ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref readonly T At<T>(ref readonly T source, int offset) => ref Unsafe.Add(ref Unsafe.AsRef(in source), offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> LoadPair(ref readonly float source) =>
        Vector128.CreateScalar(Unsafe.ReadUnaligned<double>(in Unsafe.As<float, byte>(ref Unsafe.AsRef(in source)))).AsSingle();
}
