using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal static partial class MatrixKernels
{
    // Tiles of four rows by two; those left of the diagonal follow from the others.
    private static void RowProductsVector512<T>(ref T x, int rows, int stride, ref T result, int resultStride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i += Tile)
        {
            ref T x0 = ref Unsafe.Add(ref x, i * stride), x1 = ref Unsafe.Add(ref x0, stride), x2 = ref Unsafe.Add(ref x1, stride), x3 = ref Unsafe.Add(ref x2, stride);
            for (int j = i; j < rows; j += 2)
            {
                ref T y0 = ref Unsafe.Add(ref x, j * stride), y1 = ref Unsafe.Add(ref y0, stride);
                Vector512<T> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
                for (nuint k = 0; k < (nuint)stride; k += (nuint)Vector512<T>.Count)
                {
                    Vector512<T> right0 = Vector512.LoadUnsafe(ref y0, k), right1 = Vector512.LoadUnsafe(ref y1, k);
                    Vector512<T> left = Vector512.LoadUnsafe(ref x0, k);
                    s00 += left * right0;
                    s01 += left * right1;
                    left = Vector512.LoadUnsafe(ref x1, k);
                    s10 += left * right0;
                    s11 += left * right1;
                    left = Vector512.LoadUnsafe(ref x2, k);
                    s20 += left * right0;
                    s21 += left * right1;
                    left = Vector512.LoadUnsafe(ref x3, k);
                    s30 += left * right0;
                    s31 += left * right1;
                }

                SetBoth(ref result, resultStride, i, j, Vector512.Sum(s00));
                SetBoth(ref result, resultStride, i, j + 1, Vector512.Sum(s01));
                SetBoth(ref result, resultStride, i + 1, j, Vector512.Sum(s10));
                SetBoth(ref result, resultStride, i + 1, j + 1, Vector512.Sum(s11));
                SetBoth(ref result, resultStride, i + 2, j, Vector512.Sum(s20));
                SetBoth(ref result, resultStride, i + 2, j + 1, Vector512.Sum(s21));
                SetBoth(ref result, resultStride, i + 3, j, Vector512.Sum(s30));
                SetBoth(ref result, resultStride, i + 3, j + 1, Vector512.Sum(s31));
            }
        }
    }

    private static void CombineVector512<T>(ref T b, int squareStride, ref T x, int rows, int stride, T linear, ref T result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < rows; i += Tile)
        {
            ref T b0 = ref Unsafe.Add(ref b, i * squareStride), b1 = ref Unsafe.Add(ref b0, squareStride), b2 = ref Unsafe.Add(ref b1, squareStride), b3 = ref Unsafe.Add(ref b2, squareStride);
            for (int k = 0; k < stride; k += Vector512<T>.Count)
            {
                ref T column = ref Unsafe.Add(ref x, k);
                nuint place = (nuint)(i * stride), step = (nuint)stride;
                Vector512<T> s0 = linear * Vector512.LoadUnsafe(ref column, place), s1 = linear * Vector512.LoadUnsafe(ref column, place + step);
                Vector512<T> s2 = linear * Vector512.LoadUnsafe(ref column, place + (2 * step)), s3 = linear * Vector512.LoadUnsafe(ref column, place + (3 * step));
                for (int j = 0; j < rows; j++)
                {
                    Vector512<T> value = Vector512.LoadUnsafe(ref column, (nuint)j * step);
                    s0 += Unsafe.Add(ref b0, j) * value;
                    s1 += Unsafe.Add(ref b1, j) * value;
                    s2 += Unsafe.Add(ref b2, j) * value;
                    s3 += Unsafe.Add(ref b3, j) * value;
                }

                ref T to = ref Unsafe.Add(ref result, k);
                s0.StoreUnsafe(ref to, place);
                s1.StoreUnsafe(ref to, place + step);
                s2.StoreUnsafe(ref to, place + (2 * step));
                s3.StoreUnsafe(ref to, place + (3 * step));
            }
        }
    }
}
