namespace NetGen;

/// <summary>Paddings that follow from the other options of a layer, in place of numbers.</summary>
public enum Pad
{
    /// <summary>None.</summary>
    Valid,

    /// <summary>As much as keeps the size of every axis, the odd one at its end. Needs stride 1.</summary>
    Same,

    /// <summary>All before the first element, so that no output sees a later input. In one dimension only; keeps the size at stride 1.</summary>
    Causal,
}

/// <summary>What stands in the padding.</summary>
public enum PaddingMode
{
    /// <summary>Zeros; in <see cref="PadAttribute"/> its <see cref="PadAttribute.Value"/>.</summary>
    Zeros,

    /// <summary>The value mirrored at its first and last element, which are not repeated.</summary>
    Reflect,

    /// <summary>The element at the edge.</summary>
    Replicate,

    /// <summary>The value's other end.</summary>
    Circular,
}

/// <summary>What stands between the elements of a value that is made larger.</summary>
public enum UpsampleMode
{
    /// <summary>The nearest element.</summary>
    Nearest,

    /// <summary>Linear between neighbours along every axis: linear in one dimension, bilinear in two, trilinear in three.</summary>
    Bilinear,
}
