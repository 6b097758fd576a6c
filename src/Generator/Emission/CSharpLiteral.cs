using System.Globalization;
using System.Text;

namespace NetGen.Generator.Emission;

/// <summary>Constants as C# text that reads back to the same value in any culture.</summary>
public static class CSharpLiteral
{
    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The literal.</returns>
    public static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A floating-point number of the given precision.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isDouble">Double, or single.</param>
    /// <returns>The literal.</returns>
    public static string Of(double value, bool isDouble)
    {
        var type = isDouble ? "double" : "float";
        if (double.IsNaN(value))
            return type + ".NaN";
        if (double.IsInfinity(value))
            return type + (value > 0 ? ".PositiveInfinity" : ".NegativeInfinity");
        var digits = isDouble
            ? value.ToString("R", CultureInfo.InvariantCulture)
            : ((float)value).ToString("R", CultureInfo.InvariantCulture);
        return isDouble ? digits + "d" : digits + "f";
    }

    /// <summary>A string.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The quoted literal.</returns>
    public static string Of(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }
}
