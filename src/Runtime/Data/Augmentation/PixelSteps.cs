using System.Numerics;

namespace NetGen;

/// <summary>A number added to all values.</summary>
internal sealed class BrightnessStep<T>(double most, double probability) : RandomStep<T>(probability)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    protected override void Change(Span<T> picture, Span<T> scratch, Philox random)
    {
        T added = T.CreateTruncating(Between(-most, most, random, 1));
        if (added == T.Zero)
            return;
        foreach (ref T value in picture)
            value += added;
    }
}

/// <summary>A factor of every value's distance from the mean of its channel.</summary>
internal sealed class ContrastStep<T>(PictureShape shape, double most, double probability) : RandomStep<T>(probability)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    protected override void Change(Span<T> picture, Span<T> scratch, Philox random)
    {
        T factor = T.CreateTruncating(1 + Between(-most, most, random, 1));
        if (factor == T.One)
            return;
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            Span<T> plane = picture.Slice(channel * shape.Area, shape.Area);
            double sum = 0;
            foreach (T value in plane)
                sum += double.CreateTruncating(value);
            T mean = T.CreateTruncating(sum / plane.Length);
            foreach (ref T value in plane)
                value = mean + ((value - mean) * factor);
        }
    }
}

/// <summary>Normal noise on every value.</summary>
internal sealed class GaussianNoiseStep<T>(double deviation, double probability) : RandomStep<T>(probability)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    protected override void Change(Span<T> picture, Span<T> scratch, Philox random)
    {
        if (deviation == 0)
            return;
        for (int i = 0; i < picture.Length; i++)
            picture[i] += T.CreateTruncating(deviation * random.Normal((ulong)i + 1));
    }
}

/// <summary>A square that is blotted out.</summary>
internal sealed class CutoutStep<T>(PictureShape shape, int size, T fill, double probability) : RandomStep<T>(probability)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    protected override void Change(Span<T> picture, Span<T> scratch, Philox random)
    {
        int top = random.Below(shape.Height, 1) - (size / 2), left = random.Below(shape.Width, 2) - (size / 2);
        int bottom = Math.Min(top + size, shape.Height), right = Math.Min(left + size, shape.Width);
        top = Math.Max(top, 0);
        left = Math.Max(left, 0);
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            for (int row = top; row < bottom; row++)
                picture.Slice((((channel * shape.Height) + row) * shape.Width) + left, right - left).Fill(fill);
        }
    }
}
