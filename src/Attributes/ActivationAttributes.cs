namespace NetGen;

/// <summary>An element-wise function of the layer before it.</summary>
public abstract class ActivationAttribute : LayerAttribute;

/// <summary>The identity, for tables that name every activation. Costs nothing.</summary>
public sealed class LinearAttribute : ActivationAttribute;

/// <summary>The logistic function 1 / (1 + e⁻ˣ).</summary>
public sealed class SigmoidAttribute : ActivationAttribute;

/// <summary>The hyperbolic tangent.</summary>
public sealed class TanhAttribute : ActivationAttribute;

/// <summary>max(0, x); the gradient at 0 is 0.</summary>
public sealed class ReLUAttribute : ActivationAttribute;

/// <summary>x for x &gt; 0, otherwise slope · x.</summary>
public sealed class LeakyReLUAttribute : ActivationAttribute
{
    /// <summary>Declares a leaky rectifier.</summary>
    /// <param name="negativeSlope">The slope below 0; 0.01 by default.</param>
    public LeakyReLUAttribute(double negativeSlope = 0.01) => NegativeSlope = negativeSlope;

    /// <summary>The slope below 0.</summary>
    public double NegativeSlope { get; }
}

/// <summary>x Φ(x). Hendrycks and Gimpel (2016).</summary>
public sealed class GELUAttribute : ActivationAttribute
{
    /// <summary>Which form is computed; the exact one by default.</summary>
    public GeluApproximation Approximate { get; set; }
}

/// <summary>x σ(x), also called Swish. Elfwing et al. (2017).</summary>
public sealed class SiLUAttribute : ActivationAttribute;

/// <summary>e^xᵢ / Σ e^xₖ over the channel or feature axis.</summary>
public sealed class SoftmaxAttribute : ActivationAttribute;

/// <summary>The logarithm of <see cref="SoftmaxAttribute"/>, computed without overflow.</summary>
public sealed class LogSoftmaxAttribute : ActivationAttribute;
