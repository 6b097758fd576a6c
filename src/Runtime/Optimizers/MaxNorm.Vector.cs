using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

internal static partial class MaxNorm
{
    // The rows of a panel lie side by side.
    private static void ApplyToPanelVector512<T>(ref T panel, int columns, T limit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector512<T> most = Vector512.Create(limit);
        nuint end = (nuint)columns * TensorLayout.PanelWidth;
        for (int lane = 0; lane < TensorLayout.PanelWidth; lane += Vector512<T>.Count)
        {
            ref T rows = ref Unsafe.Add(ref panel, lane);
            Vector512<T> squares = default;
            for (nuint i = 0; i < end; i += TensorLayout.PanelWidth)
            {
                Vector512<T> values = Vector512.LoadUnsafe(ref rows, i);
                squares += values * values;
            }

            Vector512<T> norm = Vector512.Sqrt(squares);
            if (!Vector512.GreaterThanAny(norm, most))
                continue;
            Vector512<T> scale = Vector512.ConditionalSelect(Vector512.GreaterThan(norm, most), most / norm, Vector512<T>.One);
            for (nuint i = 0; i < end; i += TensorLayout.PanelWidth)
                (scale * Vector512.LoadUnsafe(ref rows, i)).StoreUnsafe(ref rows, i);
        }
    }
}
