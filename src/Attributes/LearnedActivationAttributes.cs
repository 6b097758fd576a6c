namespace NetGen;

/// <summary>
/// x for x &gt; 0, otherwise a · x with a learned slope a: the parameter <c>weight</c> [1], or [channels]. He et al. (2015). PyTorch's <c>PReLU</c>.
/// The gradient at 0 is a.
/// </summary>
public sealed class PReLUAttribute : ActivationAttribute
{
    /// <summary>Where each slope starts; 0.25 by default.</summary>
    public double Init { get; set; } = 0.25;

    /// <summary>Whether each channel, or feature, has a slope of its own; PyTorch's <c>num_parameters</c>.</summary>
    public bool PerChannel { get; set; }
}

/// <summary>
/// x for x &gt; 0, otherwise a · x; in training a is drawn for each element, uniform between two bounds, at inference it is their mean.
/// Xu et al. (2015). PyTorch's <c>RReLU</c>. The slopes are a function of seed, step, layer and sample, as the masks of <see cref="DropoutAttribute"/> are.
/// </summary>
public sealed class RReLUAttribute : ActivationAttribute
{
    /// <summary>Declares the function.</summary>
    /// <param name="lower">The lower bound of the slopes; ⅛ by default.</param>
    /// <param name="upper">The upper bound of the slopes; ⅓ by default.</param>
    public RReLUAttribute(double lower = 1.0 / 8, double upper = 1.0 / 3) => (Lower, Upper) = (lower, upper);

    /// <summary>The lower bound of the slopes.</summary>
    public double Lower { get; }

    /// <summary>The upper bound of the slopes.</summary>
    public double Upper { get; }
}
