using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>Pictures of one size with their classes, as a data set.</summary>
/// <typeparam name="T">The floating-point type of the network.</typeparam>
public sealed class PictureDataset<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    internal PictureDataset(DataColumn<T> pictures, DataColumn<T> labels, PictureShape shape, ImmutableArray<string> classNames)
    {
        Data = new Dataset<T>([pictures], [labels]);
        (Channels, Height, Width) = shape;
        ClassNames = classNames;
    }

    /// <summary>The samples: one input, values from 0 to 1 as channels × height × width, and one target, the class.</summary>
    public Dataset<T> Data { get; }

    /// <summary>How many channels a picture has: 1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>How many rows a picture has.</summary>
    public int Height { get; }

    /// <summary>How many columns a picture has.</summary>
    public int Width { get; }

    /// <summary>The names of the classes in the order of their indices.</summary>
    public ImmutableArray<string> ClassNames { get; }
}
