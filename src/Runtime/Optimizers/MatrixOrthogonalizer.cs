using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

/// <summary>
/// Brings the singular values of a matrix near 1 by Newton–Schulz iterations of the fifth degree, with the coefficients of Jordan et al.
/// (2024), in memory of its own.
/// </summary>
internal sealed class MatrixOrthogonalizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Iterations = 5;
    private const double Linear = 3.4445, Cubic = -4.7750, Quintic = 2.0315, SmallestNorm = 1e-7;

    // X and the next X, rows × columns, and A and B, rows × rows; rows are whole tiles, and the distance of rows whole vectors. X is transposed
    // where that has fewer rows.
    private AlignedBuffer<T> x = new(0), next = new(0), a = new(0), b = new(0);
    private bool isTransposed;
    private int rows, stride, squareStride;

    public ref T this[int row, int column]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref x.Span[isTransposed ? (column * stride) + row : (row * stride) + column];
    }

    /// <summary>Makes memory for matrices of a size.</summary>
    public void Reserve(int matrixRows, int matrixColumns)
    {
        Measure(matrixRows, matrixColumns);
        int length = checked(rows * stride), square = checked(rows * squareStride);
        if (length > x.Length)
            (x, next) = (new AlignedBuffer<T>(length), new AlignedBuffer<T>(length));
        if (square > a.Length)
            (a, b) = (new AlignedBuffer<T>(square), new AlignedBuffer<T>(square));
    }

    /// <summary>Prepares for a matrix, which then is written element by element.</summary>
    public void Begin(int matrixRows, int matrixColumns)
    {
        Measure(matrixRows, matrixColumns);
        x.Span[..(rows * stride)].Clear();
        next.Span[..(rows * stride)].Clear();
        a.Span[..(rows * squareStride)].Clear();
        b.Span[..(rows * squareStride)].Clear();
    }

    /// <summary>Replaces the matrix.</summary>
    public void Run()
    {
        Span<T> values = x.Span[..(rows * stride)];
        double squares = 0;
        foreach (T value in values)
            squares += double.CreateChecked(value) * double.CreateChecked(value);
        T scale = T.CreateChecked(1 / Math.Max(Math.Sqrt(squares), SmallestNorm));
        foreach (ref T value in values)
            value *= scale;
        T linear = T.CreateChecked(Linear), cubic = T.CreateChecked(Cubic), quintic = T.CreateChecked(Quintic);
        for (int i = 0; i < Iterations; i++)
        {
            // A is symmetric, so that the products of its rows are A².
            MatrixKernels.RowProducts(ref x.Reference, rows, stride, ref a.Reference, squareStride);
            MatrixKernels.RowProducts(ref a.Reference, rows, squareStride, ref b.Reference, squareStride);
            Span<T> one = a.Span[..(rows * squareStride)], two = b.Span[..(rows * squareStride)];
            for (int j = 0; j < two.Length; j++)
                two[j] = (cubic * one[j]) + (quintic * two[j]);
            MatrixKernels.Combine(ref b.Reference, squareStride, ref x.Reference, rows, stride, linear, ref next.Reference);
            (x, next) = (next, x);
        }
    }

    private void Measure(int matrixRows, int matrixColumns)
    {
        isTransposed = matrixRows > matrixColumns;
        int fewer = Math.Min(matrixRows, matrixColumns), more = Math.Max(matrixRows, matrixColumns);
        rows = checked(fewer + MatrixKernels.Tile - 1) / MatrixKernels.Tile * MatrixKernels.Tile;
        stride = RoundUp(more);
        squareStride = RoundUp(rows);
    }

    private static int RoundUp(int length) => checked(length + TensorLayout.PanelWidth - 1) / TensorLayout.PanelWidth * TensorLayout.PanelWidth;
}

/// <summary>Products of matrices whose rows are whole tiles and whole vectors.</summary>
internal static partial class MatrixKernels
{
    /// <summary>Of how many rows the number of rows is a multiple.</summary>
    public const int Tile = 4;

    /// <summary>XXᵀ.</summary>
    public static void RowProducts<T>(ref T x, int rows, int stride, ref T result, int resultStride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            RowProductsVector512(ref x, rows, stride, ref result, resultStride);
        else if (Vector256.IsHardwareAccelerated)
            RowProductsVector256(ref x, rows, stride, ref result, resultStride);
        else
            RowProductsVector128(ref x, rows, stride, ref result, resultStride);
    }

    /// <summary>linear · X + BX.</summary>
    public static void Combine<T>(ref T b, int squareStride, ref T x, int rows, int stride, T linear, ref T result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            CombineVector512(ref b, squareStride, ref x, rows, stride, linear, ref result);
        else if (Vector256.IsHardwareAccelerated)
            CombineVector256(ref b, squareStride, ref x, rows, stride, linear, ref result);
        else
            CombineVector128(ref b, squareStride, ref x, rows, stride, linear, ref result);
    }

    private static void SetBoth<T>(ref T matrix, int stride, int row, int column, T value)
        where T : unmanaged
    {
        Unsafe.Add(ref matrix, (row * stride) + column) = value;
        Unsafe.Add(ref matrix, (column * stride) + row) = value;
    }
}
