namespace NetGen.Tests.Allocation;

/// <summary>Pictures that are changed on their way into batches, by every change there is.</summary>
internal static class AugmentedPictures
{
    private const int Pictures = 40, Channels = 3, Height = 8, Width = 7;

    private static readonly Augmentation<float> Augmentation = new Augmentation<float>(Channels, Height, Width)
        .RandomCrop(2).HorizontalFlip().VerticalFlip().Rotation(10).Scale(0.9, 1.1).Shift(0.5, 0.5).Brightness(0.1).Contrast(0.1).GaussianNoise(0.1).Cutout(3).Mixup(0.2).HorizontalFlip();

    /// <summary>Two epochs of a source: one in a random order, one that a sampler draws.</summary>
    public static Action Walk(Func<Dataset<float>, Augmentation<float>, BatchSource<float>> make)
    {
        float[] values = new float[Pictures * Channels * Height * Width];
        for (int i = 0; i < values.Length; i++)
            values[i] = i % 11;
        Dataset<float> data = Dataset.FromArrays(values, [.. Enumerable.Range(0, Pictures)], Channels * Height * Width).OneHot(Pictures);
        BatchSource<float> batches = make(data, Augmentation);
        var sampler = new WeightedSampler([.. Enumerable.Repeat(1.0, Pictures)], Pictures);
        ulong epoch = 0;
        return () =>
        {
            batches.Shuffle(1, ++epoch);
            foreach (Batch<float> batch in batches)
                Use(batch);
            batches.Draw(sampler, 1, ++epoch);
            foreach (Batch<float> batch in batches)
                Use(batch);
        };
    }

    private static void Use(Batch<float> batch)
    {
        if (!float.IsFinite(batch.Inputs[0].Values[0] + batch.Targets[0].Values[0]))
            throw new InvalidOperationException("A picture of finite numbers became another one.");
    }
}
