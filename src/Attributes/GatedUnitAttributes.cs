namespace NetGen;

/// <summary>
/// The largest of each so many neighbouring channels or features: a piecewise linear function whose pieces the layer before learns, as in
/// <c>[Dense(4 * 10), Maxout(4)]</c>, which has 10 units. Goodfellow et al. (2013). Of equal pieces the first has the gradient.
/// </summary>
public sealed class MaxoutAttribute : ActivationAttribute
{
    /// <summary>Declares the function.</summary>
    /// <param name="pieces">How many; they divide the channels or features.</param>
    public MaxoutAttribute(int pieces) => Pieces = pieces;

    /// <summary>Declares the function in a block.</summary>
    /// <param name="pieces">How many, in arithmetic over the block's parameters.</param>
    public MaxoutAttribute(string pieces) => Pieces = pieces;

    /// <summary>How many neighbours become one.</summary>
    public object Pieces { get; }
}

/// <summary>
/// A gated linear unit: the axis is halved into a and b, and the result is a ⊙ f(b), half as long. A layer before it of twice the units computes
/// both, as in <c>[Dense(2 * 10), GLU]</c>.
/// </summary>
public abstract class GatedLinearUnitAttribute : ActivationAttribute
{
    /// <summary>Declares a unit.</summary>
    private protected GatedLinearUnitAttribute()
    {
    }

    /// <summary>The axis, counted from 0 without the batch; by default the channel or feature axis.</summary>
    public int Axis { get; set; }
}

/// <summary>a ⊙ σ(b), a and b the halves of an axis. Dauphin et al. (2017). PyTorch's <c>GLU</c>.</summary>
public sealed class GLUAttribute : GatedLinearUnitAttribute;

/// <summary>a ⊙ b Φ(b), a and b the halves of an axis. Shazeer (2020).</summary>
public sealed class GEGLUAttribute : GatedLinearUnitAttribute;

/// <summary>a ⊙ b σ(b), a and b the halves of an axis. Shazeer (2020).</summary>
public sealed class SwiGLUAttribute : GatedLinearUnitAttribute;

/// <summary>a ⊙ max(0, b), a and b the halves of an axis. Shazeer (2020).</summary>
public sealed class ReGLUAttribute : GatedLinearUnitAttribute;
