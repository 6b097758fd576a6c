namespace NetGen;

/// <summary>A fully connected layer, y = W x + b, on the feature axis or on a plain vector.</summary>
public sealed class DenseAttribute : LayerAttribute
{
    /// <summary>Declares a layer with as many outputs.</summary>
    /// <param name="units">How many outputs.</param>
    public DenseAttribute(int units) => Units = units;

    /// <summary>Declares a layer whose outputs are computed from the parameters of its block.</summary>
    /// <param name="units">Integer arithmetic over the block's parameters, such as <c>"4*d"</c>.</param>
    public DenseAttribute(string units) => Units = units;

    /// <summary>How many outputs: a number, or arithmetic over a block's parameters.</summary>
    public object Units { get; }

    /// <summary>Whether there is a b; yes by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>
    /// The probability, in [0, 1), of a weight to be set to 0 while training, with one mask for all samples of a step; the rest are scaled by
    /// 1/(1 − rate), so that inference needs nothing. 0 by default. DropConnect, Wan et al. (2013).
    /// </summary>
    public double DropConnect { get; set; }

    /// <summary>How W starts; by default as in PyTorch, uniform in ±1/√(fan in).</summary>
    public Initializer WeightInitializer { get; set; }

    /// <summary>The arguments of <see cref="WeightInitializer"/>, as <see cref="Initializer"/> names them.</summary>
    public double[]? WeightArguments { get; set; }

    /// <summary>How b starts; by default as in PyTorch, uniform in ±1/√(fan in).</summary>
    public Initializer BiasInitializer { get; set; }

    /// <summary>The arguments of <see cref="BiasInitializer"/>.</summary>
    public double[]? BiasArguments { get; set; }
}

/// <summary>Makes a vector of the value, in row-major order. Costs nothing.</summary>
public sealed class FlattenAttribute : LayerAttribute;

/// <summary>Gives the value another shape of as many elements, in row-major order. Costs nothing.</summary>
public sealed class ReshapeAttribute : LayerAttribute
{
    /// <summary>Declares the new shape.</summary>
    /// <param name="shape">The sizes of the axes; one may be −1 and is then computed.</param>
    public ReshapeAttribute(params int[] shape) => Shape = shape;

    /// <summary>Declares the new shape by the parameters of the block.</summary>
    /// <param name="shape">Integer arithmetic, one an axis.</param>
    public ReshapeAttribute(params string[] shape) => Shape = shape;

    /// <summary>The sizes of the axes.</summary>
    public object Shape { get; }

    /// <summary>A letter an axis where the rank does not say it, as at <see cref="InputAttribute.Axes"/>.</summary>
    public string? Axes { get; set; }
}

/// <summary>Reorders the axes.</summary>
public sealed class PermuteAttribute : LayerAttribute
{
    /// <summary>Declares the new order.</summary>
    /// <param name="axes">For every new axis the old one it is, counted from 0 without the batch.</param>
    public PermuteAttribute(params int[] axes) => Axes = axes;

    /// <summary>For every new axis the old one it is.</summary>
    public int[] Axes { get; }
}

/// <summary>
/// Sets each element to 0 with the given probability while training and scales the rest by 1/(1 − rate);
/// costs nothing at inference. Srivastava et al. (2014).
/// </summary>
public sealed class DropoutAttribute : LayerAttribute
{
    /// <summary>Declares a dropout.</summary>
    /// <param name="rate">The probability of an element to be set to 0, in [0, 1).</param>
    public DropoutAttribute(double rate = 0.5) => Rate = rate;

    /// <summary>The probability of an element to be set to 0.</summary>
    public double Rate { get; }
}

/// <summary>
/// Sets whole channels, the same at all positions, to 0 with the given probability while training and scales the rest by 1/(1 − rate);
/// costs nothing at inference. PyTorch's <c>Dropout1d</c> to <c>Dropout3d</c>. Tompson et al. (2015).
/// </summary>
public sealed class SpatialDropoutAttribute : LayerAttribute
{
    /// <summary>Declares a dropout of channels.</summary>
    /// <param name="rate">The probability of a channel to be set to 0, in [0, 1).</param>
    public SpatialDropoutAttribute(double rate = 0.5) => Rate = rate;

    /// <summary>The probability of a channel to be set to 0.</summary>
    public double Rate { get; }
}

/// <summary>The element-wise sum of values of one shape.</summary>
public sealed class AddAttribute : LayerAttribute
{
    /// <summary>Declares a sum.</summary>
    /// <param name="from">The names of the summands; with a single name, it is added to the layer before.</param>
    public AddAttribute(params string[] from) => Inputs = from;

    /// <summary>The names of the summands.</summary>
    public string[] Inputs { get; }
}

/// <summary>The element-wise product of values of one shape.</summary>
public sealed class MultiplyAttribute : LayerAttribute
{
    /// <summary>Declares a product.</summary>
    /// <param name="from">The names of the factors; with a single name, it is multiplied with the layer before.</param>
    public MultiplyAttribute(params string[] from) => Inputs = from;

    /// <summary>The names of the factors.</summary>
    public string[] Inputs { get; }
}

/// <summary>Values one after another along an axis.</summary>
public sealed class ConcatAttribute : LayerAttribute
{
    /// <summary>Declares a concatenation.</summary>
    /// <param name="from">The names of the parts; with a single name, it is put behind the layer before.</param>
    public ConcatAttribute(params string[] from) => Inputs = from;

    /// <summary>The names of the parts.</summary>
    public string[] Inputs { get; }

    /// <summary>The axis, counted from 0 without the batch; by default the channel or feature axis.</summary>
    public int Axis { get; set; }
}
