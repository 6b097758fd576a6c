using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NetGen;

/// <summary>Words of <see cref="Philox"/> for the elements of a layer's value, by vectors: what is drawn in training is drawn from them.</summary>
internal static partial class PhiloxWords
{
    /// <summary>The word of an element: number i mod 4 of the counter (i / 4, sample, layer, step mod 2³²).</summary>
    /// <param name="index">i, the element's ordinal in the sample.</param>
    /// <param name="seed">The key.</param>
    /// <param name="step">The session's step.</param>
    /// <param name="layer">The layer's ordinal.</param>
    /// <param name="sample">The sample's ordinal in the batch.</param>
    /// <returns>The word.</returns>
    public static uint Of(int index, ulong seed, ulong step, int layer, int sample) =>
        Philox.Block(seed, (uint)index / 4, (uint)sample, (uint)layer, (uint)step)[index];

    // The product of the lower halves of 64-bit lanes, one instruction on x86; lanes hold nothing in their upper halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Multiply(Vector512<ulong> a, Vector512<ulong> b) =>
        Avx512F.IsSupported ? Avx512F.Multiply(a.AsUInt32(), b.AsUInt32()) : a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Multiply(Vector256<ulong> a, Vector256<ulong> b) =>
        Avx2.IsSupported ? Avx2.Multiply(a.AsUInt32(), b.AsUInt32()) : a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Multiply(Vector128<ulong> a, Vector128<ulong> b) =>
        Sse2.IsSupported ? Sse2.Multiply(a.AsUInt32(), b.AsUInt32()) : a * b;
}
