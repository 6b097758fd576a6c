using System.Numerics;

namespace NetGen;

// Distributions in place of class indices.
public sealed partial class Dataset<T>
{
    /// <summary>
    /// Makes of class indices distributions, which have 1 at the class and 0 elsewhere: what a loss with
    /// <see cref="TargetKind.Distributions"/> takes, and what <see cref="Augmentation{T}.Mixup"/> mixes. They are made when they are read and take no memory.
    /// </summary>
    /// <param name="classes">How many classes there are, at least 1.</param>
    /// <param name="target">The ordinal of the target with the classes.</param>
    /// <returns>A data set with that target replaced.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such target, or there are fewer than one class.</exception>
    /// <exception cref="ArgumentException">The target is not one class index a sample, or one is out of range; the message names the sample.</exception>
    public Dataset<T> OneHot(int classes, int target = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        int[] labels = Labels(target);
        int wrong = labels.AsSpan().IndexOfAnyExceptInRange(0, classes - 1);
        if (wrong >= 0)
            throw new ArgumentException($"Sample {wrong} has label {labels[wrong]}; with {classes} classes labels must be 0…{classes - 1}.", nameof(classes));
        return new Dataset<T>(Inputs, Targets.SetItem(target, new DataColumn<T>(new Distributions(labels, classes))));
    }

    private sealed class Distributions(int[] labels, int classes) : SampleReader<T>(labels.Length, classes)
    {
        public override void Read(int sample, Span<T> destination)
        {
            destination.Clear();
            destination[labels[sample]] = T.One;
        }
    }
}
