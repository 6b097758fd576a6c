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
