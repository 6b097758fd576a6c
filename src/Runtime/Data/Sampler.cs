namespace NetGen;

/// <summary>
/// Draws the samples of an epoch, for <c>TrainerOptions.Sampler</c> and <see cref="BatchSource{T}.Draw"/>. A draw depends on
/// seed and epoch only. For one thread at a time.
/// </summary>
public abstract class Sampler
{
    /// <summary>Says how many samples an epoch has.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    protected Sampler(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
    }

    /// <summary>How many samples an epoch has.</summary>
    public int Count { get; }

    /// <summary>Draws an epoch.</summary>
    /// <param name="seed">Equal seeds draw equally.</param>
    /// <param name="epoch">Tells the draws of a seed apart.</param>
    /// <param name="samples">Where the ordinals of the samples go, exactly <see cref="Count"/> of them.</param>
    public abstract void Draw(ulong seed, ulong epoch, Span<int> samples);
}
