namespace NetGen;

/// <summary>
/// Normalizes each channel, or each feature of vectors and sequences, by its mean and variance over the batch and all positions:
/// y = γ (x − mean) / √(variance + ε) + β. Ioffe and Szegedy (2015). Training calls use the statistics of their whole batch, through which
/// gradients flow, and let the running ones follow, with the unbiased variance; predictions and evaluations use the running ones. Those are
/// buffers, <c>running_mean</c>, <c>running_var</c> and <c>num_batches_tracked</c>.
/// </summary>
public sealed class BatchNormAttribute : LayerAttribute
{
    /// <summary>ε, which is added to the variance; 1e-5 by default.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>The share of the new statistics in the running ones, from 0 to 1; 0.1 by default.</summary>
    public double Momentum { get; set; } = 0.1;

    /// <summary>Whether the running statistics are the mean of those of all batches instead, PyTorch's <c>momentum=None</c>.</summary>
    public bool CumulativeAverage { get; set; }

    /// <summary>Whether there are γ and β, the parameters <c>weight</c> and <c>bias</c>, which start as 1 and 0; yes by default.</summary>
    public bool Affine { get; set; } = true;
}

/// <summary>
/// Normalizes the last axes of each sample by themselves: y = γ (x − mean) / √(variance + ε) + β. Ba, Kiros and Hinton (2016). Without
/// <see cref="Axes"/>, these are the features of a vector or of each step of a sequence, and the whole of what has channels.
/// </summary>
public sealed class LayerNormAttribute : LayerAttribute
{
    /// <summary>
    /// The letters of the axes that are normalized together, the last ones in their order, such as <c>"CHW"</c> or <c>"HW"</c> of a picture; or
    /// those of its channels alone, <c>"C"</c>.
    /// </summary>
    public string? Axes { get; set; }

    /// <summary>ε, which is added to the variance; 1e-5 by default.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether there is a γ, <c>weight</c>, which starts as 1; yes by default.</summary>
    public bool Affine { get; set; } = true;

    /// <summary>Whether there is a β beside it, <c>bias</c>, which starts as 0; yes by default.</summary>
    public bool Bias { get; set; } = true;
}

/// <summary>Divides the last axes of each sample by their root mean square: y = γ x / √(mean x² + ε). Zhang and Sennrich (2019).</summary>
public sealed class RMSNormAttribute : LayerAttribute
{
    /// <summary>The letters of the axes that are normalized together, as at <see cref="LayerNormAttribute.Axes"/>.</summary>
    public string? Axes { get; set; }

    /// <summary>ε, which is added to the mean square; by default the distance from 1 to the next number of the network's precision.</summary>
    public double Epsilon { get; set; }

    /// <summary>Whether there is a γ, <c>weight</c>, which starts as 1; yes by default.</summary>
    public bool Affine { get; set; } = true;
}

/// <summary>Normalizes groups of neighbouring channels of each sample by their mean and variance over all positions. Wu and He (2018).</summary>
public sealed class GroupNormAttribute : LayerAttribute
{
    /// <summary>Declares a normalization of groups of equal size.</summary>
    /// <param name="groups">How many groups; a number that divides the channels.</param>
    public GroupNormAttribute(int groups) => Groups = groups;

    /// <summary>Declares a normalization whose groups are computed from the parameters of its block.</summary>
    /// <param name="groups">Integer arithmetic over the block's parameters.</param>
    public GroupNormAttribute(string groups) => Groups = groups;

    /// <summary>How many groups there are: a number, or arithmetic over a block's parameters.</summary>
    public object Groups { get; }

    /// <summary>ε, which is added to the variance; 1e-5 by default.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether each channel has a γ and a β, <c>weight</c> and <c>bias</c>, which start as 1 and 0; yes by default.</summary>
    public bool Affine { get; set; } = true;
}

/// <summary>
/// Normalizes each channel of each sample by its mean and variance over all positions. Ulyanov, Vedaldi and Lempitsky (2016). With running
/// statistics, which follow the means of those of the samples, predictions normalize by them.
/// </summary>
public sealed class InstanceNormAttribute : LayerAttribute
{
    /// <summary>ε, which is added to the variance; 1e-5 by default.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>The share of the new statistics in the running ones, from 0 to 1; 0.1 by default.</summary>
    public double Momentum { get; set; } = 0.1;

    /// <summary>Whether each channel has a γ and a β, <c>weight</c> and <c>bias</c>, which start as 1 and 0; no by default.</summary>
    public bool Affine { get; set; }

    /// <summary>Whether there are running statistics, buffers as those of <see cref="BatchNormAttribute"/>; no by default.</summary>
    public bool TrackRunningStatistics { get; set; }
}

/// <summary>
/// Divides each element by a power of the squares of neighbouring channels at its position: y = x / (k + α/n Σ x²)^β, n/2 of them before it
/// (rounded down), itself, and the rest of n behind it. Krizhevsky et al. (2012).
/// </summary>
public sealed class LocalResponseNormAttribute : LayerAttribute
{
    /// <summary>Declares a normalization by so many channels.</summary>
    /// <param name="size">n, the element's own among them.</param>
    public LocalResponseNormAttribute(int size) => Size = size;

    /// <summary>Declares a normalization whose size is computed from the parameters of its block.</summary>
    /// <param name="size">Integer arithmetic over the block's parameters.</param>
    public LocalResponseNormAttribute(string size) => Size = size;

    /// <summary>n: a number, or arithmetic over a block's parameters.</summary>
    public object Size { get; }

    /// <summary>α; 1e-4 by default.</summary>
    public double Alpha { get; set; } = 1e-4;

    /// <summary>β; 0.75 by default.</summary>
    public double Beta { get; set; } = 0.75;

    /// <summary>k; 1 by default.</summary>
    public double K { get; set; } = 1;
}
