using System.Numerics;

namespace NetGen;

/// <summary>The sums that ensembles are made of.</summary>
internal static class EnsembleSum
{
    /// <summary>Adds what one network says to what the ensemble says; the first sets it, the last divides.</summary>
    /// <param name="combination">What is made of it.</param>
    /// <param name="said">What the network says, sample after sample; it may be changed.</param>
    /// <param name="sum">What the ensemble says.</param>
    /// <param name="classes">How many classes there are, for probabilities and votes.</param>
    /// <param name="network">The ordinal of the network.</param>
    /// <param name="networks">How many there are.</param>
    public static void Add<T>(EnsembleCombination combination, Span<T> said, Span<T> sum, int classes, int network, int networks)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (network == 0)
            sum.Clear();
        for (int row = 0; combination != EnsembleCombination.Outputs && row < said.Length; row += classes)
        {
            Span<T> scores = said.Slice(row, classes);
            if (combination == EnsembleCombination.Vote)
                Vote(scores);
            else
                Softmax(scores);
        }

        for (int i = 0; i < sum.Length; i++)
            sum[i] += said[i];
        if (network < networks - 1)
            return;
        T count = T.CreateChecked(networks);
        for (int i = 0; i < sum.Length; i++)
            sum[i] /= count;
    }

    private static void Vote<T>(Span<T> scores)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int best = Metrics.ArgMax<T>(scores);
        scores.Clear();
        scores[best] = T.One;
    }

    private static void Softmax<T>(Span<T> scores)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T largest = scores[Metrics.ArgMax<T>(scores)], sum = T.Zero;
        foreach (ref T score in scores)
        {
            score = T.Exp(score - largest);
            sum += score;
        }

        foreach (ref T score in scores)
            score /= sum;
    }
}

/// <summary>What one prediction of an ensemble needs; it grows to the largest batch.</summary>
internal sealed class EnsembleScratch<T>(int outputs)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[][] buffers = [.. Enumerable.Repeat(Array.Empty<T>(), outputs)];
    private T[] result = [];

    /// <summary>Where a network puts what it says.</summary>
    public Memory<T>[] Outputs { get; } = new Memory<T>[outputs];

    /// <summary>Where the ensemble puts what it says, for those who want but the class.</summary>
    public Memory<T> Result { get; private set; }

    public void Resize(NetworkSignature signature, int count)
    {
        for (int i = 0; i < buffers.Length; i++)
        {
            int length = checked(signature.Outputs[i].Length * count);
            if (buffers[i].Length < length)
                buffers[i] = new T[length];
            Outputs[i] = buffers[i].AsMemory(0, length);
        }
    }

    public void ResizeResult(int length)
    {
        if (result.Length < length)
            result = new T[length];
        Result = result.AsMemory(0, length);
    }
}
