namespace NetGen.Generator.Emission;

/// <summary>Text in XML docs.</summary>
internal static class XmlText
{
    /// <summary>Replaces what XML reads as markup.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text, escaped.</returns>
    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
