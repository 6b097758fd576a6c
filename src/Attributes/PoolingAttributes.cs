namespace NetGen;

/// <summary>
/// The options of pools. Those of type <see cref="object"/> take a number, an array with a number for each axis, or integer arithmetic
/// over the block's parameters as text.
/// </summary>
public abstract class PoolAttribute : LayerAttribute
{
    /// <summary>Declares a pool.</summary>
    /// <param name="kernel">The size of the window.</param>
    private protected PoolAttribute(object kernel) => Kernel = kernel;

    /// <summary>The size of the window.</summary>
    public object Kernel { get; }

    /// <summary>How far apart neighbouring windows are; by default the size of the window.</summary>
    public object? Stride { get; set; }

    /// <summary>
    /// How much is padded, at most half of the window: a number, one for each axis, or two for each axis, before and after; or
    /// <see cref="Pad.Valid"/> or <see cref="Pad.Same"/>. Nothing by default.
    /// </summary>
    public object Padding { get; set; } = 0;

    /// <summary>Whether a last window that only begins inside the value and its padding counts; no by default.</summary>
    public bool CeilMode { get; set; }
}

/// <summary>The largest element of each window. Where several are equal, the first of them gets the gradient, as in PyTorch.</summary>
public abstract class MaxPoolAttribute : PoolAttribute
{
    /// <inheritdoc/>
    private protected MaxPoolAttribute(object kernel)
        : base(kernel)
    {
    }

    /// <summary>How far apart neighbouring elements of the window are; 1 by default.</summary>
    public object Dilation { get; set; } = 1;
}

/// <summary>The mean of each window.</summary>
public abstract class AveragePoolAttribute : PoolAttribute
{
    /// <inheritdoc/>
    private protected AveragePoolAttribute(object kernel)
        : base(kernel)
    {
    }

    /// <summary>Whether the zeros of the padding count in the mean, as PyTorch's <c>count_include_pad</c>; yes by default.</summary>
    public bool CountPadding { get; set; } = true;
}

/// <summary>The mean of each of as many parts of every axis: part i of n reaches from ⌊i·size/n⌋ to ⌈(i + 1)·size/n⌉, as in PyTorch.</summary>
public abstract class AdaptiveAveragePoolAttribute : LayerAttribute
{
    /// <summary>Declares a pool.</summary>
    /// <param name="size">The size of the result.</param>
    private protected AdaptiveAveragePoolAttribute(object size) => Size = size;

    /// <summary>The size of the result: a number, one for each axis, or integer arithmetic over the block's parameters.</summary>
    public object Size { get; }
}

/// <summary>The largest element of each window of a signal (C, L), channel by channel.</summary>
public sealed class MaxPool1DAttribute : MaxPoolAttribute
{
    /// <summary>Declares a pool.</summary>
    /// <param name="kernel">The size of the window: a number, one for each axis, or integer arithmetic over the block's parameters.</param>
    public MaxPool1DAttribute(object kernel)
        : base(kernel)
    {
    }
}

/// <summary>The largest element of each window of a picture (C, H, W), channel by channel.</summary>
public sealed class MaxPool2DAttribute : MaxPoolAttribute
{
    /// <summary>Declares a pool.</summary>
    /// <param name="kernel">The size of the window: a number, one for each axis, or integer arithmetic over the block's parameters.</param>
    public MaxPool2DAttribute(object kernel)
        : base(kernel)
    {
    }
}

/// <summary>The largest element of each window of a volume (C, D, H, W), channel by channel.</summary>
public sealed class MaxPool3DAttribute : MaxPoolAttribute
{
    /// <summary>Declares a pool.</summary>
    /// <param name="kernel">The size of the window: a number, one for each axis, or integer arithmetic over the block's parameters.</param>
    public MaxPool3DAttribute(object kernel)
        : base(kernel)
    {
    }
}

/// <summary>The mean of each window of a signal (C, L), channel by channel.</summary>
public sealed class AveragePool1DAttribute : AveragePoolAttribute
{
    /// <summary>Declares a pool.</summary>
    /// <param name="kernel">The size of the window: a number, one for each axis, or integer arithmetic over the block's parameters.</param>
    public AveragePool1DAttribute(object kernel)
        : base(kernel)
    {
    }
}

/// <summary>The mean of each window of a picture (C, H, W), channel by channel.</summary>
public sealed class AveragePool2DAttribute : AveragePoolAttribute
{
    /// <summary>Declares a pool.</summary>
    /// <param name="kernel">The size of the window: a number, one for each axis, or integer arithmetic over the block's parameters.</param>
    public AveragePool2DAttribute(object kernel)
        : base(kernel)
    {
    }
}

/// <summary>The mean of each window of a volume (C, D, H, W), channel by channel.</summary>
public sealed class AveragePool3DAttribute : AveragePoolAttribute
{
    /// <summary>Declares a pool.</summary>
    /// <param name="kernel">The size of the window: a number, one for each axis, or integer arithmetic over the block's parameters.</param>
    public AveragePool3DAttribute(object kernel)
        : base(kernel)
    {
    }
}

/// <summary>The means of as many parts of a signal (C, L), channel by channel.</summary>
public sealed class AdaptiveAveragePool1DAttribute : AdaptiveAveragePoolAttribute
{
    /// <summary>Declares a pool.</summary>
    /// <param name="size">The size of the result: a number, one for each axis, or integer arithmetic over the block's parameters.</param>
    public AdaptiveAveragePool1DAttribute(object size)
        : base(size)
    {
    }
}

/// <summary>The means of as many parts of a picture (C, H, W), channel by channel.</summary>
public sealed class AdaptiveAveragePool2DAttribute : AdaptiveAveragePoolAttribute
{
    /// <summary>Declares a pool.</summary>
    /// <param name="size">The size of the result: a number, one for each axis, or integer arithmetic over the block's parameters.</param>
    public AdaptiveAveragePool2DAttribute(object size)
        : base(size)
    {
    }
}

/// <summary>The means of as many parts of a volume (C, D, H, W), channel by channel.</summary>
public sealed class AdaptiveAveragePool3DAttribute : AdaptiveAveragePoolAttribute
{
    /// <summary>Declares a pool.</summary>
    /// <param name="size">The size of the result: a number, one for each axis, or integer arithmetic over the block's parameters.</param>
    public AdaptiveAveragePool3DAttribute(object size)
        : base(size)
    {
    }
}

/// <summary>The mean of every channel: (C, …) becomes a vector of C.</summary>
public sealed class GlobalAveragePoolAttribute : LayerAttribute;

/// <summary>The largest element of every channel: (C, …) becomes a vector of C.</summary>
public sealed class GlobalMaxPoolAttribute : LayerAttribute;
