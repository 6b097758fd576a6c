using System.Globalization;
using System.Text;

namespace NetGen;

/// <summary>How often samples of each class were predicted as each class: a row an actual class, a column a predicted one.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] counts;

    /// <summary>Makes an empty matrix.</summary>
    /// <param name="classes">How many classes there are, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are less than 1.</exception>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Classes = classes;
        counts = new long[checked(classes * classes)];
    }

    /// <summary>How many classes there are.</summary>
    [RealTime]
    public int Classes { get; }

    /// <summary>How many samples were counted.</summary>
    [RealTime]
    public long Total { get; private set; }

    /// <summary>How many samples were predicted as their own class.</summary>
    [RealTime]
    public long Correct { get; private set; }

    /// <summary>The share of samples that were predicted as their own class; NaN without samples.</summary>
    [RealTime]
    public double Accuracy => Total == 0 ? double.NaN : (double)Correct / Total;

    /// <summary>How often samples of a class were predicted as another.</summary>
    /// <param name="actual">The class they have.</param>
    /// <param name="predicted">The class they were given.</param>
    [RealTime]
    public long this[int actual, int predicted] => counts[Index(actual, predicted)];

    /// <summary>Counts a sample.</summary>
    /// <param name="actual">The class it has.</param>
    /// <param name="predicted">The class it was given.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    [RealTime]
    public void Add(int actual, int predicted)
    {
        counts[Index(actual, predicted)]++;
        Total++;
        if (actual == predicted)
            Correct++;
    }

    /// <summary>Forgets all samples.</summary>
    [RealTime]
    public void Clear()
    {
        Array.Clear(counts);
        Total = Correct = 0;
    }

    /// <summary>The share of the samples predicted as a class that are of it; NaN where none were.</summary>
    /// <param name="label">The class.</param>
    /// <returns>The precision, from 0 to 1.</returns>
    [RealTime]
    public double Precision(int label)
    {
        long predicted = 0;
        for (int actual = 0; actual < Classes; actual++)
            predicted += this[actual, label];
        return predicted == 0 ? double.NaN : (double)this[label, label] / predicted;
    }

    /// <summary>The share of the samples of a class that were predicted as it; NaN where there are none.</summary>
    /// <param name="label">The class.</param>
    /// <returns>The recall, from 0 to 1.</returns>
    [RealTime]
    public double Recall(int label)
    {
        long actual = 0;
        for (int predicted = 0; predicted < Classes; predicted++)
            actual += this[label, predicted];
        return actual == 0 ? double.NaN : (double)this[label, label] / actual;
    }

    /// <summary>The harmonic mean of precision and recall of a class; NaN where the class neither occurs nor was predicted.</summary>
    /// <param name="label">The class.</param>
    /// <returns>F₁, from 0 to 1.</returns>
    [RealTime]
    public double F1(int label)
    {
        long either = 0;
        for (int other = 0; other < Classes; other++)
            either += this[label, other] + this[other, label];
        return either == 0 ? double.NaN : 2.0 * this[label, label] / either;
    }

    /// <summary>The mean of <see cref="F1"/> over the classes that occur or were predicted; NaN without samples.</summary>
    [RealTime]
    public double MacroF1
    {
        get
        {
            double sum = 0;
            int classes = 0;
            for (int label = 0; label < Classes; label++)
            {
                double score = F1(label);
                if (double.IsNaN(score))
                    continue;
                sum += score;
                classes++;
            }

            return classes == 0 ? double.NaN : sum / classes;
        }
    }

    /// <summary>All counts, row by row.</summary>
    internal double[] ToDoubles() => Array.ConvertAll(counts, count => (double)count);

    /// <summary>Takes over counts.</summary>
    internal void Restore(ReadOnlySpan<double> values)
    {
        Clear();
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = (long)values[i];
            Total += counts[i];
            Correct += i / Classes == i % Classes ? counts[i] : 0;
        }
    }

    /// <summary>The matrix as text, with the recall of each class behind its row.</summary>
    /// <returns>The text, without a line end at its end.</returns>
    public override string ToString() => ToString([]);

    /// <summary>The matrix as text, with the recall of each class behind its row. Zeros off the diagonal are dots.</summary>
    /// <param name="names">The names of the classes; empty for their numbers.</param>
    /// <returns>The text, without a line end at its end.</returns>
    /// <exception cref="ArgumentException">There are not as many names as classes.</exception>
    public string ToString(ReadOnlySpan<string> names)
    {
        if (!names.IsEmpty && names.Length != Classes)
            throw new ArgumentException($"There are {Classes} classes; {names.Length} names were given.", nameof(names));
        var labels = new string[Classes];
        for (int label = 0; label < Classes; label++)
            labels[label] = names.IsEmpty ? Text(label) : names[label];
        const string Corner = "actual \\ predicted";
        int first = Math.Max(Corner.Length, labels.Max(label => label.Length));
        var widths = new int[Classes];
        for (int column = 0; column < Classes; column++)
        {
            widths[column] = labels[column].Length;
            for (int row = 0; row < Classes; row++)
                widths[column] = Math.Max(widths[column], Text(this[row, column]).Length);
        }

        var text = new StringBuilder(Corner.PadRight(first));
        for (int column = 0; column < Classes; column++)
            text.Append("  ").Append(labels[column].PadLeft(widths[column]));
        text.Append("   recall");
        for (int row = 0; row < Classes; row++)
        {
            text.Append('\n').Append(labels[row].PadLeft(first));
            for (int column = 0; column < Classes; column++)
                text.Append("  ").Append((row != column && this[row, column] == 0 ? "·" : Text(this[row, column])).PadLeft(widths[column]));
            double recall = Recall(row);
            text.Append("  ").Append((double.IsNaN(recall) ? "–" : (100 * recall).ToString("0.0", CultureInfo.InvariantCulture) + " %").PadLeft(7));
        }

        return text.ToString();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private int Index(int actual, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)actual, (uint)Classes, nameof(actual));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
        return (actual * Classes) + predicted;
    }
}
