using System.Numerics;

namespace NetGen;

/// <content>Measures of rankings and of numbers.</content>
public static partial class Metrics
{
    /// <summary>The share of samples whose class is among those with the k largest scores. Of equal scores the first ones count as larger.</summary>
    /// <typeparam name="T">The type of the scores.</typeparam>
    /// <param name="scores">A score a class, sample after sample.</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="k">How many of them count, from 1 to <paramref name="classes"/>.</param>
    /// <returns>The accuracy, from 0 to 1; NaN without samples.</returns>
    /// <exception cref="ArgumentException">There are not as many scores as samples times classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class, or k is out of range.</exception>
    [RealTime]
    public static double TopKAccuracy<T>(ReadOnlySpan<T> scores, ReadOnlySpan<int> labels, int classes, int k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckLength(scores, labels, classes);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, classes);
        long correct = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            int label = labels[i];
            if ((uint)label >= (uint)classes)
                throw new ArgumentOutOfRangeException(nameof(labels), label, $"The label of sample {i} is {label}; expected 0 to {classes - 1}.");
            ReadOnlySpan<T> row = scores.Slice(i * classes, classes);
            T own = row[label];
            if (T.IsNaN(own))
                continue;
            int larger = 0;
            for (int other = 0; other < classes; other++)
                larger += row[other] > own || (row[other] == own && other < label) ? 1 : 0;
            correct += larger < k ? 1 : 0;
        }

        return labels.IsEmpty ? double.NaN : (double)correct / labels.Length;
    }

    /// <summary>
    /// The area under the receiver operating characteristic: how often a sample of the one kind has a larger score than one of the other,
    /// equal scores counting half (Hanley and McNeil, 1982). Sorts a copy of the scores.
    /// </summary>
    /// <typeparam name="T">The type of the scores.</typeparam>
    /// <param name="scores">A score a sample, larger where the answer is rather yes: probabilities or logits. None is NaN.</param>
    /// <param name="targets">1 (or anything above ½) where the answer is yes, 0 where it is no.</param>
    /// <returns>The area, from 0 to 1; NaN where all samples are of one kind.</returns>
    /// <exception cref="ArgumentException">There are not as many scores as targets, or one is NaN.</exception>
    public static double RocAuc<T>(ReadOnlySpan<T> scores, ReadOnlySpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPairs(scores, targets);
        T half = T.CreateChecked(0.5);
        bool[] isYes = new bool[targets.Length];
        for (int i = 0; i < isYes.Length; i++)
        {
            if (T.IsNaN(scores[i]))
                throw new ArgumentException($"The score of sample {i} is NaN; samples cannot be ranked by it.", nameof(scores));
            isYes[i] = targets[i] > half;
        }

        T[] sorted = scores.ToArray();
        Array.Sort(sorted, isYes);

        // Of each run of equal scores, its yeses are above all noes before it and level with those in it.
        double above = 0;
        long no = 0, yes = 0;
        for (int begin = 0, end; begin < sorted.Length; begin = end)
        {
            long noHere = 0, yesHere = 0;
            for (end = begin; end < sorted.Length && sorted[end] == sorted[begin]; end++)
            {
                if (isYes[end])
                    yesHere++;
                else
                    noHere++;
            }

            above += yesHere * (no + (noHere / 2.0));
            no += noHere;
            yes += yesHere;
        }

        return no == 0 || yes == 0 ? double.NaN : above / ((double)no * yes);
    }

    /// <summary>The coefficient of determination R²: 1 − Σ(t − y)² / Σ(t − mean t)². 1 for exact predictions, 0 for always the mean, below for worse.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="predictions">The predictions.</param>
    /// <param name="targets">What they should be.</param>
    /// <returns>R²; NaN without samples or where all targets are equal.</returns>
    /// <exception cref="ArgumentException">There are not as many predictions as targets.</exception>
    [RealTime]
    public static double R2<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPairs(predictions, targets);
        double mean = 0;
        for (int i = 0; i < targets.Length; i++)
            mean += (double.CreateTruncating(targets[i]) - mean) / (i + 1);
        double residual = 0, total = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            double target = double.CreateTruncating(targets[i]), error = target - double.CreateTruncating(predictions[i]);
            residual += error * error;
            total += (target - mean) * (target - mean);
        }

        return total == 0 ? double.NaN : 1 - (residual / total);
    }

    /// <summary>The mean absolute error: the mean of |t − y|.</summary>
    /// <typeparam name="T">The type of the numbers.</typeparam>
    /// <param name="predictions">The predictions.</param>
    /// <param name="targets">What they should be.</param>
    /// <returns>The error, in the unit of the targets; NaN without samples.</returns>
    /// <exception cref="ArgumentException">There are not as many predictions as targets.</exception>
    [RealTime]
    public static double MeanAbsoluteError<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckPairs(predictions, targets);
        double sum = 0;
        for (int i = 0; i < targets.Length; i++)
            sum += Math.Abs(double.CreateTruncating(targets[i]) - double.CreateTruncating(predictions[i]));
        return targets.IsEmpty ? double.NaN : sum / targets.Length;
    }

    private static void CheckPairs<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
    {
        if (predictions.Length != targets.Length)
            throw new ArgumentException($"There are {targets.Length} targets; {predictions.Length} predictions were given.", nameof(predictions));
    }
}
