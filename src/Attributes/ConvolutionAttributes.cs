namespace NetGen;

/// <summary>
/// The options of convolutions, in both directions. Those of type <see cref="object"/> take a number, an array with a number for each
/// axis, or integer arithmetic over the block's parameters as text.
/// </summary>
public abstract class ConvolutionAttribute : LayerAttribute
{
    /// <summary>Declares a layer with as many filters.</summary>
    /// <param name="filters">How many channels come out: a number, or arithmetic over a block's parameters.</param>
    private protected ConvolutionAttribute(object filters) => Filters = filters;

    /// <summary>How many channels come out.</summary>
    public object Filters { get; }

    /// <summary>The size of the kernel.</summary>
    public object? Kernel { get; set; }

    /// <summary>How far apart neighbouring positions of the kernel are; 1 by default.</summary>
    public object Stride { get; set; } = 1;

    /// <summary>
    /// How much is padded: a number, one for each axis, or two for each axis, before and after; or a member of <see cref="Pad"/>.
    /// Nothing by default. A transposed convolution takes as much off its result.
    /// </summary>
    public object Padding { get; set; } = 0;

    /// <summary>How far apart neighbouring elements of the kernel are; 1 by default.</summary>
    public object Dilation { get; set; } = 1;

    /// <summary>
    /// Into how many groups the channels of both sides are divided, each group of outputs reading one of inputs; as many as there are
    /// input channels makes a depthwise convolution.
    /// </summary>
    public object Groups { get; set; } = 1;

    /// <summary>Whether there is a bias for each filter; yes by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>How the weights start; by default as in PyTorch, uniform in ±1/√(fan in), where the fan in is the number of weights of a filter.</summary>
    public Initializer WeightInitializer { get; set; }

    /// <summary>The arguments of <see cref="WeightInitializer"/>, as <see cref="Initializer"/> names them.</summary>
    public double[]? WeightArguments { get; set; }

    /// <summary>How the bias starts; by default as in PyTorch, uniform in ±1/√(fan in).</summary>
    public Initializer BiasInitializer { get; set; }

    /// <summary>The arguments of <see cref="BiasInitializer"/>.</summary>
    public double[]? BiasArguments { get; set; }
}

/// <summary>A convolution from inputs to outputs.</summary>
public abstract class ForwardConvolutionAttribute : ConvolutionAttribute
{
    /// <inheritdoc/>
    private protected ForwardConvolutionAttribute(object filters)
        : base(filters)
    {
    }

    /// <summary>What stands in the padding; zeros by default.</summary>
    public PaddingMode PaddingMode { get; set; }
}

/// <summary>A convolution from outputs to inputs, the transposed linear map of a convolution: it makes a value larger where its stride is more than 1.</summary>
public abstract class TransposedConvolutionAttribute : ConvolutionAttribute
{
    /// <inheritdoc/>
    private protected TransposedConvolutionAttribute(object filters)
        : base(filters)
    {
    }

    /// <summary>How many elements the result has more at its end, for each axis: less than stride or dilation. Nothing by default.</summary>
    public object OutputPadding { get; set; } = 0;
}

/// <summary>
/// A convolution over a signal (C, L): the sum of a kernel's elements times those below it, at every position. The weight has the shape
/// [filters, C / groups, k], as in PyTorch.
/// </summary>
public sealed class Conv1DAttribute : ForwardConvolutionAttribute
{
    /// <summary>Declares a convolution with as many filters.</summary>
    /// <param name="filters">How many channels come out.</param>
    public Conv1DAttribute(int filters)
        : base(filters)
    {
    }

    /// <summary>Declares a convolution whose filters are computed from the parameters of its block.</summary>
    /// <param name="filters">Integer arithmetic over the block's parameters, such as <c>"4*d"</c>.</param>
    public Conv1DAttribute(string filters)
        : base(filters)
    {
    }
}

/// <summary>
/// A convolution over a picture (C, H, W): the sum of a kernel's elements times those below it, at every position. The weight has the shape
/// [filters, C / groups, kh, kw], as in PyTorch.
/// </summary>
public sealed class Conv2DAttribute : ForwardConvolutionAttribute
{
    /// <summary>Declares a convolution with as many filters.</summary>
    /// <param name="filters">How many channels come out.</param>
    public Conv2DAttribute(int filters)
        : base(filters)
    {
    }

    /// <summary>Declares a convolution whose filters are computed from the parameters of its block.</summary>
    /// <param name="filters">Integer arithmetic over the block's parameters, such as <c>"4*d"</c>.</param>
    public Conv2DAttribute(string filters)
        : base(filters)
    {
    }
}

/// <summary>
/// A convolution over a volume (C, D, H, W): the sum of a kernel's elements times those below it, at every position. The weight has the shape
/// [filters, C / groups, kd, kh, kw], as in PyTorch.
/// </summary>
public sealed class Conv3DAttribute : ForwardConvolutionAttribute
{
    /// <summary>Declares a convolution with as many filters.</summary>
    /// <param name="filters">How many channels come out.</param>
    public Conv3DAttribute(int filters)
        : base(filters)
    {
    }

    /// <summary>Declares a convolution whose filters are computed from the parameters of its block.</summary>
    /// <param name="filters">Integer arithmetic over the block's parameters, such as <c>"4*d"</c>.</param>
    public Conv3DAttribute(string filters)
        : base(filters)
    {
    }
}

/// <summary>
/// A transposed convolution over a signal (C, L): every element adds the kernel times itself to the result. The weight has the shape
/// [C, filters / groups, k], as in PyTorch; an axis of size n becomes (n − 1) · stride − padding + dilation · (k − 1) + 1 + output padding.
/// </summary>
public sealed class ConvTranspose1DAttribute : TransposedConvolutionAttribute
{
    /// <summary>Declares a transposed convolution with as many filters.</summary>
    /// <param name="filters">How many channels come out.</param>
    public ConvTranspose1DAttribute(int filters)
        : base(filters)
    {
    }

    /// <summary>Declares a transposed convolution whose filters are computed from the parameters of its block.</summary>
    /// <param name="filters">Integer arithmetic over the block's parameters, such as <c>"4*d"</c>.</param>
    public ConvTranspose1DAttribute(string filters)
        : base(filters)
    {
    }
}

/// <summary>
/// A transposed convolution over a picture (C, H, W): every element adds the kernel times itself to the result. The weight has the shape
/// [C, filters / groups, kh, kw], as in PyTorch; an axis of size n becomes (n − 1) · stride − padding + dilation · (k − 1) + 1 + output padding.
/// </summary>
public sealed class ConvTranspose2DAttribute : TransposedConvolutionAttribute
{
    /// <summary>Declares a transposed convolution with as many filters.</summary>
    /// <param name="filters">How many channels come out.</param>
    public ConvTranspose2DAttribute(int filters)
        : base(filters)
    {
    }

    /// <summary>Declares a transposed convolution whose filters are computed from the parameters of its block.</summary>
    /// <param name="filters">Integer arithmetic over the block's parameters, such as <c>"4*d"</c>.</param>
    public ConvTranspose2DAttribute(string filters)
        : base(filters)
    {
    }
}

/// <summary>
/// A transposed convolution over a volume (C, D, H, W): every element adds the kernel times itself to the result. The weight has the shape
/// [C, filters / groups, kd, kh, kw], as in PyTorch; an axis of size n becomes (n − 1) · stride − padding + dilation · (k − 1) + 1 + output padding.
/// </summary>
public sealed class ConvTranspose3DAttribute : TransposedConvolutionAttribute
{
    /// <summary>Declares a transposed convolution with as many filters.</summary>
    /// <param name="filters">How many channels come out.</param>
    public ConvTranspose3DAttribute(int filters)
        : base(filters)
    {
    }

    /// <summary>Declares a transposed convolution whose filters are computed from the parameters of its block.</summary>
    /// <param name="filters">Integer arithmetic over the block's parameters, such as <c>"4*d"</c>.</param>
    public ConvTranspose3DAttribute(string filters)
        : base(filters)
    {
    }
}
