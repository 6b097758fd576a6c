using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NetGen.Benchmarks.Peers;

/// <summary>
/// 4-16-16-3 with a softmax as someone writes it who knows this network and this processor: a layer of 16 is one vector of 512 bits,
/// a weight matrix its columns. The bar that generated code is held to.
/// </summary>
internal sealed class HandWrittenIris
{
    private const int Second = 5 * 16;              // behind the bias and the four columns of the first layer
    private const int Third = Second + (17 * 16);   // behind the bias and the sixteen columns of the second
    private readonly AlignedBuffer<float> packed = new(Third + (5 * 16));

    /// <summary>Packs the weights.</summary>
    /// <param name="weights">4-16-16-3.</param>
    public HandWrittenIris(DenseWeights weights)
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

        // The third layer: four columns of 3 + 1 rows fill a vector. The fourth row is no class: its logit is −∞ and its share 0.
        p.Slice(Third, 16).Clear();
        p[Third + 3] = float.NegativeInfinity;
        for (int row = 0; row < 3; row++)
        {
            p[Third + row] = weights.Bias[2][row];
            for (int column = 0; column < 16; column++)
                p[Third + 16 + (column * 4) + row] = weights.Weight[2][(row * 16) + column];
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

        // First layer: h = max(0, W x + b), two chains of two.
        Vector512<float> a = Vector512.FusedMultiplyAdd(Vector512.Create(x), Column(ref w, 16), Column(ref w, 0));
        Vector512<float> b = Vector512.Create(Unsafe.Add(ref x, 1)) * Column(ref w, 32);
        a = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, 2)), Column(ref w, 48), a);
        b = Vector512.FusedMultiplyAdd(Vector512.Create(Unsafe.Add(ref x, 3)), Column(ref w, 64), b);
        Vector512<float> first = Vector512.MaxNative(a + b, Vector512<float>.Zero);

        // Second layer: four chains of four. A lane is broadcast by a permutation; through the stack, whose slots straddle cache
        // lines, the whole prediction was measured 2.5 times as slow.
        a = Column(ref w, Second);
        b = Vector512<float>.Zero;
        Vector512<float> c = Vector512<float>.Zero, d = Vector512<float>.Zero;
        a = MultiplyAdd(first, 0, ref w, a);
        b = MultiplyAdd(first, 1, ref w, b);
        c = MultiplyAdd(first, 2, ref w, c);
        d = MultiplyAdd(first, 3, ref w, d);
        a = MultiplyAdd(first, 4, ref w, a);
        b = MultiplyAdd(first, 5, ref w, b);
        c = MultiplyAdd(first, 6, ref w, c);
        d = MultiplyAdd(first, 7, ref w, d);
        a = MultiplyAdd(first, 8, ref w, a);
        b = MultiplyAdd(first, 9, ref w, b);
        c = MultiplyAdd(first, 10, ref w, c);
        d = MultiplyAdd(first, 11, ref w, d);
        a = MultiplyAdd(first, 12, ref w, a);
        b = MultiplyAdd(first, 13, ref w, b);
        c = MultiplyAdd(first, 14, ref w, c);
        d = MultiplyAdd(first, 15, ref w, d);
        Vector512<float> second = Vector512.MaxNative((a + b) + (c + d), Vector512<float>.Zero);

        // Third layer: four inputs at a time, each beside the others in four lanes; then the four quarters are summed.
        a = Vector512.FusedMultiplyAdd(Four(second, 0), Column(ref w, Third + 16), Column(ref w, Third));
        b = Four(second, 4) * Column(ref w, Third + 32);
        a = Vector512.FusedMultiplyAdd(Four(second, 8), Column(ref w, Third + 48), a);
        b = Vector512.FusedMultiplyAdd(Four(second, 12), Column(ref w, Third + 64), b);
        a += b;
        Vector256<float> half = a.GetLower() + a.GetUpper();
        Vector128<float> logits = half.GetLower() + half.GetUpper();

        Softmax(logits, ref MemoryMarshal.GetReference(output));
    }

    /// <summary>Softmax over three lanes and one of −∞.</summary>
    /// <param name="logits">The logits.</param>
    /// <param name="y">Where the three shares go.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Softmax(Vector128<float> logits, ref float y)
    {
        Vector128<float> top = Vector128.MaxNative(logits, Vector128.Shuffle(logits, Vector128.Create(2, 3, 0, 1)));
        top = Vector128.MaxNative(top, Vector128.Shuffle(top, Vector128.Create(1, 0, 3, 2)));
        Vector128<float> e = Exp(logits - top);
        Vector128<float> sum = e + Vector128.Shuffle(e, Vector128.Create(2, 3, 0, 1));
        sum += Vector128.Shuffle(sum, Vector128.Create(1, 0, 3, 2));
        Vector128<float> shares = e / sum;

        Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref y), shares.AsInt64().ToScalar());
        Unsafe.Add(ref y, 2) = shares.GetElement(2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Column(ref float w, nuint place) => Vector512.LoadUnsafe(ref w, place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> MultiplyAdd(Vector512<float> h, int column, ref float w, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(Vector512.Shuffle(h, Vector512.Create(column)), Vector512.LoadUnsafe(ref w, (nuint)(Second + 16 + (16 * column))), sum);

    /// <summary>Four neighbouring lanes, each four times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Four(Vector512<float> value, int lane) => Vector512.Shuffle(value, Vector512.Create(
        lane, lane, lane, lane, lane + 1, lane + 1, lane + 1, lane + 1, lane + 2, lane + 2, lane + 2, lane + 2, lane + 3, lane + 3, lane + 3, lane + 3));

    /// <summary>
    /// e^x for x ≤ 0, to about 2 ulp: 2ⁿ · e^r with n = round(x / ln 2), the ln 2 in two parts, and the polynomial of Cephes' expf.
    /// Below −87 the result is 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Exp(Vector128<float> x)
    {
        Vector128<float> bounded = Vector128.MaxNative(x, Vector128.Create(-87f));
        Vector128<float> n = Vector128.Round(bounded * 1.44269504f);
        Vector128<float> r = Vector128.FusedMultiplyAdd(n, Vector128.Create(-0.693359375f), bounded);
        r = Vector128.FusedMultiplyAdd(n, Vector128.Create(2.12194440e-4f), r);
        Vector128<float> p = Vector128.FusedMultiplyAdd(Vector128.Create(1.9875691500e-4f), r, Vector128.Create(1.3981999507e-3f));
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(8.3334519073e-3f));
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(4.1665795894e-2f));
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(1.6666665459e-1f));
        p = Vector128.FusedMultiplyAdd(p, r, Vector128.Create(0.5f));
        p = Vector128.FusedMultiplyAdd(p, r * r, r + Vector128<float>.One);
        Vector128<float> scale = ((Vector128.ConvertToInt32Native(n) + Vector128.Create(127)) << 23).AsSingle();
        return Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128.Create(-87f)), Vector128<float>.Zero, p * scale);
    }
}
