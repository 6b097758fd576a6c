using System.Runtime.Intrinsics.X86;

namespace NetGen.Kernels.Tests;

/// <summary>
/// Portable definitions of the instructions that emitted kernels name directly, for processors without them:
/// every width is then tested on every machine.
/// </summary>
internal static class Emulation
{
    private const string Shuffles = """
        static class Lanes
        {
            // For each part of 128 bits: elements of a and b in turn, from the part's lower or upper half.
            public static void Unpack<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> result, bool upper) where T : unmanaged
            {
                int part = 16 / Unsafe.SizeOf<T>(), half = part / 2;
                for (int i = 0; i < result.Length; i++)
                {
                    int from = (i / part * part) + (i % part / 2) + (upper ? half : 0);
                    result[i] = i % 2 == 0 ? a[from] : b[from];
                }
            }

            // Part i of the result is the part of the two vectors, counted through, that choose names.
            public static void Permute<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> result, Func<int, int> choose) where T : unmanaged
            {
                int part = 16 / Unsafe.SizeOf<T>();
                for (int i = 0; i < result.Length; i++)
                {
                    int from = (choose(i / part) * part) + (i % part);
                    result[i] = from < a.Length ? a[from] : b[from - a.Length];
                }
            }

            public static T[] Of<T>(Vector256<T> v) { var a = new T[Vector256<T>.Count]; v.CopyTo(a); return a; }

            public static T[] Of<T>(Vector512<T> v) { var a = new T[Vector512<T>.Count]; v.CopyTo(a); return a; }
        }
        """;

    private const string Avx256 = """
        static class Avx
        {
            public static Vector256<T> UnpackLow<T>(Vector256<T> a, Vector256<T> b) where T : unmanaged => Unpack(a, b, false);

            public static Vector256<T> UnpackHigh<T>(Vector256<T> a, Vector256<T> b) where T : unmanaged => Unpack(a, b, true);

            public static Vector256<T> Permute2x128<T>(Vector256<T> a, Vector256<T> b, byte control) where T : unmanaged
            {
                var result = new T[Vector256<T>.Count];
                Lanes.Permute<T>(Lanes.Of(a), Lanes.Of(b), result, i => (control >> (4 * i)) & 3);
                return Vector256.Create(result);
            }

            static Vector256<T> Unpack<T>(Vector256<T> a, Vector256<T> b, bool upper) where T : unmanaged
            {
                var result = new T[Vector256<T>.Count];
                Lanes.Unpack<T>(Lanes.Of(a), Lanes.Of(b), result, upper);
                return Vector256.Create(result);
            }
        }
        """;

    private const string Avx512 = """
        static class Avx512F
        {
            public static Vector512<T> UnpackLow<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged => Unpack(a, b, false);

            public static Vector512<T> UnpackHigh<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged => Unpack(a, b, true);

            public static Vector512<T> Shuffle4x128<T>(Vector512<T> a, Vector512<T> b, byte control) where T : unmanaged
            {
                var result = new T[Vector512<T>.Count];
                Lanes.Permute<T>(Lanes.Of(a), Lanes.Of(b), result, i => ((control >> (2 * i)) & 3) + (i < 2 ? 0 : 4));
                return Vector512.Create(result);
            }

            static Vector512<T> Unpack<T>(Vector512<T> a, Vector512<T> b, bool upper) where T : unmanaged
            {
                var result = new T[Vector512<T>.Count];
                Lanes.Unpack<T>(Lanes.Of(a), Lanes.Of(b), result, upper);
                return Vector512.Create(result);
            }
        }
        """;

    /// <summary>The classes that this processor lacks, which hide the framework's.</summary>
    public static string Source =>
        Avx512F.IsSupported ? "" : Shuffles + '\n' + Avx512 + '\n' + (Avx.IsSupported ? "" : Avx256);
}
