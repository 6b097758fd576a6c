using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;

namespace NetGen.Generator.Operators;

/// <summary>The axis of channels, or else of features, wherever it stands: what a normalization keeps apart.</summary>
/// <param name="Channels">How many channels there are.</param>
/// <param name="Inner">How many elements lie between neighbours on the axis.</param>
/// <param name="Positions">How many elements of a sample each channel has.</param>
public readonly record struct ChannelAxis(int Channels, int Inner, int Positions)
{
    /// <summary>The axis of a shape.</summary>
    /// <param name="shape">The shape; a vector without roles of its own is one of features.</param>
    /// <returns>The axis.</returns>
    /// <exception cref="GraphException">There is none.</exception>
    public static ChannelAxis Of(Shape shape)
    {
        var axis = shape.FeatureAxis;
        if (axis < 0)
            throw new GraphException($"{shape} ({shape.Roles}) has neither channels nor features.");
        return new ChannelAxis(shape.Sizes[axis], shape.Product(axis + 1, shape.Rank), shape.Length / shape.Sizes[axis]);
    }

    /// <summary>The axis of a shape whose rows are channels, as kernels take it.</summary>
    /// <param name="shape">The shape.</param>
    /// <returns>The axis.</returns>
    /// <exception cref="GraphException">It is not the last.</exception>
    public static ChannelAxis OfRows(Shape shape) => Of(shape) is ({ Inner: 1 } or { Channels: 1 }) and var axis
        ? axis
        : throw new GraphException($"The channels of {shape} ({shape.Roles}) do not stand last.");

    /// <summary>The channel of an element.</summary>
    /// <param name="element">Its ordinal, in a sample or a batch.</param>
    /// <returns>The ordinal of the channel.</returns>
    public int ChannelOf(int element) => element / Inner % Channels;

    /// <summary>What kernels are told of the axis, and the number of samples.</summary>
    /// <param name="context">The lowering.</param>
    /// <returns>The arguments.</returns>
    public CallArgument[] Sizes(LoweringContext context) => [context.Size(Channels), context.Size(Positions), context.Count(1)];
}
