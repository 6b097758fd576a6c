using System.Numerics;

namespace NetGen.Tests.Data.Augmentations;

/// <summary>What an augmentation makes of data sets.</summary>
internal static class Augmented
{
    /// <summary>Random pictures, whose label is their ordinal.</summary>
    public static Dataset<T> Pictures<T>(int count, int length, ulong seed = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Philox(seed);
        return Of(count, length, i => T.CreateTruncating(random.UniformDouble((ulong)i)));
    }

    /// <summary>Pictures of given values, whose label is their ordinal.</summary>
    public static Dataset<T> Of<T>(int count, int length, Func<int, T> value)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        Dataset.FromArrays<T>([.. Enumerable.Range(0, count * length).Select(value)], [.. Enumerable.Range(0, count)], length);

    /// <summary>The same picture many times.</summary>
    public static Dataset<double> Repeated(int count, params double[] picture) => Of(count, picture.Length, i => picture[i % picture.Length]);

    /// <summary>All samples of an epoch in the order of the data set.</summary>
    public static T[][] Walk<T>(Dataset<T> data, Augmentation<T> augmentation, ulong seed = 1, ulong epoch = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var batches = new MiniBatches<T>(data, 64, augmentation: augmentation);
        batches.Restore(seed, epoch);
        return [.. Walk(batches).OrderBy(sample => sample.Label).Select(sample => sample.Picture)];
    }

    /// <summary>All samples of a source in its order.</summary>
    public static List<(int Label, T[] Picture)> Walk<T>(BatchSource<T> batches)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var samples = new List<(int, T[])>();
        foreach (Batch<T> batch in batches)
        {
            int length = batch.Inputs[0].Values.Length / batch.Count;
            for (int i = 0; i < batch.Count; i++)
                samples.Add((batch.Targets[0].Indices[i], batch.Inputs[0].Values.Slice(i * length, length).ToArray()));
        }

        return samples;
    }
}
