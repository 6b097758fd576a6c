using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen;

/// <summary>The max-norm constraint: rows of a tensor whose norm is above a limit are scaled down to it.</summary>
internal static partial class MaxNorm
{
    public static void Apply<T>(FlatBuffer<T> parameters, TensorLayout tensor, double limit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (tensor.Shape.Length < 2 || tensor.Length == 0)
            return;
        ref T first = ref Unsafe.Add(ref parameters.Reference, tensor.Offset);
        int columns = tensor.Length / tensor.Shape[0];
        T most = T.CreateChecked(limit);
        if (tensor.Packing == Packing.RowMajor)
        {
            for (int row = 0; row < tensor.Shape[0]; row++)
                ApplyToRow(parameters.Span, tensor, row * columns, columns, limit);
            return;
        }

        // Padding rows have norm 0; behind the last panel there may be padding of less than a panel.
        int panels = tensor.StorageLength / (columns * TensorLayout.PanelWidth);
        for (int panel = 0; panel < panels; panel++)
        {
            ref T start = ref Unsafe.Add(ref first, panel * columns * TensorLayout.PanelWidth);
            if (Vector512.IsHardwareAccelerated)
                ApplyToPanelVector512(ref start, columns, most);
            else if (Vector256.IsHardwareAccelerated)
                ApplyToPanelVector256(ref start, columns, most);
            else
                ApplyToPanelVector128(ref start, columns, most);
        }
    }

    // Channels may lie side by side, so that a row is no stretch of memory.
    private static void ApplyToRow<T>(Span<T> parameters, TensorLayout tensor, int first, int columns, double limit)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double squares = 0;
        for (int i = first; i < first + columns; i++)
        {
            double value = double.CreateChecked(parameters[tensor.PositionOf(i)]);
            squares += value * value;
        }

        double norm = Math.Sqrt(squares);
        if (!(norm > limit))
            return;
        T scale = T.CreateChecked(limit / norm);
        for (int i = first; i < first + columns; i++)
            parameters[tensor.PositionOf(i)] *= scale;
    }
}
