using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>What an affine map of the plane is made of.</summary>
internal enum AffineKind
{
    /// <summary>A shift, of at most so many rows and columns.</summary>
    Shift,

    /// <summary>A rotation, by at most so many degrees.</summary>
    Rotation,

    /// <summary>A scaling, by a factor between two.</summary>
    Scale,
}

/// <summary>A part of an affine map, with its two limits.</summary>
internal readonly record struct AffinePart(AffineKind Kind, double First, double Second, double Probability);

/// <summary>Shifts, rotations and scalings about the centre, one after another but interpolated once.</summary>
internal sealed class AffineStep<T>(PictureShape shape, T fill, ImmutableArray<AffinePart> parts) : AugmentationStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // The indices of random numbers that belong to a part: one whether it happens, two how much.
    private const ulong IndicesPerPart = 3;

    /// <summary>This step and a further part, if that leaves an equal border.</summary>
    public AffineStep<T>? With(AffinePart part, T otherFill) => fill.Equals(otherFill) ? new AffineStep<T>(shape, fill, parts.Add(part)) : null;

    public override void Apply(Span<T> picture, Span<T> scratch, Philox random)
    {
        // From places in the result to those in the picture, both from the centre: the inverse of the map, so the last part comes first.
        Map map = Map.Identity;
        for (int i = 0; i < parts.Length; i++)
        {
            ulong index = IndicesPerPart * (ulong)i;
            AffinePart part = parts[i];
            if (Happens(part.Probability, random, index))
                map = map.After(InverseOf(part, random, index + 1));
        }

        if (map == Map.Identity)
            return;
        picture.CopyTo(scratch);
        double centreY = (shape.Height - 1) / 2.0, centreX = (shape.Width - 1) / 2.0;
        for (int row = 0; row < shape.Height; row++)
        {
            for (int column = 0; column < shape.Width; column++)
            {
                (double y, double x) = map.Of(row - centreY, column - centreX);
                Interpolate(scratch, y + centreY, x + centreX, picture[((row * shape.Width) + column)..]);
            }
        }
    }

    private static Map InverseOf(AffinePart part, Philox random, ulong index)
    {
        double first = random.UniformDouble(index), second = random.UniformDouble(index + 1);
        switch (part.Kind)
        {
            case AffineKind.Shift:
                return Map.Identity with { Y = -part.First * ((2 * first) - 1), X = -part.Second * ((2 * second) - 1) };
            case AffineKind.Rotation:
                (double sine, double cosine) = Math.SinCos(part.First * ((2 * first) - 1) * Math.PI / 180);
                return new Map(cosine, sine, -sine, cosine, 0, 0);
            default:
                double factor = part.First + ((part.Second - part.First) * first);
                return new Map(1 / factor, 0, 0, 1 / factor, 0, 0);
        }
    }

    // All channels of one pixel. Pixels beyond the border have the fill; those without weight do not enter, so that a NaN stays where it is.
    private void Interpolate(ReadOnlySpan<T> source, double y, double x, Span<T> destination)
    {
        if (!(y > -1 && y < shape.Height && x > -1 && x < shape.Width))
        {
            for (int channel = 0; channel < shape.Channels; channel++)
                destination[channel * shape.Area] = fill;
            return;
        }

        double top = Math.Floor(y), left = Math.Floor(x);
        T down = T.CreateTruncating(y - top), right = T.CreateTruncating(x - left);
        int row = (int)top, column = (int)left;
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            ReadOnlySpan<T> plane = source.Slice(channel * shape.Area, shape.Area);
            T upper = down == T.One ? fill : Mix(At(plane, row, column), At(plane, row, column + 1), right);
            T lower = down == T.Zero ? fill : Mix(At(plane, row + 1, column), At(plane, row + 1, column + 1), right);
            destination[channel * shape.Area] = Mix(upper, lower, down);
        }
    }

    private T At(ReadOnlySpan<T> plane, int row, int column) =>
        (uint)row < (uint)shape.Height && (uint)column < (uint)shape.Width ? plane[(row * shape.Width) + column] : fill;

    private static T Mix(T first, T second, T share) => share == T.Zero ? first : share == T.One ? second : first + ((second - first) * share);

    /// <summary>The map (y, x) ↦ (YY y + YX x + Y, XY y + XX x + X).</summary>
    private readonly record struct Map(double YY, double YX, double XY, double XX, double Y, double X)
    {
        public static readonly Map Identity = new(1, 0, 0, 1, 0, 0);

        public (double Y, double X) Of(double y, double x) => ((YY * y) + (YX * x) + Y, (XY * y) + (XX * x) + X);

        /// <summary>Another map and then this one.</summary>
        public Map After(Map first)
        {
            (double y, double x) = Of(first.Y, first.X);
            return new Map(
                (YY * first.YY) + (YX * first.XY),
                (YY * first.YX) + (YX * first.XX),
                (XY * first.YY) + (XX * first.XY),
                (XY * first.YX) + (XX * first.XX),
                y,
                x);
        }
    }
}
