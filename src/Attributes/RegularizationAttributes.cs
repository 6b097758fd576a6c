namespace NetGen;

/// <summary>
/// Dropout that keeps the mean 0 and variance 1 of what <c>SELU</c> gives: in training each element becomes −λα of SELU with the given
/// probability, and everything is scaled and shifted; costs nothing at inference. PyTorch's <c>AlphaDropout</c>. Klambauer et al. (2017).
/// </summary>
public sealed class AlphaDropoutAttribute : LayerAttribute
{
    /// <summary>Declares an alpha dropout.</summary>
    /// <param name="rate">The probability of an element to be dropped, in [0, 1).</param>
    public AlphaDropoutAttribute(double rate = 0.5) => Rate = rate;

    /// <summary>The probability of an element to be dropped.</summary>
    public double Rate { get; }
}

/// <summary>Adds normal noise of mean 0 to each element while training; costs nothing at inference. Keras's <c>GaussianNoise</c>.</summary>
public sealed class GaussianNoiseAttribute : LayerAttribute
{
    /// <summary>Declares noise.</summary>
    /// <param name="standardDeviation">The standard deviation of the noise, at least 0.</param>
    public GaussianNoiseAttribute(double standardDeviation) => StandardDeviation = standardDeviation;

    /// <summary>The standard deviation of the noise.</summary>
    public double StandardDeviation { get; }
}

/// <summary>
/// Multiplies each element by normal noise of mean 1 and variance rate/(1 − rate), that of dropout, while training; costs nothing at
/// inference. Keras's <c>GaussianDropout</c>. Srivastava et al. (2014).
/// </summary>
public sealed class GaussianDropoutAttribute : LayerAttribute
{
    /// <summary>Declares a Gaussian dropout.</summary>
    /// <param name="rate">The rate of the dropout that has the variance of the noise, in [0, 1).</param>
    public GaussianDropoutAttribute(double rate = 0.5) => Rate = rate;

    /// <summary>The rate of the dropout that has the variance of the noise.</summary>
    public double Rate { get; }
}

/// <summary>
/// Sets whole samples to 0 with the given probability while training and scales the rest by 1/(1 − rate); costs nothing at inference.
/// <c>StochasticDepth</c> of torchvision, for the end of what is added to a shortcut; <see cref="ResidualAttribute{TBody}.DropPath"/> is
/// the same as an option. Huang et al. (2016).
/// </summary>
public sealed class StochasticDepthAttribute : LayerAttribute
{
    /// <summary>Declares a stochastic depth.</summary>
    /// <param name="rate">The probability of a sample to be set to 0, in [0, 1).</param>
    public StochasticDepthAttribute(double rate) => Rate = rate;

    /// <summary>The probability of a sample to be set to 0.</summary>
    public double Rate { get; }

    /// <summary>Whether each sample has its own fate, as by default, or all of a batch have one.</summary>
    public StochasticDepthMode Mode { get; set; }
}

/// <summary>What stochastic depth draws for.</summary>
public enum StochasticDepthMode
{
    /// <summary>Each sample by itself.</summary>
    Row,

    /// <summary>All samples of a batch together.</summary>
    Batch,
}
