namespace NetGen.Generator.Graph;

/// <summary>Where the elements of the channels of a value lie: channels first, as users declare them, or last, as kernels want them.</summary>
/// <param name="Channels">How many channels.</param>
/// <param name="Size">How many elements a channel has.</param>
/// <param name="IsLast">Whether the channels of an element lie side by side.</param>
internal readonly record struct ChannelOrder(int Channels, int Size, bool IsLast)
{
    /// <summary>The order of a shape.</summary>
    /// <param name="shape">A shape with an axis of channels.</param>
    /// <returns>The order.</returns>
    public static ChannelOrder Of(Shape shape)
    {
        var axis = AxisOf(shape);
        if (axis != 0 && axis != shape.Rank - 1)
            throw new Operators.GraphException($"The channels of {shape} ({shape.Roles}) are neither first nor last.");
        return new ChannelOrder(shape.Sizes[axis], shape.Length / shape.Sizes[axis], axis != 0);
    }

    /// <summary>The sizes of the axes that are not channels.</summary>
    /// <param name="shape">The shape.</param>
    /// <returns>The sizes.</returns>
    public static IEnumerable<int> SpatialSizes(Shape shape)
    {
        var channel = AxisOf(shape);
        return shape.Sizes.Where((_, axis) => axis != channel);
    }

    /// <summary>The shape of other sizes with its axes in the same order.</summary>
    /// <param name="like">The shape that has the order.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="sizes">The sizes of the other axes.</param>
    /// <returns>The shape.</returns>
    public static Shape Make(Shape like, int channels, IEnumerable<int> sizes) =>
        new(AxisOf(like) == 0 ? sizes.Prepend(channels) : sizes.Append(channels), like.Roles);

    /// <summary>A shape with its channels last.</summary>
    /// <param name="shape">The shape.</param>
    /// <returns>The same, or channels moved behind the other axes.</returns>
    public static Shape Last(Shape shape) =>
        AxisOf(shape) != 0 || shape.Rank == 1 ? shape : new Shape(shape.Sizes.Skip(1).Append(shape.Sizes[0]), shape.Roles.Substring(1) + shape.Roles[0]);

    /// <summary>The ordinal of an element.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="element">The ordinal of the element in the channel.</param>
    /// <returns>The ordinal among all.</returns>
    public int At(int sample, int channel, int element) =>
        IsLast ? (((sample * Size) + element) * Channels) + channel : (((sample * Channels) + channel) * Size) + element;

    private static int AxisOf(Shape shape) => Math.Max(shape.Roles.IndexOf('C'), 0);
}
