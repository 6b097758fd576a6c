using System.Numerics;

namespace NetGen;

// Targets with noise.
public sealed partial class Dataset<T>
{
    // Keeps the random numbers of noise on targets apart from those of splitting and shuffling.
    private const ulong NoiseStream = 0x6E6F697365000000;

    /// <summary>
    /// Makes some class indices wrong, for finding out what a network makes of labels that cannot be trusted: each, with the given probability,
    /// becomes one of the other classes, each of them equally likely. Which do follows from the seed and the sample's ordinal.
    /// </summary>
    /// <param name="rate">How likely a label becomes wrong, from 0 to 1.</param>
    /// <param name="classes">How many classes there are, at least 2.</param>
    /// <param name="seed">Equal seeds make equal labels.</param>
    /// <param name="target">The ordinal of the target with the classes.</param>
    /// <returns>A data set with that target replaced.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range, there is no such target, or there are fewer than two classes.</exception>
    /// <exception cref="ArgumentException">The target is not one class index a sample, or one is out of range; the message names the sample.</exception>
    public Dataset<T> NoisyLabels(double rate, int classes, ulong seed, int target = 0)
    {
        if (!(rate is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The share of wrong labels must be from 0 to 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        int[] labels = [.. Labels(target)];
        var random = new Philox(seed, NoiseStream + (ulong)target);
        for (int sample = 0; sample < labels.Length; sample++)
        {
            if ((uint)labels[sample] >= (uint)classes)
                throw new ArgumentException($"Sample {sample} has label {labels[sample]}; with {classes} classes labels must be 0…{classes - 1}.", nameof(classes));
            ulong at = 2 * (ulong)sample;
            if (random.UniformDouble(at) < rate)
                labels[sample] = (labels[sample] + 1 + random.Below(classes - 1, at + 1)) % classes;
        }

        return new Dataset<T>(Inputs, Targets.SetItem(target, new DataColumn<T>(labels.AsMemory())));
    }

    /// <summary>
    /// Adds noise to targets that are numbers, normal with mean 0, the same whenever a sample is read: it follows from the seed and the sample's
    /// ordinal. It is made when samples are read and takes no memory.
    /// </summary>
    /// <param name="deviation">The standard deviation, finite and not negative, in the unit of the targets.</param>
    /// <param name="seed">Equal seeds make equal noise.</param>
    /// <param name="target">The ordinal of the target.</param>
    /// <returns>A data set with that target replaced.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The deviation is out of range, or there is no such target.</exception>
    /// <exception cref="ArgumentException">The target holds integers.</exception>
    public Dataset<T> NoisyTargets(double deviation, ulong seed, int target = 0)
    {
        NumberGuard.RequireNotNegative(deviation, nameof(deviation));
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, Targets.Length);
        DataColumn<T> column = Targets[target];
        if (column.Type != ElementType.Float)
            throw new ArgumentException($"Target {target} holds integers. Use NoisyLabels for class indices.", nameof(target));
        return new Dataset<T>(Inputs, Targets.SetItem(target, new DataColumn<T>(new WithNoise(column, deviation, new Philox(seed, NoiseStream + (ulong)target)))));
    }

    private sealed class WithNoise(DataColumn<T> column, double deviation, Philox random) : SampleReader<T>(column.Count, column.Length)
    {
        public override void Read(int sample, Span<T> destination)
        {
            column.Read(sample, destination);
            for (int i = 0; i < destination.Length; i++)
                destination[i] += T.CreateTruncating(deviation * random.Normal(((ulong)sample * (ulong)Length) + (ulong)i));
        }
    }
}
