using System.Collections.Immutable;
using System.Globalization;

namespace NetGen;

/// <summary>Shapes in messages.</summary>
internal static class ShapeText
{
    /// <summary>Writes a shape as PyTorch prints it: <c>[10, 64]</c>.</summary>
    /// <typeparam name="TSize">The type of the sizes.</typeparam>
    /// <param name="shape">The sizes of the axes.</param>
    /// <returns>The text.</returns>
    public static string Of<TSize>(ImmutableArray<TSize> shape)
        where TSize : IFormattable =>
        $"[{string.Join(", ", shape.Select(size => size.ToString(null, CultureInfo.InvariantCulture)))}]";
}
