using System.Globalization;

namespace NetGen.Generator.Operators;

/// <summary>Numbers as parts of identifiers.</summary>
public static class KernelName
{
    /// <summary>A number whose sign, point and exponent are letters; equal names mean equal numbers.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Letters, digits and underscores.</returns>
    public static string Of(double value) =>
        "_" + value.ToString("R", CultureInfo.InvariantCulture).Replace("-", "m").Replace("+", string.Empty).Replace(".", "p");
}
