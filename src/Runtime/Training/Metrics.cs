using System.Numerics;

namespace NetGen;

/// <summary>Measures of predictions.</summary>
public static partial class Metrics
{
    /// <summary>The ordinal of the largest score; the first of equal ones. A NaN counts as smaller than any number.</summary>
    /// <typeparam name="T">The type of the scores.</typeparam>
    /// <param name="scores">The scores, at least one.</param>
    /// <returns>The ordinal.</returns>
    /// <exception cref="ArgumentException">There are no scores.</exception>
    [RealTime]
    public static int ArgMax<T>(ReadOnlySpan<T> scores)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (scores.IsEmpty)
            throw new ArgumentException("There are no scores; expected at least one.", nameof(scores));
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best] || (T.IsNaN(scores[best]) && !T.IsNaN(scores[i])))
                best = i;
        }

        return best;
    }

    /// <summary>The share of samples whose largest score is that of their class.</summary>
    /// <typeparam name="T">The type of the scores.</typeparam>
    /// <param name="scores">A score a class, sample after sample.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="ignoreIndex">The label of samples that do not count, or null.</param>
    /// <returns>The accuracy, from 0 to 1; NaN without samples that count.</returns>
    /// <exception cref="ArgumentException">There are not as many scores as samples times classes.</exception>
    [RealTime]
    public static double Accuracy<T>(ReadOnlySpan<T> scores, ReadOnlySpan<int> labels, int classes, int? ignoreIndex = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckLength(scores, labels, classes);
        long correct = 0, counted = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] == ignoreIndex)
                continue;
            counted++;
            correct += ArgMax(scores.Slice(i * classes, classes)) == labels[i] ? 1 : 0;
        }

        return counted == 0 ? double.NaN : (double)correct / counted;
    }

    /// <summary>Counts samples by actual and predicted class, the one with the largest score.</summary>
    /// <typeparam name="T">The type of the scores.</typeparam>
    /// <param name="matrix">Where to count.</param>
    /// <param name="scores">A score a class, sample after sample.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="ignoreIndex">The label of samples that do not count, or null.</param>
    /// <exception cref="ArgumentException">There are not as many scores as samples times classes.</exception>
    [RealTime]
    public static void Add<T>(this ConfusionMatrix matrix, ReadOnlySpan<T> scores, ReadOnlySpan<int> labels, int? ignoreIndex = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(matrix);
        CheckLength(scores, labels, matrix.Classes);
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] != ignoreIndex)
                matrix.Add(labels[i], ArgMax(scores.Slice(i * matrix.Classes, matrix.Classes)));
        }
    }

    /// <summary>The share of probabilities on the right side of a threshold.</summary>
    /// <typeparam name="T">The type of the probabilities.</typeparam>
    /// <param name="probabilities">Probabilities, or logits with threshold 0.</param>
    /// <param name="targets">1 (or anything above ½) where the answer is yes, 0 where it is no.</param>
    /// <param name="threshold">From where on the answer counts as yes.</param>
    /// <returns>The accuracy, from 0 to 1; NaN without samples.</returns>
    /// <exception cref="ArgumentException">There are not as many probabilities as targets.</exception>
    [RealTime]
    public static double BinaryAccuracy<T>(ReadOnlySpan<T> probabilities, ReadOnlySpan<T> targets, T threshold)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPairs(probabilities, targets);
        T half = T.CreateChecked(0.5);
        long correct = 0;
        for (int i = 0; i < targets.Length; i++)
            correct += (probabilities[i] >= threshold) == (targets[i] > half) ? 1 : 0;
        return targets.IsEmpty ? double.NaN : (double)correct / targets.Length;
    }

    private static void CheckLength<T>(ReadOnlySpan<T> scores, ReadOnlySpan<int> labels, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (scores.Length != (long)labels.Length * classes)
            throw new ArgumentException($"{labels.Length} samples of {classes} classes have {(long)labels.Length * classes} scores; {scores.Length} were given.", nameof(scores));
    }
}
