using System.Globalization;

namespace NetGen.Tests.Fuzz;

/// <summary>
/// Reads damaged files. Two things must hold: nothing but the documented exception comes out, and no more memory is taken than what is
/// really there is worth. <c>NETGEN_FUZZ_FACTOR</c> makes a run longer, <c>NETGEN_FUZZ_SEED</c> makes it another.
/// </summary>
internal static class FuzzRun
{
    // Streams, decompressors, buffers of text, messages.
    private const long Constant = 300_000;

    private static readonly int Factor = Setting("NETGEN_FUZZ_FACTOR", 1);
    private static readonly int Seed = Setting("NETGEN_FUZZ_SEED", 1);

    /// <summary>Reads damaged files of a format.</summary>
    /// <typeparam name="TException">The exception of a file that cannot be read.</typeparam>
    /// <param name="count">How many files, without the factor.</param>
    /// <param name="good">Good files; the last is larger than the others.</param>
    /// <param name="wrap">What becomes of damaged content before it is read, such as compression; null for nothing.</param>
    /// <param name="read">Reads a file.</param>
    /// <param name="most">How many bytes may be allocated for a file, the constant aside.</param>
    /// <returns>Which share of them was refused.</returns>
    public static double Read<TException>(int count, IReadOnlyList<byte[]> good, Func<byte[], byte[]>? wrap, Action<byte[], int> read, Func<byte[], long> most)
        where TException : Exception
    {
        var content = new Mutator((ulong)Seed, good);
        Mutator? whole = wrap is null ? null : new Mutator((ulong)Seed, [.. good.Select(wrap)]);
        int refused = 0;
        // The first are good, and what they allocate once is not counted.
        for (int ordinal = -good.Count; ordinal < (long)count * Factor; ordinal++)
        {
            // Half of the damage is to the content, so that it passes the checksums around it.
            byte[] file = ordinal < 0 ? good[~ordinal] : ordinal % 2 == 0 || whole is null ? content.Make(ordinal) : whole.Make(ordinal);
            if (wrap is not null && (ordinal < 0 || ordinal % 2 == 0))
                file = wrap(file);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(file, ordinal);
            }
            catch (TException)
            {
                refused += ordinal < 0 ? 0 : 1;
            }
#pragma warning disable CA1031 // Any other is what is looked for.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Assert.Fail($"{Describe(file, ordinal)}: {exception}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (ordinal >= 0 && allocated > Constant && allocated > Constant + most(file))
                Assert.Fail($"{Describe(file, ordinal)}: {allocated} bytes were allocated; at most {Constant + most(file)} are allowed.");
        }

        return (double)refused / ((long)count * Factor);
    }

    private static string Describe(byte[] file, int ordinal)
    {
        string path = Path.Combine(Path.GetTempPath(), $"netgen-fuzz-{Seed}-{ordinal}.bin");
        File.WriteAllBytes(path, file);
        return $"File {ordinal} of seed {Seed}, written to {path}";
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
