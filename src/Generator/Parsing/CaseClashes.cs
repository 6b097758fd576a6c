using NetGen.Generator.Model;

namespace NetGen.Generator.Parsing;

/// <summary>
/// Networks whose names differ in case only. C# tells them apart; the compiler's names for generated files do not, and
/// would throw away what all networks got.
/// </summary>
internal static class CaseClashes
{
    /// <summary>The names that clash with one before them; nearly always none, so that what depends on it stays cached.</summary>
    /// <param name="fullNames">The full names of all networks.</param>
    public static EquatableArray<string> Of(IEnumerable<string> fullNames) => new(fullNames
        .Distinct()
        .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
        .SelectMany(group => group.OrderBy(name => name, StringComparer.Ordinal).Skip(1))
        .OrderBy(name => name, StringComparer.Ordinal));

    /// <summary>A file's name that no other network's file has.</summary>
    /// <param name="hintName">The file's name.</param>
    /// <param name="fullName">The network's.</param>
    /// <param name="clashes">The names that clash.</param>
    public static string Resolve(string hintName, string fullName, EquatableArray<string> clashes)
    {
        var plain = hintName.Replace("@", string.Empty);
        var index = clashes.ToList().IndexOf(fullName);
        return index < 0 ? plain : $"{index + 2}-{plain}";
    }
}
