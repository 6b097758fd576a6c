using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NetGen.Benchmarks.Peers;

/// <summary><see cref="HandWrittenIris"/> for a processor whose vectors have 256 bits: a layer of 16 is two of them.</summary>
internal sealed class HandWrittenIris256
{
    private const int Second = 5 * 16;              // behind the bias and the four columns of the first layer
    private const int Third = Second + (17 * 16);   // behind the bias and the sixteen columns of the second
    private readonly AlignedBuffer<float> packed = new(Third + (9 * 8));

    /// <summary>Packs the weights.</summary>
    /// <param name="weights">4-16-16-3.</param>
    public HandWrittenIris256(DenseWeights weights)
    {
        Span<float> p = packed.Span;
        for (int row = 0; row < 16; row++)
        {
            p[row] = weights.Bias[0][row];
            for (int column = 0; column < 4; column++)
                p[((1 + column) * 16) + row] = weights.Weight[0][(row * 4) + column];
            p[Second + row] = weights.Bias[1][row];
            for (int column = 0; column < 16; column++)
                p[Second + ((1 + column) * 16) + row] = weights.Weight[1][(row * 16) + column];
        }

        // The third layer: two columns of 3 + 1 rows fill a vector. The fourth row is no class: its logit is −∞ and its share 0.
        p[Third..].Clear();
        p[Third + 3] = float.NegativeInfinity;
        for (int row = 0; row < 3; row++)
        {
            p[Third + row] = weights.Bias[2][row];
            for (int column = 0; column < 16; column++)
                p[Third + 8 + (column * 4) + row] = weights.Weight[2][(row * 16) + column];
        }
    }

    /// <summary>Predicts one sample.</summary>
    /// <param name="input">Four measurements.</param>
    /// <param name="output">The shares of three classes.</param>
    public void Predict(ReadOnlySpan<float> input, Span<float> output)
    {
        if (input.Length != 4 || output.Length != 3)
            throw new ArgumentException("4 inputs and 3 outputs are expected.");
        ref float w = ref packed.Reference;
        ref float x = ref MemoryMarshal.GetReference(input);

        // First layer: h = max(0, W x + b), two halves of two chains of two.
        Vector256<float> x0 = Vector256.Create(x), x1 = Vector256.Create(Unsafe.Add(ref x, 1));
        Vector256<float> x2 = Vector256.Create(Unsafe.Add(ref x, 2)), x3 = Vector256.Create(Unsafe.Add(ref x, 3));
        Vector256<float> a = Vector256.FusedMultiplyAdd(x0, Column(ref w, 16), Column(ref w, 0)), b = x1 * Column(ref w, 32);
        Vector256<float> c = Vector256.FusedMultiplyAdd(x0, Column(ref w, 24), Column(ref w, 8)), d = x1 * Column(ref w, 40);
        a = Vector256.FusedMultiplyAdd(x2, Column(ref w, 48), a);
        b = Vector256.FusedMultiplyAdd(x3, Column(ref w, 64), b);
        c = Vector256.FusedMultiplyAdd(x2, Column(ref w, 56), c);
        d = Vector256.FusedMultiplyAdd(x3, Column(ref w, 72), d);
        Vector256<float> low = Vector256.MaxNative(a + b, Vector256<float>.Zero), high = Vector256.MaxNative(c + d, Vector256<float>.Zero);

        // Second layer: two halves of two chains of eight.
        a = Column(ref w, Second);
        c = Column(ref w, Second + 8);
        b = d = Vector256<float>.Zero;
        MultiplyAdd(low, 0, 0, ref w, ref a, ref c);
        MultiplyAdd(low, 1, 1, ref w, ref b, ref d);
        MultiplyAdd(low, 2, 2, ref w, ref a, ref c);
        MultiplyAdd(low, 3, 3, ref w, ref b, ref d);
        MultiplyAdd(low, 4, 4, ref w, ref a, ref c);
        MultiplyAdd(low, 5, 5, ref w, ref b, ref d);
        MultiplyAdd(low, 6, 6, ref w, ref a, ref c);
        MultiplyAdd(low, 7, 7, ref w, ref b, ref d);
        MultiplyAdd(high, 0, 8, ref w, ref a, ref c);
        MultiplyAdd(high, 1, 9, ref w, ref b, ref d);
        MultiplyAdd(high, 2, 10, ref w, ref a, ref c);
        MultiplyAdd(high, 3, 11, ref w, ref b, ref d);
        MultiplyAdd(high, 4, 12, ref w, ref a, ref c);
        MultiplyAdd(high, 5, 13, ref w, ref b, ref d);
        MultiplyAdd(high, 6, 14, ref w, ref a, ref c);
        MultiplyAdd(high, 7, 15, ref w, ref b, ref d);
        low = Vector256.MaxNative(a + b, Vector256<float>.Zero);
        high = Vector256.MaxNative(c + d, Vector256<float>.Zero);

        // Third layer: two inputs at a time, each in four lanes; then the halves are summed.
        a = Vector256.FusedMultiplyAdd(Two(low, 0), Column(ref w, Third + 8), Column(ref w, Third));
        b = Two(low, 2) * Column(ref w, Third + 16);
        c = Two(low, 4) * Column(ref w, Third + 24);
        d = Two(low, 6) * Column(ref w, Third + 32);
        a = Vector256.FusedMultiplyAdd(Two(high, 0), Column(ref w, Third + 40), a);
        b = Vector256.FusedMultiplyAdd(Two(high, 2), Column(ref w, Third + 48), b);
        c = Vector256.FusedMultiplyAdd(Two(high, 4), Column(ref w, Third + 56), c);
        d = Vector256.FusedMultiplyAdd(Two(high, 6), Column(ref w, Third + 64), d);
        a = (a + b) + (c + d);
        HandWrittenIris.Softmax(a.GetLower() + a.GetUpper(), ref MemoryMarshal.GetReference(output));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Column(ref float w, nuint place) => Vector256.LoadUnsafe(ref w, place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAdd(Vector256<float> h, int lane, int column, ref float w, ref Vector256<float> low, ref Vector256<float> high)
    {
        Vector256<float> value = Vector256.Shuffle(h, Vector256.Create(lane));
        low = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref w, (nuint)(Second + 16 + (16 * column))), low);
        high = Vector256.FusedMultiplyAdd(value, Vector256.LoadUnsafe(ref w, (nuint)(Second + 24 + (16 * column))), high);
    }

    /// <summary>Two neighbouring lanes, each four times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Two(Vector256<float> value, int lane) =>
        Vector256.Shuffle(value, Vector256.Create(lane, lane, lane, lane, lane + 1, lane + 1, lane + 1, lane + 1));
}
