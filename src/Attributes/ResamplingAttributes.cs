namespace NetGen;

/// <summary>Makes every spatial axis of (C, L), (C, H, W) or (C, D, H, W) larger by a whole factor.</summary>
public sealed class UpsampleAttribute : LayerAttribute
{
    /// <summary>Declares the factor.</summary>
    /// <param name="scale">The factor: a number, one for each axis, or integer arithmetic over the block's parameters.</param>
    public UpsampleAttribute(object scale) => Scale = scale;

    /// <summary>The factor.</summary>
    public object Scale { get; }

    /// <summary>What stands between the elements; the nearest of them by default.</summary>
    public UpsampleMode Mode { get; set; }

    /// <summary>
    /// For <see cref="UpsampleMode.Bilinear"/>, whether the centres of the first and last elements stay where they are; by default their
    /// outer edges do.
    /// </summary>
    public bool AlignCorners { get; set; }
}

/// <summary>Puts elements around (C, L), (C, H, W) or (C, D, H, W).</summary>
public sealed class PadAttribute : LayerAttribute
{
    /// <summary>Declares how many elements are added.</summary>
    /// <param name="amounts">One number for every side, one for each axis, or two for each axis, before and after.</param>
    public PadAttribute(params int[] amounts) => Amounts = amounts;

    /// <summary>Declares how many elements are added by the parameters of the block.</summary>
    /// <param name="amounts">Integer arithmetic, as many as of the numbers.</param>
    public PadAttribute(params string[] amounts) => Amounts = amounts;

    /// <summary>How many elements are added.</summary>
    public object Amounts { get; }

    /// <summary>What the elements are; <see cref="Value"/> by default.</summary>
    public PaddingMode Mode { get; set; }

    /// <summary>What the elements are in the mode <see cref="PaddingMode.Zeros"/>; 0 by default.</summary>
    public double Value { get; set; }
}

/// <summary>Takes elements off the sides of (C, L), (C, H, W) or (C, D, H, W).</summary>
public sealed class CropAttribute : LayerAttribute
{
    /// <summary>Declares how many elements are taken off.</summary>
    /// <param name="amounts">One number for every side, one for each axis, or two for each axis, before and after.</param>
    public CropAttribute(params int[] amounts) => Amounts = amounts;

    /// <summary>Declares how many elements are taken off by the parameters of the block.</summary>
    /// <param name="amounts">Integer arithmetic, as many as of the numbers.</param>
    public CropAttribute(params string[] amounts) => Amounts = amounts;

    /// <summary>How many elements are taken off.</summary>
    public object Amounts { get; }
}

/// <summary>
/// Makes a picture larger by its channels: (C·r², H, W) becomes (C, H·r, W·r), with channel c·r² + i·r + j at rows i and columns j of
/// every r × r. Shi et al. (2016).
/// </summary>
public sealed class PixelShuffleAttribute : LayerAttribute
{
    /// <summary>Declares the factor.</summary>
    /// <param name="factor">r.</param>
    public PixelShuffleAttribute(int factor) => Factor = factor;

    /// <summary>Declares the factor by the parameters of the block.</summary>
    /// <param name="factor">Integer arithmetic.</param>
    public PixelShuffleAttribute(string factor) => Factor = factor;

    /// <summary>r.</summary>
    public object Factor { get; }
}
