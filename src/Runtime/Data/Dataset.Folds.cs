namespace NetGen;

// Parts for validation that keep the shares of the classes, and those of cross-validation.
public sealed partial class Dataset<T>
{
    private const ulong FoldStream = 0x666F6C6400000000;

    /// <summary>Splits at random into a part to train with and a part held out, each with the same share of every class to within a sample.</summary>
    /// <param name="heldOut">The share to hold out, from 0 to 1; it is rounded to whole samples.</param>
    /// <param name="seed">Equal seeds split equally.</param>
    /// <param name="target">The ordinal of the target with the classes.</param>
    /// <returns>Both parts, in random order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1, or there is no such target.</exception>
    /// <exception cref="ArgumentException">The target is not one class index a sample.</exception>
    public (Dataset<T> Training, Dataset<T> HeldOut) StratifiedSplit(double heldOut, ulong seed, int target = 0)
    {
        if (!(heldOut is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(heldOut), heldOut, "The share to hold out must be from 0 to 1.");
        int[] order = RandomOrder(seed), places = PlacesByClass(order, target);
        long held = (long)Math.Round(heldOut * Count);
        // Held out are those samples, class after class, at which the line from 0 to the number held out passes a whole number.
        return Part(order, sample => (places[sample] + 1) * held / Count > places[sample] * held / Count);
    }

    /// <summary>
    /// Makes the parts of k-fold cross-validation: each sample is held out exactly once, and trained with in all other folds. The numbers
    /// held out differ by a sample at most.
    /// </summary>
    /// <param name="folds">How many folds, at least 2 and at most as many as there are samples.</param>
    /// <param name="seed">Equal seeds make equal folds.</param>
    /// <returns>The folds, each made when the walk comes to it, in random order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are too few or too many folds.</exception>
    public IEnumerable<(Dataset<T> Training, Dataset<T> HeldOut)> KFold(int folds, ulong seed)
    {
        CheckFolds(folds);
        int[] order = RandomOrder(seed, FoldStream), places = new int[Count];
        for (int i = 0; i < order.Length; i++)
            places[order[i]] = i;
        return Enumerable.Range(0, folds).Select(fold => Part(order, sample => places[sample] % folds == fold));
    }

    /// <summary>
    /// Makes the parts of k-fold cross-validation as <see cref="KFold"/> does, such that also the numbers held out of every class differ
    /// by a sample at most. A class with fewer samples than folds is missing in the held-out part of some.
    /// </summary>
    /// <param name="folds">How many folds, at least 2 and at most as many as there are samples.</param>
    /// <param name="seed">Equal seeds make equal folds.</param>
    /// <param name="target">The ordinal of the target with the classes.</param>
    /// <returns>The folds, each made when the walk comes to it, in random order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are too few or too many folds, or there is no such target.</exception>
    /// <exception cref="ArgumentException">The target is not one class index a sample.</exception>
    public IEnumerable<(Dataset<T> Training, Dataset<T> HeldOut)> StratifiedKFold(int folds, ulong seed, int target = 0)
    {
        CheckFolds(folds);
        int[] order = RandomOrder(seed, FoldStream), places = PlacesByClass(order, target);
        return Enumerable.Range(0, folds).Select(fold => Part(order, sample => places[sample] % folds == fold));
    }

    /// <summary>All class indices of a target, also of one that is not in memory.</summary>
    /// <param name="target">The ordinal of the target.</param>
    /// <returns>A class a sample.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such target.</exception>
    /// <exception cref="ArgumentException">The target is not one class index a sample.</exception>
    public int[] Labels(int target = 0)
    {
        if ((uint)target >= (uint)Targets.Length)
            throw new ArgumentOutOfRangeException(nameof(target), target, $"There is no target {target}; the data set has {Targets.Length}.");
        DataColumn<T> column = Targets[target];
        if (column.Type != ElementType.Int32 || column.Length != 1)
            throw new ArgumentException($"Target {target} has {column.Length} {Kind(column.Type)} a sample; expected one class index.", nameof(target));
        int[] labels = new int[Count];
        for (int sample = 0; sample < labels.Length; sample++)
            column.Read(sample, labels.AsSpan(sample, 1));
        return labels;
    }

    // The place of every sample when the classes are put one behind another, each in the order given.
    private int[] PlacesByClass(int[] order, int target)
    {
        int[] labels = Labels(target);
        int[] places = new int[Count];
        int place = 0;
        foreach (int sample in order.OrderBy(sample => labels[sample]))
            places[sample] = place++;
        return places;
    }

    private (Dataset<T> Training, Dataset<T> HeldOut) Part(int[] order, Func<int, bool> isHeldOut) =>
        (Choose(Array.FindAll(order, sample => !isHeldOut(sample))), Choose(Array.FindAll(order, sample => isHeldOut(sample))));

    private void CheckFolds(int folds)
    {
        if (folds < 2 || folds > Count)
            throw new ArgumentOutOfRangeException(nameof(folds), folds, $"There must be from 2 folds to as many as the data set has samples, {Count}.");
    }
}
