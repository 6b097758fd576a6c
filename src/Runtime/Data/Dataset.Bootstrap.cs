using System.Collections.Immutable;

namespace NetGen;

// Samples of the data set itself, for bagging.
public sealed partial class Dataset<T>
{
    // Keeps its random numbers apart from those of splitting and shuffling.
    private const ulong BootstrapStream = 0x626F6F7400000000;

    /// <summary>
    /// Draws as many samples as there are, with replacement (Efron, «Bootstrap methods», 1979): some several times, and on average
    /// 36.8 % of them never.
    /// </summary>
    /// <param name="seed">Equal seeds draw equally.</param>
    /// <param name="ordinal">Which of the independent draws of the seed, from 0 on.</param>
    /// <returns>The drawn samples, and in ascending order the ordinals of those that were not drawn, which are out of the bag.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The ordinal is negative.</exception>
    public (Dataset<T> Sample, ImmutableArray<int> OutOfBag) Bootstrap(ulong seed, int ordinal = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        var random = new Philox(seed, BootstrapStream + (ulong)ordinal);
        var drawn = new int[Count];
        var isDrawn = new bool[Count];
        for (int i = 0; i < drawn.Length; i++)
        {
            drawn[i] = random.Below(Count, (ulong)i);
            isDrawn[drawn[i]] = true;
        }

        return (Choose(drawn), [.. Enumerable.Range(0, Count).Where(sample => !isDrawn[sample])]);
    }
}
