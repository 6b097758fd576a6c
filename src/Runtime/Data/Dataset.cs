using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Samples: a column an input and a column a target, in the order in which the network declares them. Columns are in memory, or read
/// when they are asked for, from a <see cref="MappedArray"/> for instance; parts of such a data set are read likewise.
/// </summary>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public sealed partial class Dataset<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Keeps the random numbers of splitting apart from those of shuffling.
    private const ulong SplitStream = 0x73706C6974000000;

    /// <summary>Makes a data set of columns.</summary>
    /// <param name="inputs">A column an input, at least one.</param>
    /// <param name="targets">A column a target; empty for samples without.</param>
    /// <exception cref="ArgumentException">There is no input, or two columns have different numbers of samples.</exception>
    public Dataset(ImmutableArray<DataColumn<T>> inputs, ImmutableArray<DataColumn<T>> targets)
    {
        if (inputs.IsDefaultOrEmpty)
            throw new ArgumentException("A data set needs at least one input column.", nameof(inputs));
        Inputs = inputs;
        Targets = targets.IsDefault ? [] : targets;
        Count = inputs[0].Count;
        CheckCounts(Inputs, "Input", nameof(inputs));
        CheckCounts(Targets, "Target", nameof(targets));
    }

    /// <summary>A column an input.</summary>
    public ImmutableArray<DataColumn<T>> Inputs { get; }

    /// <summary>A column a target.</summary>
    public ImmutableArray<DataColumn<T>> Targets { get; }

    /// <summary>How many samples there are.</summary>
    public int Count { get; }

    /// <summary>Splits at random into a part to train with and a part held out.</summary>
    /// <param name="heldOut">The share to hold out, from 0 to 1; it is rounded to whole samples.</param>
    /// <param name="seed">Equal seeds split equally.</param>
    /// <returns>Both parts, in random order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public (Dataset<T> Training, Dataset<T> HeldOut) Split(double heldOut, ulong seed)
    {
        if (!(heldOut is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(heldOut), heldOut, "The share to hold out must be from 0 to 1.");
        ImmutableArray<Dataset<T>> parts = Split(seed, 1 - heldOut, heldOut);
        return (parts[0], parts[1]);
    }

    /// <summary>Splits at random into parts of given shares. Every sample is in exactly one part.</summary>
    /// <param name="seed">Equal seeds split equally.</param>
    /// <param name="shares">The share of each part; together 1.</param>
    /// <returns>The parts, in random order.</returns>
    /// <exception cref="ArgumentException">A share is negative, or they do not add up to 1.</exception>
    public ImmutableArray<Dataset<T>> Split(ulong seed, params ReadOnlySpan<double> shares)
    {
        double sum = 0;
        foreach (double share in shares)
        {
            if (!(share >= 0))
                throw new ArgumentException(FormattableString.Invariant($"The share {share} is negative."), nameof(shares));
            sum += share;
        }

        if (!(Math.Abs(sum - 1) <= 1e-9))
            throw new ArgumentException(FormattableString.Invariant($"The shares add up to {sum}; they must add up to 1."), nameof(shares));
        int[] order = RandomOrder(seed);
        var parts = ImmutableArray.CreateBuilder<Dataset<T>>(shares.Length);
        int start = 0;
        double upTo = 0;
        for (int part = 0; part < shares.Length; part++)
        {
            upTo += shares[part];
            int end = part == shares.Length - 1 ? Count : Math.Clamp((int)Math.Round(upTo * Count), start, Count);
            parts.Add(Choose(order.AsSpan(start, end - start)));
            start = end;
        }

        return parts.MoveToImmutable();
    }

    /// <summary>Chooses samples: copies of those in memory, otherwise where to read them.</summary>
    /// <param name="samples">Their ordinals, in any order; a sample may be chosen several times.</param>
    /// <returns>A data set of them in the order given.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public Dataset<T> Choose(ReadOnlySpan<int> samples)
    {
        foreach (int sample in samples)
        {
            if ((uint)sample >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(samples), sample, $"There is no sample {sample}; the data set has {Count}.");
        }

        return new Dataset<T>(Choose(Inputs, samples), Choose(Targets, samples));
    }

    /// <summary>Checks that the samples are what a network takes: columns, their types and lengths, and class labels.</summary>
    /// <param name="signature">What the network takes.</param>
    /// <param name="targets">Whether the targets are needed too.</param>
    /// <exception cref="ArgumentException">They are not; the message names the column, or the sample and its label.</exception>
    public void ThrowIfNotFor(NetworkSignature signature, bool targets = true)
    {
        ArgumentNullException.ThrowIfNull(signature);
        CheckColumns(Inputs, signature.Inputs, "input", signature);
        if (!targets)
            return;
        CheckColumns(Targets, signature.Targets, "target", signature);
        for (int i = 0; i < Targets.Length; i++)
        {
            if (signature.Targets[i].Classes > 0 && Targets[i].Type == ElementType.Int32)
                CheckLabels(Targets[i], signature.Targets[i], signature);
        }
    }

    private static void CheckLabels(DataColumn<T> column, SlotSignature target, NetworkSignature signature)
    {
        int[] labels = column.IsInMemory ? [] : new int[column.Length];
        for (int sample = 0; sample < column.Count; sample++)
        {
            // All at once where they are in memory.
            if (!column.IsInMemory)
                column.Read(sample, labels);
            ReadOnlySpan<int> found = column.IsInMemory ? column.Indices.Span : labels;
            int wrong = IndexOfWrong(found, target);
            if (wrong >= 0)
            {
                string ignored = target.IgnoreIndex is { } index ? $" or {index}, which does not count" : string.Empty;
                throw new ArgumentException($"Sample {sample + (wrong / column.Length)} has label {found[wrong]} in target '{target.Name}'; network '{signature.Name}' has {target.Classes} classes, so labels must be 0…{target.Classes - 1}{ignored}.");
            }

            if (column.IsInMemory)
                return;
        }
    }

    private static int IndexOfWrong(ReadOnlySpan<int> labels, SlotSignature target)
    {
        int at = 0;
        while (at < labels.Length)
        {
            int wrong = labels[at..].IndexOfAnyExceptInRange(0, target.Classes - 1);
            if (wrong < 0)
                return -1;
            at += wrong;
            if (labels[at] != target.IgnoreIndex)
                return at;
            at++;
        }

        return -1;
    }

    private int[] RandomOrder(ulong seed, ulong stream = SplitStream)
    {
        int[] order = new int[Count];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        new Philox(seed, stream).Shuffle(order.AsSpan());
        return order;
    }

    private static void CheckColumns(ImmutableArray<DataColumn<T>> columns, ImmutableArray<SlotSignature> slots, string kind, NetworkSignature signature)
    {
        if (columns.Length != slots.Length)
            throw new ArgumentException($"The data set has {columns.Length} {kind} column(s); network '{signature.Name}' takes {slots.Length}: {string.Join(", ", slots.Select(slot => $"'{slot.Name}'"))}.");
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i].Type != slots[i].Type)
                throw new ArgumentException($"Column {i} of the data set's {kind}s holds {Kind(columns[i].Type)}; {kind} '{slots[i].Name}' of network '{signature.Name}' takes {Kind(slots[i].Type)}.");
            if (columns[i].Length != slots[i].Length)
                throw new ArgumentException($"Column {i} of the data set's {kind}s has {columns[i].Length} elements a sample; {kind} '{slots[i].Name}' of network '{signature.Name}' takes {slots[i].Length}.");
        }
    }

    private static string Kind(ElementType type) => type == ElementType.Float ? "floating-point numbers" : "integers (int)";

    private static ImmutableArray<DataColumn<T>> Choose(ImmutableArray<DataColumn<T>> columns, ReadOnlySpan<int> samples)
    {
        var chosen = ImmutableArray.CreateBuilder<DataColumn<T>>(columns.Length);
        foreach (DataColumn<T> column in columns)
            chosen.Add(column.Choose(samples));
        return chosen.MoveToImmutable();
    }

    private void CheckCounts(ImmutableArray<DataColumn<T>> columns, string kind, string argument)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i].Count != Count)
                throw new ArgumentException($"{kind} column {i} has {columns[i].Count} samples; input column 0 has {Count}. All must have the same number.", argument);
        }
    }
}

/// <summary>Makes data sets of arrays.</summary>
public static class Dataset
{
    /// <summary>Makes a data set of one input and class labels. Nothing is copied.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="inputs">The inputs, sample after sample.</param>
    /// <param name="labels">A class a sample.</param>
    /// <param name="inputLength">How many numbers an input has.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="ArgumentException">There are not as many inputs as labels.</exception>
    public static Dataset<T> FromArrays<T>(T[] inputs, int[] labels, int inputLength)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new([new DataColumn<T>(inputs, inputLength)], [new DataColumn<T>(labels)]);

    /// <summary>Makes a data set of one input and one target of numbers. Nothing is copied.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="inputs">The inputs, sample after sample.</param>
    /// <param name="targets">The targets, sample after sample.</param>
    /// <param name="inputLength">How many numbers an input has.</param>
    /// <param name="targetLength">How many numbers a target has.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="ArgumentException">There are not as many inputs as targets.</exception>
    public static Dataset<T> FromArrays<T>(T[] inputs, T[] targets, int inputLength, int targetLength)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new([new DataColumn<T>(inputs, inputLength)], [new DataColumn<T>(targets, targetLength)]);

    /// <summary>Divides numbers in place, as to bring pixels from 0…255 to 0…1.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="values">The numbers.</param>
    /// <param name="divisor">What to divide by; finite and not 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The divisor is 0 or not finite.</exception>
    public static void Divide<T>(Span<T> values, T divisor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (divisor == T.Zero || !T.IsFinite(divisor))
            throw new ArgumentOutOfRangeException(nameof(divisor), divisor, "The divisor must be finite and not 0.");
        foreach (ref T value in values)
            value /= divisor;
    }
}
