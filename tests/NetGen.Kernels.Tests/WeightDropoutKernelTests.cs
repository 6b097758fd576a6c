using System.Numerics;
using NetGen.Generator.Emission.Kernels;

namespace NetGen.Kernels.Tests;

/// <summary>The kernels of DropConnect at every width against plain loops, over matrices that do and do not fill their panels.</summary>
public sealed class WeightDropoutKernelTests
{
    private const double Rate = 0.3;
    private const int Layer = 4;

    private static readonly (int Rows, int Columns)[] Sizes = [(1, 1), (3, 7), (16, 2), (17, 5), (33, 3), (64, 1), (40, 9)];

    [Theory]
    [MemberData(nameof(DenseKernelTests.Targets), MemberType = typeof(DenseKernelTests))]
    public void Draw_a_mask_for_each_panel_and_leave_the_padding_at_0(int width, bool isDouble)
    {
        WeightDropoutKernel[] forward = [.. Sizes.Select(size => new WeightDropoutKernel(size.Rows, size.Columns, Rate, Layer, isDouble))];
        WeightDropoutGradientKernel[] backward = [.. Sizes.Select(size => new WeightDropoutGradientKernel(size.Rows, size.Columns, Rate, Layer, isDouble))];
        var compiled = new CompiledKernels([.. forward, .. backward], width);
        for (int i = 0; i < Sizes.Length; i++)
        {
            foreach (int parts in new[] { 0, 1, 2 })
            {
                if (isDouble)
                    Check<double>(compiled, forward[i], backward[i], width, parts);
                else
                    Check<float>(compiled, forward[i], backward[i], width, parts);
            }
        }
    }

    private static void Check<T>(CompiledKernels compiled, WeightDropoutKernel forward, WeightDropoutGradientKernel backward, int width, int parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int panelLength = forward.Columns * 16, length = (forward.Rows + 15) / 16 * panelLength;
        bool IsPadding(int i) => (i / panelLength * 16) + (i % 16) >= forward.Rows;
        T[] w = Guarded.Random<T>(length, 1), sum = Guarded.Random<T>(length, 2), given = (T[])w.Clone();
        for (int i = 0; i < length; i++)
        {
            if (IsPadding(i))
                (w[i], sum[i], given[i]) = (T.Zero, T.Zero, T.NaN); // What computes the gradient leaves anything there.
        }

        double[] expected = [.. w.Select((value, i) =>
            DropoutMask.IsKept(i % panelLength, Rate, CompiledKernels.Seed, CompiledKernels.Step, Layer, i / panelLength) ? double.CreateChecked(value) / (1 - Rate) : 0)];
        string about = $"{forward.Rows}×{forward.Columns} at {width} bits";
        Guarded<T> result = Guarded.Write(length, T.NaN);
        compiled.Run(forward, width, parts, accumulate: false, Guarded.Read(w), result);
        Guarded.AssertEqual<T>(expected, result.Values, about);
        foreach (bool accumulate in new[] { false, true })
        {
            Guarded<T> gradient = accumulate ? Guarded.Write((T[])sum.Clone()) : Guarded.Write(length, T.NaN);
            compiled.Run(backward, width, parts, accumulate, Guarded.Read(given), gradient, Guarded.Write(backward.ScratchLength, T.NaN));
            Guarded.AssertEqual<T>([.. expected.Select((value, i) => accumulate ? value + double.CreateChecked(sum[i]) : value)], gradient.Values, about + ", gradient");
        }
    }
}
