using System.Runtime.CompilerServices;

namespace NetGen;

/// <summary>Four random words, the output of one counter of <see cref="Philox"/>.</summary>
/// <param name="X0">The first word.</param>
/// <param name="X1">The second word.</param>
/// <param name="X2">The third word.</param>
/// <param name="X3">The fourth word.</param>
public readonly record struct PhiloxBlock(uint X0, uint X1, uint X2, uint X3)
{
    /// <summary>A word by its ordinal.</summary>
    /// <param name="index">The ordinal; only its lowest two bits count.</param>
    /// <returns>The word.</returns>
    public uint this[int index] => (index & 3) switch { 0 => X0, 1 => X1, 2 => X2, _ => X3 };
}

/// <summary>
/// Counter-based random numbers, Philox4x32-10 of Salmon, Moraes, Dror and Shaw, «Parallel random numbers: as easy as 1, 2, 3»
/// (SC 2011). There is no state: the number at an index is a function of seed, stream and index alone, so it may be computed in
/// any order and by any thread. The distributions read the counter (index mod 2³², index / 2³², stream mod 2³², stream / 2³²).
/// </summary>
public readonly struct Philox : IEquatable<Philox>
{
    internal const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57, Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;
    internal const int Rounds = 10;

    // The upper bits of an index count the repetitions of a draw that was rejected.
    private const int AttemptShift = 48;

    /// <summary>Keys the numbers.</summary>
    /// <param name="seed">The key; its lower half is the first key word.</param>
    /// <param name="stream">Tells independent sequences of one seed apart.</param>
    public Philox(ulong seed, ulong stream = 0)
    {
        Seed = seed;
        Stream = stream;
    }

    /// <summary>The key.</summary>
    public ulong Seed { get; }

    /// <summary>Which of the independent sequences of the seed.</summary>
    public ulong Stream { get; }

    /// <summary>Whether two keys and streams are equal.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they give the same numbers.</returns>
    public static bool operator ==(Philox left, Philox right) => left.Equals(right);

    /// <summary>Whether two keys or streams differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they give different numbers.</returns>
    public static bool operator !=(Philox left, Philox right) => !left.Equals(right);

    /// <summary>The function itself: ten rounds over four counter words.</summary>
    /// <param name="seed">The key; its lower half is the first key word.</param>
    /// <param name="c0">The first counter word.</param>
    /// <param name="c1">The second counter word.</param>
    /// <param name="c2">The third counter word.</param>
    /// <param name="c3">The fourth counter word.</param>
    /// <returns>Four words.</returns>
    public static PhiloxBlock Block(ulong seed, uint c0, uint c1, uint c2, uint c3)
    {
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0, product1 = (ulong)Multiplier1 * c2;
            c0 = (uint)(product1 >> 32) ^ c1 ^ k0;
            c1 = (uint)product1;
            c2 = (uint)(product0 >> 32) ^ c3 ^ k1;
            c3 = (uint)product0;
            unchecked
            {
                k0 += Weyl0;
                k1 += Weyl1;
            }
        }

        return new PhiloxBlock(c0, c1, c2, c3);
    }

    /// <summary>The four words of an index.</summary>
    /// <param name="index">The index.</param>
    /// <returns>Four words.</returns>
    public PhiloxBlock Block(ulong index) => Block(Seed, (uint)index, (uint)(index >> 32), (uint)Stream, (uint)(Stream >> 32));

    /// <summary>A uniform number of 24 random bits in [0, 1).</summary>
    /// <param name="index">The index.</param>
    /// <returns>The number.</returns>
    public float UniformSingle(ulong index) => ToSingle(Block(index).X0);

    /// <summary>A uniform number of 53 random bits in [0, 1).</summary>
    /// <param name="index">The index.</param>
    /// <returns>The number.</returns>
    public double UniformDouble(ulong index)
    {
        PhiloxBlock block = Block(index);
        return ToDouble(block.X0, block.X1);
    }

    /// <summary>A standard normal number, by Box and Muller's cosine form of two uniform numbers of 53 bits.</summary>
    /// <param name="index">The index.</param>
    /// <returns>The number, of mean 0 and variance 1, within ±8.6.</returns>
    public double Normal(ulong index)
    {
        PhiloxBlock block = Block(index);
        double radius = Math.Sqrt(-2 * Math.Log(1 - ToDouble(block.X0, block.X1)));
        return radius * Math.Cos(2 * Math.PI * ToDouble(block.X2, block.X3));
    }

    /// <summary>An integer below a limit, each equally likely (Lemire, «Fast random integer generation in an interval», 2019).</summary>
    /// <param name="limit">The number of integers to choose from, at least 1.</param>
    /// <param name="index">The index, below 2⁴⁸.</param>
    /// <returns>An integer from 0 to <paramref name="limit"/> − 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is below 1 or the index not below 2⁴⁸.</exception>
    public int Below(int limit, ulong index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, 1UL << AttemptShift);
        uint rejected = unchecked(0u - (uint)limit) % (uint)limit;
        for (ulong attempt = 0; ; attempt++)
        {
            PhiloxBlock block = Block(index | (attempt << AttemptShift));
            for (int word = 0; word < 4; word++)
            {
                ulong product = (ulong)block[word] * (uint)limit;
                if ((uint)product >= rejected)
                    return (int)(product >> 32);
            }
        }
    }

    /// <summary>Puts items into a random order, each order equally likely (Fisher and Yates), with the indices 0 … length − 1.</summary>
    /// <typeparam name="TItem">Any type.</typeparam>
    /// <param name="items">The items.</param>
    public void Shuffle<TItem>(Span<TItem> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1, (ulong)i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <inheritdoc/>
    public bool Equals(Philox other) => Seed == other.Seed && Stream == other.Stream;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Philox other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Seed, Stream);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float ToSingle(uint word) => (word >> 8) * (1f / (1 << 24));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ToDouble(uint low, uint high) => ((((ulong)high << 32) | low) >> 11) * (1.0 / (1UL << 53));
}
