using System.Numerics;

namespace NetGen;

/// <summary>A crop out of the picture with a border around it.</summary>
internal sealed class RandomCropStep<T>(PictureShape shape, int padding, T fill, double probability) : RandomStep<T>(probability)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    protected override void Change(Span<T> picture, Span<T> scratch, Philox random)
    {
        // Where the crop's upper left corner stands in the picture.
        int top = random.Below((2 * padding) + 1, 1) - padding, left = random.Below((2 * padding) + 1, 2) - padding;
        if (top == 0 && left == 0)
            return;
        picture.CopyTo(scratch);
        picture.Fill(fill);
        int height = shape.Height - Math.Abs(top), width = shape.Width - Math.Abs(left);
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            for (int row = 0; row < height; row++)
            {
                int from = Start(channel, row + Math.Max(top, 0)) + Math.Max(left, 0), to = Start(channel, row + Math.Max(-top, 0)) + Math.Max(-left, 0);
                scratch.Slice(from, width).CopyTo(picture[to..]);
            }
        }

        int Start(int channel, int row) => ((channel * shape.Height) + row) * shape.Width;
    }
}

/// <summary>The picture in a mirror beside it.</summary>
internal sealed class HorizontalFlipStep<T>(PictureShape shape, double probability) : RandomStep<T>(probability)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    protected override void Change(Span<T> picture, Span<T> scratch, Philox random)
    {
        for (int start = 0; start < picture.Length; start += shape.Width)
            picture.Slice(start, shape.Width).Reverse();
    }
}

/// <summary>The picture in a mirror below it.</summary>
internal sealed class VerticalFlipStep<T>(PictureShape shape, double probability) : RandomStep<T>(probability)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    protected override void Change(Span<T> picture, Span<T> scratch, Philox random)
    {
        picture.CopyTo(scratch);
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            int first = channel * shape.Area, last = first + shape.Area - shape.Width;
            for (int row = 0; row < shape.Area; row += shape.Width)
                scratch.Slice(first + row, shape.Width).CopyTo(picture[(last - row)..]);
        }
    }
}
