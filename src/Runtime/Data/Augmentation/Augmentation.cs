using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Random changes of the pictures to train with, in the order in which they are written down. Each gives a new object and leaves the one
/// it was called on as it was, so that pipelines can be kept and shared, also among threads.
/// <code>new Augmentation&lt;float&gt;(3, 32, 32).RandomCrop(padding: 4).HorizontalFlip().Cutout(size: 16)</code>
/// </summary>
/// <remarks>
/// Give it to <see cref="TrainerOptions{T}.Augmentation"/>, or to a source of batches. What happens to a sample follows from seed, epoch,
/// the sample's ordinal in the data set and, where a <see cref="Sampler"/> draws it several times, which time it is; not from the
/// order of samples, the size of batches, the thread or how far ahead they are gathered, so that a resumed run goes on with the same changes.
/// Nothing is allocated a batch. A NaN in a picture stays where it is or spreads to what is computed of it; nothing is thrown.
/// </remarks>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public sealed class Augmentation<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly PictureShape shape;

    /// <summary>Begins without any change.</summary>
    /// <param name="channels">How many channels a picture has, at least 1.</param>
    /// <param name="height">How many rows, at least 1.</param>
    /// <param name="width">How many columns, at least 1.</param>
    /// <param name="input">The ordinal of the input with the pictures, for networks with several.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, the ordinal negative, or the picture too large for an array.</exception>
    public Augmentation(int channels, int height, int width, int input = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(input);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((Int128)channels * height * width, Array.MaxLength, nameof(channels));
        shape = new PictureShape(channels, height, width);
        Input = input;
    }

    private Augmentation(Augmentation<T> before, ImmutableArray<AugmentationStep<T>> steps, MixupStep? mixing, int mixedAt)
    {
        shape = before.shape;
        Input = before.Input;
        Steps = steps;
        Mixing = mixing;
        MixedAt = mixedAt;
    }

    /// <summary>How many channels a picture has.</summary>
    public int Channels => shape.Channels;

    /// <summary>How many rows a picture has.</summary>
    public int Height => shape.Height;

    /// <summary>How many columns a picture has.</summary>
    public int Width => shape.Width;

    /// <summary>The ordinal of the input with the pictures.</summary>
    public int Input { get; }

    /// <summary>The changes of a single picture.</summary>
    internal ImmutableArray<AugmentationStep<T>> Steps { get; } = [];

    /// <summary>The mixing of two samples, if any.</summary>
    internal MixupStep? Mixing { get; }

    /// <summary>How many of the steps come before the mixing.</summary>
    internal int MixedAt { get; }

    /// <summary>
    /// Puts a border around the picture and takes a crop of the picture's own size out of it at a random place, by whole pixels. K. He et
    /// al., «Deep residual learning for image recognition», 2016, section 4.2.
    /// </summary>
    /// <param name="padding">How many pixels the border is wide on every side; below the smaller side of the picture, so that a crop always has a part of it.</param>
    /// <param name="fill">The value of the border.</param>
    /// <param name="probability">How likely it happens, from 0 to 1; otherwise the picture stays as it is.</param>
    /// <returns>The changes so far and this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Augmentation<T> RandomCrop(int padding, double fill = 0, double probability = 1)
    {
        int most = Math.Min(Height, Width) - 1;
        if (padding < 0 || padding > most)
            throw new ArgumentOutOfRangeException(nameof(padding), padding, $"The padding of pictures of {Width}×{Height} pixels must be from 0 to {most}, so that a part of the picture is in every crop.");
        return Then(new RandomCropStep<T>(shape, padding, ValueOf(fill), Checked(probability)));
    }

    /// <summary>Exchanges left and right.</summary>
    /// <param name="probability">How likely it happens, from 0 to 1.</param>
    /// <returns>The changes so far and this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of range.</exception>
    public Augmentation<T> HorizontalFlip(double probability = 0.5) => Then(new HorizontalFlipStep<T>(shape, Checked(probability)));

    /// <summary>Exchanges top and bottom.</summary>
    /// <param name="probability">How likely it happens, from 0 to 1.</param>
    /// <returns>The changes so far and this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of range.</exception>
    public Augmentation<T> VerticalFlip(double probability = 0.5) => Then(new VerticalFlipStep<T>(shape, Checked(probability)));

    /// <summary>
    /// Shifts the picture by any number of pixels, also fractions, which are interpolated bilinearly. Shifts, rotations and scalings that
    /// follow one another with one fill are interpolated once.
    /// </summary>
    /// <param name="vertical">By how many rows at most, up or down, each number equally likely; below the height.</param>
    /// <param name="horizontal">By how many columns at most, to the left or right, each number equally likely; below the width.</param>
    /// <param name="fill">The value of what comes in from outside.</param>
    /// <param name="probability">How likely it happens, from 0 to 1.</param>
    /// <returns>The changes so far and this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Augmentation<T> Shift(double vertical, double horizontal, double fill = 0, double probability = 1)
    {
        if (!(vertical >= 0 && vertical < Height))
            throw new ArgumentOutOfRangeException(nameof(vertical), vertical, $"Pictures of {Width}×{Height} pixels are shifted by 0 rows or more, but fewer than {Height}, so that a part of the picture stays.");
        if (!(horizontal >= 0 && horizontal < Width))
            throw new ArgumentOutOfRangeException(nameof(horizontal), horizontal, $"Pictures of {Width}×{Height} pixels are shifted by 0 columns or more, but fewer than {Width}, so that a part of the picture stays.");
        return Then(new AffinePart(AffineKind.Shift, vertical, horizontal, Checked(probability)), fill);
    }

    /// <summary>Rotates the picture about its centre, interpolated bilinearly as with <see cref="Shift"/>.</summary>
    /// <param name="degrees">By how many degrees at most, in either direction, each angle equally likely; from 0 to 180.</param>
    /// <param name="fill">The value of what comes in from outside.</param>
    /// <param name="probability">How likely it happens, from 0 to 1.</param>
    /// <returns>The changes so far and this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Augmentation<T> Rotation(double degrees, double fill = 0, double probability = 1)
    {
        if (!(degrees is >= 0 and <= 180))
            throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "A rotation is by 0 to 180 degrees; it goes in either direction.");
        return Then(new AffinePart(AffineKind.Rotation, degrees, 0, Checked(probability)), fill);
    }

    /// <summary>
    /// Scales the picture about its centre, both sides alike, interpolated bilinearly as with <see cref="Shift"/>; its size stays, so that
    /// what becomes larger loses its border.
    /// </summary>
    /// <param name="minimum">The smallest factor, above 0; below 1 the picture becomes smaller.</param>
    /// <param name="maximum">The largest factor; each between is equally likely.</param>
    /// <param name="fill">The value of what comes in from outside.</param>
    /// <param name="probability">How likely it happens, from 0 to 1.</param>
    /// <returns>The changes so far and this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Augmentation<T> Scale(double minimum, double maximum, double fill = 0, double probability = 1)
    {
        if (!(minimum >= 1e-3 && minimum <= 1e3))
            throw new ArgumentOutOfRangeException(nameof(minimum), minimum, "The smallest factor must be from 0.001 to 1000, such as 0.9.");
        if (!(maximum >= minimum && maximum <= 1e3))
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, FormattableString.Invariant($"The largest factor must be from the smallest, {minimum}, to 1000."));
        return Then(new AffinePart(AffineKind.Scale, minimum, maximum, Checked(probability)), fill);
    }

    /// <summary>Adds one number to all values of a picture. They may leave the range that they had, such as 0 to 1.</summary>
    /// <param name="maximum">The largest number added or taken away, each equally likely; finite and not negative.</param>
    /// <param name="probability">How likely it happens, from 0 to 1.</param>
    /// <returns>The changes so far and this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Augmentation<T> Brightness(double maximum, double probability = 1) => Then(new BrightnessStep<T>(CheckedFinite(maximum), Checked(probability)));

    /// <summary>
    /// Multiplies how far every value is from the mean of its channel in the picture. They may leave the range that they had, such as 0
    /// to 1.
    /// </summary>
    /// <param name="maximum">How far the factor is from 1 at most, each equally likely; from 0 to 1, where 1 allows a picture of one colour.</param>
    /// <param name="probability">How likely it happens, from 0 to 1.</param>
    /// <returns>The changes so far and this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Augmentation<T> Contrast(double maximum, double probability = 1)
    {
        if (!(maximum is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "The factor of the contrast may differ from 1 by 0 to 1.");
        return Then(new ContrastStep<T>(shape, maximum, Checked(probability)));
    }

    /// <summary>Adds a normally distributed number to every value, each its own.</summary>
    /// <param name="deviation">The standard deviation, in the unit of the values; finite and not negative. The mean is 0.</param>
    /// <param name="probability">How likely it happens, from 0 to 1.</param>
    /// <returns>The changes so far and this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Augmentation<T> GaussianNoise(double deviation, double probability = 1) => Then(new GaussianNoiseStep<T>(CheckedFinite(deviation), Checked(probability)));

    /// <summary>
    /// Blots out a square, in all channels, whose centre is at a random pixel; what of it is outside of the picture blots out nothing. T.
    /// DeVries and G. Taylor, «Improved regularization of convolutional neural networks with cutout», 2017.
    /// </summary>
    /// <param name="size">How many pixels a side of the square has: at least 1, and below the larger side of the picture, so that a part of it always stays.</param>
    /// <param name="fill">The value of the square; the paper has 0 where pictures were brought to mean 0.</param>
    /// <param name="probability">How likely it happens, from 0 to 1.</param>
    /// <returns>The changes so far and this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Augmentation<T> Cutout(int size, double fill = 0, double probability = 1)
    {
        int most = Math.Max(Height, Width) - 1;
        if (most == 0)
            throw new ArgumentOutOfRangeException(nameof(size), size, "Nothing would be left of pictures of one pixel. Leave the cutout out.");
        if (size < 1 || size > most)
            throw new ArgumentOutOfRangeException(nameof(size), size, $"The side of what is cut out of pictures of {Width}×{Height} pixels must be from 1 to {most}, so that a part of the picture stays.");
        return Then(new CutoutStep<T>(shape, size, ValueOf(fill), Checked(probability)));
    }

    /// <summary>
    /// Mixes a sample with another one: λ of it and 1 − λ of the other, with λ from the beta distribution with both parameters α. H. Zhang
    /// et al., «mixup: Beyond empirical risk minimization», 2018; there the other one is drawn from the batch, here from the whole data
    /// set, or from what a <see cref="Sampler"/> drew for the epoch. All inputs and targets are mixed, so they must be numbers:
    /// <see cref="Dataset{T}.OneHot"/> makes distributions of class indices, for a loss with <see cref="TargetKind.Distributions"/>. The other
    /// sample goes through the changes before this one too, as it does in this epoch by itself; those behind change the mix.
    /// </summary>
    /// <param name="alpha">The parameter α, finite and above 0: 1 makes every λ equally likely, less makes most mixes be nearly one of both.</param>
    /// <param name="probability">How likely it happens, from 0 to 1.</param>
    /// <returns>The changes so far and this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    /// <exception cref="InvalidOperationException">Samples are mixed already.</exception>
    public Augmentation<T> Mixup(double alpha, double probability = 1)
    {
        if (!(alpha > 0) || !double.IsFinite(alpha))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Both parameters of the beta distribution must be above 0 and finite, such as 0.2.");
        if (Mixing is not null)
            throw new InvalidOperationException("Samples are mixed already, and once only. Remove one Mixup.");
        return new Augmentation<T>(this, Steps, new MixupStep(alpha, Checked(probability)), Steps.Length);
    }

    /// <summary>Checks that the samples of a data set can be changed.</summary>
    /// <param name="data">The data set.</param>
    /// <exception cref="ArgumentException">They cannot; the message names the column.</exception>
    internal void ThrowIfNotFor(Dataset<T> data)
    {
        if (Input >= data.Inputs.Length)
            throw new ArgumentException($"The augmentation is of input {Input}; the data set has {data.Inputs.Length} input(s), counted from 0.", nameof(data));
        DataColumn<T> pictures = data.Inputs[Input];
        if (pictures.Type != ElementType.Float || pictures.Length != shape.Length)
            throw new ArgumentException($"The augmentation is of pictures of {shape} = {shape.Length} numbers; input {Input} of the data set has {pictures.Length} {(pictures.Type == ElementType.Float ? "numbers" : "integers")} a sample. Make the augmentation for the channels, height and width of the pictures.", nameof(data));
        if (Mixing is null)
            return;
        int input = FirstOfIntegers(data.Inputs), target = FirstOfIntegers(data.Targets);
        if (input >= 0)
            throw new ArgumentException($"Mixup mixes all inputs, but input {input} of the data set holds integers, which cannot be mixed. Remove Mixup.", nameof(data));
        if (target >= 0)
            throw new ArgumentException($"Mixup mixes targets, but target {target} of the data set holds integers. If they are class indices, make distributions of them by Dataset.OneHot, and give the loss Targets = TargetKind.Distributions.", nameof(data));
    }

    private static int FirstOfIntegers(ImmutableArray<DataColumn<T>> columns)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (columns[i].Type != ElementType.Float)
                return i;
        }

        return -1;
    }

    private static double Checked(double probability) => probability is >= 0 and <= 1
        ? probability
        : throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability is from 0 to 1.");

    private static double CheckedFinite(double value, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string name = "") => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Expected a finite number from 0 on.");

    private static T ValueOf(double fill) => T.CreateTruncating(fill);

    private Augmentation<T> Then(AugmentationStep<T> step) => new(this, Steps.Add(step), Mixing, MixedAt);

    private Augmentation<T> Then(AffinePart part, double fill)
    {
        // What comes before the mixing stays there.
        bool isNeighbour = Steps.Length > (Mixing is null ? 0 : MixedAt);
        return isNeighbour && Steps[^1] is AffineStep<T> last && last.With(part, ValueOf(fill)) is { } both
            ? new Augmentation<T>(this, Steps.SetItem(Steps.Length - 1, both), Mixing, MixedAt)
            : Then(new AffineStep<T>(shape, ValueOf(fill), [part]));
    }
}
