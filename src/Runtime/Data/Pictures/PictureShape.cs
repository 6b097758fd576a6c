namespace NetGen;

/// <summary>The sizes of a picture, whose values lie channel after channel, row after row.</summary>
/// <param name="Channels">How many channels.</param>
/// <param name="Height">How many rows.</param>
/// <param name="Width">How many columns.</param>
internal readonly record struct PictureShape(int Channels, int Height, int Width)
{
    /// <summary>How many pixels there are.</summary>
    public int Area => Height * Width;

    /// <summary>How many values there are.</summary>
    public int Length => Channels * Area;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Channels}×{Height}×{Width}");
}
